"""How does a result look as a picture?"""
