"""The graph as the user wrote it, searched for what a rewritten node stands for."""

from ..graph.trace import called_from
from ..graph.traverse import io_toposort, stack_search
from ..graph.variable import Variable
from ..tensor.creation.alloc import Alloc
from ..tensor.elementwise.elemwise import Elemwise
from ..tensor.indexing.advanced_subtensor import AdvancedSubtensor, AdvancedSubtensor1
from ..tensor.indexing.subtensor import Subtensor
from ..tensor.products.dot import Dot
from ..tensor.random.mrg import mrg_uniform_base
from ..tensor.random.randomstate import RandomFunction
from ..tensor.shape.dimshuffle import DimShuffle
from ..tensor.shape.join import Join
from ..tensor.shape.reshape import Reshape
from ..tensor.shape.shape import Shape, Shape_i, SpecifyShape
from ..tensor.types.scalars import ScalarFromTensor
from .naming import Sized, calls_around, name_of
from .usershapes import misfit_of, user_shapes

_PICKS = (AdvancedSubtensor, AdvancedSubtensor1, Subtensor)


def requested_of(lowered, ends=None):
    """Return the graph of the user from which a rewritten one was made, or None if it is not known.

    Parameters
    ----------
    lowered : FunctionMaker or SubGraph
        The maker of a function, or a graph inside an operation.
    ends : (list of Variable, list of Variable), optional
        Inputs and outputs in the graph of the user, where `lowered` does not have them.
    """
    ends = getattr(lowered, "ends", ends)
    if ends is not None:
        return Requested(lowered.fgraph, *ends)
    request = getattr(lowered, "requested", None)
    if request is None:
        return None
    # the maker has stand-ins of some
    given = [getattr(v, "variable", v) for v in request.inputs]
    given = [v if isinstance(v, Variable) else spec.variable for v, spec in zip(given, lowered.inputs)]
    inputs = given + [spec.variable for spec in lowered.inputs[len(given):]]
    _, outputs, updates = request.variables
    return Requested(lowered.fgraph, inputs, [*outputs, *[new for _, new in updates]])


