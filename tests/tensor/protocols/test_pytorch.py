"""Tensors of PyTorch beside variables: values for operators, and errors of its functions that name ours."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import NoCounterpartError

x = T.dvector("x")


class Tensor:
    """What PyTorch does with objects of other libraries, for where it is not installed."""

    def __init__(self, values):
        self.values = np.array(values)

    def __array__(self, dtype=None):
        return self.values if dtype is None else self.values.astype(dtype)

    def __add__(self, other):
        try:
            return type(other).__torch_function__(Tensor.__add__, (type(other),), (self, other))
        except TypeError:
            return NotImplemented


def exp(v):
    """Call what the type of `v` says, as functions of PyTorch do."""
    return type(v).__torch_function__(exp, (type(v),), (v,))


def nosuch(*given, weight):
    """Call what the type of the first says."""
    return type(weight).__torch_function__(nosuch, (type(weight),), given, {"weight": weight})


def test_operators_of_tensors_leave_the_result_to_variables():
    t = Tensor([1.0, 2.0])
    for y in (t + x, x + t, T.add(t, x)):
        np.testing.assert_array_equal(y.eval({x: [3.0, 4.0]}), [4.0, 6.0])


def test_functions_of_tensors():
    with pytest.raises(NoCounterpartError, match=r"torch's exp .* the variable x, .*\n.*use tensorgraph\.tensor\.exp"):
        exp(x)
    with pytest.raises(NoCounterpartError, match=r"torch's nosuch .*\n.*use functions of tensorgraph\.tensor"):
        nosuch([Tensor([1.0])], weight=x)


def test_pytorch_itself():
    torch = pytest.importorskip("torch")
    t = torch.tensor([1.0, 2.0], dtype=torch.float64)
    for y, expected in ((t + x, [4, 6]), (x - t, [2, 2]), (t @ x, 11), (T.dot(x, t), 11), (t < x, [True, True])):
        np.testing.assert_array_equal(theano.function([x], y)([3.0, 4.0]), expected)
    calls = {
        "matmul": lambda: torch.matmul(t, x),
        "stack": lambda: torch.stack([t, x]),
        "nnet.relu": lambda: torch.relu(x),
    }
    for name, call in calls.items():
        with pytest.raises(NoCounterpartError, match=rf"use tensorgraph\.tensor\.{name}"):
            call()
