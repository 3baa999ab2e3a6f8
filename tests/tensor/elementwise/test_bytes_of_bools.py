"""Bools whose bytes are neither 0 nor 1, as views of other arrays have: all but 0 are true, as in NumPy."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

# of a namespace, two masks and numbers
OPERATIONS = {
    "not": lambda n, m, k, x: ~m, "and": lambda n, m, k, x: m & k, "or": lambda n, m, k, x: m | k,
    "xor": lambda n, m, k, x: m ^ k, "equal": lambda n, m, k, x: n.equal(m, k), "less": lambda n, m, k, x: m < k,
    "sum": lambda n, m, k, x: n.sum(m), "sums": lambda n, m, k, x: n.sum(m.reshape((-1, 2)), axis=1),
    "any": lambda n, m, k, x: n.any(m.reshape((-1, 2)), axis=1),
    "all": lambda n, m, k, x: n.all(m.reshape((-1, 2)), axis=0),
    "maximum": lambda n, m, k, x: n.maximum(m, k), "argmax": lambda n, m, k, x: n.argmax(m),
    "argmin": lambda n, m, k, x: n.argmin(m.reshape((-1, 2)), axis=1), "double": lambda n, m, k, x: m.astype("float64"),
    "integer": lambda n, m, k, x: m.astype("int64"), "byte": lambda n, m, k, x: m.astype("uint8"),
    "product": lambda n, m, k, x: m * x, "choice": lambda n, m, k, x: n.where(m, x, 2 * x + 1),
    "choices": lambda n, m, k, x: n.where(m & (x > 0), x, n.where(k, -x, x * x)),
    "columns": lambda n, m, k, x: n.where(m[:, None], x[:4][None, :], 0), "where": lambda n, m, k, x: x[m],
    "hidden sum": lambda n, m, k, x: n.sum(n.where(m, x, 0)), "dot": lambda n, m, k, x: n.dot(m, x),
}  # fmt: skip


@pytest.mark.parametrize("n", [2, 10, 100, 3000])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_all_but_zero_are_true(name, dtype, n):
    rng = np.random.default_rng(n)
    first, second = (rng.choice([0, 0, 0, 1, 2, 3, 128, 255], n).astype("uint8").view(bool) for _ in range(2))
    numbers = rng.normal(size=n).astype(dtype)
    m, k, x = T.vector(dtype="bool"), T.vector(dtype="bool"), T.vector(dtype=dtype)
    f = theano.function([m, k, x], OPERATIONS[name](T, m, k, x), on_unused_input="ignore")
    want = OPERATIONS[name](np, first, second, numbers)
    np.testing.assert_allclose(f(first, second, numbers), want, rtol=1e-5, atol=1e-5)
