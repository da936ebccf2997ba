"""What else could be meant? Completion, corrections, similar projects, from the words of the index."""
