"""Do the tests notice when the program is changed? See `__main__.py`."""
