"""Bodies of loops that run in strips of steps: their instructions, sorted into parts, and what runs them."""
