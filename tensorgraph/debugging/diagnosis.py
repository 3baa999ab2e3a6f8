"""The diagnosis of an operation that failed: what is wrong with its inputs."""

import re
from typing import NamedTuple

import numpy as np

from ..errors import LengthError, ShapeMismatch
from ..graph.variable import Constant
from ..tensor.indexing.subtensor import Subtensor, get_constant_idx
from ..tensor.products import blas
from ..tensor.products.dot import BatchedDot, Dot
from ..tensor.random.randomstate import RandomGeneratorType
from ..tensor.shape.dimshuffle import DimShuffle
from ..tensor.shape.join import Join
from ..tensor.shape.reshape import Reshape
from ..tensor.types.declared import TAG, has_declared_shape
from .hints import GRADIENT, hint_for
from .naming import (
    FEW,
    INSIDE,
    Sized,
    calls_around,
    expression_of,
    members_of,
    name_of,
    place_of,
    subject,
    value_text,
)
from .requested import leaf

_LENGTHS = re.compile(r"Input dimension mis-match\. \(input\[(\d+)\]\.shape\[(\d+)\] = (\d+)(?:, input\[(\d+)\]"
                      r"\.shape\[\d+\] = (\d+))?")
# of an operation that adds a vector, its second input, to the rows of a matrix, its first
_BIAS = re.compile(r"b\.shape\[0\] = (\d+) is not x\.shape\[1\] = (\d+)")
_OF_SUM = "Input dimension mis-match. (input[0].shape[{axis}] = {n}, input[1].shape[{axis}] = {m})"
_OF_BIAS = "Input dimension mis-match. (input[0].shape[1] = {}, input[1].shape[1] = {})"
# NumPy's, of the arrays that a join is given after the axis
_JOINED = re.compile(r"concatenation axis.* along dimension (\d+), the array at index (\d+) has size (\d+) and the "
                     r"array at index (\d+) has size (\d+)")
_PRODUCT = "Shape mismatch: x"  # what is said of a product
_ROWS = re.compile(r"(state|output) (\d+) of the loop .* has rows of shape")
_RESHAPED = re.compile(r"cannot reshape array")
# the positions of the two factors, and of what the product is added to
_PRODUCTS = {
    Dot: (0, 1, None), blas.Dot22: (0, 1, None), blas.Dot22Scalar: (0, 1, None), BatchedDot: (0, 1, None),
    blas.Gemm: (2, 3, 0), blas.Gemv: (2, 3, 0),
}  # fmt: skip
_MOST = 4  # inputs that are named


class Diagnosis(NamedTuple):
    """The cause of an error, in the words of the program.

    Attributes
    ----------
    headline : str
        The operation as the user wrote it, its inputs, and what is wrong with them.
    place : Location or None
        Where the user wrote it.
    hint : str
        What helps, if that is known.
    """

    headline: str
    place: object
    hint: str


def _of_lengths(node, values, lengths, requested, place, subjects):
    """Return the operation of the program whose operands have other lengths, its place, and those operands."""
    part = misfit_inside(node, values)
    # a step of several nodes, of which none is found, counts what all of them read
    wanted = [k for i in (lengths[1], lengths[4]) if i and (k := int(i)) < len(subjects)]
    place, subjects, operands = part or (place, [subjects[i] for i in wanted], [node.inputs[i] for i in wanted])
    return as_written(requested, place, subjects, operands, int(lengths[2]))


def _of_check(node, requested, subjects):
    """Return what an assertion checks, not the conditions, and what has the lengths that these compare."""
    subjects = subjects[:1]
    if node.op.on_lengths and requested is not None:
        subjects += [(name_of(v), Sized(shape)) for v, shape in requested.measured(node)]
    return subjects


