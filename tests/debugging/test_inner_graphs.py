"""Mistakes inside of an ``OpFromGraph``: the error shows the line in its graph and the line of the call."""

import itertools
import linecache

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.ifelse import ifelse


def product(a, b):
    return T.exp(T.dot(T.exp(a).T, b))  # fault


def difference(a, b):
    return T.tanh(T.dot(a, a.T)).sum() + T.exp(a) - b  # fault


def picked(a, b):
    return T.tanh(a)[7] + b.sum()  # fault




def function(step, inline, nested):
    a, b = T.dmatrices("a", "b")
    op = theano.OpFromGraph([a, b], [step(a, b)], inline=inline)
    if nested:
        op = theano.OpFromGraph([a, b], [op(a, b) * 2], inline=inline)  # nested call
    x, y = T.dmatrices("x", "y")
    z = op(x, y)  # outer call
    return theano.function([x, y], z.sum())


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("inline", [False, True])
@pytest.mark.parametrize("step", [product, difference, picked], ids=lambda step: step.__name__)
def test_lines(step, inline, nested):
    f = function(step, inline, nested)
    with pytest.raises((ValueError, IndexError)) as caught:
        f(np.ones((4, 3) if step is product else (2, 3)), np.ones((2, 5)))
    text = str(caught.value)
    places = ["# fault", *["# nested call"] * nested, "# outer call"]
    found = [text.index(place) for place in places]
    assert found == sorted(found)
    assert caught.value.user_lines[0][3].endswith("# fault")
    assert len(caught.value.inputs) == len(caught.value.node.inputs)


def test_an_error_of_an_op_of_the_user_inside():
    @theano.as_op(itypes=[T.dmatrix], otypes=[T.dmatrix])
    def fails(v):
        raise ZeroDivisionError("no")

    f = function(lambda a, b: fails(a + 1) * b, False, False)  # inner line
    with pytest.raises(ZeroDivisionError) as caught:
        f(np.ones((2, 2)), np.ones((2, 2)))
    assert "# inner line" in str(caught.value) and "# outer call" in str(caught.value)


def test_in_a_loop():
    a = T.dvector("a")
    op = theano.OpFromGraph([a], [a[5] * 2])  # fault
    x = T.dmatrix("x")
    z, _ = theano.scan(lambda row: op(row), x)  # call
    f = theano.function([x], z)
    with pytest.raises(IndexError) as caught:
        f(np.ones((3, 3)))
    text = str(caught.value)
    assert text.index("# fault") < text.index("# call") and "step 0" in text


def summed(a, b):
    z = T.tanh(a) + b  # fault
    z = z + a
    return T.exp(z * 2)


def multiplied(a, b):
    z = 3 * a * b  # fault
    z = z * a
    return z * 2


def plain(step, x, y):
    return step(x, y)


def loop(step, x, y):
    return theano.scan(lambda row, y: step(row, y), x, None, y)[0]


def two_loops(step, x, y):
    return theano.scan(lambda row, y: loop(step, T.stack([row, row]), y), x, None, y)[0]


def gradient_of_loop(step, x, y):
    return theano.grad(loop(step, x, y).sum(), y)


def state(step, x, y):
    return theano.scan(lambda row, h, y: step(h, y) + row, x, T.zeros_like(x[0]), y)[0]


def graph_inside(step, x, y):
    a, b = T.dmatrix("a"), T.dvector("b")
    return theano.OpFromGraph([a, b], [step(a, b)])(x, y)


def branch(step, x, y):
    return ifelse(x.sum() > 0, step(x, y), x)


@pytest.mark.parametrize(
    "form, step",
    [
        (gradient_of_loop, summed),
        *itertools.product([plain, loop, two_loops, state, graph_inside, branch], [summed, multiplied]),
    ],
    ids=lambda f: f.__name__,
)
def test_the_operation_among_those_that_rewrites_join(form, step):
    """One sum or product is made of several, and the error points to that of them which fails."""
    x, y = T.dmatrix("x"), T.dvector("y")
    f = theano.function([x, y], form(step, x, y))
    with pytest.raises(ValueError, match="lengths 3 and 2|lengths 2 and 3") as caught:
        f(np.ones((4, 3)), np.ones(2))
    assert caught.value.user_lines[0][3].endswith("# fault"), str(caught.value)
    assert "constant" not in str(caught.value).split("\n")[0]


@pytest.mark.parametrize("nested", [False, True])
def test_a_rewrite_across_the_border_of_an_inlined_graph(nested):
    """``log(exp(a) * b)`` becomes ``a + log(b)``: the product inside fails, not the logarithm around it."""
    a, b = T.dvectors("a", "b")
    op = theano.OpFromGraph([a, b], [T.exp(a) * b], inline=True)  # fault
    if nested:
        op = theano.OpFromGraph([a, b], [op(a, b)], inline=True)
    x, y = T.dvectors("x", "y")
    f = theano.function([x, y], T.log(op(x, y)))  # outer call
    with pytest.raises(ValueError, match=r"^T\.exp\(a\) \* b: .*lengths 2 and 3") as caught:
        f([1.0, 2.0], [1.0, 2.0, 3.0])
    text = str(caught.value)
    assert text.index("# fault") < text.index("# outer call")


ENDS = [T.dmatrix("x"), T.dvector("v")]
NOT_ALL_KNOWN = {
    # steps that read some of what their nodes do, or make what another step fails on
    "T.dot(x, v)": (r"^T\.dot\(x, v\): x is \(2, 3\), v is \(4,\): 3 columns against length 4", (2, 3), (4,)),
    "T.dot(x, np.ones((3, 5))) + v": (r"\+ v: .*\(2, 5\), v is .*lengths 5 and 4 of axis 1", (2, 3), (4,)),
    "x[:, 0][:, None] + T.outer(v, v)": ("lengths 2 and 3 of axis", (2, 3), (3,)),
    "x[T.arange(2), T.cast(v, 'int64')]": (r"x is \(2, 3\).*index 4 is out of", (2, 3), np.array([0.0, 4.0])),
}


@pytest.mark.parametrize("expression", NOT_ALL_KNOWN)
@pytest.mark.parametrize("wrap", [theano.checkpoint, lambda f: theano.OpFromGraph(ENDS, [f(*ENDS)])])
def test_line_inside(expression, wrap):
    """The line is one of the inner graph."""
    pattern, *values = NOT_ALL_KNOWN[expression]
    source = f"def inside(x, v):\n    return {expression}\n"
    name = f"<inside {expression}>"
    linecache.cache[name] = len(source), None, source.splitlines(keepends=True), name
    names = {"T": T, "np": np}
    exec(compile(source, name, "exec"), names)
    x, v = T.dmatrix("x"), T.dvector("v")
    f = theano.function([x, v], T.exp(wrap(names["inside"])(x, v)).sum())
    with pytest.raises((ValueError, IndexError), match=pattern) as info:
        f(*[np.ones(value) if isinstance(value, tuple) else value for value in values])
    assert info.value.user_lines[0][1:3] == (2, "inside")
