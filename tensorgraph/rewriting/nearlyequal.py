"""Power series of expressions of two variables x and y around ``x = y``.

With ``x = y * (1 + t)`` an expression that is homogeneous, such as ``x * log(x / y) - x + y``, is a power of y times a
function of t. Logarithms of y alone may occur in parts, and must cancel.
"""

from fractions import Fraction

from ..scalar.dtypes import is_discrete
from .onevariable import DEPTH, combined, exponent_of
from .powerseries import PowerSeries, Unknown, monomial
from .values import is_op, number, op_name

MOST = 32  # operations of one term
LOGS_OF_COMPLEMENTS = frozenset(("log1p", "xlog1py"))
LOGS = LOGS_OF_COMPLEMENTS | frozenset(("log", "xlogy"))
THROUGH = LOGS | frozenset(("add", "sub", "neg", "mul", "true_div", "inv", "sqr", "sqrt", "pow"))


class Leaf:
    """A variable, or what is left of it to 1, as ``1 - x`` and in ``log1p(-x)``.

    Attributes
    ----------
    variable : TensorVariable
    is_complement : bool
    """

    __slots__ = ("variable", "is_complement")

    def __init__(self, variable, is_complement=False):
        self.variable = variable
        self.is_complement = is_complement

    def __eq__(self, other):
        return self.variable is other.variable and self.is_complement == other.is_complement

    def __hash__(self):
        return hash((self.variable, self.is_complement))


def leaf_of(v):
    """Return `v` as a :class:`Leaf` if a walk ends there, else None."""
    if op_name(v) == "sub" and number(v.owner.inputs[0]) == 1 and number(v.owner.inputs[1]) is None:
        return Leaf(v.owner.inputs[1], True)
    if op_name(v) == "Cast" and is_discrete(v.owner.inputs[0].type.dtype):
        return Leaf(v.owner.inputs[0])
    return None if op_name(v) in THROUGH else Leaf(v)


def leaf_of_log(v):
    """Return the :class:`Leaf` of a ``log1p(-x)``; other arguments are not known."""
    z = v.owner.inputs[-1]
    if not is_op(z, "neg"):
        raise Unknown
    return Leaf(z.owner.inputs[0], True)


def leaves_of(v):
    """Return the leaves of an expression in the order of a walk, of its dtype or integers.

    Raises
    ------
    Unknown
        If they are many, or the expression has other operations on them.
    """
    found, pending, seen, dtype = {}, [v], set(), v.type.dtype
    while pending:
        v = pending.pop()
        if v in seen or number(v) is not None:
            continue
        seen.add(v)
        leaf = leaf_of(v)
        is_whole = leaf is not None and not leaf.is_complement and is_discrete(v.type.dtype)
        if len(seen) > MOST or (v.type.dtype != dtype and not is_whole):
            raise Unknown
        inputs = v.owner.inputs if leaf is None else []
        if leaf is None and op_name(v) in LOGS_OF_COMPLEMENTS:
            leaf, inputs = leaf_of_log(v), inputs[:-1]
        if leaf is not None:
            found[leaf] = None
        pending.extend(inputs)
    return tuple(found)


class Expansion:
    """A sum of ``y**k * log(y)**j * f(t)``.

    Attributes
    ----------
    parts : dict
        The power series of f by ``(k, j)``.
    """

    def __init__(self, parts):
        self.parts = parts

    def __add__(self, other):
        parts = dict(self.parts)
        for key, series in other.parts.items():
            parts[key] = parts[key] + series if key in parts else series
        return Expansion(parts)

    def __mul__(self, other):
        total = Expansion({})
        for (k, j), f in self.parts.items():
            for (m, n), g in other.parts.items():
                total += Expansion({(k + m, j + n): f * g})
        return total

    def __pow__(self, exponent):
        if exponent == 2:
            return self * self
        degree, series = self.single()
        if Fraction(exponent).denominator % 2 == 0 and series.low * exponent % 2:
            # the root of a square is an absolute value
            raise Unknown
        return Expansion({(degree * exponent, 0): series**exponent})

    def single(self):
        """Return the power of y and the series, if there is one and no logarithm."""
        parts = {key: series for key, series in self.parts.items() if series.terms}
        if len(parts) != 1:
            raise Unknown
        (((degree, logs), series),) = parts.items()
        if logs:
            raise Unknown
        return degree, series

    def log(self):
        """Return the logarithm, of a series that begins with 1."""
        degree, series = self.single()
        log = Expansion({(0, 0): series.log()})
        return log + Expansion({(0, 1): monomial(degree, 0, len(series.terms))}) if degree else log

    @property
    def low(self):
        """The lowest power of t."""
        return min((series.low for series in self.parts.values()), default=0)


def expansion_of(v, x, y, length):
    """Return the :class:`Expansion` of an expression of two leaves."""
    known = {
        x: Expansion({(1, 0): PowerSeries(0, [Fraction(1)] * 2 + [Fraction(0)] * (length - 2))}),
        y: Expansion({(1, 0): monomial(1, 0, length)}),
    }
    return _expansion(v, known, length, DEPTH)


def _expansion(v, known, length, depth):
    value = number(v)
    if value is not None:
        return constant_expansion(value, length)
    if v not in known:
        leaf = leaf_of(v)
        if depth == 0 or (leaf is not None and leaf not in known):
            raise Unknown
        known[v] = _new_expansion(v, known, length, depth - 1) if leaf is None else known[leaf]
    return known[v]


def constant_expansion(value, length):
    """Return the :class:`Expansion` of a finite number."""
    if not abs(value) < float("inf"):
        raise Unknown
    return Expansion({(0, 0): monomial(Fraction(float(value)), 0, length)} if value else {})


def _new_expansion(v, known, length, depth):
    name, inputs = op_name(v), v.owner.inputs
    if name in LOGS:
        *factor, z = inputs
        log = (known[leaf_of_log(v)] if name in LOGS_OF_COMPLEMENTS else _expansion(z, known, length, depth)).log()
        return _expansion(*factor, known, length, depth) * log if factor else log
    exponent = exponent_of(v)
    if exponent is not None:
        return _expansion(inputs[0], known, length, depth) ** exponent
    parts = [_expansion(w, known, length, depth) for w in inputs]
    return combined(name, parts, constant_expansion(1, length), constant_expansion(-1, length))
