"""Factors of a product that are the same along an axis, as one: rows and numbers are multiplied before arrays.

``a * x * b / c`` with a matrix x and one value of a, b and c for each row takes a product, and no quotient, for each
element as ``x * (a * b / c)``. That rounds elsewhere, as any other order of factors does. So that ``k * x / t`` remains
k where x is t, an integer is not divided first if it is the only factor, and nothing that is rounded is changed.
"""

from ...graph.trace import copy_stack_trace
from ...graph.variable import Constant
from ...scalar.dtypes import float_dtypes
from ...tensor.elementwise.math import inv, mul, neg, true_div
from ...tensor.shape.dimshuffle import DimShuffle
from ..values import number, op_name
from .ratios import is_integer

NAME = "row_factors"
PRODUCTS = frozenset(("mul", "true_div", "neg"))
DEPTH = 4  # levels of products in divisors
LEAST = 1e-8  # constants below that, or above its inverse, are not multiplied with others
POWER = 3  # of divisors that are the same along an axis one is left, from as many on
ROUNDED = frozenset(
    ("floor", "ceil", "trunc", "round_half_to_even", "round_half_away_from_zero", "int_div", "mod", "Cast"))


def join_factors(fgraph):
    """Compute factors of products that are the same along an axis before those that are not.

    The steps of loops stay as they are.

    Returns
    -------
    dict
        How many products are changed, by the name of the pass.
    """
    if fgraph.ends is None:
        return {}
    applied = 0
    for node in fgraph.toposort():
        out = node.outputs[0]
        if op_name(out) in PRODUCTS and not all(out.type.broadcastable) and is_root(fgraph, out):
            joined = Product(fgraph, out).joined()
            if joined is not None:
                copy_stack_trace(out, joined)
                fgraph.replace(out, joined, NAME)
                applied += 1
    return {NAME: applied} if applied else {}


def is_root(fgraph, out):
    """Return True if a product of floats is not part of another one, nor rounded to integers."""
    clients = fgraph.clients(out)
    if out.type.dtype not in float_dtypes or any(c != "output" and client_name(c) in ROUNDED for c, _ in clients):
        return False
    return not (len(clients) == 1 and is_inner(fgraph, out, clients[0][0]))


def client_name(node):
    """Return the name of the scalar operation of a node."""
    return op_name(node.outputs[0])


def is_inner(fgraph, v, client):
    """Return True if a product is a factor of one other of its shape and dtype, and nothing else."""
    if client == "output" or client_name(client) not in PRODUCTS or len(fgraph.clients(v)) > 1:
        return False
    return client.outputs[0].type == v.type and (client_name(client) != "true_div" or client.inputs[0] is v)


