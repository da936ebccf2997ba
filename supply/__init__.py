"""What the project is made of: its locked packages, their known vulnerabilities, a list for others.

Not installed with the program: `make lock`, `make audit` and `make sbom` use it in a checkout.
"""
