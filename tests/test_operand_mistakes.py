"""Mistakes whose error names each operand: of operators, of functions of NumPy, and of operations that run."""

import re

import numpy as np
import pytest
from mistakes import check, names, outcome, parameters

import tensorgraph as theano
import tensorgraph.tensor as T

TYPE, VALUE, INDEX = TypeError, ValueError, IndexError
MISTAKES = [
    # ---------------------------------------------------------------- operators
    ("z = a + None", TYPE, "None to Tensor", r"operands are a, a TensorType\(float64, matrix\); None", "return"),
    ("z = a - 'one'", TYPE, "operands are a, a Tensor.*; 'one', a str"),
    ("z = {1: 2} * a", TYPE, "operands are .*dict; a, a Tensor"),
    ("z = 'text' * n", TYPE, "operands are 'text', a str; n, a Tensor"),
    ("z = v & 1", TYPE, "BitOp", r"operands are v, a TensorType\(float64, vector\); 1, an int"),
    ("z = v > 0 & v < 1", TYPE, "operands are 0, an int; v, a Tensor", r"\(x > 0\) & \(x < 1\)"),
    ("z = k ** -1", VALUE, r"k, a TensorType\(int64, vector\), to the power of -1", r"1 / x\*\*1"),
    ("z = n ** np.int64(-2)", VALUE, "n, a Tensor.*power of -2", r"T\.cast\(x, 'float64'\)\*\*-2"),
    ("z = x ^ 2", TYPE, "operands are x, a Tensor"),
    ("z = (x * y) ^ 2", TYPE, r"operands are x \* y, a Tensor"),
    ("z = v < None", TYPE, "operands are v, a Tensor.*; None"),
    ("z = T.zvector('c') % 2", TYPE, "operands are c, a Tensor"),
    # ---------------------------------------------------------------- functions that have a hint of their own
    ("a.dimshuffle(0)", VALUE, "leaves out axis 1", "given self = a, a TensorType", "^hint: use x.sum"),
    ("a.transpose(0, 2, 1)", VALUE, "only has 2 axes", "self = a, a Tensor"),
    ("T.squeeze(a, axis=0)", VALUE, "axis 0 of a, a Tensor"),
    ("T.max(v, u)", TYPE, "Got u", "T.maximum"),
    ("np.save('nowhere', v)", TYPE, r"got v, a TensorType\(float64, vector\)", "eval"),
    ("np.apply_along_axis(np.sum, 0, a)", TYPE, "got a, a Tensor", "scan"),
    ("T.clip(v, lo=0, high=1)", TYPE, "'lo'. Did you mean 'low'", "must be x, low, high", "given v, a Tensor"),
    ("T.clip(v, 0, low=1)", TYPE, "multiple values for low", "must be x, low, high"),
    ("T.clip(low=1, high=2)", TYPE, "got 0, expected 3", "must be x, low, high"),
    ("T.clip(None, 0, 1)", TYPE, r"inputs\[0\], an argument of .*clip", "return"),
    ("v.clip(0, max=1)", VALUE, "a_min or a_max", "v, a Tensor"),
    ("T.add(v, y=v)", TYPE, "unexpected keyword argument 'y'", "must be given by position"),
    # ---------------------------------------------------------------- values that there are not, or that there are
    ("float(x)", TYPE, "x is a symbolic", "T.cast", r"x\.eval\("),
    ("c = theano.shared(2.0, 'c')\nif c > 1:\n    pass", TYPE, "c > 1", r"c\.get_value\(\)", "T.switch"),
    ("np.zeros(w.shape)", VALUE, "np.zeros.w.shape", r"T\.zeros.*or w\.get_value\(borrow=True\)\.shape"),
    ("np.zeros((w.shape[0], 2))", TYPE, r"w\.shape\[0\]", r"w\.get_value\(borrow=True\)\.shape"),
    ("c = theano.shared(2.0, 'c')\nwhile c > 1:\n    pass", TYPE, "c > 1", r"c\.get_value\(\)", "theano.scan"),
    ("x.detach()", AttributeError, "disconnected_grad"),
    ("w.data -= 1", AttributeError, r"w\.get_value\(\)"),
    ("x.data", AttributeError, "eval"),
    ("(x * y).eval({'x': 1.0})", TYPE, "'x' is a str", "pass x, not its name"),
    ("(x * y).eval({'X': 1.0})", TYPE, "'X' is a str", "use variables: x, y"),
    ("theano.shared(np.array([1, None]), 'o') + 1", TYPE, r"the shared variable o, .* object and shape \(2,\)"),
    # ---------------------------------------------------------------- arguments of operations
    ("T.dscalar(3.0)", TYPE, r"name must be a string, got 3\.0", r"T\.constant\(value\)", "shared"),
    ("theano.ifelse(x > 0, x, y)", TYPE, "not callable", r"theano\.ifelse\.ifelse\(condition"),
    ("T.topk(v, k)", TYPE, "kth must be one integer, and it is k, a Tensor"),
    ("T.argtopk(v, 1.5)", TYPE, "kth must be one integer"),
    ("T.choose(k, x)", TYPE, "choices must be a list.*x, a Tensor"),
    ("T.nnet.crossentropy_categorical_1hot_grad(v, t3, k)", TYPE, "t3, a Tensor"),
    ("T.linalg.tensorinv(x)", VALUE, "number of axes.*x, a Tensor"),
]  # fmt: skip


