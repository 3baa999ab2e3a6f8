"""Types, variables and constants of tensors."""
