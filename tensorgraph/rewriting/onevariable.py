"""Expressions of one variable ``u``, a product of powers such as ``x``, ``k * t`` or ``sqrt(x**2 + y**2)``.

A walk through such an expression gives its power series around ``u = 0``.
"""

from fractions import Fraction
from math import gcd, lcm

from .logdomain.form import number as constant
from .logdomain.form import op, same_graph
from .powerseries import FUNCTIONS, Unknown, monomial, of_function
from .values import is_op, number, op_name

DEPTH = 12  # levels of operations that a walk goes down
FEW = 64  # variables that are looked at before a walk
HIGHEST = 64  # power of a variable in a product
FACTORS = 32  # of a product: notes of what it reads reach deeper than DEPTH, and chains would be copied at each link
LARGEST = 512  # exponent that is written
MONOMIAL = frozenset(("mul", "true_div", "neg", "inv", "sqr", "sqrt", "pow"))
ARITHMETIC = MONOMIAL | frozenset(("add", "sub", "log", "log1p"))


class Powers:
    """``coefficient * x**a * y**b * ...``, the exponents by variable: whole ones are integers, which are fast."""

    __slots__ = ("coefficient", "exponents")

    def __init__(self, coefficient, exponents):
        self.coefficient = coefficient
        self.exponents = {v: e.numerator if e.denominator == 1 else e for v, e in exponents.items() if e}

    def __iter__(self):
        return iter(self.exponents.items())

    def __mul__(self, other):
        exponents = dict(self.exponents)
        for v, e in other.exponents.items():
            exponents[v] = exponents.get(v, 0) + e
        coefficient = self.coefficient if other.coefficient == 1 else self.coefficient * other.coefficient
        return Powers(coefficient, exponents)

    def __pow__(self, exponent):
        exponents = {v: e * exponent for v, e in self.exponents.items()}
        return Powers(self.coefficient ** int(exponent), exponents)

    def ratio(self, unit):
        """Return the p for which this is a multiple of ``unit**p``, else None."""
        if not self.exponents:
            return Fraction(0)
        if self.exponents.keys() != unit.exponents.keys():
            return None
        found = {Fraction(e) / unit.exponents[v] for v, e in self.exponents.items()}
        return found.pop() if len(found) == 1 else None


class Findings:
    """Notes of the walks through a graph, so that nothing is looked at twice; a change of the graph ends them."""

    __slots__ = ("makers", "powers", "ways")

    def __init__(self):
        self.makers = {}  # by variable: the name of its operation, what varies of what that reads, what is_root tells
        self.powers = {}  # by variable: how deep it was looked at, and its Powers
        self.ways = {}  # by variable: what ways_from tells

    @classmethod
    def of(cls, fgraph):
        """Return those of a graph."""
        found = fgraph.known.get(cls)
        if found is None:
            found = fgraph.known[cls] = cls()
        return found


def powers_of(v, known=None, depth=DEPTH):
    """Return the :class:`Powers` that `v` is, at worst the first power of itself.

    What is found of what it reads is noted in `known`.
    """
    known = Findings() if known is None else known
    looked, found = known.powers.get(v, (-1, None))
    if looked < depth:
        value = number(v)
        found = _powers(v, known, depth) if value is None else exactly(value)
        known.powers[v] = depth, found
    return found


def _powers(v, known, depth):
    itself = Powers(Fraction(1), {v: Fraction(1)})
    name, inputs = op_name(v), () if v.owner is None else v.owner.inputs
    if depth == 0 or name not in MONOMIAL or any(w.type.dtype != v.type.dtype and number(w) is None for w in inputs):
        return itself
    if name in ("mul", "true_div", "inv", "neg"):
        found = Powers(Fraction(-1 if name == "neg" else 1), {})
        for k, w in enumerate(inputs):
            part = powers_of(w, known, depth - 1)
            divides = name == "inv" or (name == "true_div" and k)
            if part is None or (divides and not part.coefficient):
                return itself
            found *= part**-1 if divides else part
        return itself if len(found.exponents) > FACTORS or any(abs(e) > HIGHEST for _, e in found) else found
    exponent = exponent_of(v)
    inner = None if exponent is None else powers_of(inputs[0], known, depth - 1)
    if inner is None or not inner.coefficient or (exponent.denominator > 1 and not has_root(inner)):
        return itself
    return inner**exponent


