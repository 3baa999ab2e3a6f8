"""Errors keep their class, fields and pickles whatever the class does."""

import linecache
import pickle
import re
import traceback

import numpy as np
import pytest
from new_process import run

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.debugging import report
from tensorgraph.debugging.nanguardmode import NanGuardMode


class Own(Exception):
    """An error that makes its text from its fields."""

    def __init__(self, n):
        super().__init__(n)
        self.n = n

    def __str__(self):
        return f"own {self.n}"


class Derived(Own):
    """An error that inherits the text."""


class Pair(ValueError):
    """An error of two arguments, of which its text is made."""

    def __init__(self, first, second):
        super().__init__(f"{first} and {second}")
        self.first = first


class Keyword(KeyError):
    """An error that is made by keywords alone."""

    def __init__(self, *, code):
        super().__init__(code)
        self.code = code


class Reduced(Pair):
    """An error that says itself how it is made again."""

    def __reduce__(self):
        return Reduced, (str(self), "another"), vars(self)

    def __str__(self):
        return self.args[0].partition(" and another")[0]


def decode():
    return b"\xff".decode()


RAISED = {
    "ValueError": lambda: int("a"), "KeyError": lambda: {}["missing"], "int key": lambda: {}[3],
    "IndexError": lambda: [][1], "OSError": lambda: open("/nowhere/at all"), "UnicodeDecodeError": decode,
    "ImportError": lambda: __import__("nosuchmodule"), "SyntaxError": lambda: compile("a b", "f", "exec"),
    "own": lambda: (_ for _ in ()).throw(Own(3)), "derived": lambda: (_ for _ in ()).throw(Derived(4)),
    "no arguments": lambda: (_ for _ in ()).throw(ValueError()),
    "two": lambda: (_ for _ in ()).throw(Pair("one", 2)), "keyword": lambda: (_ for _ in ()).throw(Keyword(code="c")),
    "reduced": lambda: (_ for _ in ()).throw(Reduced("one", "another")),
    "several": lambda: (_ for _ in ()).throw(ValueError(1, 2)),
}  # fmt: skip


class Raises(theano.Op):
    __props__ = ("name",)

    def __init__(self, name):
        self.name = name

    def make_node(self, x):
        x = T.as_tensor_variable(x)
        return theano.Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        RAISED[self.name]()


def failure(f, *args):
    with pytest.raises(Exception) as info:  # noqa: B017
        f(*args)
    return info.value


@pytest.mark.parametrize("name", RAISED)
@pytest.mark.parametrize("form", ["plain", "loop", "twice"])
def test_all_of_it_is_in_the_text(name, form):
    original = failure(RAISED[name])
    x = T.dvector("x")
    made = Raises(name)(x)
    if form == "loop":
        made, _ = theano.scan(lambda h: Raises(name)(h), outputs_info=x, n_steps=2)
    f = theano.function([x], made)
    error = failure(f, [1.0, 2.0])
    if form == "twice":
        again = failure(f, [1.0])
        assert "x is (2,)" in str(error) and "x is (1,)" in str(again)
    assert type(error) is type(original) and not getattr(error, "__notes__", ())
    text = str(error)
    assert re.search(r"Raises\(name\)\((x|h)\): .* is \(2,\)", text.splitlines()[0])
    assert str(original).splitlines()[:1] == [] or str(original).splitlines()[0] in text
    assert "Backtrace when the node is created" in text and "perform of Raises raised it" in text
    assert isinstance(error.op, Raises) and error.node.op is error.op and error.inputs[0].shape == (2,)
    assert error.user_lines[0][0] == __file__ and error.user_lines[0][3].startswith("made")
    assert text.splitlines()[-2] in "".join(traceback.format_exception_only(error))
    for protocol in (4, pickle.HIGHEST_PROTOCOL):
        copy = pickle.loads(pickle.dumps(error, protocol))
        assert type(copy) is type(error) and str(copy) == text and copy.user_lines == error.user_lines
        assert not hasattr(copy, "node")
        own = ("n", "first", "code")
        assert [getattr(copy, name, None) for name in own] == [getattr(original, name, None) for name in own]


def test_keys_stay():
    x = T.dvector("x")
    assert failure(theano.function([x], Raises("KeyError")(x)), [1.0]).args[0] == "missing"


def test_the_class_prints_others_as_before():
    x = T.dvector("x")
    failure(theano.function([x], Raises("derived")(x)), [1.0])
    assert str(Own(1)) == "own 1" and str(Derived(2)) == "own 2" and pickle.loads(pickle.dumps(Own(1))).n == 1


def test_a_failing_report_does_not_hide_the_error(monkeypatch):
    def fail(*args):
        raise RuntimeError("in the report")

    x = T.dvector("x")
    f = theano.function([x], Raises("IndexError")(x))
    for place, name in ((report, "set_text"), (theano.debugging.explanation, "diagnose")):
        with monkeypatch.context() as patch:
            patch.setattr(place, name, fail)
            patch.setattr(theano.debugging.explanation, name, fail)
            error = failure(f, [1.0])
        assert type(error) is IndexError and "list index" in str(error) and "in the report" in error.__notes__[0]


