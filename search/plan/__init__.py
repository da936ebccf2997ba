"""What is looked for, by any engine? Pure trees."""
