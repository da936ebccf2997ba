"""How is a result kept for later? Citations, their repetition, and a short list side by side."""
