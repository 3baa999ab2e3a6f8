"""Mistakes that show when a function runs: what the error says, where it points, its fields and its pickle.

Each row is an expression that a program's function ``build`` returns, the values of its variables, the class of the
error, and a pattern for the first line of its text. It runs in several modes, in a loop, and in a larger expression.
"""

import itertools
import linecache
import pickle
import re

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import LabelError, ShapeMismatch

TYPES = {
    "s": T.dscalar, "v": T.dvector, "w": T.dvector, "a": T.dmatrix, "b": T.dmatrix, "t": T.dtensor3, "u": T.dtensor3,
    "q": T.dtensor4, "r": T.dtensor4, "i": T.lscalar, "k": T.lvector, "m": T.lvector,
    "mask": lambda name: T.vector(name, dtype="bool"),
}  # fmt: skip
V2, V3, A23, A22, A45 = np.arange(1.0, 3), np.arange(1.0, 4), np.ones((2, 3)), np.ones((2, 2)), np.ones((4, 5))
LINALG = np.linalg.LinAlgError
LENGTHS = r"lengths {} and {} of axis {} differ"
TWO_THREE = r"v is \(2,\), w is \(3,\): lengths 2 and 3 of axis 0 differ"

MISTAKES = [
    ("v + w", "vw", (V2, V3), ValueError, r"v \+ w: " + TWO_THREE),
    ("v - w", "vw", (V2, V3), ValueError, r"v - w: " + TWO_THREE),
    ("v * w", "vw", (V2, V3), ValueError, r"v \* w: " + TWO_THREE),
    ("v / w", "vw", (V2, V3), ValueError, r"v / w: " + TWO_THREE),
    ("v ** w", "vw", (V2, V3), ValueError, r"v \*\* w: " + TWO_THREE),
    ("v % w", "vw", (V2, V3), ValueError, r"v % w: " + TWO_THREE),
    ("v // w", "vw", (V2, V3), ValueError, r"v // w: " + TWO_THREE),
    ("v < w", "vw", (V2, V3), ValueError, r"v < w: " + TWO_THREE),
    ("T.maximum(v, w)", "vw", (V2, V3), ValueError, r"T\.maximum\(v, w\): " + TWO_THREE),
    ("T.arctan2(v, w)", "vw", (V2, V3), ValueError, r"T\.arctan2\(v, w\): " + TWO_THREE),
    ("T.switch(v > 0, v, w)", "vw", (V2, V3), ValueError,
     r"T\.switch.*v.* is \(2,\), w is \(3,\): " + LENGTHS.format(2, 3, 0)),
    ("T.exp(v) + w", "vw", (V2, V3), ValueError, r"T\.exp\(v\) \+ w: T\.exp\(v\) is \(2,\), w is \(3,\)"),
    ("T.exp(v * w) + v", "vw", (V2, V3), ValueError, r"v \* w: " + TWO_THREE),
    ("T.tanh(v - w).sum()", "vw", (V2, V3), ValueError, r"v - w: " + TWO_THREE),
    ("v + w", "vw", (V3, V3[:1]), ValueError, r"v \+ w: v is \(3,\), w is \(1,\): " + LENGTHS.format(3, 1, 0)),
    ("a + b", "ab", (A23, A22), ValueError, r"a \+ b: a is \(2, 3\), b is \(2, 2\): " + LENGTHS.format(3, 2, 1)),
    ("a + v", "av", (A23, V2), ValueError, r"a \+ v: a is \(2, 3\), v is \(2,\): " + LENGTHS.format(3, 2, 1)),
    ("a * v.dimshuffle(0, 'x')", "av", (A23, V3), ValueError,
     r"a \* v.*: a is \(2, 3\), v is \(3,\): " + LENGTHS.format(2, 3, 0)),
    ("a + b.T", "ab", (A23, A23), ValueError,
     r"a \+ b\.T: a is \(2, 3\), b\.T is \(3, 2\): " + LENGTHS.format(2, 3, 0)),
    ("T.log(T.nlinalg.det(a))", "a", (A23,), LINALG, r"T\.nlinalg\.det\(a\): a is \(2, 3\): .*must be square"),
    ("T.dot(a, b)", "ab", (A23, A45), ValueError,
     r"T\.dot\(a, b\): a is \(2, 3\), b is \(4, 5\): 3 columns against 4 rows"),
    ("a.dot(b)", "ab", (A23, A45), ValueError, r"a\.dot\(b\): a is \(2, 3\), b is \(4, 5\): 3 columns against 4 rows"),
    ("T.dot(a, v)", "av", (A23, V2), ValueError,
     r"T\.dot\(a, v\): a is \(2, 3\), v is \(2,\): 3 columns against length 2"),
    ("T.dot(v, a)", "va", (V3, A23), ValueError,
     r"T\.dot\(v, a\): v is \(3,\), a is \(2, 3\): length 3 against 2 rows"),
    ("T.dot(v, w)", "vw", (V2, V3), ValueError, r"T\.dot\(v, w\): v is \(2,\), w is \(3,\): length 2 against length 3"),
    ("T.dot(a.T, b)", "ab", (A23, A45), ValueError,
     r"T\.dot\(a\.T, b\): a\.T is \(3, 2\), b is \(4, 5\): 2 columns against 4 rows"),
    ("T.dot(a, b) * 2 + a", "ab", (A23, A45), ValueError,
     r"T\.dot\(a, b\).*: .*a is \(2, 3\), b is \(4, 5\): 3 columns against 4 rows"),
    ("T.tensordot(a, b, 1)", "ab", (A23, A45), ValueError, r"T\.tensordot\(a, b, 1\): .*3 columns against 4 rows"),
    ("T.batched_dot(t, u)", "tu", (np.ones((2, 2, 2)), np.ones((3, 2, 2))), ValueError,
     r"T\.batched_dot\(t, u\): t is \(2, 2, 2\), u is \(3, 2, 2\): 2 matrices against 3"),
    ("T.batched_dot(t, u)", "tu", (np.ones((2, 2, 2)), np.ones((2, 3, 2))), ValueError,
     r"T\.batched_dot\(t, u\): .*: 2 columns against 3 rows"),
    ("T.nlinalg.matrix_inverse(a)", "a", (A22,), LINALG,
     r"T\.nlinalg\.matrix_inverse\(a\): a is \(2, 2\): .*[Ss]ingular"),
    ("T.nlinalg.matrix_inverse(a)", "a", (A23,), LINALG, r"T\.nlinalg\.matrix_inverse\(a\): a is \(2, 3\): .*square"),
    ("T.nlinalg.det(a)", "a", (A23,), LINALG, r"T\.nlinalg\.det\(a\): a is \(2, 3\): .*square"),
    ("T.slinalg.cholesky(a)", "a", (-np.eye(2),), LINALG,
     r"T\.slinalg\.cholesky\(a\): a is \(2, 2\): .*positive definite"),
    ("T.slinalg.solve(a, v)", "av", (np.eye(2), V3), ValueError,
     r"T\.slinalg\.solve\(a, v\): a is \(2, 2\), v is \(3,\): "),
    ("T.slinalg.solve(a, v)", "av", (A22, V2), LINALG,
     r"T\.slinalg\.solve\(a, v\): a is \(2, 2\), v is \(2,\): .*[Ss]ingular"),
    ("T.slinalg.expm(a)", "a", (A23,), ValueError, r"T\.slinalg\.expm\(a\): a is \(2, 3\): "),
    ("v[i]", "vi", (V2, 7), IndexError,
     r"v\[i\]: v is \(2,\), i is 7: index 7 is out of bounds for axis 0 with size 2"),
    ("a[:, i]", "ai", (A23, 7), IndexError,
     r"a\[:, i\]: a is \(2, 3\), i is 7: index 7 is out of bounds for axis 1 with size 3"),
    ("v[k]", "vk", (V2, [0, 7]), IndexError, r"v\[k\]: v is \(2,\), k is \[0 7\]: index 7 is out of bounds"),
    ("a[k]", "ak", (A23, [0, 7]), IndexError, r"a\[k\]: a is \(2, 3\), k is \[0 7\]: index 7 is out of bounds"),
    ("a[k, m]", "akm", (A23, [0, 1], [0, 7]), IndexError,
     r"a\[k, m\]: a is \(2, 3\), k is \[0 1\], m is \[0 7\]: index 7 is out of bounds"),
    ("a[k, m]", "akm", (A23, [0, 1], [0, 1, 2]), IndexError,
     r"a\[k, m\]: a is \(2, 3\), k is \[0 1\], m is \[0 1 2\]: "),
    ("v[mask]", ["v", "mask"], (V3, np.array([True, False])), IndexError,
     r"v\[mask\]: v is \(3,\), mask is \[ True False\]: boolean index did not match"),
    ("v[::i]", "vi", (V3, 0), ValueError, r"v\[::i\]: v is \(3,\), i is 0: slice step cannot be zero"),
    ("T.nnet.binary_crossentropy(v, w)", "vw", (V2, V3), ValueError,
     r"T\.nnet\.binary_crossentropy\(v, w\): (v is \(2,\), w is \(3,\)|w is \(3,\), v is \(2,\)): lengths"),
    ("T.nnet.softmax(a + v)", "av", (A23, V2), ValueError,
     r"(T\.nnet\.softmax\(a \+ v\)|a \+ v): a is \(2, 3\), v is \(2,\): "),
    ("T.topk(v, i)", "vi", (V2, 5), ValueError, r"T\.topk\(v, i\): v is \(2,\), i is 5: "),
    ("T.repeat(v, i)", "vi", (V2, -1), ValueError, r"T\.repeat\(v, i\): .*i is -1: negative dimensions"),
    ("T.choose(k, a)", "ka", ([5, 0], A22), ValueError, r"T\.choose\(k, a\): k is \[5 0\], a is \(2, 2\): "),
    ("T.nnet.conv2d(q, r)", "qr", (np.ones((1, 1, 2, 2)), np.ones((1, 1, 3, 3))), ValueError,
     r"T\.nnet\.conv2d\(q, r\): q is \(1, 1, 2, 2\), r is \(1, 1, 3, 3\): impossible output shape"),
    ("T.nnet.categorical_crossentropy(T.nnet.softmax(a), k)", "ak", (A23, [0, -1]), LabelError,
     r".*k is \[ 0 -1\]: .*label -1"),
    ("a[(v > 0).nonzero()]", "av", (A23, V3), IndexError, r"a\[\(v > 0\)\.nonzero\(\)\]: a is \(2, 3\).*out of bounds"),
    ("T.set_subtensor(v[k], w)", "vkw", (V2, [0, 7], V2), IndexError,
     r"T\.set_subtensor\(v\[k\], w\): .*v is \(2,\).*index 7 is out of bounds"),
    ("T.inc_subtensor(v[k], w)", "vkw", (V2, [0, 1], V3), ValueError, r"T\.inc_subtensor\(v\[k\], w\): .*w is \(3,\)"),
    ("T.inc_subtensor(a[k], v)", "akv", (A45, [0, 1], V3), ValueError,
     r"T\.inc_subtensor\(a\[k\], v\): a is \(4, 5\), (v is \(3,\), k is \[0 1\]|k is \[0 1\], v is \(3,\)): "),
    ("T.set_subtensor(v[:2], w)", "vw", (V3, V3), ValueError, r"T\.set_subtensor\(v\[:2\], w\): .*w is \(3,\)"),
    ("v.reshape((2, 2))", "v", (V3,), ValueError,
     r"v\.reshape\(\(2, 2\)\): v is \(3,\).*: cannot reshape array of size 3"),
    ("a.reshape(k, ndim=2)", "ak", (A23, [4, 2]), ValueError,
     r"a\.reshape\(k, ndim=2\): a is \(2, 3\), k is \[4 2\]: cannot reshape"),
    ("v.reshape((i, i))", "vi", (V3, 2), ValueError, r"v\.reshape\(\(i, i\)\): v is \(3,\).*: cannot reshape"),
    ("T.concatenate([a, b], axis=0)", "ab", (A23, A22), ValueError,
     r"T\.concatenate\(\[a, b\], axis=0\): a is \(2, 3\), b is \(2, 2\): "),
    ("T.stack([v, w])", "vw", (V2, V3), ValueError, r"T\.stack\(\[v, w\]\): v is \(2,\), w is \(3,\): "),
    ("T.specify_shape(v, (3,))", "v", (V2,), ShapeMismatch, r"T\.specify_shape\(v, \(3,\)\): v is \(2,\)"),
    ("T.zeros((i, 2))", "i", (-1,), ValueError, r"T\.zeros\(\(i, 2\)\): .*i is -1: negative dimensions"),
    ("T.arange(0, 5, i)", "i", (0,), ZeroDivisionError, r"T\.arange\(0, 5, i\): .*i is 0: "),
    ("T.alloc(v, 3)", "v", (V2,), ValueError, r"T\.alloc\(v, 3\): v is \(2,\).*: "),
    ("T.addbroadcast(v, 0) + w", "vw", (V2, V3), ValueError, r"T\.addbroadcast\(v, 0\).*: v is \(2,\)"),
    ("T.max(v)", "v", (V2[:0],), ValueError, r"T\.max\(v\): v is (\(0,\)|\[\])"),
    ("T.argmax(v)", "v", (V2[:0],), ValueError, r"T\.argmax\(v\): v is (\(0,\)|\[\])"),
    ("T.split(v, k, 2)[0]", "vk", (V3, [1, 1]), ValueError, r"T\.split\(v, k, 2\): v is \(3,\), .*k is \[1 1\]: "),
    ("T.repeat(v, k)", "vk", (V3, [1, 1]), ValueError, r"T\.repeat\(v, k\): v is \(3,\), .*k is \[1 1\]: "),
    ("T.nnet.categorical_crossentropy(T.nnet.softmax(a), k)", "ak", (A23, [0, 7]), LabelError,
     r"T\.nnet\..*: .*a\)? is \(2, 3\), k is \[0 7\]: .*label 7"),
    ("T.nnet.categorical_crossentropy(T.nnet.softmax(a), k)", "ak", (A23, [0]), ValueError,
     r"T\.nnet\..*: .*a\)? is \(2, 3\).*k is \[0\]: "),
    ("T.nnet.softmax(T.dot(a, b) + v)", "abv", (A23, A23.T, V3), ValueError,
     r"T\.dot\(a, b\) \+ v: T\.dot\(a, b\) is \(2, 2\), v is \(3,\): " + LENGTHS.format(2, 3, 1)),
    ("T.nnet.categorical_crossentropy(T.nnet.softmax(T.dot(a, b) + v), k)", "abvk", (A23, A23.T, V3, [0, 1]),
     ValueError, r"T\.dot\(a, b\) \+ v: T\.dot\(a, b\) is \(2, 2\), v is \(3,\): " + LENGTHS.format(2, 3, 1)),
    ("T.dot(a, b) * s", "abs", (A23, A45, 2.0), ValueError,
     r"T\.dot\(a, b\)( \* s)?: a is \(2, 3\), b is \(4, 5\): 3 columns against 4 rows"),
    ("T.cross(v, w)", "vw", (np.ones(4), V3), ValueError, r"T\.cross\(v, w\): .* is .*three elements"),
    ("T.interp(v, v, w)", "vw", (V2, V3), ValueError, r"T\.interp\(v, v, w\): .*w.* is .*as many values"),
    ("T.percentile(v, s)", "vs", (V3, 150.0), AssertionError, r"T\.percentile\(v, s\): .*from 0 to 100"),
    ("T.unravel_index(k, (2, 2))[0]", "k", ([7],), ValueError, r"T\.unravel_index\(k, \(2, 2\)\): k is \[7\]: index 7"),
    ("T.nnet.conv2d(q, r)", "qr", (np.ones((1, 3, 5, 5)), np.ones((2, 4, 3, 3))), ValueError,
     r"T\.nnet\.conv2d\(q, r\): q is \(1, 3, 5, 5\), r is \(2, 4, 3, 3\): "),
    ("T.opt.Assert('too small')(s, s > 5)", "s", (1.0,), AssertionError, r"T\.opt\.Assert.*: s is 1.0.*: too small"),
    ("theano.scan(lambda x: x + w, sequences=[a])[0]", "aw", (A22, V3), ValueError,
     r"x \+ w: .*w is \(3,\): " + LENGTHS.format(2, 3, "[01]")),
    ("theano.scan(lambda x: x, sequences=[v], n_steps=i)[0]", "vi", (V2, 5), ValueError,
     r".*scan.*v.* is \(2,\).*5 steps"),
    ("theano.scan(lambda h: h * 2, outputs_info=s, n_steps=i)[0]", "si", (1.0, -3), (ValueError, IndexError),
     r".*scan.*negative"),
]  # fmt: skip

