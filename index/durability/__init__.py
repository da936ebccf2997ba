"""How does a change reach the disk whole, and by one process at a time? Synced files, and two locks."""
