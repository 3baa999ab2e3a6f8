"""What exports graphs needs other packages, and says so where they are missing."""

import pytest
from new_process import run

WITHOUT = """
import sys
sys.modules.update(dict.fromkeys({missing}))
import tensorgraph as theano, tensorgraph.tensor as T
x = T.dvector("x")
try:
    theano.{name}(x * 2, [x])
except ImportError as error:
    assert "pip install 'pytensorgraph[{extra}]'" in str(error), error
else:
    raise AssertionError
"""


@pytest.mark.parametrize("name, extra, missing", [("to_jax", "jax", ["jax", "jaxlib"]), ("to_onnx", "onnx", ["onnx"])])
def test_missing_package(name, extra, missing):
    run("-W", "error", "-c", WITHOUT.format(name=name, extra=extra, missing=missing))


def test_nothing_is_imported_before_it_is_asked_for():
    code = "import sys, tensorgraph; assert not {'jax', 'onnx', 'tensorgraph.bridges.jax'} & sys.modules.keys()"
    run("-c", code)
