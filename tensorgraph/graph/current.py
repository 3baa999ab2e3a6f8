"""The FunctionGraph that is being rewritten in this thread, which ``clients`` of inputs and constants refer to."""

import threading


class Current(threading.local):
    """The graph that a rewrite written for Theano works on, one per thread."""

    fgraph = None


current = Current()
