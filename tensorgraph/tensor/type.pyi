"""``theano.tensor.type``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.tensor.types.type import TensorType as TensorType
from tensorgraph.tensor.types.type import values_eq_approx_always_true as values_eq_approx_always_true
from tensorgraph.tensor.types.type import values_eq_approx_remove_inf as values_eq_approx_remove_inf
from tensorgraph.tensor.types.type import values_eq_approx_remove_inf_nan as values_eq_approx_remove_inf_nan
from tensorgraph.tensor.types.type import values_eq_approx_remove_nan as values_eq_approx_remove_nan
