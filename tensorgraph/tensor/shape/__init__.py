"""Shapes: symbolic shapes, and operations that change, join and check them."""
