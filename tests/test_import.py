"""What importing the package loads, and what is left for the first function."""

from new_process import run

FIRST = """
import sys
import tensorgraph as theano
import tensorgraph.tensor as T

print("scipy.special" in sys.modules, "scipy.linalg" in sys.modules)
before = set(sys.modules)
x, y = T.dvectors("x", "y")
f = theano.function([x, y], [x + y, T.exp(x).sum(), T.grad((x * y).sum(), x)])
f([1.0], [2.0])
print(sorted(name for name in set(sys.modules) - before if name.startswith(("tensorgraph", "scipy"))))
"""


def test_import():
    """SciPy's slow packages stay away; the first function does not wait for modules."""
    slow, late = run("-c", FIRST).stdout.splitlines()
    assert slow == "False False"
    assert late == "[]"
