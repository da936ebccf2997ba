"""Tables: the bytes of a file → rows of named cells. One file a format; all keep to the bounds of `table`."""
