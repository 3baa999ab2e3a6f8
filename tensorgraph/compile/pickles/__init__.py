"""Functions in pickles: small, and opened when they are needed."""
