"""Maps over the examples of a batch: loops, branches, draws, derivatives, axes, and what is refused."""

import dataclasses

import numpy as np
import pytest
from batch_checks import check_map
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import vmap
from tensorgraph.gradient.maprows import MapBlocks
from tensorgraph.ifelse import ifelse
from tensorgraph.tensor.indexing.type_other import SliceType
from tensorgraph.tensor.random import GeneratorStreams, MRG_RandomStreams, RandomStreams

rng = np.random.default_rng(0)
ROW, SQUARE, SERIES = rng.normal(size=3), rng.normal(size=(3, 3)), rng.normal(size=(7, 3))


def recurrent(rows, w):
    h, _ = theano.scan(lambda x, h, w: T.tanh(x + T.dot(h, w)), rows, T.zeros(3), w)
    return h[-1]


def slopes(build):
    return lambda *xs: T.grad(build(*xs).sum() ** 2, list(xs), disconnected_inputs="ignore")


inner = theano.OpFromGraph([u := T.dvector(), m := T.dmatrix()], [T.dot(u, m), u.sum()])
LOOPS = {
    "recurrent": (recurrent, [SERIES, SQUARE]),
    "two taps": (
        lambda a: theano.scan(lambda p, q: p * q + 1, outputs_info=[dict(initial=a, taps=[-2, -1])], n_steps=6)[0],
        [ROW[:2]],
    ),
    "map": (lambda a: theano.map(lambda x: x**2, a)[0].sum(), [ROW]),
    "reduce": (lambda a: theano.reduce(lambda x, t: t * 0.5 + x, a, T.zeros(()))[0], [ROW]),
    "loop in a loop": (
        lambda a: theano.scan(
            lambda x, t: t + theano.scan(lambda y, s: s * y, a, x)[0][-1], a, T.zeros(()))[0], [ROW]),
    "some states are shared": (
        lambda a, b: theano.scan(
            lambda s, t: [s * 2, t + s * a], outputs_info=[b, T.zeros(())], n_steps=4)[0][1], [ROW[0], ROW[1]]),
    "branches": (lambda a, c: ifelse(c > 0, a * 2, a + 1), [ROW, ROW[0]]),
    "a graph as an operation": (lambda a, m: inner(a, m)[0] * inner(a, m)[1], [ROW, SQUARE]),
    "Jacobian": (lambda a, m: theano.gradient.jacobian(T.tanh(T.dot(a, m)), a), [ROW, SQUARE]),
    "search": (lambda a, b: b * T.searchsorted(T.sort(a), b, side="right"), [ROW, SERIES[0]]),
    "Hessian": (lambda a: theano.gradient.hessian((T.tanh(a) ** 2).sum(), a), [ROW]),
}  # fmt: skip


@pytest.mark.parametrize("of", [lambda build: build, slopes], ids=["values", "gradients"])
@pytest.mark.parametrize("name", LOOPS)
def test_loops_and_graphs(name, of):
    build, points = LOOPS[name]
    check_map(of(build), points, range(len(points)))
    for i in range(len(points)):
        check_map(of(build), points, [i], axis=-1)


def test_loops_that_stop_at_different_steps():
    """The whole graph runs for each example, so that each stops by itself."""

    def doubled(a):
        return theano.scan(lambda p: (p * 2, theano.scan_module.until(p * 2 > 10)), outputs_info=a, n_steps=20)[0][-1]

    x = T.dvector()
    with pytest.warns(UserWarning, match="these inputs of do_while"):
        f = theano.function([x], vmap(doubled)(x))
    np.testing.assert_array_equal(f([1.0, 3.0, 2.0]), [16.0, 12.0, 16.0])


def test_own_gradients_are_kept():
    """A gradient that the user gave a graph is that of each example."""
    seven = theano.OpFromGraph([x := T.dvector()], [T.exp(x)], grad_overrides=lambda inputs, gs: [gs[0] * 7])
    with pytest.warns(UserWarning, match="no batching rule covers"):
        check_map(lambda a: T.grad(seven(a).sum(), a), [ROW], [0])


