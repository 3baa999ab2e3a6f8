"""Rules look at what operations read: each operation's result is read by sums, quotients, roots and logarithms."""

import pytest
from op_cases import CASES
from plain_mode import agree

import tensorgraph.tensor as T

READERS = {
    "difference": lambda z: z - T.sin(z),
    "quotient": lambda z: T.expm1(z) / (z + 0.25 * T.sqr(z)),
    "share": lambda z: T.exp(z) / (T.exp(z) + T.exp(-z) + 1),
    "root": lambda z: T.sqrt(1 + T.sqr(z)) - 1 + T.sqrt(T.sum(T.exp(z))),
    "logarithm": lambda z: T.log(1 + T.exp(-z)) + T.log(T.sum(T.sqr(z)) + 1),
    "power": lambda z: 1 / (1 + T.sqr(z) ** z) + abs(z) ** 3.5,
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("build, points", CASES.values(), ids=CASES)
def test_values(build, points, reader):
    """As without rewrites, for results that are no small numbers; what they read may have no dtype."""
    inputs = [T.TensorType(p.dtype.name, [False] * p.ndim)() for p in points]
    z = 0.5 + T.clip(T.cast(build(*inputs), "float64"), 0, 2)
    agree(inputs, [READERS[reader](z)], points, 1e-9)


@pytest.mark.parametrize("build, points", CASES.values(), ids=CASES)
def test_bare(build, points):
    """The result itself, whatever it is: finite wherever the graph without rewrites is."""
    inputs = [T.TensorType(p.dtype.name, [False] * p.ndim)() for p in points]
    z = build(*inputs)
    if z.type.dtype != "float64":
        pytest.skip("of another dtype, which rules of floats leave alone")
    agree(inputs, [z - T.sin(z), T.exp(-abs(z)) / (1 + T.exp(-abs(z)))], points, 1e-7)
