"""In what files do descriptions come? A format turns the bytes of a file into records, one a description."""