class Requested:
    """The graph that a function was asked to compute, or one inside an operation of it.

    Parameters
    ----------
    fgraph : FunctionGraph
        The one that was made from it.
    inputs, outputs : list of Variable
        In the order of those of `fgraph`.

    Attributes
    ----------
    given : StepInputs or None
        The shapes of the inputs in the call that failed.
    around : Requested or None
        The graph that holds this one, which is that of an operation.
    """

    def __init__(self, fgraph, inputs, outputs):
        self.fgraph, self.inputs, self.outputs = fgraph, inputs, outputs
        self.given = self.around = None

    def misfit(self, lengths):
        """Find the operation of the user that does not fit, of these lengths if there are several.

        Returns
        -------
        (Misfit, list of (str, Sized), list of Sized) or None
            It, its two operands as the user calls them with their shapes, and the shapes of all its inputs.
        """
        # what a gradient does in a loop, a loop of the user may have done before
        found = None if self.around is None else self.around.misfit(lengths)
        if found is not None or getattr(self.given, "shapes", None) is None:
            return found
        found = misfit_of(self, self.given, lengths)
        if found is None:
            return None
        (node, _, axis, positions, _), replay = misfit, _ = found
        named = [operand(node, i, axis) if axis >= 0 else known_as(node, i) for i in positions]
        if isinstance(node.op, Join) and axis in named[0][2]:
            # of arrays that are stacked along a new axis
            misfit = misfit._replace(axis=named[0][2].index(axis))
        shapes = [Sized(replay.shape(v)) for v in node.inputs]
        return misfit, [(name, Sized(replay.shape(v))) for v, name, _ in named], shapes

    def meeting(self, operands, axis):
        """Find the elementwise node of the user in which two arrays first meet.

        Rewrites join and reorder elementwise operations: ``z = x * y; T.exp(z * 2)`` becomes one product of three. What
        they do not change is from which arrays an operand is computed elementwise.

        Parameters
        ----------
        operands : list of Variable
            Two variables of the rewritten graph.
        axis : int
            The one along which their lengths differ.

        Returns
        -------
        (Apply, list of (str, list of int), Trace) or None
            The node; for each of its two operands what the user calls it, and its axes among those of the operand;
            where it was made, and where what holds it was called.
        """
        # a vector that is added to rows has one axis only
        wanted = [self._key(leaf(v, min(axis, v.type.ndim - 1))) for v in operands]
        if None in wanted or wanted[0] == wanted[1]:
            return None
        n = max(v.type.ndim for v in operands)
        for node, found, depth, trace in self._reads(wanted):
            readers = [next((i for i, keys in enumerate(found) if key in keys), None) for key in wanted]
            # the user's operation may have fewer axes: those that broadcasting added came first
            inside = min(axis - depth, axis - n + node.outputs[0].type.ndim) if isinstance(node.op, Elemwise) else -1
            if None not in readers and readers[0] != readers[1] and inside >= 0:
                names = [self._among(node, i, inside, key) or _name(node, i, inside) for i, key in zip(readers, wanted)]
                return node, names, trace
        return None

    def _among(self, node, i, axis, key):
        """Return the name and the axes of one of several arrays from which an input is computed elementwise.

        Where a rewrite let two of a product's factors meet first, the product may not have the lengths of one of them.
        """
        found = leaves(node.inputs[i], axis)
        same = [v for v in found if self._key(v) == key and v.type.ndim == node.inputs[i].type.ndim]
        if len(found) < 2 or not same:
            return None
        return name_of(same[0], calls_around(node.trace and node.trace.location())), list(range(same[0].type.ndim))

    def backward(self, gradient, v, axis):
        """Find the node of the user whose gradient with respect to one of its inputs does not fit that input.

        A gradient is made where the forward node was: if `gradient` has the place of a node that reads `v`, and is not
        computed from `v`, it is the gradient with respect to it. Had it needed the result, that had failed before.

        Returns
        -------
        (Apply, (str, list of int), Trace) or None
            The node, what the user calls its input with its axes, and where it was made.
        """
        gradient, v = (leaf(w, min(axis, w.type.ndim - 1)) for w in (gradient, v))
        if gradient is None or v is None or gradient.owner is None:
            return None
        key = self._key(v)
        is_drawn = isinstance(gradient.owner.op, (RandomFunction, mrg_uniform_base))
        if is_drawn or key is None or any(self._key(w) == key for w in _values_of(gradient)):
            return None
        return self._reader(gradient, key, axis, True)

    def reshaped(self, node):
        """Find the node of the user whose gradient does not fit what was reshaped for it, as `backward` does."""
        gradient = node.inputs[0]
        if gradient.owner is None:
            return None
        return self._reader(gradient, _origin(node.outputs[0]), 0, False)

    def _reader(self, gradient, key, axis, of_all):
        origin, op = _origin(gradient), gradient.owner.op
        if None in (origin, key) or origin == key:
            return None
        kinds = set()
        same = [read for read in self._reads([key]) if _origin(read[0].outputs[0]) == origin]
        # of one node, what the same calls made is what a rewrite put in its place
        for node, found, _, trace in same if len(same) > 1 else ():
            if trace is None or hasattr(node.op, "groups"):
                continue
            i = next((i for i, keys in enumerate(found) if key in keys), None)
            # the forward node is the first of its kind; a slice of a sum is one of its terms, too
            moved = type(node.op) is type(op) and not isinstance(op, Dot) or type(node.op) in kinds
            if i is not None and not moved and (of_all or isinstance(node.op, Dot)):
                if _is_before(node, type(op), origin):
                    # a function of this package made both: what it computes first is no gradient
                    return None
                return node, _name(node, i, min(axis, node.inputs[i].type.ndim - 1)), trace
            kinds.add(type(node.op))
        return None

    def picked(self, node):
        """Find the node of the user that reads the elements to which `node`, a gradient with respect to it, adds.

        Returns
        -------
        (Apply, tuple or None) or None
            The node, and the shape of the array that it reads.
        """
        origin, read = _origin(node.outputs[0]), [self._key(v) for v in node.inputs[2:]]
        here = [n for n, *_ in self._reads([]) if _origin(n.outputs[0]) == origin]
        # scan itself takes rows, too
        picks = [] if any(hasattr(n.op, "groups") for n in here) else [
            n for n in here if isinstance(n.op, _PICKS) and len(n.inputs) == 1 + len(read)
        ]
        # what a Python loop picks is picked at one place
        numbers = {v: i for i, v in enumerate(self.inputs)}
        found = [n for n in picks if [numbers.get(v, _origin(v)) for v in n.inputs[1:]] == read]
        if not found:
            # the step of a loop picked one by one what its gradient adds to at once
            read = [self._key(_unsliced(v)) for v in node.inputs[2:]]
            found = [
                n for n, keys, *_ in self._reads(read)
                if isinstance(n.op, _PICKS) and [key for some in keys[1:] for key in some] == read
            ]
        pick = next(iter(found if len(found) == 1 or found and found[0] in picks else picks), None)
        return None if pick is None or origin is None else (pick, self._shape_of(pick.inputs[0]))

    def _shape_of(self, v):
        """Return the shape that a variable of the user has in the call, if that is known, else None."""
        if getattr(self.given, "shapes", None) is None:
            return None
        found = user_shapes(self, self.given).shape(v)
        return None if None in found else found

    def measured(self, node):
        """Return the arguments whose lengths the conditions of an Assert compare, with their shapes."""
        shapes = getattr(self.given, "shapes", None) or {}
        found = stack_search(node.inputs[1:], lambda v: v.owner and v.owner.inputs, "dfs")
        read = {v.owner.inputs[0] for v in found if v.owner is not None and isinstance(v.owner.op, (Shape, Shape_i))}
        return [
            (v, shapes[i]) for i, v in enumerate(self.fgraph.inputs)
            if v in read and i in shapes and v is not node.inputs[0]
        ]

    def check(self, v, axis):
        """Find the user's ``specify_shape`` or ``alloc`` of what is computed elementwise from the same array as `v`."""
        wanted = [self._key(leaf(v, axis))]
        for node, found, depth, trace in self._reads(wanted):
            if not depth and isinstance(node.op, (SpecifyShape, Alloc)) and wanted[0] in found[0]:
                return node, [_name(node, 0, axis)], trace
        return None

    def _reads(self, wanted):
        """Yield the nodes in order, each with the wanted arrays of which its inputs are made elementwise.

        The third is the number of loops around the node: what is the same in each step, and what is made of rows alone,
        leaves a loop, and has one axis more outside for each. The fourth is the trace of the node.
        """
        reads = {v: {i} & set(wanted) for i, v in enumerate(self.inputs)}
        return self._walk(self.inputs, self.outputs, reads, wanted, 0, None)

    def _walk(self, inputs, outputs, reads, wanted, depth, outer):
        for node in io_toposort(inputs, outputs):
            found = [reads.get(v, set()) for v in node.inputs]
            trace = node.trace if outer is None else called_from(node.trace, outer)
            yield node, found, depth, trace
            if hasattr(node.op, "groups"):
                # a loop
                inside = {}
                for group in node.op.groups:
                    read = reads.get(_whole(node.inputs[group.outer_in], node), set())
                    inside.update((node.op.inputs[k], read) for k in group.inner_in)
                yield from self._walk(node.op.inputs, node.op.outputs, inside, wanted, depth + 1, outer)
            if getattr(node.op, "is_inline", False) and hasattr(node.op, "local_inputs"):
                # its graph took its place
                inside = dict(zip(node.op.local_inputs, found))
                yield from self._walk(node.op.local_inputs, node.op.local_outputs, inside, wanted, depth, trace)
                reads.update((v, inside.get(w, set())) for v, w in zip(node.outputs, node.op.local_outputs))
            elif isinstance(node.op, (Elemwise, DimShuffle, ScalarFromTensor, SpecifyShape, Alloc)):
                through = found[:1] if isinstance(node.op, (SpecifyShape, Alloc)) else found
                reads.update(dict.fromkeys(node.outputs, set().union(*through)))
            else:
                # rewrites drop a slice of all there is
                through = found[0] if isinstance(node.op, Subtensor) and _is_slice(node.op) else set()
                reads.update((v, {_origin(v)} & set(wanted) | through) for v in node.outputs)

    def _key(self, v):
        """Return what identifies an array in both graphs: the number of an input, or the place where it was made."""
        if v is None or v.owner is not None:
            return None if v is None else _origin(v)
        return next((i for i, w in enumerate(self.fgraph.inputs) if w is v), None)


