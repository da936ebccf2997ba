"""What may be asked, and what is answered? Plain data, and the Protocol that an engine implements.

Beside `search.export` and `search.open_engine`, this is all that web and command line see of `search/`.
"""
