"""Where is the data? Segments of flat arrays, the table of contents, Whoosh's codec interface."""
