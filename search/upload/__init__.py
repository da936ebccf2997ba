"""How is an uploaded plan read?"""