@settings(max_examples=40)
@given(st.integers(1, 3), st.data())
def test_axes(depth, data):
    """Examples may lie along any axis of arguments and results, at any depth of nested maps."""
    shape = tuple(range(2, 2 + depth + 1))
    ins = [data.draw(st.integers(-k - 1, k)) for k in range(depth, 0, -1)]
    outs = [data.draw(st.integers(-k - 1, k)) for k in range(depth, 0, -1)]
    value = rng.normal(size=shape)

    def level(k):
        return vmap(level(k + 1), ins[k], outs[k]) if k < depth else lambda a: a * 2 + a.sum()

    def numpy_level(k, a):
        if k == depth:
            return a * 2 + a.sum()
        rows = np.moveaxis(a, ins[k], 0)
        return np.moveaxis(np.stack([numpy_level(k + 1, row) for row in rows]), 0, outs[k])

    x = T.TensorType("float64", (False,) * len(shape))()
    np.testing.assert_allclose(theano.function([x], level(0)(x))(value), numpy_level(0, value))


@dataclasses.dataclass
class Layer:
    weight: object
    bias: object


def test_trees():
    """Arguments and results may be trees, with an axis for each part."""
    layer = Layer(T.dtensor3("w"), T.dmatrix("b"))
    x = {"x": T.dmatrix("x"), "scale": T.dscalar("s")}

    def apply(layer, given):
        return [Layer(layer.weight * given["scale"], T.dot(given["x"], layer.weight) + layer.bias), None]

    found, nothing = vmap(apply, (Layer(2, 0), {"x": 0, "scale": None}))(layer, x)
    assert nothing is None
    w, b, rows = rng.normal(size=(3, 2, 4)), rng.normal(size=(4, 2)), rng.normal(size=(4, 3))
    f = theano.function([layer.weight, layer.bias, *x.values()], [found.weight, found.bias])
    weight, bias = f(w, b, rows, 2.0)
    np.testing.assert_allclose(weight, np.moveaxis(w, 2, 0) * 2)
    np.testing.assert_allclose(bias, np.einsum("bi,ijb->bj", rows, w) + b)


@pytest.mark.parametrize("streams", [RandomStreams, MRG_RandomStreams, GeneratorStreams])
def test_draws(streams):
    """A draw of the function is made for each example and each call; one from outside is shared."""
    random = streams(3)
    x = T.dmatrix("x")
    own = theano.function([x], vmap(lambda row: row + random.normal((3,)))(x))
    first, second = own(np.zeros((4, 3))), own(np.zeros((4, 3)))
    assert len(np.unique([first, second])) == 24
    noise = random.normal((3,))
    shared = theano.function([x], vmap(lambda row: row + noise)(x))(np.zeros((4, 3)))
    assert (shared == shared[0]).all() and len(np.unique(shared)) == 3
    # by updates that are asked for, too
    again = theano.function([x], vmap(lambda row: row * random.uniform((3,)))(x), no_default_updates=True,
                            updates=[pair[:2] for pair in random.updates()][-1:])  # fmt: skip
    assert (again(np.ones((2, 3))) != again(np.ones((2, 3)))).all()


def test_draws_with_parameters():
    """By the parameters of each example."""
    random = GeneratorStreams(5)
    m = T.dvector("m")
    f = theano.function([m], vmap(lambda a: random.normal((1000,), a, 0.1))(m))
    np.testing.assert_allclose(f([0.0, 5.0, -3.0]).mean(axis=1), [0.0, 5.0, -3.0], atol=0.02)
    assert theano.function([m], vmap(lambda a: random.normal(None, a, 1.0))(m))([1.0, 2.0]).shape == (2,)


def test_draws_in_loops():
    """The states of streams pass through the steps of a loop."""
    random = GeneratorStreams(7)

    def walk(a):
        h, updates = theano.scan(lambda t: t + random.normal(()), outputs_info=a, n_steps=5)
        return h, updates

    x = T.dvector("x")
    steps, updates = vmap(walk)(x)
    f = theano.function([x], steps, updates=updates)
    first, second = f(np.zeros(4)), f(np.zeros(4))
    assert first.shape == (4, 5) and len(np.unique([first, second])) == 40


def test_compiled_functions():
    """The map of a compiled function is one, with the form of its results."""
    a, b = T.dvector("a"), T.dvector("b")
    f = vmap(theano.function([a, b], {"dot": T.dot(a, b), "twice": 2 * a}), (0, None))
    found = f(np.eye(3), np.arange(3.0))
    np.testing.assert_array_equal(found["dot"], np.arange(3.0))
    np.testing.assert_array_equal(found["twice"], 2 * np.eye(3))
    unused = vmap(theano.function([a, b], 2 * a, on_unused_input="ignore"))
    np.testing.assert_array_equal(unused(np.eye(3), np.eye(3)), 2 * np.eye(3))
    count = theano.shared(0)
    with pytest.raises(ValueError, match="updates"):
        vmap(theano.function([a], a, updates={count: count + 1}))
    with pytest.raises(ValueError, match="copies and loaded"):
        vmap(theano.function([a], a).copy())


