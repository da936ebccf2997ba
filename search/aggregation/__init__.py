"""What is counted? Facets and statistics."""
