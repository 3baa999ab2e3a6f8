"""Operations that rewrites move before the one that fails: the error is one of the line that the user got wrong.

A slice, a transposition or a change of sign is taken of the inputs instead of the result, and a sum is made part of a
product. Each mistake is followed by each of such operations, which stands on a line of its own.
"""

import linecache

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

MISTAKES = {
    "x + y": ("matrix", "matrix", (2, 3), (2, 4), "lengths 3 and 4 of axis"),
    "x * v": ("matrix", "vector", (2, 3), (4,), "lengths|3 columns"),
    "T.sqr(x - y)": ("matrix", "matrix", (2, 3), (2, 4), "lengths 3 and 4 of axis"),
    "T.dot(x, y)": ("matrix", "matrix", (2, 3), (4, 5), "3 columns|length 3|4 columns against 3 rows"),
    "T.dot(x, v)": ("matrix", "vector", (2, 3), (4,), "3 columns|length 3"),
    "T.dot(x, y.T)": ("matrix", "matrix", (2, 3), (4, 5), "3 columns|5 columns|length 3|length 5"),
    "T.dot(x, y) + 1": ("matrix", "matrix", (2, 3), (4, 5), "3 columns|length 3|4 columns against 3 rows"),
    "T.tensordot(x, y, axes=[[1], [0]])": ("tensor3", "matrix", (2, 3, 4), (7, 5), r"x is \(2, 3, 4\), y is"),
}
AFTER = [
    "-z", "2 * z", "z.T * 2", "z[0]", "z[:1]", "z[::-1]", "z[..., -1]", "z.sum(axis=0)", "z.sum(axis=-1)", "z.T.mean()",
    "T.exp(-z.T[::-1] * 3)", "T.grad(T.sqr(z).sum(), x)", "theano.scan(lambda r: r * 2, sequences=z)[0]",
]  # fmt: skip


def failure(expression, after, *values):
    """Return the error of a call of the function that a program makes in its third and fourth line."""
    source = f"def program(x, y):\n    v = y\n    z = {expression}\n    return {after}\n"
    name = f"<moved {expression} {after}>"
    linecache.cache[name] = len(source), None, source.splitlines(keepends=True), name
    names = dict(globals())
    exec(compile(source, name, "exec"), names)
    inputs = [getattr(T, f"d{kind}")(name) for kind, name in zip(values[:2], "xy")]
    f = theano.function(inputs, names["program"](*inputs), on_unused_input="ignore")
    with pytest.raises((ValueError, IndexError)) as info:
        f(*[np.ones(shape) for shape in values[2:]])
    return info


@pytest.mark.parametrize("expression", MISTAKES)
def test_the_line_of_the_mistake(expression):
    *values, reason = MISTAKES[expression]
    for after in AFTER:
        if after == "z[..., -1]" and "dot" not in expression:
            # which needs the last columns alone
            continue
        info = failure(expression, after, *values)
        _, line, function, _ = info.value.user_lines[0]
        assert (line, function) == (3, "program"), (after, str(info.value))
        assert info.match(f"^[^\n]*({reason})")


def test_what_is_added_to_a_product():
    """One operation multiplies and adds: the line is that of the one which does not fit."""
    program = "T.dot(x, np.ones((3, 5)))", "z + y"
    wrong_sum, wrong_product, both = ("matrix", "matrix", (2, 3), (2, 6)), ("matrix", "matrix", (2, 4), (2, 5)), (
        "matrix", "matrix", (2, 4), (2, 6)
    )
    info = failure(*program, *wrong_sum)
    assert info.value.user_lines[0][1] == 4
    assert info.match(r"^z \+ y: T\.dot\(x, .*\) is \(2, 5\), y is \(2, 6\): lengths 5 and 6 of axis 1 differ")
    assert "T.addbroadcast" in str(info.value)
    for values in (wrong_product, both):
        info = failure(*program, *values)
        assert info.value.user_lines[0][1] == 3
        assert info.match(r"^T\.dot\(x, .*4 columns against 3 rows")


