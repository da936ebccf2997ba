"""What may be asked, and what is answered? Plain data, and the Protocol that an engine implements.

Web and command line use only this, `search.export`, `search.open_engine` and `search.read_plan`.
"""
