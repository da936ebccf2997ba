"""What is left out of the index? Contact persons: their names, e-mail addresses and telephone numbers."""
