"""The forms in which rules see expressions: sums and products as lists, and what is made of exponentials."""

import pytest
from forms import tables

FORMS = tables()


@pytest.mark.parametrize("name", FORMS)
def test_form(name):
    """It is the one that the table says, and has the value of the expression."""
    check, program, text = FORMS[name]
    check(program, text)
