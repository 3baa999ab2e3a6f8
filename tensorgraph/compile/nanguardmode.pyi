"""``theano.compile.nanguardmode``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.debugging.nanguardmode import Guard as Guard
from tensorgraph.debugging.nanguardmode import NanGuardMode as NanGuardMode
from tensorgraph.debugging.nanguardmode import contains_big as contains_big
from tensorgraph.debugging.nanguardmode import contains_inf as contains_inf
from tensorgraph.debugging.nanguardmode import contains_nan as contains_nan
