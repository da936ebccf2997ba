"""In which language is a page, or the answer of a command?"""
