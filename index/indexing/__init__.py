"""How does an index follow its sources? Changed records are analysed on all cores and committed at once."""
