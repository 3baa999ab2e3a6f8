"""Memory of arrays: where new ones lie, and what becomes of it when they are given back."""