def test_an_op_that_cannot_be_pickled():
    class Local(Raises):
        pass

    x = T.dvector("x")
    error = failure(theano.function([x], Local("IndexError")(x)), [1.0])
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def layer(x, w):
    return T.dot(x, w)


def network(x, w):
    return T.tanh(layer(T.tanh(layer(x, w)), w.T))


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_the_whole_stack(limit):
    """Of the program, up to ``traceback.limit`` calls: they tell which layer failed."""
    x, w = T.dmatrices("x", "w")
    with theano.config.change_flags(**{"traceback.limit": limit}):
        z = network(x, w)
    error = failure(theano.function([x, w], z), np.ones((2, 3)), np.ones((4, 5)))
    functions = [function for _, _, function, _ in error.user_lines]
    assert functions == ["layer", "network", "test_the_whole_stack"][:limit]
    assert str(error).startswith("T.dot(x, w): x is (2, 3), w is (4, 5): 3 columns against 4 rows")


def test_where_an_op_is_applied():
    """The ``make_node`` of an op is no place of the program."""
    x = T.dvector("x")
    z = Raises("IndexError")(x)
    assert failure(theano.function([x], z), [1.0]).user_lines[0][3] == 'z = Raises("IndexError")(x)'


def test_expressions_on_several_lines():
    x, y = T.dvectors("x", "y")
    z = T.maximum(
        x,
        y,
    )
    error = failure(theano.function([x, y], z), [1.0, 2.0], [1.0])
    assert str(error).startswith("T.maximum( x, y, ): x is (2,), y is (1,): lengths 2 and 1 of axis 0 differ")


def test_an_axis_that_was_dropped():
    x = T.dmatrix("x")
    z = x - x.sum(axis=1)
    text = str(failure(theano.function([x], z), np.ones((2, 3))))
    assert text.startswith("x - x.sum(axis=1): x is (2, 3), x.sum(axis=1) is (2,): lengths 3 and 2 of axis 1 differ")
    assert "keepdims=True" in text


def test_operands_with_fewer_axes():
    """The operation that does not fit has fewer axes than the one that it became a part of, or none."""
    q, r, a = T.dtensor4("q"), T.dvector("r"), T.lvector("a")
    f = theano.function([q, r, a], T.allclose(q, -1, rtol=r, atol=a))
    error = failure(f, np.ones((3, 3, 3, 2)), np.ones(1), np.ones(3, "int64"))
    assert str(error).startswith("T.allclose(q, -1, rtol=r, atol=a): a is (3,), r is (1,): lengths 3 and 1 of axis 0")


def test_what_a_step_computes_again():
    """A cheap operand is computed in each loop that reads it; its shape is that of what it is made of."""
    x, y, w = T.dmatrix("x"), T.dscalar("y"), T.dvector("w")
    d = x - y
    z = (T.all(d * 2 < x) * T.maximum(d, w)).sum()
    error = failure(theano.function([x, y, w], z), np.ones((3, 2)), 1.0, np.ones(3))
    assert str(error).startswith("T.maximum(d, w): x - y is (3, 2), w is (3,): lengths 2 and 3 of axis 1 differ")


def test_rows_that_a_loop_maps_over():
    p, q = T.dmatrices("p", "q")
    z, _ = theano.scan(lambda a, b: T.dot(a, b), [p, q])
    error = failure(theano.function([p, q], z), np.ones((4, 3)), np.ones((4, 2)))
    assert str(error).startswith("T.dot(a, b): p[t] is (3,), q[t] is (2,): length 3 against length 2")


@pytest.mark.parametrize("computed", [False, True])
def test_the_reduction_that_finds_nothing(computed):
    """Of several in one loop."""
    x = T.dmatrix("x")
    z = T.exp(x) * 2 if computed else x
    f = theano.function([x], [z.sum(axis=0), z.max(axis=0), z.sum(), z.min(axis=1)])
    for shape, name in [((0, 4), "max"), ((4, 0), "min")]:
        text = str(failure(f, np.ones(shape)))
        assert text.startswith(f"z.{name}(axis=") and "zero-size" in text, text


def test_declared_lengths():
    """Of the argument, where it was declared; other mistakes of a function that checks them are found too."""
    x, y = T.matrix("x", dtype="float64", shape=(None, 3)), T.dmatrix("y")
    z = x + y
    f = theano.function([x, y], T.exp(z * 2))
    error = failure(f, np.ones((2, 4)), np.ones((2, 4)))
    first = str(error).splitlines()[0]
    assert first.endswith("x is (2, 4): axis 1 has length 4, and shape=(None, 3) says 3")
    assert error.user_lines[0][3].startswith("x, y = T.matrix")
    assert str(failure(f, np.ones((2, 3)), np.ones((5, 3)))).startswith("x + y: x is (2, 3), y is (5, 3): lengths")


def test_bounds_of_indices():
    x, i = T.dvector("x"), T.lscalar("i")
    f = theano.function([x, i], x[i])
    assert "Hint: use indices from -2 up to, but without, 2" in str(failure(f, [1.0, 2.0], 2))
    assert "Hint: the axis has no elements" in str(failure(f, [], 0))


