"""How does the embedded engine find it? Arrays of one generation, and what is computed of them."""
