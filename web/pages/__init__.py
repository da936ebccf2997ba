"""What do people see?"""
