"""Memory that convolutions need beside their arguments and results."""

import pytest
from new_process import run

PEAK = """
import resource, sys
import numpy as np
import tensorgraph as theano, tensorgraph.tensor as T

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

x, w, gz = T.ftensor4("x"), T.ftensor4("w"), T.ftensor4("gz")
z = T.nnet.conv2d(x, w)
gx, gw = T.grad(None, [x, w], known_grads={z: gz})
args = [np.ones(shape, "float32") for shape in ((4, 32, 96, 96), (32, 32, 5, 5), (4, 32, 92, 92))]
functions = [theano.function([x, w, gz], v, on_unused_input="ignore") for v in (z, gx, gw)]
for f in functions:
    f(*[a[:, :, :6, :6] for a in args[:2]], args[2][:, :, :2, :2])
before = peak()
results = [f(*args) for f in functions]
print(peak() - before - sum(r.nbytes for r in results))
"""


def test_patches_are_never_there_as_a_whole():
    """The patches of one of these images would be 27 MB, those of all four 108 MB."""
    pytest.importorskip("resource")
    assert int(run("-c", PEAK).stdout) < 8_000_000