class Product:
    """A product, taken apart.

    Parameters
    ----------
    fgraph : FunctionGraph
    out : Variable

    Attributes
    ----------
    factors : list of Variable
    divisors : list of list of Variable
        Of each division the factors of what is divided by.
    signs : int
        How often the sign is changed.
    cost : int
        How many operations on whole arrays it takes.
    """

    def __init__(self, fgraph, out):
        self.fgraph, self.out = fgraph, out
        self.factors, self.divisors = [], []
        self.signs = self.cost = 0
        pending = [out]
        while pending:
            v = pending.pop()
            if v is out or self._continues(v, PRODUCTS):
                pending += reversed(self._opened(v))
            else:
                self.factors.append(v)
        self.divisors.reverse()

    def _continues(self, v, names):
        if op_name(v) not in names or v.type != self.out.type:
            return False
        clients = self.fgraph.clients(v)
        return len(clients) == 1 and clients[0][0] != "output"

    def _opened(self, v):
        """Return the factors of an operation, and note what it divides by."""
        name, inputs = op_name(v), v.owner.inputs
        self.cost += max(1, len(inputs) - 1)
        self.signs += name == "neg"
        if name != "true_div":
            return inputs
        divisor = inputs[1].owner.inputs if self._continues(inputs[1], ("mul",)) else inputs[1:]
        self.cost += len(divisor) - 1
        self.divisors.append(divisor)
        return inputs[:1]

    def joined(self):
        """Return the product with what is the same along an axis first, None if that saves nothing."""
        pattern = self.out.type.broadcastable
        parts = [*self.factors, *[v for divisor in self.divisors for v in divisor]]
        if any(v.type.dtype != self.out.type.dtype for v in parts):
            return None
        fixed = apart([v for v in parts if isinstance(v, Constant)])
        small = [v for v in parts if v.type.broadcastable != pattern and v not in fixed]
        patterns = largest([v.type.broadcastable for v in small])
        place = dict.fromkeys(parts) | {
            v: next(p for p in patterns if fits(v.type.broadcastable, p)) for v in small}
        used = dict.fromkeys(place[v] for v in self.factors if place[v] and may_be_divided(v))
        groups = [self._placed(place, (p,)) for p in used]
        factors, left = self._placed(place, [p for p in (None, *patterns) if p not in used])
        parts = [part for group in groups for part in in_range(*group)]
        if not used or len(factors) + len(parts) + sum(map(len, left)) - 1 >= self.cost:
            return None
        factors += [quotient(*part) for part in parts]
        if self.signs % 2:
            factors[-1] = neg(factors[-1])
        return quotient(factors, left)

    def _placed(self, place, patterns):
        """Return the factors and the divisors that have their place in one of some patterns."""
        factors = [v for v in self.factors if place[v] in patterns]
        return factors, [[v for v in divisor if place[v] in patterns] for divisor in self.divisors]


def apart(constants):
    """Return the constants that stay where they are: two of them, or a large one and others, may leave the range."""
    sizes = [abs(float(number(v))) for v in constants if number(v) is not None]
    is_alone = len(constants) == len(sizes) == 1 and LEAST < sizes[0] < 1 / LEAST
    return set() if is_alone else set(constants)


def may_be_divided(v):
    """Return False for a constant that is an integer."""
    value = number(v) if isinstance(v, Constant) else None
    return value is None or not is_integer(value)


def largest(patterns):
    """Return broadcast patterns without those that fit another one."""
    return [p for p in dict.fromkeys(patterns) if not any(p != other and fits(p, other) for other in patterns)]


def fits(pattern, wanted):
    """Return True if what has a broadcast pattern is the same along all axes of another one."""
    return all(one or not must for one, must in zip(pattern, wanted, strict=True))


def in_range(factors, divisors):
    """Return the parts, factors and divisors each, of what is the same along an axis.

    Divided by a third power, as gradients of norms are, it may leave the range of numbers where its product with an
    array of that size does not: one divisor is a part of its own.
    """
    degrees = {v: degree(v) for parts in divisors for v in parts}
    alone = next((v for v, n in degrees.items() if n == 1), None)
    if alone is None or sum(degrees[v] for parts in divisors for v in parts) < POWER:
        return [(factors, divisors)]
    where = next(k for k, parts in enumerate(divisors) if alone in parts)
    divisors = [list(parts) for parts in divisors]
    divisors[where].remove(alone)
    return [(factors, divisors), ([], [[alone]])]


def degree(v, depth=DEPTH):
    """Return how many factors a product of rows or numbers has, of squares and cubes too."""
    name, node = op_name(v), v.owner
    if node is None or depth == 0:
        return 1
    if isinstance(node.op, DimShuffle):
        return degree(node.inputs[0], depth - 1)
    if name == "mul":
        return sum(degree(w, depth - 1) for w in node.inputs)
    power = 2 if name == "sqr" else number(node.inputs[1]) if name == "pow" else 1
    return 1 if power is None else degree(node.inputs[0], depth - 1) * power if power > 1 else 1


def quotient(factors, divisors):
    """Return a product of factors, divided by one product after the other."""
    if not factors:
        return inv(product(*divisors))
    value = product(factors)
    for parts in divisors:
        value = true_div(value, product(parts)) if parts else value
    return value


def product(factors):
    """Return the product of one or more factors."""
    return mul(*factors) if len(factors) > 1 else factors[0]
