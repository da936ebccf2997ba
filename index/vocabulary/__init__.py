"""What else means the same? Vocabularies in three languages, read once and kept as flat arrays."""
