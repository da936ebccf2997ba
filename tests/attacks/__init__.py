"""Attacks on the project, on this machine only: `python -m tests.attacks`."""
