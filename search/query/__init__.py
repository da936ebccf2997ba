"""How is a query read? Text to a tree."""
