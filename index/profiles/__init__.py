"""What does each column of a table mean? A profile for each kind of table, and what a row becomes by it."""
