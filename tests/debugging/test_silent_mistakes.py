"""Mistakes that would give wrong numbers without a word, and errors whose first line must name what the user wrote."""

import re

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.random import MRG_RandomStreams, RandomStreams

UNSORTED, V3 = np.array([3.0, 1.0, 2.0]), np.arange(3.0)
NAMES = {
    "np": np, "theano": theano, "T": T, "MRG_RandomStreams": MRG_RandomStreams, "RandomStreams": RandomStreams,
    "until": theano.scan_module.until,
}  # fmt: skip

# a program; the class of the error; a pattern for its first line
BUILT = [
    ("T.histogram(v, bins=[3.0, 1.0, 2.0])", ValueError, r"bins must increase.*they are \[3\. 1\. 2\.\]"),
    ("T.histogram(v, bins=a)", ValueError, "edges of bins must be a vector, not a, a Tensor"),
    ("T.digitize(v, [3.0, 1.0, 2.0])", ValueError, "must increase or decrease.*bins = "),
    ("T.interp(v, [3.0, 1.0, 2.0], v)", ValueError, r"xp of interp must increase.*they are \[3\. 1\. 2\.\]"),
    ("T.histogram(v, bins=0)", ValueError, "histogram: bins must be 1 or more, and is 0"),
    ("T.histogram(v, bins=2.5)", TypeError, "histogram: bins must be an integer, and is 2.5, a float"),
    ("T.histogram(v, bins=3, range=(2.0, 1.0))", ValueError, r"the range .* must increase.*they are \[2\. 1\.\]"),
    ("T.bincount(T.lvector(), minlength=-1)", ValueError, "bincount: minlength must be 0 or more, and is -1"),
    ("T.diagonal(a, offset=2.5)", TypeError, "offset must be an integer.* not 2.5, a float"),
    ("T.constant(np.zeros((2, 2)), ndim=1)", ValueError, r"constant with 1 dimensions: its shape is \(2, 2\)"),
    ("T.reshape(a, 2, 3)", ValueError, "the shape has 1 length, and ndim=3 says 3: use a tuple.* a, a T"),
    ("T.roll(a, 1.5, axis=0)", TypeError, "shift must be an integer: it is 1.5, a float"),
    ("T.roll(a, v[0])", TypeError, r"shift must be an integer: it is `v\[0\]`"),
    ("a.sum(axis=(0, 0))", ValueError, r"an axis appears twice in \(0, 0\): use each once, as \(0,\); .* a, a Tensor"),
    ("a.sum(axis=(0, -2))", ValueError, r"an axis appears twice in \(-2, 0\)"),
    ("a.max(axis=[1, 1])", ValueError, r"an axis appears twice in \(1, 1\)"),
    ("a.std(axis=(1, -1))", ValueError, r"an axis appears twice in \(1, -1\)"),
    ("a.squeeze(1)", ValueError, "squeeze cannot drop axis 1 of a, a Tensor"),
    ("a.flatten('C')", TypeError, "ndim must be an integer.*not 'C', a str"),
    ("T.repeat(v, 2.0)", TypeError, "repeats.dtype must be an integer: .* v, a Tensor.*2.0, a float"),
    ("T.tile(v, 2.5)", ValueError, "elements of reps must be .*: .* v, a Tensor.*2.5, a float"),
    ("T.signal.pool.pool_2d(a, ws=(2.5, 2), ignore_border=True)", TypeError, r"must be ints.*\(2\.5, 2\), a tuple"),
    ("T.nnet.abstract_conv.bilinear_upsampling(T.dtensor4(), ratio=0)", ValueError, "No ratio.* ratio=0"),
    ("RandomStreams(1).permutation(n=2.5)", TypeError, "permutation: n must be an integer, and is 2.5, a float"),
    ("RandomStreams(1).permutation(n=v[0])", TypeError, r"permutation: n must be an integer, and is `v\[0\]`"),
    ("RandomStreams(1).seed('x')", TypeError, "seed must be an integer.*'x', a str"),
    ("theano.scan(lambda x: until(x > 4), sequences=v)", ValueError, "<lambda> .* a condition to stop, and no output"),
    ("v.norm('l2')", ValueError, "norm of order 'l2': .* v, a Tensor"),
]

