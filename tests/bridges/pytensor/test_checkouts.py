"""The tools that run the tests of others: what they would find."""

import numpy as np
import pytensor
import pytensor.tensor as pt
import pytest
from aesara_tests import converted
from firstcalls import FirstCalls
from pytensor.graph.basic import Apply
from pytensor.graph.op import Op

from tensorgraph.bridges.pytensor import converts
from tensorgraph.bridges.pytensor.calls import DirectFunction
from tensorgraph.bridges.pytensor.conversion import CONVERSIONS


class Twice(Op):
    """Doubles an array."""

    __props__ = ()

    def make_node(self, x):
        return Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = 2 * inputs[0]


@pytest.mark.parametrize("factor", [2, 3])
def test_first_calls_show_a_wrong_conversion(factor, monkeypatch):
    monkeypatch.setattr(DirectFunction, "_first_call", DirectFunction._first_call)
    converts(Twice)(lambda op, node, x: factor * x)
    try:
        calls = FirstCalls()
        calls.watch()
        x = pt.matrix("x")
        f = pytensor.function([x], Twice()(x), mode="TENSORGRAPH")
        f(np.ones((2, 3)))
    finally:
        del CONVERSIONS[Twice]
    # zeros and empty arrays do not show it
    assert 0 < len(calls.differences) < calls.calls if factor == 3 else calls.calls and not calls.differences


def test_tests_of_aesara_import_what_pytensor_has():
    lines = [
        "from aesara.tensor.math import abs_, exp as e, gone", "import aesara.tensor as at", "assert f.maker.fgraph",
        "assert e",
    ]
    text = converted("\n".join(lines), {"exp": ["pytensor.tensor.math"]}, values=True)
    assert text.split("\n") == [
        "from pytensor.tensor.math import abs as abs_",
        "from pytensor.tensor.math import exp as e",
        "import standins; gone = standins.missing('gone')",
        "import pytensor.tensor as at",
        "pass",
        "assert e",
    ]