def diagnose(node, values, error, message, requested=None, indexed=None):
    """Return the :class:`Diagnosis` of an error.

    Parameters
    ----------
    node : Apply
    values : list
        Of its inputs, None for those that are unknown.
    error : Exception
    message : str
        What it says by itself.
    requested : Requested, optional
        The graph of the user, if the node is not in the graph of an operation.
    indexed : (str, object), optional
        The name and the value of what the user indexed, if that is not the first input.
    """
    place, reason, written = place_of(node), None, None
    taken = calls_around(place)
    subjects = _subjects(node, values, taken, indexed)
    bias = _BIAS.search(message)
    lengths = _LENGTHS.match(_OF_BIAS.format(bias[2], bias[1]) if bias else message)
    back = None
    if requested is not None and (lengths or _may_misfit(node, error, values)):
        back = of_request(requested, lengths)
    if back is not None:
        written, place, subjects, lengths, reason = back
        message = message if lengths or reason.startswith("lengths") else _PRODUCT
    elif lengths:
        written, place, subjects = _of_lengths(node, values, lengths, requested, place, subjects)
        reason = lengths_reason(lengths)
    elif isinstance(error, ShapeMismatch):
        written, place, subjects = as_written(requested, place, subjects[:1], node.inputs[:1], error.axis)
        if written is None:
            place, subjects, reason = of_declared(node, error, place, subjects)
    elif joined := _JOINED.search(message):
        reason, subjects = join_reason(subjects, *joined.groups())
    elif requested is not None and isinstance(node.op, Reshape) and (back := requested.reshaped(node)):
        place, subjects = back[2].location(), [(f"the gradient of {back[1][0]}", values[0])]
    elif rows := _ROWS.match(message):
        # it says which state it is, and both shapes
        place, subjects = place_of_row(node, *rows.groups()) or place, []
    elif (first := first_rows(node)) is not None and _RESHAPED.search(message):
        name, _ = subject(node.inputs[0].owner.inputs[0], None, taken)
        subjects, message = [(name, values[0])], f"{name} has fewer rows than the {first} that are read"
    elif isinstance(error, ValueError) and type(node.op) in _PRODUCTS:
        written, place, subjects, lengths, reason = of_product(node, values, requested, place, subjects)
    if getattr(node.op, "on_values", False) or getattr(node.op, "on_lengths", False):
        subjects = _of_check(node, requested, subjects)
    shapes = reason is not None
    if reason is None:
        reason = message.split("\n", 1)[0]
        subjects = telling(subjects, node.inputs)
    said = ", ".join(spoken(node, error, subjects, shapes))
    headline = ": ".join(part for part in (expression_of(written or node, place), said, reason) if part)
    return Diagnosis(headline, place, hint_for(written or node, error, message, None if bias else lengths, subjects))


def _may_misfit(node, error, values):
    """Return True if an error may come from an operation of the user whose operands do not fit."""
    if isinstance(error, ShapeMismatch) or isinstance(node.op, Reshape) or _JOINED.search(str(error)):
        return True
    if not isinstance(error, ValueError) or type(node.op) not in _PRODUCTS:
        return False
    subjects = [("", value) for value in values]
    return product_reason(node, values, subjects) is not None or sum_lengths(node, values) is not None


def of_request(requested, lengths):
    """Return what :func:`diagnose` says of the operation of the user that does not fit, or None if none is known.

    Parameters
    ----------
    requested : Requested
    lengths : Match or None
        The axis and the lengths that differ in a step.

    Returns
    -------
    (Apply, Location, list of (str, Sized), Match or None, str) or None
        The node, its place, the operands, the lengths and the reason.
    """
    found = requested.misfit({int(lengths[k]) for k in (3, 5) if lengths[k]} if lengths else set())
    if found is None:
        return None
    (node, trace, axis, _, (n, m)), named, shapes = found
    subjects = list(named)
    if isinstance(node.op, Join):
        return node, trace.location(), subjects, None, f"lengths {n} and {m} of axis {axis} differ"
    if axis >= 0:
        lengths = _LENGTHS.match(_OF_SUM.format(axis=axis, n=n, m=m))
        return node, trace.location(), subjects, lengths, lengths_reason(lengths)
    reason, _ = product_reason(node, shapes, [("", shape) for shape in shapes])
    return node, trace.location(), subjects, None, reason


def _subjects(node, values, taken, indexed):
    """Return the names and values of the inputs, with `indexed` in the place of the first if there is one."""
    found = [subject(v, value, taken) for v, value in zip(node.inputs, values)]
    return found if indexed is None else [indexed, *found[1:]]


def join_reason(subjects, axis, first, n, second, m):
    """Return what is wrong with two of the arrays that are joined, and these, of the inputs of a join."""
    return f"lengths {n} and {m} of axis {axis} differ", [subjects[1 + int(k)] for k in (first, second)]


