"""What else could be meant? Completion, corrections, similar projects."""
