"""From a graph to a function: shared variables, modes, programs and the functions that run them."""