def first_rows(node):
    """Return how many first rows of its input a reshape asks for, which a loop does of initial states, or None."""
    inner = node.inputs[0].owner if isinstance(node.op, Reshape) else None
    if inner is None or not isinstance(inner.op, Subtensor):
        return None
    cut, lengths = next(iter(get_constant_idx(inner.op.idx_list, inner.inputs)), None), node.inputs[1]
    first = cut.stop if isinstance(cut, slice) and cut.start is None and isinstance(cut.stop, int) else None
    # a vector of one length is read as a number
    asked = lengths.data[:1].tolist() if isinstance(lengths, Constant) else [first]
    return first if asked == [first] else None


def draws(node):
    """Return True if a node draws random numbers."""
    return any(isinstance(v.type, RandomGeneratorType) for v in node.inputs)


def place_of_row(node, kind, number):
    """Return the place where the step of a loop makes the rows of a state or an output, or None."""
    position = int(number) + (node.op.n_outs if kind == "output" else 0)
    inside = next((group.inner_out for group in node.op.groups if group.outer_out == position), ())
    made = [node.op.outputs[k].where_made for k in inside]
    return made[0].location() if made and made[0] is not None else None


def spoken(node, error, subjects, shapes):
    """Return what is said of the inputs of a node, in order."""
    # NanGuardMode, conditions of the user, and parameters of distributions
    values_matter = isinstance(error, AssertionError) and not isinstance(error, LengthError) or draws(node)
    dtypes = isinstance(error, TypeError) and not values_matter
    return list(dict.fromkeys(
        f"{name} is {value_text(value, dtypes, shapes, values_matter)}"
        for name, value in subjects if value is not None
    ))


def telling(subjects, variables):
    """Return the few of the inputs of a node that the user knows."""
    found = [
        s for s, v in zip(subjects, variables)
        if not isinstance(v.type, RandomGeneratorType) and (not isinstance(v, Constant) or np.size(v.data) > FEW)
    ]
    unnamed = re.compile(r"an? (shared variable|input) of type|" + INSIDE + r" (made )?of")
    known = [(name, value) for name, value in found if not unnamed.match(name)]
    return (known or found)[:_MOST]


def _shape(value):
    return getattr(value, "shape", None)


def as_written(requested, place, subjects, operands, axis):
    """Return the node of the user, the place and the operands, as far as they are found in the graph of the user."""
    found = None
    if requested is not None and len(operands) == 2:
        for one, other in ((0, 1), (1, 0)):
            back = requested.backward(operands[one], operands[other], axis)
            if back is not None:
                node, (name, _), trace = back
                return node, trace.location(), [(name, subjects[other][1]), (GRADIENT, subjects[one][1])]
        found = requested.meeting(operands, axis)
    elif requested is not None and len(operands) == 1:
        found = requested.check(operands[0], axis)
    if found is None or found[2] is None:
        return None, place, subjects
    node, names, trace = found
    ndim, shapes = node.inputs[0].type.ndim, [_shape(value) for _, value in subjects]
    shapes = [
        shape if shape is None or len(shape) != ndim else tuple(shape[k] for k in axes)
        for shape, (_, axes) in zip(shapes, names)
    ]
    return node, trace.location(), [
        (name, None if shape is None else Sized(shape)) for (name, _), shape in zip(names, shapes)
    ]


def of_declared(node, error, place, subjects):
    """Return the place, the operand and the reason if a length differs from that with which an input was declared."""
    v = leaf(node.inputs[0], error.axis)
    if v is None or not has_declared_shape(v):
        return place, subjects, None
    place = place if v.where_made is None else v.where_made.location()
    stated = str(getattr(v.tag, TAG))
    reason = f"axis {error.axis} has length {error.length}, and shape={stated} says {error.expected}"
    return place, [(name_of(v), value) for _, value in subjects], reason


def lengths_reason(found):
    """Return what a comparison of lengths says, in plain words."""
    axis, first, second = found[2], found[3], found[5]
    if second is None:
        return f"axis {axis} has length {first}, and its type says 1"
    return f"lengths {first} and {second} of axis {axis} differ"


