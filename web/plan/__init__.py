"""How is a plan compared?"""
