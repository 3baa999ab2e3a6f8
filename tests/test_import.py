"""Modules that importing the package loads, and those left for the first function."""

import shutil
from pathlib import Path

from new_process import run

import tensorgraph as theano

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


def test_sources_alone_say_what_to_do(tmp_path):
    """In a folder of sources Python finds those first, and they hold no kernels."""
    leave_out = shutil.ignore_patterns("*.so", "*.pyd", "__pycache__")
    shutil.copytree(Path(theano.__file__).parent, tmp_path / "tensorgraph", ignore=leave_out)
    done = run("-c", "import tensorgraph", fails=True, PYTHONPATH=str(tmp_path))
    assert "run from another folder" in done.stderr and "ninja -C build inplace" in done.stderr
