"""Rewrites of loops; the table of all rewrites names them."""
