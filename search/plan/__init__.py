"""What is looked for, by any engine? Query trees, and the data about words that they need."""
