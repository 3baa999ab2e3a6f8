"""``theano.scalar.basic``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.scalar import InRange as InRange
from tensorgraph.compat.names.scalar import convert as convert
from tensorgraph.compat.names.scalar import float_out_nocomplex as float_out_nocomplex
from tensorgraph.compat.names.scalar import imported_scipy_special as imported_scipy_special
from tensorgraph.compat.names.scalar import inclosedrange as inclosedrange
from tensorgraph.compat.names.scalar import inopenrange as inopenrange
from tensorgraph.compat.names.scalar import int_out_nocomplex as int_out_nocomplex
from tensorgraph.compat.names.scalar import mod_check as mod_check
from tensorgraph.compat.names.scalar import round_half_away_from_zero_vec as round_half_away_from_zero_vec
from tensorgraph.compat.names.scalar import same_out_min8 as same_out_min8
from tensorgraph.scalar import *
