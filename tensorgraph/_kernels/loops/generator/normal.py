"""Formulas that are quicker where no number of a block is denormal, infinite or nan, which is seen first.

``exp`` scales its result twice, ``log`` its argument once, for numbers that are rare; and each has limits. Both
formulas give the same bits where both serve, so a compiler must have no choice between products to round with a sum:
``log10`` leaves it one.
"""

import re

NORMAL = {
    "exp": "beyond_normal", "exp2": "beyond_normal", "sigmoid": "beyond_normal", "softplus": "beyond_normal",
    "log": "beyond_positive", "log2": "beyond_positive", "log1p": "beyond_log1p",
}
"""Functions ``f`` that have an ``f_normal``, and the function that finds out whether that serves."""


def where_normal(formula):
    """Return how to test the argument of the only function of NORMAL in a formula, and the formula where it is normal.

    None if there is no such function, or there are several.

    Examples
    --------
    >>> where_normal("(exp((p * q)) * r)")
    ('beyond_normal', '(p * q)', '(exp_normal((p * q)) * r)')
    """
    found = [*re.finditer(rf"\b({'|'.join(NORMAL)})\(", formula)]
    if len(found) != 1:
        return None
    start = end = found[0].end()
    depth = 1
    while depth:
        depth += {"(": 1, ")": -1}.get(formula[end], 0)
        end += 1
    return NORMAL[found[0][1]], formula[start : end - 1], f"{formula[: start - 1]}_normal({formula[start:]}"
