"""What means the same? The language of a query, and the synonyms that are searched for besides its words."""
