"""Calls: arguments in, results out, shared variables and their turns."""
