"""How are changes written safely, by one process at a time? Synced files and two locks."""
