"""Names of ``theano.misc``, ``theano.compat`` and helpers."""
