"""How does it look as a chart?"""
