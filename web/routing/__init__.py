"""How does an address become a request, and back?"""
