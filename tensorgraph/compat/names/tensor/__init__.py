"""Names of ``theano.tensor`` and ``theano.sandbox``."""
