"""How does the embedded engine find it?"""
