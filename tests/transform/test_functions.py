"""Derivatives of functions, signatures, recomputation and compiled functions."""

import dataclasses
import functools
import pickle
import re
import threading
from collections import Counter, OrderedDict, defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T

rng = np.random.default_rng(1)
x, y = T.dvectors("x", "y")


def loss(params, x):
    return T.sum(T.tanh(T.dot(x, params["w"]) + params["b"]) ** 2)


PARAMS = {"w": T.dvector("w"), "b": T.dscalar("b")}
VALUES = [rng.normal(size=3), 0.3, rng.normal(size=(5, 3))]


def run(outputs):
    rows = T.dmatrix("rows")
    return theano.function([PARAMS["w"], PARAMS["b"], rows], outputs(rows))(*VALUES)


def test_value_and_grad():
    """A tree of gradients, equal to those of the graph."""
    rows = T.dmatrix("rows")
    value, slopes = theano.value_and_grad(loss)(PARAMS, rows)
    want = [loss(PARAMS, rows), *T.grad(loss(PARAMS, rows), [PARAMS["w"], PARAMS["b"]])]
    f = theano.function([PARAMS["w"], PARAMS["b"], rows], [value, slopes["w"], slopes["b"], *want])
    found = f(*VALUES)
    for a, b in zip(found[:3], found[3:]):
        np.testing.assert_allclose(a, b)


def test_partial_derivatives():
    """An argument is independent of the others, whatever it is computed from."""
    _, (first, second) = theano.value_and_grad(lambda a, b: (a * b).sum(), (0, 1))(x, x * 3)
    f = theano.function([x], [first, second, theano.grad(lambda a, b: (a * b).sum(), 1)(x, x * 3)])
    found = f([1.0, 2.0])
    np.testing.assert_array_equal(found, [[3.0, 6.0], [1.0, 2.0], [1.0, 2.0]])
    last, both = [theano.grad(lambda a, b: (a * b).sum(), argnums=i)(x, x * 3) for i in (-1, [0, 1])]
    np.testing.assert_array_equal(theano.function([x], [last, *both])([1.0, 2.0]), [[1, 2], [3, 6], [1, 2]])


def test_aux():
    (value, aux), slope = theano.value_and_grad(lambda a: ((a**2).sum(), {"a": a * 2}), has_aux=True)(x)
    same, others = theano.grad(lambda a: ((a**2).sum(), {"a": a * 2}), has_aux=True)(x)
    np.testing.assert_array_equal(theano.function([x], [same, others["a"]])([3.0]), [[6.0], [6.0]])
    found = theano.function([x], [value, aux["a"], slope])([3.0])
    np.testing.assert_array_equal(np.concatenate([np.atleast_1d(z) for z in found]), [9.0, 6.0, 6.0])


def test_products_with_jacobians():
    """Forward, backward and twice: against the Jacobian and the Hessian."""

    def f(a, b):
        return {"z": T.tanh(a) * b.sum(), "s": (a * b).sum()}

    value, moved = theano.jvp(f, [x, y], [y, x])
    _, pull = theano.vjp(f, x, y)
    pulled = pull({"z": x * 2, "s": T.constant(1.0)})
    jacobians = [theano.gradient.jacobian(f(x, y)["z"], v) for v in (x, y)]
    want_moved = T.dot(jacobians[0], y) + T.dot(jacobians[1], x)
    want_pulled = [T.dot(x * 2, J) + g for J, g in zip(jacobians, (y, x))]
    g = theano.function([x, y], [moved["z"], *pulled, want_moved, *want_pulled, moved["s"]])
    a, b = rng.normal(size=(2, 4))
    found = g(a, b)
    for got, want in zip(found[:3], found[3:6]):
        np.testing.assert_allclose(got, want)
    np.testing.assert_allclose(found[6], (b * b).sum() + (a * a).sum())
    h = theano.hvp(lambda a: (T.tanh(a) * a[::-1]).sum(), [x], [y])
    H = theano.gradient.hessian((T.tanh(x) * x[::-1]).sum(), x)
    np.testing.assert_allclose(*theano.function([x, y], [h, T.dot(H, y)])(a, b), rtol=1e-10)


