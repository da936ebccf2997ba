"""Which file formats are read? One module for each format: bytes in, one record for each description out."""
