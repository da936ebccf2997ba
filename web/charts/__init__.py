"""How are results drawn as charts?"""