# a program; the values of v or r, of w and of a; the class of the error; its first line; a pattern for the hint
RUN = [
    ("T.histogram(w, bins=v)[0]", (UNSORTED, V3, None), ValueError,
     r"T\.histogram\(w, bins=v\)\S*: v is \[3\. 1\. 2\.\]: the edges of bins must increase", "pass"),
    ("T.histogram(w, bins=3, weights=v)[0]", (V3, np.arange(4.0), None), ValueError,
     r"T\.histogram\(.*\): v is \(3,\), w is \(4,\): histogram needs as many weights as elements", "lengths fit"),
    ("theano.vmap(lambda p, q: p + q)(v, w)", (np.arange(2.0), V3, None), ValueError, "theano.vmap.*: w is", "lengths"),
    ("theano.vmap(lambda p, q: p + q)(a, T.stack([v, v]))", (V3, None, np.ones((2, 4))), ValueError,
     r"p \+ q: a is \(2, 4\), T\.stack\(\[v, v\]\) is \(2, 3\): lengths 4 and 3 of axis 1 differ", "lengths"),
    ("T.digitize(w, v)", (UNSORTED, V3, None), ValueError,
     r"T\.digitize\(w, v\): v is \[3\. 1\. 2\.\]: the edges of bins must increase or decrease", "pass"),
    ("T.interp(w, v, w)", (UNSORTED, V3, None), ValueError,
     r"T\.interp\(w, v, w\): v is \[3\. 1\. 2\.\]: the places xp of interp must increase", "pass"),
    ("T.quantile(w, v)", (V3, V3, None), ValueError,
     r"T\.quantile\(w, v\): v is \[0\. 1\. 2\.\]: quantiles must", "pass"),
    ("theano.scan(lambda p, q: p + q, outputs_info=[dict(initial=v, taps=[-2, -1])], n_steps=3)[0]",
     (V3[:1], None, None), ValueError,
     r"theano\.scan.*: v is \(1,\): v has fewer rows than the 2 that are read", "taps"),
    ("theano.scan(lambda p: T.concatenate([p, p]), outputs_info=v, n_steps=3)[0]", (V3, None, None), ValueError,
     r"T\.concatenate\(\[p, p\]\): state 0 of the loop .* rows of shape \(3,\), but step 0 made one of shape \(6,\)",
     "initial state"),
    ("T.nnet.bn.batch_normalization_train(a, r, r)[0]",
     (V3[None], None, np.ones((2, 4))), ValueError,
     r"T\.nnet\.bn.*: a is \(2, 4\), r is \(1, 3\): lengths 4 and 3 of axis 1 differ", "lengths of the inputs"),
    ("RandomStreams(1).multinomial(size=(2,), n=1, pvals=v)", (V3, None, None), ValueError,
     r"RandomStreams\(1\)\.multinomial\(.*\): v is \[0\. 1\. 2\.\]: ", "add up to 1"),
    ("RandomStreams(1).choice(size=(2,), a=3, p=[0.5, 0.5])", (None, None, None), ValueError,
     r"RandomStreams\(1\)\.choice\(.*\): 'a' and 'p' must have same size", "one probability for each"),
    ("RandomStreams(1).poisson(lam=v, size=(1,))", (V3[:1] - 2, None, None), ValueError,
     r"RandomStreams\(1\)\.poisson\(.*\): v is \[-2\.\]: lam < 0", "domain"),
    ("MRG_RandomStreams(1).normal(size=(4,), avg=v)", (V3, None, None), ValueError,
     r"MRG_RandomStreams\(1\)\.normal\(.*\): a part of it is \(4,\), v is \(3,\): lengths 4 and 3 of axis 0 differ",
     "equal"),
]  # fmt: skip


def _scope():
    v, w = T.dvectors("v", "w")
    return {**NAMES, "v": v, "w": w, "a": T.dmatrix("a"), "r": T.drow("r")}


def _run(program, scope, folder):
    path = folder / "program.py"
    path.write_text(f"z = {program}\n")
    exec(compile(path.read_text(), str(path), "exec"), scope)
    return scope["z"]


@pytest.mark.parametrize(("program", "kind", "first"), BUILT, ids=[row[0] for row in BUILT])
def test_building(program, kind, first, tmp_path):
    with pytest.raises(kind) as caught:
        _run(program, _scope(), tmp_path)
    assert re.search(first, str(caught.value).split("\n", 1)[0]), str(caught.value)


@pytest.mark.parametrize(("program", "values", "kind", "first", "hint"), RUN, ids=[row[0] for row in RUN])
def test_running(program, values, kind, first, hint, tmp_path):
    scope = _scope()
    z = _run(program, scope, tmp_path)
    names = "vwa" if np.ndim(values[0]) < 2 else "rwa"
    given = {scope[name]: value for name, value in zip(names, values) if value is not None}
    f = theano.function(list(given), z, on_unused_input="ignore")
    with pytest.raises(kind) as caught:
        f(*given.values())
    text = str(caught.value)
    assert re.match(first, text.split("\n", 1)[0]), text
    assert re.search(f"(?m)^Hint: .*{hint}", text), text
    assert not re.search(r"\w\{.*\}\(|RandomState\(MT", text.split("\n", 1)[0])


def test_what_is_in_order_passes():
    """Equal edges, nan, and edges that decrease where they may."""
    v, w = T.dvectors("v", "w")
    edges = np.array([0.0, 1.0, 1.0, np.nan])
    assert theano.function([v], T.histogram(v, bins=v)[1])(edges)[1] == 1.0
    assert theano.function([v, w], T.digitize(w, v))(V3[::-1], V3).tolist() == np.digitize(V3, V3[::-1]).tolist()
    assert theano.function([v, w], T.interp(w, v, v))(V3, V3).tolist() == V3.tolist()
    assert T.interp([1.5], [2.0, 1.0], [0.0, 1.0], period=3.0).eval() == np.interp([1.5], [2, 1], [0, 1], period=3)
    assert T.drow().squeeze(0).type == T.dvector and RandomStreams(1).permutation(n=2.0).type.ndim == 1
