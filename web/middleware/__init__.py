"""What happens before and after every view?"""
