"""Which synonyms are searched for? Those in the language of the query, in addition to its words."""
