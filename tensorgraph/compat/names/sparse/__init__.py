"""Names of ``theano.sparse``."""
