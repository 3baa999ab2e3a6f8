"""Statements that drop a result, as if a call had changed its argument, are warned of; those that use it are not."""

import pytest
from mistakes import names, outcome

from tensorgraph.compat import install_as_theano, uninstall

# the program, and what the warning says of each dropped call
DROPPED = [
    ("T.set_subtensor(a[0], 1.0)", r"use a = T.set_subtensor(a[0], 1.0)"),
    ("T.inc_subtensor(a[:, 0], v)", r"use a = T.inc_subtensor(a[:, 0], v)"),
    ("T.set_subtensor((2 * v)[0], 1.0)", r"use z = T.set_subtensor("),
    ("v.fill(0)", "use v = v.fill(0)"),
    ("v.sort()", "use v = v.sort()"),
    ("w.sort(axis=0)", "use updates=[(w, w.sort(axis=0))] in theano.function"),
    ("T.Assert('positive')(x, x > 0)", "use x = T.Assert("),
    ("theano.printing.Print('x')(x)", "use x = theano.printing.Print("),
    ("T.addbroadcast(a, 0)", "use a = T.addb"),
    ("T.patternbroadcast(a, (True, False))", "use a = T.pattern"),
    ("T.fill_diagonal(a, 0)", "use a = T.fill_"),
    ("theano.gradient.disconnected_grad(x)", "use x = theano.gradient.disc"),
    ("theano.gradient.grad_clip(x, -1, 1)", "use x = theano.gradient.grad_clip"),
    ("def f():\n    v.sort()\n    return v\nf()", "use v = v.sort()"),
    ("for i in range(2):\n    T.set_subtensor(v[i], i)", "use v = T.set"),
]
USED = [
    "z = T.set_subtensor(a[0], 1.0)", "z = v.sort(), w.sort(axis=0)",
    "z = T.set_subtensor(T.set_subtensor(v[0], 1)[1], 2)",
    "z = [T.set_subtensor(v[0], i) for i in range(2)]", "def f():\n    return v.sort()\nz = f()", "print(v.sort())",
    "z = theano.printing.Print('x')(x) + 1", "T.Assert('x')(x, x > 0).eval({x: 1.0})",
    "z = T.median(v), T.median(a, axis=0)",
    "try:\n    T.set_subtensor(v[0], 'a')\nexcept TypeError:\n    pass", "f = lambda: v.sort()\nz = f()",
    "x + 1", "T.dot(v, v)", "T.fill_diagonal(T.set_subtensor(a[0], 1.0), 0).eval({a: np.ones((2, 2))})",
    "v[1:].sort().eval({v: np.ones(3)})", "with theano.config.change_flags(floatX='float32'):\n    z = v.sort()",
]  # fmt: skip


@pytest.mark.parametrize("program, hint", DROPPED, ids=[row[0] for row in DROPPED])
def test_dropped(program, hint, recwarn):
    assert outcome(program, names()) is None
    assert recwarn, program
    for warning in recwarn:
        text = str(warning.message)
        assert text.startswith("the result of ") and "nothing else has changed" in text and hint in text, text
        assert warning.filename.startswith("<mistake")


@pytest.mark.parametrize("program", USED)
def test_used(program, recwarn):
    outcome(program, names())
    assert not [warning for warning in recwarn if "dropped" in str(warning.message)]


def test_programs_of_theano_are_not_told(recwarn):
    install_as_theano()
    try:
        outcome("T.set_subtensor(v[0], 1.0)", names())
    finally:
        uninstall()
    assert not recwarn
