"""Loops over arrays with zeros around them."""