REFUSED = {
    "a pair": (lambda: theano.grad(lambda a: (a.sum(), a))(x), TypeError, "has_aux=True where a cost comes first"),
    "no scalar": (lambda: theano.grad(lambda a: a)(x), TypeError, "must return a scalar"),
    "no variable": (lambda: theano.grad(lambda a: None)(x), TypeError, "returned None, and value_and_grad needs"),
    "integers": (lambda: theano.grad(lambda a: a.sum())(T.lvector()), TypeError, "with respect to floats"),
    "positions of a variable's": (lambda: theano.grad(x.sum(), argnums=0), TypeError, "gradient of a function"),
    "both names": (lambda: theano.grad(lambda a: a.sum(), 0, argnums=0), TypeError, "pass one of them"),
    "no such argument": (lambda: theano.grad(lambda a: a.sum(), 1)(x), ValueError, "argnums has 1"),
    "no pair": (lambda: theano.value_and_grad(lambda a: a.sum(), has_aux=True)(x), TypeError, "a pair"),
    "too few tangents": (lambda: theano.jvp(lambda a, b: a, [x, y], [x]), ValueError, "one tangent"),
    "gradients of another rank": (
        lambda: theano.vjp(lambda a: a, x)[1](x.sum()), ValueError, "must be of 1 dimensions: it is `x"
    ),
    "gradients of another form": (lambda: theano.vjp(lambda a: [a], x)[1](x), ValueError, "the form of the value"),
    "malformed signature": (lambda: theano.vectorize(T.exp, "n->n"), ValueError, "is no signature"),
    "too few axes": (lambda: theano.vectorize(T.dot, "(n,m),(m)->(n)")(x, y), ValueError, "needs 2 at least"),
    "too many arguments": (lambda: theano.vectorize(T.dot, "(n)->()")(x, y), ValueError, "1 arguments, 2 were"),
    "results of another rank": (lambda: theano.vectorize(T.exp, "(n)->()")(x), ValueError, "returned arrays of ranks"),
    "a matrix": (lambda: theano.sparse_jacobian(T.dmatrix(), x, np.eye(3)), TypeError, "needs vectors"),
    "no function": (lambda: theano.compiled(3), TypeError, "needs a function"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    make, kind, text = REFUSED[name]
    with pytest.raises(kind, match=text):
        make()


@settings(max_examples=30)
@given(st.lists(st.integers(1, 3), max_size=3), st.lists(st.booleans(), min_size=6, max_size=6), st.integers(0, 3))
def test_vectorize(lead, ones, shorter):
    """Any leading axes broadcast as NumPy's do."""
    first = [1 if one else n for n, one in zip(lead, ones)]
    second = [1 if one else n for n, one in zip(lead, ones[3:])][shorter:]
    a, b = rng.normal(size=(*first, 2, 4)), rng.normal(size=(*second, 4))
    u, v = (T.TensorType("float64", [n == 1 for n in z.shape])() for z in (a, b))
    f = theano.function([u, v], theano.vectorize(T.dot, "(n,m),(m)->(n)")(u, v))
    want = np.einsum("...nm,...m->...n", a, b)
    found = f(a, b)
    assert found.shape == want.shape
    np.testing.assert_allclose(found, want)


def test_vectorize_excludes():
    f = theano.vectorize(lambda a, n: a**n, excluded=[1])
    np.testing.assert_array_equal(theano.function([x], f(x, 3))([2.0, 3.0]), [8.0, 27.0])


def test_checkpoint():
    """The same values and gradients; what the layer computes occurs again on the way back."""
    w = theano.shared(rng.normal(size=(3, 3)), "w")

    def layer(h, scale):
        return {"h": T.tanh(T.dot(h, w)) * scale}

    results = []
    for wrap in (lambda f: f, theano.checkpoint):
        h = x
        for _ in range(3):
            h = wrap(layer)(h, 1.5)["h"]
        f = theano.function([x], [h, *T.grad(h.sum(), [x, w])])
        results.append(f([0.1, 0.2, 0.3]))
    for a, b in zip(*results):
        np.testing.assert_allclose(a, b)
    # forwards, and again backwards
    assert sum(isinstance(node.op, theano.OpFromGraph) for node in f.maker.fgraph.apply_nodes) == 6


@dataclasses.dataclass
class Point:
    a: object
    b: object


def test_compiled():
    """One graph for each combination of types, whatever the values; trees, keywords, static values."""
    calls = []

    @theano.compiled
    def f(point, x, *, kind="sum", scale=1):
        calls.append(kind)
        return {"z": getattr(x, kind)() * scale, "p": Point(point.a + 1, (point.b, None))}

    a = rng.normal(size=(3, 2))
    for scale in (2, 3):
        found = f(Point(1.0, np.float32(2)), a, scale=scale)
        np.testing.assert_allclose(found["z"], a.sum() * scale)
        assert found["p"].a == 2.0 and found["p"].b[0].dtype == "float32" and found["p"].b[1] is None
    assert len(calls) == 1
    np.testing.assert_allclose(f(Point(1.0, np.float32(2)), a, kind="max")["z"], a.max())
    f(Point(1.0, np.float32(2)), a.astype("float32"))
    f(Point(1.0, np.float32(2)), a[:, :1])
    f(Point(1, np.float32(2)), a)
    assert len(calls) == len(f.functions) == 5
    with pytest.raises(TypeError, match="hashable values, not {1}"):
        f(Point(1.0, {1}), a)


@theano.compiled
def doubled(a):
    return a * 2


@pytest.mark.parametrize(
    ("argument", "text"),
    [
        ([1.0, 2.0], "The argument x of model.. is .*, a list, and was passed on with a variable for each number"),
        ([[1.0], [2.0, 3.0]], "x of model.*with a variable for each number"),
        ("abc", "The argument x of model.. is 'abc', a str, and was passed on as it is"),
    ],
)
def test_compiled_names_lists_that_are_taken_for_arrays(argument, text):
    def model(w, x):
        return w * x**2

    with pytest.raises(TypeError, match="unsupported operand") as caught:
        theano.compiled(model)(1.0, x=argument)
    assert re.search(text, caught.value.__notes__[0]) and "hint: pass x=np.asarray(...)" in caught.value.__notes__[0]


def test_compiled_follows_floatx():
    """Python's floats have the dtype of the flag at the call."""
    f = theano.compiled(lambda a: a * 2)
    for dtype in ("float64", "float32", "float64"):
        with theano.config.change_flags(floatX=dtype):
            assert f(1.5).dtype == dtype


def test_compiled_in_pickles():
    """By its name, or with its function; graphs are built again."""
    assert pickle.loads(pickle.dumps(doubled)) is doubled
    again = pickle.loads(pickle.dumps(theano.compiled(T.tanh, mode="FAST_COMPILE")))
    assert again(0.0) == 0.0 and again.mode == "FAST_COMPILE"


def test_compiled_takes_any_array(tmp_path):
    """Of either byte order, in files, of derived classes; masks are refused."""
    mapped = np.memmap(tmp_path / "file", "float64", "w+", shape=3)
    for a in (np.arange(3, dtype=">f8"), mapped, np.arange(6.0)[::2]):
        np.testing.assert_array_equal(doubled(a), np.asarray(a) * 2)
    with pytest.raises(TypeError, match="no masked arrays"):
        doubled(np.ma.array([1.0, 2.0], mask=[False, True]))


def test_compiled_broadcasts():
    """As NumPy does, since axes of length 1 have graphs of their own."""
    add = theano.compiled(lambda a, b: a + b)
    for shapes in (((3, 1), (1, 4)), ((3, 4), (3, 4)), ((1, 4), (3, 4))):
        a, b = (rng.normal(size=shape) for shape in shapes)
        np.testing.assert_array_equal(add(a, b), a + b)


def test_compiled_in_graphs():
    """Called with variables, it is part of their graph, so that transformations compose."""
    square = theano.compiled(lambda a: (a**2).sum())
    slope = theano.compiled(theano.vmap(theano.grad(square)))
    np.testing.assert_array_equal(slope(np.array([[1.0, 2.0], [3.0, 4.0]])), [[2.0, 4.0], [6.0, 8.0]])


def test_compiled_methods():
    """Each object has functions of its own."""

    class Model:
        def __init__(self, scale):
            self.scale = scale

        @theano.compiled
        def scaled(self, x):
            """Return x, scaled."""
            return x * self.scale

    two, three = Model(2.0), Model(3.0)
    assert (two.scaled(1.0), three.scaled(1.0), two.scaled(2.0)) == (2.0, 3.0, 4.0)
    assert Model.scaled.__doc__ == "Return x, scaled."


def test_compiled_updates():
    w = theano.shared(np.zeros(2))

    @theano.compiled(updates=True)
    def step(target):
        cost = ((w - target) ** 2).sum()
        return cost, {w: w - 0.25 * T.grad(cost, w)}

    costs = [step(np.array([1.0, 2.0])) for _ in range(5)]
    assert costs[0] == 5.0 and costs[-1] < 0.1 and len(step.functions) == 1
    with pytest.raises(TypeError, match="results, updates"):
        theano.compiled(lambda a: a, updates=True)(1.0)


def test_checkpoint_of_what_a_function_reads_around_it():
    """It is an argument too: computed once, and differentiated."""
    before, parts = T.sin(x), {"scale": T.exp(x)}

    def outer(h):
        return inner(h) * parts["scale"]

    def inner(h):
        return T.tanh(h * before)

    outputs = []
    for wrap in (lambda f: f, theano.checkpoint):
        z = wrap(outer)(x * 2).sum()
        outputs += T.grad(z, [x, before, parts["scale"]])
    found = theano.function([x], outputs)(rng.normal(size=4))
    for plain, kept in zip(found[:3], found[3:]):
        np.testing.assert_allclose(plain, kept)
    (op,) = {node.op for node in theano.graph.traverse.io_toposort([x], [z]) if isinstance(
        node.op, theano.OpFromGraph)}  # fmt: skip
    inside = {str(node.op) for node in theano.graph.traverse.io_toposort(op.inner.inputs, op.inner.outputs)}
    assert not any("sin" in name or "exp" in name for name in inside)
    partial = theano.checkpoint(functools.partial(lambda h, k: h * k, k=before))
    assert T.grad(partial(x).sum(), before).eval({x: np.ones(2)}).tolist() == [1, 1]


def test_compiled_for_static_values():
    """They are what they are in Python; each has a graph of its own, told apart by type too."""
    seen = []

    @theano.compiled(static=("axis", "keep"))
    def f(x, axis, *, keep=False):
        seen.append((axis, keep))
        return x.sum(axis) if not keep else x.sum(axis, keepdims=True)

    a = rng.normal(size=(2, 3))
    for axis in (0, 1, (0, 1), True, 0):
        np.testing.assert_allclose(f(a, axis), a.sum(axis if axis is not True else 1))
    assert f(a, axis=1, keep=True).shape == (2, 1)
    assert seen == [(0, False), (1, False), ((0, 1), False), (True, False), (1, True)]
    with pytest.raises(TypeError, match=r"hashable values, not \[0\] of <class 'list'>"):
        f(a, [0])
    with pytest.raises(TypeError, match="static names 'axes', but .* has no such parameter. Did you mean 'axis'"):
        theano.compiled(lambda x, axis: x.sum(axis), static="axes")
    kept = pickle.loads(pickle.dumps(theano.compiled(power, static="n")))
    assert kept(2.0, 3) == 8.0
    s = T.dscalar("s")
    assert theano.compiled(power, static="n")(s, n=2).eval({s: 3.0}) == 9.0


def power(x, n):
    assert type(n) is int
    return x**n


def test_numbers_of_numpy_keep_their_dtype():
    """A float64 is a float of Python too, whose dtype is that of a flag."""
    with theano.config.change_flags(floatX="float32"):
        f = theano.compiled(lambda x: x * 2)
        assert (f(np.float64(1.5)).dtype, f(1.5).dtype, f(np.float32(1.5)).dtype) == ("float64", "float32", "float32")


def test_dicts_of_other_classes():
    """Ordered ones keep their order, those with defaults the default, and counts are no counts of counts."""
    f = theano.compiled(lambda p: p)
    found = f(OrderedDict(z=1.0, a=2.0))
    assert list(found.items()) == [("z", 1.0), ("a", 2.0)]
    assert f(OrderedDict(a=2.0, z=1.0)) != found
    found = f(defaultdict(list, z=1.0))
    assert found["z"] == 1.0 and found["new"] == [] and f(defaultdict(int, z=1.0))["new"] == 0
    assert f(Counter("aab")) == {"a": 2, "b": 1}


def test_records_are_refused():
    records = np.rec.array([(1, 2.0)], dtype=[("a", int), ("b", float)])
    with pytest.raises(TypeError, match="Unsupported dtype"):
        theano.compiled(lambda x: x)(records)


def test_compiled_by_threads():
    """A graph is built once, however many threads meet it first."""
    calls = []
    f = theano.compiled(lambda a: calls.append(1) or a * 2)
    results = []
    threads = [threading.Thread(target=lambda k=k: results.append((k, f(float(k))))) for k in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(calls) == 1 and all(z == 2 * k for k, z in results)
