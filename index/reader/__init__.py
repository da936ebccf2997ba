"""How does a text become a project?"""