def exactly(value):
    """Return a finite number as :class:`Powers`, else None."""
    try:
        return Powers(Fraction(float(value)), {})
    except (ValueError, OverflowError, TypeError):
        return None


def exponent_of(v):
    """Return the exponent of a power by a number, a Fraction, else None."""
    name = op_name(v)
    if name in ("sqr", "sqrt"):
        return Fraction(2) if name == "sqr" else Fraction(1, 2)
    value = number(v.owner.inputs[1]) if name == "pow" else None
    if value is None or not abs(value) <= LARGEST:
        return None
    exponent = Fraction(float(value))
    return exponent if exponent.denominator <= 4 else None


def has_root(powers):
    """Return True if roots of `powers` are powers too: the root of a square is an absolute value."""
    return powers.coefficient == 1 and all(e.numerator % 2 for e in powers.exponents.values())


def arguments_of(variables, known=None):
    """Return the :class:`Powers` that functions in `variables` are of, as far as arithmetic leads to functions.

    Where there are no others, roots and logarithms of sums are functions of their terms.
    """
    found, terms, pending, seen = [], [], [(v, DEPTH, False) for v in variables], set()
    known = Findings() if known is None else known
    while pending:
        v, depth, is_read = pending.pop()
        if v in seen or v.owner is None:
            continue
        seen.add(v)
        if v not in known.makers:
            known.makers[v] = op_name(v), varying_inputs(v), is_root(v)
        name, inputs, roots = known.makers[v]
        if name in FUNCTIONS:
            found.append(powers_of(v.owner.inputs[0], known))
        if is_read and name in ("add", "sub"):
            terms += [powers_of(w, known) for w in inputs]
        if name in ARITHMETIC and depth:
            is_read = is_read or roots
            pending.extend([(w, depth - 1, is_read) for w in inputs])
    return [p for p in found or terms if p is not None and p.exponents]


def is_root(v):
    """Return True if `v` is a logarithm, or a power by a number other than 1 and 2: of a sum it has many terms."""
    exponent = exponent_of(v)
    return is_op(v, "log") if exponent is None else exponent.denominator > 1 or not 0 <= exponent <= 2


def may_cancel(node, known):
    """Return True if a function in a sum or quotient is of what other terms are powers of: digits may cancel there."""
    name = op_name(node.outputs[0])
    if name not in ("add", "sub", "mul", "true_div"):
        return False
    arguments = {v for powers in arguments_of(node.inputs, known) for v, _ in powers}
    others = [v for w in node.inputs if arguments for v, e in powers_of(w, known) or () if name != "mul" or e < 0]
    return any(v in arguments or any(same_graph(v, w) for w in arguments) for v in others)


def units_of(arguments, others, readers, known):
    """Yield powers of which `arguments` are whole powers, and `others` where they are of one variable.

    One of `readers` may be a series in them.
    """
    for variables in dict.fromkeys(frozenset(p.exponents) for p in arguments):
        if not any(is_of(v, variables, known) for v in readers):
            continue
        alike = [p for p in arguments if p.exponents.keys() == variables]
        first = Powers(Fraction(1), alike[0].exponents)
        ratios = [p.ratio(first) for p in (*alike, *others) if p in alike or len(variables) == 1]
        ratios = [r for r in ratios if r is not None]
        divisor = lcm(*[r.denominator for r in ratios])
        step = Fraction(gcd(*[int(r * divisor) for r in ratios]), divisor)
        yield Powers(Fraction(1), {v: e * step for v, e in first.exponents.items()})


def series_of(v, unit, length, known=None):
    """Return the power series of `v`, an expression of ``unit``, as far as a number of terms of its parts tell.

    What is found on the way is noted in `known`.

    Raises
    ------
    Unknown
        If it is none.
    """
    known = Findings() if known is None else known
    if not is_of(v, unit.exponents, known):
        raise Unknown
    return _series(v, unit, length, {}, known, DEPTH)


def ways_from(v):
    """Return the variables on some ways from `v` to what it depends on: each has one of a unit, or `v` is no series."""
    ways = []
    for side in (0, -1):
        way, w = {v}, v
        while (op_name(w) in ARITHMETIC or op_name(w) in FUNCTIONS) and len(way) < FEW:
            inputs = varying_inputs(w)
            if not inputs:
                break
            w = inputs[side]
            way.add(w)
        else:
            ways += [way] if len(way) < FEW and number(w) is None else []
    return ways


