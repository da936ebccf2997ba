"""Query text → ranked hits, facets and snippets.

The way of a request: `engine` takes a `request.Request`; `parser` (with `values`) makes a `tree` of its
words; `evaluate` turns the tree into documents and scores over the arrays of a `snapshot`, `names` saying
which values a filter means; `rank` orders them, `facets` counts them, `statistics` adds them up, `marks` and
`snippets` show why they matched; `render` makes JSON of the answer.
"""