FORMS = ("FAST_RUN", "FAST_COMPILE", "loop", "fused")
_numbers = itertools.count()


def function_of(expression, names, form):
    """Return a function that computes the expression, the file of its program and the line of the expression."""
    path = f"<mistake {next(_numbers)}>"
    program = f"def build({', '.join(names)}):\n    z = {expression}  # here\n    return z\n"
    linecache.cache[path] = len(program), None, program.splitlines(True), path
    scope = {"T": T, "theano": theano}
    exec(compile(program, path, "exec"), scope)
    inputs = [TYPES[name](name) for name in names]
    if form == "loop":
        z, _ = theano.scan(scope["build"], non_sequences=inputs, n_steps=2)
    else:
        z = scope["build"](*inputs)
    if form == "fused" and z.dtype == "float64":
        z = T.exp(z * 2 + 1).sum()
    mode = form if form.startswith("FAST") else None
    return theano.function(inputs, z, mode=mode, on_unused_input="ignore"), path, z


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("row", MISTAKES, ids=lambda row: row[0])
def test_mistake(row, form):
    expression, names, values, kind, pattern = row
    names = list(names)
    f, path, _kept = function_of(expression, names, form)
    with pytest.raises(kind) as info:
        f(*values)
    error, text = info.value, str(info.value)
    first = text.splitlines()[0]
    assert re.match(pattern, first), text
    where = (path, 2)
    assert [line[:2] for line in error.user_lines][0] == where, text
    assert error.user_lines[0][3] == f"z = {expression}  # here"
    assert text.index(f'File "{path}", line 2, in') < text.index("Apply node that caused the error")
    assert f"z = {expression}  # here" in text
    assert error.op is error.node.op and len(error.inputs) == len(error.node.inputs)
    assert "Hint: " in text and "HINT" not in text
    assert max(map(len, re.findall(r"Composite\{[^}]*\}", text)), default=0) <= 60
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error) and str(again) == text and again.user_lines == error.user_lines


def joined(build):
    """Return a training function of a model, whose steps over the same rows are joined, and its weights."""
    a, v, w = T.dmatrix("a"), T.dvector("v"), theano.shared(np.ones(3), "w")
    cost, grad = build(a, v, w)
    f = theano.function([a, v], cost, updates=[(w, w - grad)])
    assert any(step.kind == "rows" for step in f.program.steps)
    return f, w


def with_gradient(a, v, w):
    cost = T.sqr(T.dot(a, w) - v).sum()
    return cost, T.grad(cost, w)


def in_inner_graph(a, v, w):
    inner = theano.OpFromGraph([a, v], list(with_gradient(a, v, w)))
    return inner(a, v)


@pytest.mark.parametrize("build", [with_gradient, in_inner_graph])
def test_steps_of_the_same_rows_name_the_one_that_does_not_fit(build):
    f, w = joined(build)
    with pytest.raises(ValueError, match=r"^T\.dot\(a, w\) - v: T\.dot\(a, w\) is \(2,\), v is \(4,\): ") as info:
        f(A23, np.ones(4))
    assert info.value.user_lines[0][3] == "cost = T.sqr(T.dot(a, w) - v).sum()"
    assert w.get_value().tolist() == [1.0, 1.0, 1.0]
