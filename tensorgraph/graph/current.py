"""Which FunctionGraph is being rewritten: what ``clients`` of an input or a constant means then."""

import threading


class Current(threading.local):
    """The graph that a rewrite written for Theano works on, in each thread."""

    fgraph = None


current = Current()
