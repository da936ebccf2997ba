"""What should an engine search for? Query trees, and the data about words that they need."""
