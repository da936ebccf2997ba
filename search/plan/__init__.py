"""What is looked for, by any engine? Pure trees, and what must be known of an index's words to make them."""
