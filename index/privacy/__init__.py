"""What is left out of the index? Contact persons and what reaches them."""