def is_of(v, variables, known):
    """Return False if `v` is seen to depend on something else than `variables`: most walks for series end there."""
    if v not in known.ways:
        known.ways[v] = ways_from(v)
    if any(way.isdisjoint(variables) for way in known.ways[v]):
        return False
    pending, seen = [v], set()
    while pending and len(seen) < FEW:
        v = pending.pop()
        if v in variables or v in seen:
            continue
        seen.add(v)
        name = op_name(v)
        if name in ARITHMETIC or name in FUNCTIONS:
            pending.extend(v.owner.inputs)
        elif number(v) is None:
            return False
    return True


def _series(v, unit, length, found, known, depth):
    if v not in found:
        found[v] = None
        found[v] = _new_series(v, unit, length, found, known, depth)
    if found[v] is None:
        raise Unknown
    return found[v]


def _new_series(v, unit, length, found, known, depth):
    name, inputs = op_name(v), varying_inputs(v)
    powers = None if depth == 0 and number(v) is None else powers_of(v, known)
    if powers is None:
        raise Unknown
    ratio = powers.ratio(unit)
    if ratio is not None:
        return monomial(powers.coefficient, whole(ratio), length)
    if name not in ARITHMETIC and name not in FUNCTIONS or any(w.type.dtype != v.type.dtype for w in inputs):
        raise Unknown
    if name in FUNCTIONS:
        inner = powers_of(v.owner.inputs[0], known)
        ratio = None if inner is None else inner.ratio(unit)
        if ratio is not None and ratio > 0:
            return of_function(name, inner.coefficient, whole(ratio), length)
    exponent = exponent_of(v)
    if exponent is not None:
        return power_of_series(_series(inputs[0], unit, length, found, known, depth - 1), exponent, unit)
    parts = [_series(w, unit, length, found, known, depth - 1) for w in v.owner.inputs]
    return combined(name, parts, monomial(1, 0, length), monomial(-1, 0, length))


def power_of_series(series, exponent, unit):
    """Return the power of a series in `unit` by a number.

    The root of a square is an absolute value, which is no series unless the unit is a root itself.
    """
    exponent = Fraction(exponent)
    is_absolute = exponent.denominator % 2 == 0 and series.low * exponent % 2
    if is_absolute and any(Fraction(e).denominator % 2 for _, e in unit):
        raise Unknown
    return series**exponent


def whole(ratio):
    """Return a Fraction that is a whole number as one."""
    if ratio.denominator > 1:
        raise Unknown
    return int(ratio)


def combined(name, parts, one, minus):
    """Return what an operation makes of series, with 1 and -1 as such."""
    first, *rest = parts
    if name in ("log", "log1p"):
        return (first + one if name == "log1p" else first).log()
    if name in ("neg", "inv"):
        return first * minus if name == "neg" else first**-1
    if name not in ("add", "sub", "mul", "true_div"):
        raise Unknown
    for x in rest:
        if name in ("add", "sub"):
            first = first + (x if name == "add" else x * minus)
        else:
            first = first * (x if name == "mul" else x**-1)
    return first


def varying_inputs(v):
    """Return the inputs of the node that computes `v` but for numbers."""
    return [] if v.owner is None else [w for w in v.owner.inputs if number(w) is None]


def raised(x, exponent):
    """Return a power of a graph by a number."""
    named = {1: lambda x: x, 2: lambda x: op("sqr", x), -1: lambda x: op("inv", x)}
    named[Fraction(1, 2)] = lambda x: op("sqrt", x)
    make = named.get(exponent)
    return make(x) if make else op("pow", x, constant(float(exponent), x))


def graph_of(powers, like=None):
    """Return the graph of `powers`, of a coefficient alone as a number of the type of `like`."""
    coefficient = powers.coefficient
    found = None if coefficient == 1 and powers.exponents else constant(float(coefficient), like)
    for v, e in sorted(powers.exponents.items(), key=lambda pair: -pair[1]):
        part = raised(v, abs(e) if found is not None else e)
        found = part if found is None else op("mul" if e > 0 else "true_div", found, part)
    return found