def _values_of(v):
    """Return the arrays from whose values, not lengths alone, an array is computed."""

    def read(w):
        return None if w.owner is None or isinstance(w.owner.op, (Shape, Shape_i)) else w.owner.inputs

    return stack_search([v], read, "dfs")


def _is_before(node, kind, origin):
    """Return True if a node needs the result of an operation of a class that was made in the same calls."""
    made = (w for v in node.inputs for w in _values_of(v) if w.owner is not None)
    return any(type(w.owner.op) is kind and _origin(w) == origin for w in made)


def _is_slice(op):
    return all(isinstance(entry, slice) for entry in op.idx_list)


def _unsliced(v):
    """Return the array of which `v` is a slice, perhaps reversed."""
    while v.owner is not None and isinstance(v.owner.op, Subtensor) and _is_slice(v.owner.op):
        v = v.owner.inputs[0]
    return v


def _whole(v, loop):
    """Return the sequence of which a loop reads the rows `v`, all of them or some."""
    place = _origin(loop.outputs[0])
    while v.owner is not None and isinstance(v.owner.op, Subtensor) and _origin(v) == place:
        v = v.owner.inputs[0]
    return v


def _name(node, i, axis):
    """Return the name and the axes of an :func:`operand`."""
    return operand(node, i, axis)[1:]


