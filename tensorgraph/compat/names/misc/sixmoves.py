"""``theano.compat.six.moves``: names with another home in Python 2."""

import builtins
import configparser
import copyreg
import pickle as cPickle
import queue
from functools import reduce
from io import StringIO
from io import StringIO as cStringIO
from itertools import filterfalse, zip_longest

filter, input, map, zip = builtins.filter, builtins.input, builtins.map, builtins.zip
range = xrange = builtins.range

__all__ = [
    "StringIO", "builtins", "cPickle", "cStringIO", "configparser", "copyreg", "filter", "filterfalse", "input", "map",
    "queue", "range", "reduce", "xrange", "zip", "zip_longest",
]
