"""Downloads: files and feeds."""