def test_parts_that_are_added():
    """The sum over the joined axis is a sum of the parts."""
    info = failure("T.stack([x, v])", "z.sum(axis=0)", "vector", "vector", (2,), (3,))
    assert info.value.user_lines[0][1] == 3
    assert info.match(r"^T\.stack\(\[x, v\]\): x is \(2,\), y is \(3,\): lengths 2 and 3 of axis 0 differ")


def test_slices_of_what_is_picked():
    info = failure("x[5]", "z[::-1]", "matrix", "matrix", (2, 3), (2, 3))
    assert info.value.user_lines[0][1] == 3
    assert info.match(r"^x\[5\]: x is \(2, 3\): index 5 is out of bounds")


def test_picks_of_slices():
    info = failure("x[1:]", "z[5]", "matrix", "matrix", (2, 3), (2, 3))
    assert info.value.user_lines[0][1] == 4


def test_two_mistakes_in_one_step():
    """Rows are picked and added to others at once: the first operation that fails is the one that is described."""
    x, k = T.dmatrix("x"), T.lvector("k")
    f = theano.function([x, k], x[k] + theano.shared(np.ones((1, 3)), "w"))
    with pytest.raises(IndexError, match=r"^x\[k\]: x is \(2, 3\), k is \[0 5\]: index 5 is out of bounds"):
        f(np.ones((2, 3)), [0, 5])


BACKWARD = {
    # the forward operation, its operand, the shapes of both
    "x * w": ("w", (3,), r"x is \(5, 3\), w \(shared\) is \(4,\): lengths 3 and 4 of axis 1"),
    "T.dot(T.nnet.relu(x), w2)": ("x", (8,), r"T\.nnet\.relu\(x\) is \(5, 8\), w2 \(shared\) is \(9, 2\): 8 columns"),
    "T.dot(T.nnet.relu(x).flatten(2), w2)": ("x", (2, 4), r"\(2\) is \(5, 8\), w2 \(shared\) is \(9, 2\): 8 columns"),
}


@pytest.mark.parametrize("expression", BACKWARD)
def test_gradients_that_do_not_fit(expression):
    """Without its result, a wrong operation shows in its gradient alone: its line and its operands are named."""
    wrt, shape, pattern = BACKWARD[expression]
    names = {"w": theano.shared(np.ones(4), "w"), "w2": theano.shared(np.ones((9, 2)), "w2"), "T": T}
    source = f"def program(x):\n    z = {expression}\n    return z.mean()\n"
    name = f"<backward {expression}>"
    linecache.cache[name] = len(source), None, source.splitlines(keepends=True), name
    exec(compile(source, name, "exec"), names)
    x = T.dmatrix("x") if len(shape) == 1 else T.dtensor3("x")
    wrt = names["w"] if wrt == "w" else x
    f = theano.function([x], wrt - T.grad(names["program"](x), wrt))
    with pytest.raises(ValueError, match=pattern) as info:
        f(np.ones((5, *shape)))
    assert info.value.user_lines[0][1:3] == (2, "program")
    assert "gradient" not in str(info.value).split("Backtrace")[0]


@pytest.mark.parametrize("expression", [
    "x + T.dot(x, w)", "(x + T.dot(x, w))[::-1]", "x + x.sum(axis=1)", "x - T.sort(x)[1:]", "w - T.dot(x.T, x)",
    "x + theano.scan(lambda a, p: p + a, sequences=x[1:], outputs_info=T.zeros(3))[0]",
    "T.grad(T.sqr(T.dot(x, w) + x[:, 0]).sum(), x)",
])  # fmt: skip
def test_operations_that_are_no_gradients(expression):
    """What reads an array directly and through another operation is no gradient of it."""
    x, w = T.dmatrix("x"), theano.shared(np.ones((3, 4)), "w")
    f = theano.function([x], eval(expression, {"T": T, "theano": theano, "x": x, "w": w}))
    with pytest.raises(ValueError) as info:  # noqa: PT011 - any text but one
        f(np.ones((2, 3)))
    assert "gradient" not in str(info.value).split("Backtrace")[0]
