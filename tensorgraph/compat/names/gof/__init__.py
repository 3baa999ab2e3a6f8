"""Names of ``theano.gof``."""
