"""The form of an expression in the log domain, and the table of its makers by operation."""

from functools import wraps
from threading import local

import numpy as np

from ...graph.variable import Constant
from ...scalar import REGISTRY
from ...tensor.creation.alloc import Alloc
from ...tensor.creation.diag import ExtractDiag
from ...tensor.elementwise.elemwise import Elemwise, named
from ...tensor.indexing.advanced_subtensor import AdvancedSubtensor, AdvancedSubtensor1
from ...tensor.indexing.subtensor import Subtensor
from ...tensor.linalg.det import Det
from ...tensor.nnet.softmax import LogSoftmax, Softmax, SoftmaxWithBias
from ...tensor.products.dot import Dot
from ...tensor.reductions.careduce import CAReduce
from ...tensor.reductions.cumulative import CumOp
from ...tensor.reductions.maxandargmax import MaxAndArgmax
from ...tensor.shape.dimshuffle import DimShuffle
from ...tensor.shape.join import Join
from ...tensor.shape.rebroadcast import Rebroadcast
from ...tensor.shape.repeat import RepeatOp
from ...tensor.shape.reshape import Reshape
from ...tensor.shape.shape import SpecifyShape
from ...tensor.types.scalars import MakeVector
from ...tensor.types.variable import TensorConstant
from ..values import cast, constant_value, make_constant, op_name
from ..values import number as number_of

DEPTH = 16  # levels of operations that one form looks through
MOST = 64  # factors besides an exponential
BUDGET = 64  # variables that the search for an exponential looks at
# the largest exponents whose exponentials are finite, with room for a factor
BIGGEST = {"float32": 80.0, "float64": 700.0}
# the exponents below which 1 + exp(x) / 2 is 1
SMALLEST = {"float32": -17.0, "float64": -38.0}
MOVES = (
    DimShuffle,
    Reshape,
    Subtensor,
    AdvancedSubtensor,
    AdvancedSubtensor1,
    ExtractDiag,
    RepeatOp,
    Rebroadcast,
    Alloc,
    SpecifyShape,
)
# the signs of large arguments at which a function overflows, and vanishes
LIMITS = {
    "exp": ((1,), (-1,)),
    "exp2": ((1,), (-1,)),
    "expm1": ((1,), ()),
    "sinh": ((1, -1), ()),
    "cosh": ((1, -1), ()),
    "erfcx": ((-1,), ()),
    "i0": ((1, -1), ()),
    "i1": ((1, -1), ()),
    "iv": ((1, -1), ()),
    "kv": ((), (1,)),
    "erfc": ((), (1,)),
    "sigmoid": ((), (-1,)),
    "softplus": ((), (-1,)),
    "tanh": ((), ()),
    "erf": ((), ()),
}
NORMALIZED = ((), (1, -1))  # a softmax, its logarithm, and a determinant
THROUGH = frozenset(
    ("mul", "true_div", "inv", "neg", "add", "sub", "sqr", "sqrt", "pow", "maximum", "minimum", "switch", "second",
     "Cast", "abs_", "log1p")
)

DOUBLY = 7.0  # the exponential of minus the exponential of this is 0


_search = local()  # of this thread: what the outermost call has found


class Form:
    """``top / bottom * exp(log)``.

    Attributes
    ----------
    log : TensorVariable
    top, bottom : list of TensorVariable
        Factors and divisors of any sign.
    over, under : bool
        Whether ``exp(log)`` may overflow, and round to 0, where `log` is finite.
    """

    __slots__ = ("log", "top", "bottom", "over", "under")

    def __init__(self, log, over=False, under=False, top=(), bottom=()):
        self.log = log
        self.over = over
        self.under = under
        self.top = list(top)
        self.bottom = list(bottom)

    @property
    def is_extreme(self):
        """True if the expression leaves the range of its dtype before its logarithm does."""
        return self.over or self.under

    @property
    def is_positive(self):
        """True if there is no factor beside the exponential."""
        return not self.top and not self.bottom

    def inverse(self):
        """Return the form of the reciprocal."""
        return Form(op("neg", self.log), self.under, self.over, self.bottom, self.top)

    def rest(self):
        """Return ``top / bottom`` as a variable, or None if it is 1."""
        return quotient(self.top, self.bottom)


