"""What is kept of a result, and come back to? Citations, their repetition, and a short list side by side."""