def misfit_inside(node, values):
    """Return the part of a fused node whose lengths differ: its place, its operands, and their variables; or None.

    The operands are pairs as :func:`subject` gives them. A variable is an input of the node from which the operand is
    computed.
    """
    members = members_of(node)
    shapes = [_shape(value) for value in values]
    flags = [v.type.broadcastable for v in node.inputs]
    if not members or None in shapes:
        return None
    known = list(zip(shapes, flags))
    for place, operands in members:
        shape, pattern = [], []
        for axis in range(len(shapes[0])):
            stretched = [known[k][1][axis] for k in operands]
            lengths = {known[k][0][axis]: k for k, b in zip(operands[::-1], stretched[::-1]) if not b}
            if len(lengths) > 1:
                return _found(node, values, members, place, list(lengths.values())[::-1], known, axis)
            shape.append(next(iter(lengths), 1))
            pattern.append(all(stretched))
        known.append((tuple(shape), tuple(pattern)))
    return None


def _found(node, values, members, place, operands, known, axis):
    place = None if place is None else place.location()
    n, subjects, variables = len(node.inputs), [], []
    around = calls_around(place)
    for k in operands:
        part = None if k < n else members[k - n][0]
        shape = known[k][0]
        while k >= n:
            k = next(i for i in members[k - n][1] if not known[i][1][axis])
        variables.append(node.inputs[k])
        made = None if part is None else part.location().expression
        if made is None or made in around:
            # an input, or a part that a function of this package made
            name, value = subject(node.inputs[k], values[k], around)
            subjects.append((name, value if part is None else Sized(shape)))
        else:
            subjects.append((made, Sized(shape)))
    return place, subjects, variables


def product_reason(node, values, subjects):
    """Return what is wrong with the shapes of a product, and the inputs concerned; None if that is unknown."""
    i, j, target = _PRODUCTS[type(node.op)]
    if type(node.op) is blas.Gemv and _is_transposed(node.inputs[i]):
        # the user multiplies a vector by a matrix
        left, right = subjects[j], subject(node.inputs[i].owner.inputs[0], None if values[i] is None else values[i].T)
    else:
        left, right = subjects[i], subjects[j]
    x, y = _shape(left[1]), _shape(right[1])
    if not x or not y:
        return None
    if isinstance(node.op, BatchedDot):
        if x[0] != y[0] and None not in (x[0], y[0]):
            return f"{x[0]} matrices against {y[0]}", [left, right]
        x, y = x[1:], y[1:]
    if x[-1] != y[0]:
        first = f"{x[-1]} columns" if len(x) == 2 else f"length {x[-1]}"
        second = f"{y[0]} rows" if len(y) == 2 else f"length {y[0]}"
        return f"{first} against {second}", [left, right]
    return None


def sum_lengths(node, values):
    """Return the shapes of a product and of what it is added to, if these differ, else None."""
    i, j, target = _PRODUCTS[type(node.op)]
    x, y, z = (None if k is None else _shape(values[k]) for k in (i, j, target))
    if not (x and y and z):
        return None
    made = (*x[:-1], *y[1:])
    return (made, z) if len(made) == len(z) and made != z else None


def of_product(node, values, requested, place, subjects):
    """Return what :func:`diagnose` says about a product: the node, the place, the operands, the lengths and the reason.

    A product that does not fit what it is added to is an error of the user's sum.
    """
    found, fits = product_reason(node, values, subjects), sum_lengths(node, values)
    if found is not None or fits is None:
        reason, subjects = found or (None, subjects)
        return None, place, subjects, None, reason
    target = _PRODUCTS[type(node.op)][2]
    axis, n, m = next((k, n, m) for k, (n, m) in enumerate(zip(*fits)) if n != m)
    operands = [(expression_of(node, place), Sized(fits[0])), subjects[target]]
    variables = [node.outputs[0], node.inputs[target]]
    written, place, subjects = as_written(requested, place, operands, variables, axis)
    lengths = _LENGTHS.match(_OF_SUM.format(axis=axis, n=n, m=m))
    return written or node, place, subjects, lengths, lengths_reason(lengths)


def _is_transposed(v):
    return v.owner is not None and isinstance(v.owner.op, DimShuffle) and v.owner.op.new_order == (1, 0)
