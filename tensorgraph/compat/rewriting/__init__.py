"""Theano's interface for rewrites: optimizers, local optimizers, navigators and databases of them."""
