"""How does an index follow its sources?"""
