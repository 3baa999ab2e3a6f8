"""Programs of float16 and complex numbers on the instruction sets that are not the one in use."""

import pytest
from new_process import run

from tensorgraph._kernels.loops import dispatch

PROGRAM = """
import numpy as np, tensorgraph as theano, tensorgraph.tensor as T
x, y = [T.TensorType("float16", (False,))() for _ in range(2)]
a = np.arange(2**16, dtype="uint16").view("float16")
b = np.random.default_rng(0).permutation(a)
with np.errstate(all="ignore"):
    want = (a * b + a) / b
print(np.array_equal(theano.function([x, y], (x * y + x) / y)(a, b), want, equal_nan=True))

z, w = T.zvectors("z", "w")
a = np.linspace(-1, 2, 777) + 1j * np.linspace(3, -1, 777)
b = a[::-1].copy()
got = theano.function([z, w], (z * w + z) / w + T.exp(z))(a, b)
print(np.allclose(got, (a * b + a) / b + np.exp(a), rtol=1e-13, atol=0))
"""


@pytest.mark.parametrize("isa", dispatch.supported()[:-1])
def test_other_instruction_sets(isa):
    assert run("-c", PROGRAM, TENSORGRAPH_ISA=isa).stdout.split() == ["True", "True"]