def op(name, *args):
    """Apply the scalar op of that name."""
    return named(REGISTRY[name])(*args)


def number(value, like):
    """Return a constant of the dtype and the number of axes of `like`."""
    return make_constant(value, like.type.dtype, like.type.ndim)


def same_graph(a, b, depth=4):
    """Return True if two variables are computed alike, compared to a limited depth."""
    if a is b:
        return True
    if depth == 0 or a.owner is None or a.index != b.index or a.owner.op != b.owner.op:
        return False
    pairs = list(zip(a.owner.inputs, b.owner.inputs))
    return len(a.owner.inputs) == len(b.owner.inputs) and all(same_graph(v, w, depth - 1) for v, w in pairs)


def in_dtype(v, dtype):
    """Return `v` in `dtype`, a number as a constant."""
    value = number_of(v)
    return cast(v, dtype) if value is None else make_constant(value, dtype, v.type.ndim)


def quotient(top, bottom):
    """Return the product of `top` divided by that of `bottom`, or None if both are empty."""
    over, under = (product(factors) for factors in (top, bottom))
    if under is None:
        return over
    return op("inv", under) if over is None else op("true_div", over, under)


def product(factors):
    """Return the product of variables, or None if there are none."""
    if len(factors) < 2:
        return factors[0] if factors else None
    return op("mul", *factors)


MAKERS = {}  # by the name of a scalar op or the class of another op


def makes(*operations):
    """Register a function ``make(node, depth)`` that returns the form of an operation's output, or None."""

    def register(make):
        MAKERS.update(dict.fromkeys(operations, make))
        return make

    return register


def noted(find):
    """Let a function of a variable, or of a node, keep what it finds in a graph until that changes.

    Products look at what others have looked at: without the notes, compiling would take the square of their number.
    """

    @wraps(find)
    def found(item, **options):
        fgraph = getattr(item.owner if hasattr(item, "owner") else item, "fgraph", None)
        if fgraph is None:
            return find(item, **options)
        notes = fgraph.known.setdefault(found, {})
        key = item, *options.items()
        if key not in notes:
            notes[key] = find(item, **options)
        return notes[key]

    return found


def form_of(v, depth=DEPTH):
    """Return the form of `v` if an exponential in it may overflow or vanish, else None."""
    if not has_exponential(v):
        return None
    found = form(v, depth)
    return found if found is not None and found.is_extreme else None


@noted
def has_exponential(v, determinants=True):
    """Return True if forms of `v` are made of exponentials, looking at a limited number of variables.

    `determinants` count as exponentials of their logarithms, or not.
    """
    pending = [v]
    for _ in range(BUDGET):
        if not pending:
            return False
        node = pending.pop().owner
        if node is None:
            continue
        if is_source(node):
            if determinants or not isinstance(node.op, Det):
                return True
            continue
        pending.extend(looked_at(node))
    return False


@noted
def is_of_gradients(v):
    """Return True if `v` is made of a gradient: as a divisor, or under a root, it has no form.

    Optimisers divide by norms and averages of gradients, which overflow where no step makes sense any more.
    """
    gradients = getattr(getattr(v.owner, "fgraph", None), "gradients", ())
    pending = [v] if gradients else []
    for _ in range(BUDGET):
        if not pending:
            break
        v = pending.pop()
        if v in gradients:
            return True
        if v.owner is not None and not is_source(v.owner):
            pending.extend(looked_at(v.owner))
    return False


def is_end(v):
    """Return True if `v` is the new value of a shared variable, through which no form looks.

    Where it overflows, the variable does, and what is computed of it makes no difference any more.
    """
    fgraph = getattr(v.owner, "fgraph", None)
    return fgraph is not None and v in states_of(fgraph)


def states_of(fgraph):
    """Return the new values of shared variables."""
    found = fgraph.known.get(states_of)
    if found is None:
        found = fgraph.known[states_of] = frozenset(fgraph.outputs[k] for k in fgraph.update_mapping)
    return found


def is_bounded(x):
    """Return True if `x` is an exponent that was clipped so that it does not overflow."""
    bounds = (BIGGEST.get(x.type.dtype), DOUBLY)
    return op_name(x) == "minimum" and any(constant_value(v) in bounds for v in x.owner.inputs)