@pytest.mark.parametrize("n", [-1, -3])
def test_hint_for_a_number_of_steps(n):
    """The states of a loop are as long as it has steps, and fail first."""
    x, steps = T.dvector("x"), T.iscalar("steps")
    f = theano.function([x, steps], theano.scan(lambda h: 2 * h, None, x[0], n_steps=steps)[0])
    assert "use T.maximum(n_steps, 0)" in str(failure(f, [1.0], n))


@pytest.mark.parametrize("n", [2, 40])
def test_values_without_a_number(n):
    x = T.dvector("x")
    y = T.log(x)
    f = theano.function([x], (y * 2).sum(), mode=NanGuardMode(nan_is_error=True, inf_is_error=True, big_is_error=False))
    error = failure(f, np.r_[-1.0, np.ones(n - 1)])
    first = str(error).splitlines()[0]
    assert first.startswith("T.log(x): x is ") and "NaN detected in the output" in first
    assert error.user_lines[0][3] == "y = T.log(x)" and "Hint: use T.maximum" in str(error)


DASK = """
import pickle
import distributed      # which says how errors of all classes are pickled
import tensorgraph as theano, tensorgraph.tensor as T

class Raises(theano.Op):
    __props__ = ()

    def make_node(self, x):
        return theano.Apply(self, [x], [x.type()])

    def perform(self, node, inputs, outputs):
        [][1]

x = T.dvector("x")
try:
    theano.function([x], Raises()(x))([1.0])
except IndexError as error:
    copy = pickle.loads(pickle.dumps(error))
    print(str(copy) == str(error), hasattr(copy, "node"), copy.user_lines == error.user_lines)
"""


def test_pickles_where_dask_is_imported():
    """Operations of the main program stay out of them."""
    pytest.importorskip("distributed")
    assert run("-c", DASK).stdout.split() == ["True", "False", "True"]


@pytest.mark.parametrize(("join", "first"), [
    ("T.stack([x, y])", "x is (2,), y is (3,): lengths 2 and 3 of axis 0"),
    ("T.stack([x, y], axis=1)", "x is (2,), y is (3,): lengths 2 and 3 of axis 0"),
    ("T.stack([m, n], axis=1)", "m is (2, 3), n is (2, 2): lengths 3 and 2 of axis 1"),
    ("T.stack([m.T, n])", "m.T is (3, 2), n is (2, 2): lengths 3 and 2 of axis 0"),
    ("T.concatenate([m, n])", "m is (2, 3), n is (2, 2): lengths 3 and 2 of axis 1"),
])  # fmt: skip
def test_arrays_that_are_joined(join, first):
    """The axis is that of the arrays, not of what ``stack`` makes of them."""
    x, y, m, n = *T.dvectors("x", "y"), *T.dmatrices("m", "n")
    values = [1.0, 2.0], [1.0, 2.0, 3.0], np.ones((2, 3)), np.ones((2, 2))
    z = eval(join, {"T": T, "x": x, "y": y, "m": m, "n": n})
    f = theano.function([x, y, m, n], z, on_unused_input="ignore")
    assert f" {first} differ" in str(failure(f, *values))


def test_lengths_that_are_compared():
    x, y = T.dvectors("x", "y")
    z = theano.vmap(lambda a, b: a * b)(x, y)
    assert ": y is (3,), x is (2,): " in str(failure(theano.function([x, y], z), np.ones(2), np.ones(3)))


@pytest.mark.parametrize(("product", "shapes", "first"), [
    ('T.einsum("ij,jk->ik", m, n)', [(2, 3), (4, 2)], "m is (2, 3), n is (4, 2): 3 columns against 4 rows"),
    ("T.dot(n.T, m)", [(3, 2), (4, 2)], "n.T is (2, 4), m is (3, 2): 4 columns against 3 rows"),
    ("T.tensordot(a, n, axes=[[1, 2], [0, 1]])", [(2, 3, 4), (4, 2)],
     "a is (2, 3, 4), n is (4, 2): 12 columns against 8 rows"),
    ("T.matmul(a, n)", [(4, 2, 3), (2, 3)], "a is (4, 2, 3), n is (2, 3): 3 columns against 2 rows"),
])  # fmt: skip
def test_products_that_functions_of_the_package_make(product, shapes, first):
    """What moves axes for a product is looked through: the arrays are those that the user multiplies."""
    names = {"T": T, "m": T.dmatrix("m"), "n": T.dmatrix("n"), "a": T.dtensor3("a")}
    program = f"def program():\n    return {product}\n"
    path = f"<product {product}>"
    linecache.cache[path] = len(program), None, program.splitlines(keepends=True), path
    exec(compile(program, path, "exec"), names)
    given = [names["a"] if len(shapes[0]) == 3 else names["m"], names["n"]]
    f = theano.function(given, names["program"]())
    assert str(failure(f, *map(np.ones, shapes))).startswith(f"{product}: {first}")
