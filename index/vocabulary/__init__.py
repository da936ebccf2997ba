"""Which terms are synonyms? Vocabularies in three languages, read once and kept as flat arrays."""