@pytest.mark.parametrize(("program", "kind", "facts"), **parameters(MISTAKES))
def test_mistake(program, kind, facts):
    check(program, kind, facts, names())


CALLS = [
    ("T.nlinalg.det(j)", "j", [np.ones((2, 3), int)], r"T\.nlinalg\.det\(j\): j is \(2, 3\): .*square", "square"),
    ("T.slinalg.solve(j, j)", "j", [np.ones((2, 3), int)], r"j is \(2, 3\)", "square"),
    ("T.linalg.cholesky(a)", "a", [np.full((2, 2), np.nan)], r"a is \(2, 2\)", "NanGuardMode"),
    ("T.arange(s)", "s", [np.nan], "s is nan", "finite number"),
    ("T.rad2deg(z)", "z", [np.ones(2) * 1j], r"z is complex128 \(2,\)", r"x\.real"),
    ("T.argsort(a, i)", "ai", [np.ones((2, 2)), 7], r"T\.argsort\(a, i\): a is \(2, 2\), i is 7: axis 7", "ndim - 1"),
    ("T.argsort(s, i)", "si", [1.0, 0], "axis 0 is out of bounds for array of dimension 0", "ndim"),
    ("T.slinalg.solve_lower_triangular(a, v)", "av", [np.eye(2), np.ones(5)], r"v is \(5,\)", "as many rows"),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "inputs", "values", "facts", "hint"), CALLS, ids=[row[0] for row in CALLS])
def test_call(expression, inputs, values, facts, hint):
    """The first line names the operands, those that are converted first too, and the hint is one for the error."""
    kinds = {"j": T.lmatrix, "a": T.dmatrix, "s": T.dscalar, "z": T.zvector, "i": T.lscalar, "v": T.dvector}
    variables = {name: kinds[name](name) for name in inputs}
    program = f"f = theano.function([{', '.join(inputs)}], {expression})\nf(*values)"
    error = outcome(program, {"theano": theano, "T": T, "values": values, **variables})
    assert isinstance(error, (TypeError, ValueError, np.linalg.LinAlgError))
    first, *lines = str(error).split("\n")
    assert re.search(facts, first), first
    assert re.search(hint, next(line for line in lines if line.startswith("Hint: ")))


def test_where_of_a_condition_alone_names_nonzero():
    """In NumPy it gives the indices of what is true."""
    x = T.dvector("x")
    with pytest.raises(TypeError, match=r"got 1, expected 3.*\n.*hint:.*condition, x, y; \(x > 0\)\.nonzero\(\)"):
        T.where(x > 0)
