"""What means the same? The language of a query, and its words with what else is looked for."""
