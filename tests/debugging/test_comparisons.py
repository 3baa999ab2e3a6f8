"""Comparisons of variables with ``==``, which is identity: shapes refuse, lines that compare values are warned of."""

import re

import pytest
from mistakes import check, names, outcome, parameters

import tensorgraph.tensor as T
from tensorgraph.compat import install_as_theano, uninstall
from tensorgraph.errors import NoValueError

SHAPES = [
    ("if a.shape == b.shape:\n    pass", NoValueError, r"`a\.shape` .* == `b\.shape`", "False", r"T\.eq", "Assert"),
    ("assert a.shape[0] == v.shape[0]", NoValueError, r"a\.shape\[0\]", r"v\.shape\[0\]", r"T\.Assert"),
    ("z = v.shape[0] != u.shape[0]", NoValueError, "True", r"T\.neq"),
    ("if a.shape == (2, 3):\n    pass", NoValueError, r"`a\.shape` .* == \(2, 3\)", r"T\.eq\(x, \(2, 3\)\)"),
    ("z = w.shape != (2, 3)", NoValueError, r"w\.shape", r"T\.neq"),
    ("z = reversed(v)", NoValueError, "v is not known", r"x\[::-1\]"),
]
# the program, and the comparison that the warning names, or None
VALUES = [
    ("if x == y:\n    pass", "x == y"),
    ("if x != y:\n    pass", "x != y"),
    ("z = v.sum() == x", "`v.sum()` (<mistake"),
    ("z = -v[0] != u[1]", "`-v[0]` (<mistake"),
    ("z = [p == y for p in (x, y)]", "x == y"),
    ("z = [p for p in (x, y) if p == y]", None),
    ("z = next((i for i, p in enumerate([x, y]) if p is not None and p == y), None)", None),
    ("z = x == x, x != x", None),
    ("z = x in [y, s], [y, s].index(s), {x: 1}.get(y), [x, y] == [x, s]", None),
    ("m = v * u\nz = m.owner.inputs == [v, v], m.owner.inputs[0] == u", None),
    ("z = x == 'a', x != None, v == (), v == ('a', 1), v == []", None),
]


@pytest.mark.parametrize(("program", "kind", "facts"), **parameters(SHAPES))
def test_shapes_refuse(program, kind, facts):
    check(program, kind, facts, names())


@pytest.mark.parametrize(("program", "compared"), VALUES, ids=[row[0] for row in VALUES])
def test_values_are_warned_of(program, compared, recwarn):
    scope = names()
    assert outcome(program, scope) is None
    texts = [str(warning.message) for warning in recwarn]
    assert len(texts) == (compared is not None)
    if compared:
        assert texts[0].startswith(compared) and re.search("compares identity, and is .*T.n?eq", texts[0])
        assert recwarn[0].filename.startswith("<mistake")


def test_programs_of_theano_compare_as_they_did(recwarn):
    a, b = T.dmatrices("ab")
    install_as_theano()
    try:
        assert not a == b and a != b and not a.shape == b.shape  # noqa: SIM201
    finally:
        uninstall()
    assert not recwarn