def operand(node, i, axis):
    """Return an input as the user knows it, or an array from which it is computed elementwise, its name and its axes.

    The axes are positions in the input: without those that were added to it.
    """
    v, place = node.inputs[i], node.trace and node.trace.location()
    axes = list(range(v.type.ndim))
    while v.owner is not None and not v.name and isinstance(v.owner.op, DimShuffle) and "x" in v.owner.op.new_order:
        order = v.owner.op.new_order
        axes = [k for k, old in zip(axes, order) if old != "x"]
        axis, v = order[axis], v.owner.inputs[0]
        if axis == "x" or len(axes) != v.type.ndim:
            break
    made = v.where_made and v.where_made.location()
    if place and made and made.expression and made.expression == place.expression and axis != "x":
        # made inside of a function of this package
        v = leaf(v, axis) or v
    return v, name_of(v, calls_around(place)), axes


def _origin(v):
    """Return the calls in which a variable was made, which rewrites pass on."""
    place, found = v.where_made, []
    while place is not None and hasattr(place, "code") and hasattr(place, "lasti"):
        found.append((place.code, place.lasti))
        place = place.outer
    return tuple(found) or None


def known_as(node, i):
    """Return an input, what the user calls it, and its axes."""
    v, taken = node.inputs[i], calls_around(node.trace and node.trace.location())
    while v.owner is not None and not v.name and isinstance(v.owner.op, (DimShuffle, Reshape, SpecifyShape)):
        made = v.where_made and v.where_made.location()
        if made is None or made.expression not in taken:
            break
        # a function of this package has moved the axes of what it was given
        v = v.owner.inputs[0]
    return v, name_of(v, taken), list(range(v.type.ndim))


def leaf(v, axis):
    """Return an array from which `v` is computed elementwise, without being repeated along an axis."""
    while v.owner is not None:
        if isinstance(v.owner.op, Elemwise):
            v = next((w for w in v.owner.inputs if not w.type.broadcastable[axis]), None)
        elif isinstance(v.owner.op, DimShuffle) and v.owner.op.new_order[axis] != "x":
            axis = v.owner.op.new_order[axis]
            v = v.owner.inputs[0]
        elif isinstance(v.owner.op, SpecifyShape):
            v = v.owner.inputs[0]
        else:
            break
        if v is None:
            break
    return v


def leaves(v, axis):
    """Return the arrays from which `v` is computed elementwise, without being repeated along an axis."""
    found, pending, seen = {}, [(v, axis)], set()
    for w, k in pending:
        if (w, k) in seen:
            continue
        seen.add((w, k))
        op, inputs = (None, ()) if w.owner is None else (w.owner.op, w.owner.inputs)
        if isinstance(op, Elemwise):
            pending += [(u, k) for u in inputs if not u.type.broadcastable[k]]
        elif isinstance(op, DimShuffle) and op.new_order[k] != "x":
            pending.append((inputs[0], op.new_order[k]))
        elif isinstance(op, SpecifyShape):
            pending.append((inputs[0], k))
        else:
            found[w] = None
    return list(found)
