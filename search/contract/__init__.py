"""What may be asked, and what is answered? The only room of `search/` that web and command line see."""