def is_source(node):
    """Return True if `node` makes exponentials."""
    if not isinstance(node.op, Elemwise):
        return isinstance(node.op, (Softmax, SoftmaxWithBias, LogSoftmax, Det))
    name = node.op.scalar_op.record_name
    return name in LIMITS or (name == "pow" and base_of(node) is not None)


def limits(node):
    """Return the signs of large arguments at which a source overflows and vanishes."""
    if not isinstance(node.op, Elemwise):
        return NORMALIZED
    # a base may be below 1
    return LIMITS.get(node.op.scalar_op.record_name, ((1, -1), (1, -1)))


@noted
def looked_at(node):
    """Return the inputs of `node`, or of its inner graph, whose forms may be part of its own."""
    return [v for v in _read_by(node) if not is_end(v)]


def looks_at(node, v):
    """Return True if `v`, no end, is one that :func:`looked_at` returns, which asks that of thousands of factors."""
    return any(u is v for u in _read_by(node))


def _read_by(node):
    if isinstance(node.op, Elemwise):
        return node.inputs if node.op.scalar_op.record_name in THROUGH else ()
    if isinstance(node.op, (Dot, MakeVector)):
        return node.inputs
    if isinstance(node.op, Join):
        return node.inputs[1:]
    if hasattr(node.op, "lop_overrides"):
        return [*node.op.local_outputs, *node.inputs]
    return node.inputs[:1] if isinstance(node.op, (*MOVES, CAReduce, CumOp, MaxAndArgmax)) else ()


def base_of(node):
    """Return b if ``b ** x`` is an exponential function, else None.

    Powers of one number between 0 and 1 are left alone: they are decays that count steps, such as Adam's averages, and
    their factors are large.
    """
    base, exponent = node.inputs
    value = number_of(base)
    if value is None or not value > 0 or value == 1 or constant_value(exponent) is not None:
        return None
    return None if value < 1 and all(exponent.type.broadcastable) else float(value)


def form(v, depth):
    """Return a form of `v`, also one that is not extreme, or None.

    Shared variables have one form per search: recomputing them for squares of squares would take exponential time.
    """
    return remembered(_form, depth, v)


def remembered(find, depth, v, *args):
    """Return ``find(v, *args, depth)``, memoized; it looks at least `depth` levels deep.

    The result is found once in a search, and once in all searches of a graph that does not change in between.
    """
    known = getattr(_search, "known", None)
    if known is None:
        fgraph = getattr(v.owner, "fgraph", None)
        _search.known = {} if fgraph is None else fgraph.known.setdefault(remembered, {})
        try:
            return remembered(find, depth, v, *args)
        finally:
            del _search.known
    key = find, v, args
    looked, found = known.get(key, (-np.inf, None))
    if looked < depth:
        found = find(v, *args, depth)
        known[key] = depth, found
    return found


def _form(v, depth):
    if v.type.dtype not in BIGGEST:
        return None
    constant = _of_constant(v)
    node = v.owner
    if constant is not None or node is None or depth == 0 or is_end(v):
        return constant
    inside = opened(node)
    if inside is not None:
        return form(inside[v.index], depth - 1)
    if isinstance(node.op, Elemwise):
        make = MAKERS.get(node.op.scalar_op.record_name)
    else:
        make = next((MAKERS[kind] for kind in type(node.op).__mro__ if kind in MAKERS), None)
    found = None if make is None else make(node, depth - 1)
    return None if found is None or len(found.top) + len(found.bottom) > MOST else found


def opened(node):
    """Return the outputs of `node` in terms of its inner graph, or None if it has none.

    Graphs with derivatives of their own are not searched.
    """
    op = node.op
    if not hasattr(op, "lop_overrides"):
        return None
    if not op.lop_overrides == op.grad_overrides == op.rop_overrides == "default":
        return None
    return op.inner.on(node.inputs)


def _of_constant(v):
    """Return the form of a constant without negative elements, else None."""
    value = number_of(v)
    with np.errstate(divide="ignore"):
        if value is not None:
            return Form(number(np.log(value), v), under=bool(value == 0)) if value >= 0 else None
        if isinstance(v, Constant) and v.data.size and (v.data >= 0).all():
            return Form(TensorConstant(v.type, np.log(v.data)))
    return None
