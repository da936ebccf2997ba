"""What can be downloaded? Files and feeds."""
