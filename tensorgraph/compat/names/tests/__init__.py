"""Names of ``theano.tests``."""
