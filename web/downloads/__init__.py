"""What is taken along? Files and feeds."""
