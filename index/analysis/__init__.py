"""Which tokens is a word found by? Texts are tokenised; words get base forms, compound parts and stems."""
