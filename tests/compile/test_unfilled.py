"""No result depends on what memory held before: not with memory that holds nan until it is written."""

import numpy as np
import pytest
from families import FAMILIES
from new_process import run

import tensorgraph as theano
import tensorgraph.tensor as T

DIGESTS = """
import sys, hashlib
sys.path[:0] = [{support!r}]
from families import FAMILIES
from inspection import outputs_of
for name, build in FAMILIES.items():
    sample = build()
    digest = hashlib.sha256()
    for _ in range(3):
        for output in outputs_of(sample.function(*sample.args)):
            digest.update(output.tobytes())
            output[...] = 85
    print(name, digest.hexdigest())
"""


def test_families_with_poisoned_memory():
    """Every family of steps has the same bits with poison as without."""
    program = DIGESTS.format(support=str(FAMILIES["views"].__code__.co_filename.rpartition("/")[0]))
    clean, poisoned = [run("-c", program, TENSORGRAPH_POISON=flag).stdout.splitlines() for flag in ("0", "1")]
    assert len(clean) == len(FAMILIES) and clean == poisoned


def test_the_poison_is_there():
    """Memory that a function only allocates holds nan."""
    program = """
import numpy as np
from tensorgraph import function, tensor as T
n = T.lscalar("n")
f = function([n], [T.AllocEmpty("float64")(n), T.AllocEmpty("float32")(n, 2), T.AllocEmpty("int16")(n)])
for _ in range(2):
    x, y, i = f(5)
    assert np.isnan(x).all() and np.isnan(y).all() and (i == -2**15).all()
"""
    run("-c", program, TENSORGRAPH_POISON="1")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("scale", [1, 0.5, -2.0, 0])
@pytest.mark.parametrize("form", ["alone", "added", "subtracted", "scaled addend", "divided"])
def test_scaled_products_with_the_transpose(form, scale, dtype):
    """A result that held nan when it was let go is no part of the next one, however the product is scaled and added."""
    X, w, v = T.matrix("X", dtype), T.vector("w", dtype), T.vector("v", dtype)
    product = T.dot(X.T, T.exp(T.dot(X, w)))
    z = {
        "alone": scale * product, "added": scale * product + v, "subtracted": v - scale * product,
        "scaled addend": scale * product + 3 * v, "divided": product * scale / 4,
    }[form]
    f = theano.function([X, w, v], z, on_unused_input="ignore")
    g = theano.function([X, w, v], z, mode="FAST_COMPILE", on_unused_input="ignore")
    for n, k in [(166, 11), (0, 11), (1, 1), (40, 5), (3000, 7)]:
        rng = np.random.default_rng(n)
        args = [rng.normal(size=shape).astype(dtype) / 4 for shape in [(n, k), (k,), (k,)]]
        expected = g(*args)
        for _ in range(3):
            result = f(*args)
            np.testing.assert_allclose(result, expected, rtol=1e-3 if dtype == "float32" else 1e-9, atol=1e-4)
            result[...] = np.nan
            del result
