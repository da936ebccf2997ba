"""How does an index get into a cluster? As documents with our own tokens, beside a lexicon."""
