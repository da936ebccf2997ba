"""What do programs get?"""
