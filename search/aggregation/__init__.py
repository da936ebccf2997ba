"""What is counted? Facets and statistics: counted from arrays in two files, arranged in two others.

`facet_counts` and `sums` count in a snapshot of the embedded engine. `facet_rows` and `statistics` turn the
counts of any engine into parts of the answer.
"""
