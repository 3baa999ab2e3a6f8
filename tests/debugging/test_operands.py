"""Compiled functions where a variable is meant: operators say what to do."""

import pytest
from mistakes import check, names, parameters

FUNCTION = "f = theano.function([x], x)\n"
MISTAKES = [
    *[
        (FUNCTION + program, TypeError, "the function made at .* is a compiled function", r"f\(values\)")
        for program in ("z = f + 1", "z = 2 * f", "z = -f", "z = x + f", "z = f > 0", "z = abs(f)")
    ],
]  # fmt: skip


@pytest.mark.parametrize(("program", "kind", "facts"), **parameters(MISTAKES))
def test_mistake(program, kind, facts):
    check(program, kind, facts, names())
