"""Arguments that are wrong where they are given, not where something is computed: what may stand in their place."""

import numpy as np
import pytest
from mistakes import check, parameters
from mistakes import names as common_names

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compile import MonitorMode
from tensorgraph.tensor import nlinalg
from tensorgraph.tensor.random import RandomStreams


class Hidden(theano.Op):
    """An op whose constructor forgets what it was given."""

    __props__ = ("k",)

    def __init__(self, k):
        pass

    def make_node(self, x):
        return theano.Apply(self, [x], [x.type()])


class Loose(theano.Op):
    __props__ = ()

    def make_node(self, x):
        return theano.Apply(self, x, x.type())


def names():
    given = {"MonitorMode": MonitorMode, "nlinalg": nlinalg, "Hidden": Hidden, "Loose": Loose}
    image, filters = T.dtensor4s("image", "filters")
    return {**common_names(), **given, "stream": RandomStreams(1), "c128": T.zvector("c128"), "q": image, "p": filters}


TYPE, VALUE = TypeError, ValueError
SQUARES = "theano.optimize.minimize((v ** 2).sum(), v, x0=np.ones({0}), bounds={1})"
MISTAKES = [
    # ---------------------------------------------------------------- shapes, axes and orders
    ("T.mul()", TYPE, r"Elemwise\{mul,no_inplace\}: got 0", "one or more must"),
    ("T.hstack(v, u)", TYPE, "first argument is v, a Tensor", r"T\.hstack\(\[a, b\]\)"),
    ("T.vstack(a)", TYPE, "first argument is a, a Tensor", "with brackets"),
    ("T.sort(v, 'ascending')", TYPE, "axis must be an integer", "'ascending', a str"),
    ("T.argsort(v, kind='bubble')", VALUE, "kind must be quicksort", "'bubble'", "v, a Tensor"),
    ("T.pad(v, -1)", VALUE, "pad_width must be 0 or more, not -1", "v, a Tensor"),
    ("T.pad(a, ((1, 1), (0, -2)))", VALUE, "not -2"),
    ("T.shape_padleft(a, -1)", VALUE, "n_ones must be an integer, 0 or more", "-1", "a, a Tensor"),
    ("T.shape_padright(a, 1.5)", VALUE, "n_ones must be", "1.5"),
    ("T.searchsorted(v, u, side='middle')", VALUE, "'middle'", "must be 'left' or 'right'"),
    ("T.bincount(v)", TYPE, "not float64", r"T\.cast\(x, 'int64'\)"),
    ("x.nonzero()", VALUE, r"T\.neq\(x, 0\) of x, a Tensor"),
    ("T.cast(c128, 'float64')", TYPE, "consider real", "c128, a Tensor"),
    ("v[2**70]", TYPE, "1180591620717411303424", "within the range of int64", "operands are v, a Tensor"),
    ("v['a']", TYPE, "'a' is a str", "operands are v, a Tensor"),
    ("T.fill_diagonal(v, 1.0)", TYPE, "at least two dimensions", r"T\.diag\(x\)"),
    # ---------------------------------------------------------------- linear algebra and neural networks
    ("nlinalg.diag(t3)", TYPE, "t3, a Tensor", r"T\.diagonal"),
    ("nlinalg.norm(a, 'max')", VALUE, "'max'", "must be 'fro', 'nuc'"),
    ("T.linalg.norm(a, ord=7)", VALUE, "order 7 is none of matrices", "'nuc'"),
    ("T.slinalg.kron(x, y)", TYPE, "0 and 0", r"a \* b"),
    ("T.linalg.block_diag(t3)", VALUE, "needs matrices", "t3, a Tensor"),
    ("T.nnet.neighbours.images2neibs(q, (2, 2), mode='nope')", NotImplementedError, "nope", "wrap_centered"),
    ("T.nnet.conv2d(q, p, border_mode=(-1, 0))", VALUE, r"\(-1, 0\)", "must be 0 or more"),
    ("stream.normal((2,), mean=1.0)", TYPE, "'mean'", "Did you mean 'avg'"),
    # ---------------------------------------------------------------- types, variables, operations
    ("T.TensorType('float64', None)", TYPE, "not None", r"\(False, False\) for a matrix"),
    ("T.Variable('x')", TYPE, "must be a Type, not 'x'", r"T\.dvector\('x'\)"),
    ("T.TensorVariable('x')", TYPE, "must be a Type, not 'x'"),
    ("theano.Constant(3.0)", TYPE, "3.0 alone", r"theano\.tensor\.constant\(value\)"),
    ("T.constant(x)", TYPE, "needs a value, not x, a Tensor", r"x\.eval"),
    ("theano.shared(i for i in range(3))", TYPE, "generator", r"np\.asarray\(list\(value\)\)"),
    ("Hidden(2)(v)", AttributeError, r"Hidden\.__props__ names 'k'", r"self\.k = \.\.\."),
    ("Loose()(v)", TYPE, "inputs of an Apply must be a list or tuple: it is v, a T"),
    ("ifelse(n, x, y, s)", TYPE, "name must be a string, not s, a Tensor"),
    ("T.tanh + 1", TYPE, r"Elemwise\{tanh,no_inplace\} is an operation", "call it"),
    ("2 * T.tanh", TYPE, "is an operation", "call it"),
    ("v.dimshuffle([0, 'x'], 'x')", TYPE, r"must be an integer or 'x', not \[0, 'x'\]", "v, a Tensor"),
    ("theano.sparse.csr_matrix('s', 'float23')", TYPE, "float23", "float32"),
    ("theano.config.nosuch", AttributeError, "'nosuch'", r"print\(theano\.config\)"),
    # ---------------------------------------------------------------- functions of the user, solvers, files
    ("theano.vjp(v.sum(), v)", TYPE, "vjp needs a function", r"`v\.sum\(\)`"),
    ("theano.jvp(v.sum(), (v,), (v,))", TYPE, "jvp needs a function", r"`v\.sum\(\)`"),
    ("theano.hvp(v.sum(), (v,), (v,))", TYPE, "hvp needs a function", r"`v\.sum\(\)`"),
    ("theano.printing.Print('p', attrs='shape')", TYPE, "attrs must be a list", r"\['shape'\]"),
    ("MonitorMode(pre_func='x')", TYPE, "pre_func must be a function of i, node and fn, not 'x', a str"),
    (SQUARES.format(2, [(1, 0), (1, 0)]), VALUE, r"\[\(1, 0\), \(1, 0\)\] of v", r"scipy\.optimize\.Bounds"),
    (SQUARES.format(3, [(1, 2)] * 3), TYPE, "must be a pair", r"np\.transpose\(pairs\)"),
    ("theano.parallel.DataParallel(x, [w])", TYPE, r"^DataParallel\(\) missing", "inputs, cost, params"),
    ("theano.function([x], x).copy(delete_update=True)", TYPE, "'delete_updates'"),
    ("w.get_value(copy=True)", TYPE, "'copy'", "Did you mean 'borrow'"),
    ("theano.load('.')", IsADirectoryError, "hint: use the path of a file, not of a folder"),
    ("theano.Mode(optimizer='fastest')", VALUE, r"\['FAST_COMPILE', 'FAST_RUN', 'None', 'fast_compile'"),
]  # fmt: skip


@pytest.mark.parametrize(("program", "kind", "facts"), **parameters(MISTAKES))
def test_mistake(program, kind, facts):
    check(program, kind, facts, names())


def test_a_number_of_elements_that_a_call_gives():
    n = T.lscalar("n")
    f = theano.function([n], T.linspace(0, 1, n))
    assert f(3).tolist() == [0.0, 0.5, 1.0] and f(0).tolist() == []
    with pytest.raises(ValueError, match=r"^T\.linspace\(0, 1, n\): n is -5: .* must be 0 or more"):
        f(-5)


def test_bounds_that_are_two_arrays():
    v = T.dvector("v")
    found = theano.optimize.minimize((v**2).sum(), v, x0=np.ones(2), bounds=([0.5, -1.0], [2.0, 2.0]))
    np.testing.assert_allclose(found.x, [0.5, 0.0], atol=1e-6)