def test_sparse_matrices_inside():
    """They cannot be stacked, so the whole graph runs for each example."""
    x = T.dtensor3("x")

    def through(m):
        return theano.sparse.structured_dot(theano.sparse.csr_from_dense(m), m)

    with pytest.warns(UserWarning, match="no batching rule covers"):
        f = theano.function([x], vmap(through)(x))
    values = rng.normal(size=(2, 3, 3))
    np.testing.assert_allclose(f(values), values @ values)


@pytest.mark.parametrize("n", [0, 1, 3, 7])
def test_jacobians_in_several_blocks(n, monkeypatch):
    """The rows of a Jacobian are the same however many are computed together."""
    x = T.dvector("x")
    J = theano.gradient.jacobian(T.tanh(x) * x.sum(), x)
    mode = theano.compile.get_default_mode()
    plain = theano.function([x], J, mode=mode.excluding("local_map_rows_in_blocks"))
    values = rng.normal(size=n)
    for length in (512, 3):
        monkeypatch.setattr(MapBlocks, "length", length)
        f = theano.function([x], J, mode=mode)
        assert any(isinstance(node.op, MapBlocks) for node in f.maker.fgraph.apply_nodes)
        found = f(values)
        assert found.shape == (n, n)
        np.testing.assert_allclose(found, plain(values))


def test_slices_are_no_inputs_of_blocks():
    """A slice that an operation gets as a value makes it run in NumPy."""
    x = T.dvector("x")
    f = theano.function([x], theano.gradient.jacobian(x[np.array([2, 0, 1])] * x, x))
    (node,) = [node for node in f.maker.fgraph.apply_nodes if isinstance(node.op, MapBlocks)]
    assert not any(isinstance(v.type, SliceType) for v in node.op.inputs)
    np.testing.assert_array_equal(f([1.0, 2.0, 3.0]), [[3.0, 0.0, 1.0], [2.0, 1.0, 0.0], [0.0, 3.0, 2.0]])


def test_zeros_are_no_inputs_of_blocks():
    """Rewrites of blocks have to know that what a part is written to is zeros."""
    x = T.dvector("x")
    f = theano.function([x], theano.gradient.jacobian(x[1:] * x[:-1] ** 2 * x[0], x))
    (node,) = [node for node in f.maker.fgraph.apply_nodes if isinstance(node.op, MapBlocks)]
    assert not any(v.owner is not None and isinstance(v.owner.op, T.Alloc) for v in node.inputs)
    np.testing.assert_array_equal(f([1.0, 2.0, 3.0]), [[6.0, 1.0, 0.0], [12.0, 12.0, 4.0]])


X = T.dmatrix("X")
REFUSED = {
    "no such axis": (lambda: vmap(lambda a: a, 2)(X), ValueError, "cannot map over axis 2 of X"),
    "a scalar": (lambda: vmap(lambda a: a)(T.dscalar()), ValueError, "has 0 axes"),
    "nothing is mapped": (lambda: vmap(lambda a: a, None)(X), ValueError, "at least one argument"),
    "too few axes": (lambda: vmap(lambda a, b: a, (0,))(X, X), ValueError, "1 entries, .* for 2 positional"),
    "axes of another form": (lambda: vmap(lambda a: a[0], ((0, 0, 0),))((X, X)), ValueError, "in_axes must be"),
    "a result that depends": (lambda: vmap(lambda a: a, 0, None)(X), ValueError, "out_axes is None"),
    "no such axis of the result": (lambda: vmap(lambda a: a, 0, 5)(X), ValueError, "out_axes has 5"),
    "no function": (lambda: vmap(3), TypeError, "a function of variables"),
    "no variable": (lambda: vmap(lambda a: "text")(X), TypeError, None),
    "draws of a size of their own": (
        lambda: vmap(lambda a: MRG_RandomStreams(1).uniform((T.cast(a.sum(), "int64"),)))(X),
        NotImplementedError, "draw outside of the mapped function"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    make, kind, text = REFUSED[name]
    with pytest.raises(kind, match=text):
        make()


def test_numbers_of_examples_must_agree():
    y = T.dmatrix("Y")
    f = theano.function([X, y], vmap(lambda a, b: a.sum() * b.sum())(X, y))
    assert f(np.ones((3, 2)), np.ones((3, 5))).shape == (3,)
    with pytest.raises(AssertionError, match="X and Y have different numbers of examples"):
        f(np.ones((3, 2)), np.ones((4, 5)))
