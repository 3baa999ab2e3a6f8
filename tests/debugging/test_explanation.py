"""Texts of errors inside a call."""

import pickle

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T


class Fails(theano.Op):
    """An op of a user that goes wrong."""

    __props__ = ("error",)
    itypes = [T.dvector]
    otypes = [T.dvector]

    def __init__(self, error):
        self.error = error

    def perform(self, node, inputs, output_storage):
        raise self.error("went wrong")


def failure(f, *args):
    with pytest.raises(Exception) as info:  # noqa: B017
        f(*args)
    return info.value, "\n".join([str(info.value), *getattr(info.value, "__notes__", ())])


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
def test_layout(mode):
    p, q = T.dvectors("p", "q")
    z = T.exp(p * q)
    error, text = failure(theano.function([p, q], z, mode=mode), [1.0, 2.0, 3.0], [1.0, 2.0])
    assert type(error) is ValueError
    assert text.startswith("p * q: p is (3,), q is (2,): lengths 3 and 2 of axis 0 differ\nInput dimension mis-match.")
    for part in (
        "\nApply node that caused the error: Elemwise{", "\nToposort index: ",
        "\nInputs types: [TensorType(float64, vector)",
        "\nInputs shapes: [(3,), (2,)", "\nInputs strides: [(8,), (8,)",
        "\nInputs values: [array([1., 2., 3.]), array([1., 2.])",
        "\nBacktrace when the node is created", "test_explanation.py", "z = T.exp(p * q)", "\nHint: ",
    ):  # fmt: skip
        assert part in text, part
    assert "HINT" not in text and "clients" not in text


def test_verbose():
    p, q = T.dvectors("p", "q")
    s = theano.shared(np.zeros(100), "s")
    f = theano.function([p, q], [2 * p * q, s.sum()])
    with theano.config.change_flags(exception_verbosity="high"):
        _, text = failure(f, np.ones(100), [1.0, 2.0])
    assert "\nOutputs clients: [[" in text
    assert "Debugprint of the apply node" in text and "Storage map footprint" in text and "not shown" in text
    listed = text[text.index("Storage map footprint:"):].splitlines()[1:]
    assert [line.split(", ElemSize")[0] for line in listed[:3]] == [
        " - p, Input, Shape: (100,)", " - s, Shared Input, Shape: (100,)", " - q, Input, Shape: (2,)",
    ]  # fmt: skip
    assert listed[3].startswith(" - TensorConstant{") and "Input" not in listed[3]
    assert listed[4:] == [" TotalSize: 1624 Byte(s) 0.000 GB", " TotalSize inputs: 1616 Byte(s) 0.000 GB"]


@pytest.mark.parametrize("kind", [ValueError, KeyError, ZeroDivisionError, NotImplementedError, RuntimeError])
@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
def test_the_type_stays(kind, mode):
    v, s = T.dvector("v"), theano.shared(np.zeros(2), "s")
    f = theano.function([v], [], updates=[(s, s + Fails(kind)(v))], mode=mode)
    error, text = failure(f, [1.0, 2.0])
    assert type(error) is kind and "went wrong" in text and "Fails{error=" in text and "test_explanation.py" in text
    assert not s.get_value().any()


def test_an_exception_that_takes_several_arguments():
    class Odd(Exception):
        def __init__(self, a, b):
            super().__init__(a, b)
            self.a = a

    v = T.dvector("v")

    def fail(text):
        return Odd(1, text)

    error, text = failure(theano.function([v], Fails(fail)(v)), [1.0])
    assert type(error) is Odd and error.a == 1 and "Apply node that caused the error" in text


def test_the_function_works_again():
    p, q = T.dvectors("p", "q")
    f = theano.function([p, q], T.exp(p + q).sum())
    failure(f, [1.0, 2.0], [1.0])
    np.testing.assert_allclose(f([0.0], [0.0]), 1.0)


def test_fused_node_names_all_its_lines():
    """A loop that does the work of several lines names each, also after pickling."""
    x, y = T.dmatrices("x", "y")
    z = x + y
    f = theano.function([x, y], T.exp(z).sum())
    for g in (f, pickle.loads(pickle.dumps(f))):
        with pytest.raises(ValueError) as info:
            g(np.ones((2, 3)), np.ones((2, 4)))
        assert "z = x + y" in str(info.value)
        assert "T.exp(z).sum()" in str(info.value)
        # in front of the node, whose text may be long
        assert str(info.value).index("z = x + y") < str(info.value).index("Apply node that caused the error")


def test_the_text_of_a_bad_argument():
    s = T.iscalar("s")
    with pytest.raises(TypeError, match=r'Bad input argument to theano function with name "f" at index 0 \(0-based\)'):
        theano.function([s], s, name="f")(2.5)


def test_evaluated_text():
    """A formula in a string has no line of its own: the operation names it, and the line that evaluates it is there."""
    x, W = T.dvector("x"), T.dmatrix("W")
    z = eval("T.dot(x, W) + x", {"T": T, "x": x, "W": W})
    error, text = failure(theano.function([x, W], z), [1.0, 2.0], np.ones((3, 3)))
    assert text.startswith("dot(x, W): x is (2,), W is (3, 3): length 2 against 3 rows\n")
    made = text[text.index("\nBacktrace"):].splitlines()[2:5]
    assert made[0] == '  File "<string>", line 1, in <module>'
    assert made[1].endswith("in test_evaluated_text") and made[2].startswith('    z = eval("T.dot(x, W) + x", ')
    assert str(z.where_made.location()).startswith("<string>:1, evaluated at ")
