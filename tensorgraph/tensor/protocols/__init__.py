"""NumPy's functions on symbolic variables: what has a counterpart makes nodes, all else is refused by name.

The results follow NumPy, in the defaults of arguments as in dtypes, where Theano's functions of the same name do not.
"""
