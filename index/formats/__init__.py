"""In what files do descriptions come? One file a format: bytes in, records out, one for each description."""
