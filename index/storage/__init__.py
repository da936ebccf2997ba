"""Where is the data? In segments of flat arrays, listed in a table of contents, which Whoosh reads, too."""
