"""What does the page of an organisation show?"""
