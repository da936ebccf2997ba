"""What does the page of a project show?"""
