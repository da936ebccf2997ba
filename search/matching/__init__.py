"""How does the embedded engine find it? Arrays of one generation, and computations on them."""
