"""``theano.compile.nanguardmode``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.debugging.nanguardmode import Guard as Guard
from tensorgraph.debugging.nanguardmode import NanGuardMode as NanGuardMode
