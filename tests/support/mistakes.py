"""Programs that are mistakes: run one, and check its error."""

import decimal
import fractions
import itertools
import linecache
import math
import re

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.ifelse import ifelse

MEND = re.compile(
    r"(?i)\bhint\b|\btry\b|\buse\b|you can|instead|did you mean|\bpass\b|provide|either|must be|should|needs? |valid"
    r"|there is"
)
_numbers = itertools.count()


def names():
    """Return what programs see: modules, and variables of all kinds."""
    x, y, s = T.dscalar("x"), T.dscalar("y"), T.dscalar("s")
    v, u = T.dvectors("v", "u")
    a, b = T.dmatrices("a", "b")
    n, k = T.iscalar("n"), T.lvector("k")
    f32, mask = T.fvector("f32"), T.TensorType("bool", (False,))("mask")
    w = theano.shared(np.zeros((2, 3)), "w")
    r = theano.shared([1.0, 2.0], "r")
    t3 = T.dtensor3("t3")
    masked = np.ma.array([1.0, 2.0], mask=[True, False])
    modules = {"theano": theano, "T": T, "np": np, "decimal": decimal, "fractions": fractions, "math": math}
    return {**locals(), **modules, "ifelse": ifelse, "nothing": None}


def outcome(program, names):
    """Return the error of a program, or None; its lines can be looked up, and it sees `names`."""
    path = f"<mistake {next(_numbers)}>"
    linecache.cache[path] = len(program), None, program.splitlines(True), path
    try:
        exec(compile(program, path, "exec"), names)
    except Exception as error:
        return error
    return None


def text_of(error):
    """Return all that an error says, its notes included."""
    return "\n".join([str(error), *getattr(error, "__notes__", ())])


def check(program, kind, facts, names):
    """Check that a program raises an error of a class whose text has facts, patterns, and a way to mend it."""
    error = outcome(program, names)
    assert isinstance(error, kind), repr(error)
    text = text_of(error)
    assert not text.startswith("(")
    assert [fact for fact in facts if not re.search(fact, text, re.M)] == [], text
    assert MEND.search(text), text
    return error


def parameters(rows):
    """Return parameters and ids of ``(program, kind, *facts)`` rows for ``pytest.mark.parametrize``."""
    return {"argvalues": [(p, kind, facts) for p, kind, *facts in rows], "ids": [p.split("\n")[-1] for p, *_ in rows]}
