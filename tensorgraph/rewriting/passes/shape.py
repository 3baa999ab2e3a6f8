"""The shape of every variable as a small graph, so that no array is computed just for its shape."""

import warnings
from contextlib import suppress

from ...graph.apply import Apply
from ...graph.features import Feature
from ...graph.messages.called import shortened, with_type
from ...graph.variable import Constant
from ...scalar.dtypes import is_discrete
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.elementwise.math import cast
from ...tensor.indexing.subtensor import Subtensor, get_constant_idx
from ...tensor.shape.shape import Shape, Shape_i
from ...tensor.types.constant import NotScalarConstantError, as_tensor_variable, get_scalar_constant_value
from ...tensor.types.scalars import ScalarFromTensor, TensorFromScalar
from ...userline import user_level
from ..values import constant_value, make_constant


class ShapeFeature(Feature):
    """A feature that gives the lengths of variables as int64 scalars, derived on demand.

    Lengths of the outputs of an op come from its ``infer_shape``; all others are ``Shape_i`` nodes.
    """

    def __init__(self):
        self.known = {}
        self._asked = {}
        # variables that lengths use, and from each variable to those whose lengths depend on it
        self._used = set()
        self._derived = {}

    @property
    def shape_of(self):
        """The lengths by variable, derived when they are read: Theano's name for :meth:`shape`."""
        return LengthsByVariable(self)

    def on_attach(self, fgraph):
        fgraph.shapes = fgraph.shape_feature = self  # the second is Theano's name

    def on_detach(self, fgraph):
        fgraph.shapes = None
        del fgraph.shape_feature

    def on_change_input(self, fgraph, node, i, old, new, reason=None):
        known = self.known.get(old)
        if known is not None and new not in self.known:
            self.known[new] = known
            self._derived.setdefault(old, []).append(new)
        if isinstance(node, Apply) and isinstance(node.op, Shape_i):
            # lengths that use outputs of this node read the new variable from now on
            self._used.add(new)
            self._derived.setdefault(new, []).append(old)

    def on_prune(self, fgraph, node, reason=None):
        """Forget lengths that read pruned variables, which they would recompute."""
        pending = [v for v in node.outputs if v in self._used]
        while pending:
            v = pending.pop()
            self.known.pop(v, None)
            pending.extend(self._derived.pop(v, ()))

    # ------------------------------------------------------------- queries

    def shape(self, v):
        """Return the tuple of lengths of `v`."""
        shapes = self.known
        found = shapes.get(v)
        if found is not None:
            return found
        pending = [v]
        while pending:
            w = pending[-1]
            if w in shapes:
                pending.pop()
                continue
            node = w.owner
            window = None if node is None else window_of(w)
            if window is not None:
                sliced = window.owner.inputs[0]
                if sliced not in shapes:
                    pending.append(sliced)
                    continue
                shapes[w] = self._of_window(window, shapes[sliced])
                for source in (window, sliced):
                    self._derived.setdefault(source, []).append(w)
                pending.pop()
                continue
            if node is None or not hasattr(node.op, "infer_shape"):
                shapes[w] = self.unknown(w)
                pending.pop()
                continue
            missing = [u for u in node.inputs if u not in shapes and hasattr(u.type, "ndim")]
            if missing:
                pending.extend(missing)
                continue
            pending.pop()
            self._infer(node)
        return shapes[v]

    def dim(self, v, i):
        """Return the length of axis `i` of `v`."""
        return self.shape(v)[i]

    def is_length(self, n, v, i):
        """Return True if `n`, an int or scalar variable, is known to be the length of axis `i` of `v`."""
        if not hasattr(n, "type"):
            n = as_length(n)
        if v.type.broadcastable[i]:
            return constant_value(n) == 1
        own = self.dim(v, i)
        return n is own or same_length(n, own)

    def same_shape(self, x, y, dim_x=None, dim_y=None):
        """Return True if `x` and `y` are known to have the same shape, or axes `dim_x` and `dim_y` the same length.

        Raises
        ------
        IndexError
            If there is no such axis.
        """
        left, right = self.shape(x), self.shape(y)
        if dim_x is not None:
            left = (left[dim_x],)
        if dim_y is not None:
            right = (right[dim_y],)
        return len(left) == len(right) and all(a is b or same_length(a, b) for a, b in zip(left, right))

    # ------------------------------------------------------------- derivation

    def _infer(self, node):
        shapes = self.known
        given = [shapes[u] if hasattr(u.type, "ndim") else None for u in node.inputs]
        try:
            inferred = node.op.infer_shape(node, given)
            mistake = _mistake(node, inferred)
        except NotImplementedError:
            # the op cannot tell
            inferred, mistake = None, ""
        except Exception as error:
            inferred, mistake = None, f"it raised {type(error).__name__}: {error}"
        if mistake and type(node.op).__module__.partition(".")[0] != __name__.partition(".")[0]:
            warnings.warn(
                f"{type(node.op).__name__}.infer_shape is wrong, and lengths are read from the values: {mistake}. It "
                "must return a list with a tuple of lengths for each output", stacklevel=user_level()
            )
        if inferred is None or mistake:
            inferred = [None] * len(node.outputs)
        for u in node.inputs:
            self._derived.setdefault(u, []).extend(node.outputs)
            if is_discrete(getattr(u.type, "dtype", "int64")):
                self._used.add(u)       # it may be a length itself
        for v, lengths in zip(node.outputs, inferred):
            if v in shapes:
                continue
            if not hasattr(v.type, "ndim"):
                shapes[v] = ()
            elif lengths is None or len(lengths) != v.type.ndim:
                shapes[v] = self.unknown(v)
            else:
                shapes[v] = tuple(
                    make_constant(1, "int64", 0) if one else as_length(n)
                    for n, one in zip(lengths, v.type.broadcastable)
                )
                self._note_reads(v, given)

    def _note_reads(self, v, given):
        """Remember the variables whose lengths an op has read itself for those of `v`, beside the `given` ones."""
        seen = {n for lengths in given if lengths is not None for n in lengths}
        pending = list(self.known[v])
        while pending:
            n = pending.pop()
            node = n.owner
            if n in seen or node is None:
                continue
            seen.add(n)
            if isinstance(node.op, (Shape, Shape_i)):
                (read,) = node.inputs
                self._used.add(read)
                if read is not v:
                    self._derived.setdefault(read, []).append(v)
            elif not hasattr(node, "fgraph"):
                # nodes of a graph were there before
                pending.extend(node.inputs)

    def unknown(self, v):
        """Return the lengths of `v`, read from its value."""
        if isinstance(v, Constant) and hasattr(v.data, "shape"):
            return tuple(make_constant(n, "int64", 0) for n in v.data.shape)
        if not hasattr(v.type, "broadcastable"):
            return ()
        return tuple(
            make_constant(1, "int64", 0) if one else self._read(v, i) for i, one in enumerate(v.type.broadcastable)
        )

    def _of_window(self, v, given):
        """Return the lengths of a slice: of the axes that are sliced as they are read, of others as `given`."""
        entries = get_constant_idx(v.owner.op.idx_list, v.owner.inputs)
        entries += [slice(None)] * (len(given) - len(entries))
        lengths = [(n, entry) for n, entry in zip(given, entries) if isinstance(entry, slice)]
        read = self.unknown(v)
        return tuple(n if is_whole(entry) else own for own, (n, entry) in zip(read, lengths))

    def _read(self, v, i):
        # one length for equal slices of a variable
        node = v.owner
        key = (v, i) if node is None else (node.op, *node.inputs, v.index, i)
        found = self._asked.get(key)
        if found is None:
            found = self._asked[key] = Shape_i(i)(v)
        read = found.owner.inputs[0]
        self._used.add(read)
        if read is not v:
            self._derived.setdefault(read, []).append(v)
        return found


def is_whole(entry):
    """Return True if a slice takes all elements of an axis, from either end."""
    if entry.start is not None or entry.stop is not None:
        return False
    return entry.step is None or isinstance(entry.step, int) and abs(entry.step) == 1


class LengthsByVariable:
    """A mapping from variables to their lengths."""

    def __init__(self, feature):
        self._feature = feature

    def __contains__(self, v):
        return hasattr(v.type, "ndim")

    def __getitem__(self, v):
        return self._feature.shape(v)

    def __setitem__(self, v, lengths):
        self._feature.known[v] = lengths

    def get(self, v, default=None):
        return self[v] if v in self else default


def window_of(v):
    """Return a slice of an existing variable that is as long as the slice `v`: reading its length is free."""
    node = v.owner
    if not isinstance(node.op, Subtensor) or len(node.inputs) == 1:
        return None
    x = node.inputs[0]
    while x.owner is not None:
        if not isinstance(x.owner.op, Elemwise):
            return None
        pattern = x.type.broadcastable
        x = next((w for w in x.owner.inputs if w.type.broadcastable == pattern and not isinstance(w, Constant)), None)
        if x is None:
            return None
    return v if x is node.inputs[0] else node.op(x, *node.inputs[1:])


def as_length(n):
    """Return an int or an integer variable as an int64 scalar."""
    if not hasattr(n, "type"):
        return make_constant(int(n), "int64", 0)
    value = constant_value(n)
    if value is None and n.owner is not None and all(isinstance(v, Constant) for v in n.owner.inputs):
        # such as a number that an op widened, or read from a vector
        with suppress(NotScalarConstantError):
            value = get_scalar_constant_value(n)
    if value is not None:
        return make_constant(int(value), "int64", 0)
    if not hasattr(n.type, "broadcastable") or not hasattr(n, "dimshuffle"):
        n = as_tensor_variable(n)
    if n.type.dtype != "int64":
        n = cast(n, "int64")
    return n


def same_length(a, b):
    """Return True if two lengths read the same axis of one variable, or are equal constants."""
    if a is b:
        return True
    va, vb = constant_value(a), constant_value(b)
    if va is not None or vb is not None:
        return va is not None and vb is not None and va == vb
    a, b = unwrapped(a), unwrapped(b)
    if a is b:
        return True
    x, y = a.owner, b.owner
    if x is None or y is None or not isinstance(x.op, Shape_i) or not isinstance(y.op, Shape_i):
        return False
    return x.op == y.op and x.inputs[0] is y.inputs[0]


def have_same_shape(fgraph, x, y):
    """Return True if `x` and `y` of a graph are known to have the same shape."""
    shapes = fgraph.shapes
    return shapes is not None and shapes.same_shape(x, y)


def unwrapped(n):
    """Return a length without the conversion between tensor and scalar around it."""
    node = n.owner
    if node is not None and isinstance(node.op, (ScalarFromTensor, TensorFromScalar)):
        return node.inputs[0]
    return n


def attach_shapes(fgraph):
    """Attach the :class:`ShapeFeature`."""
    if fgraph.shapes is None:
        fgraph.attach_feature(ShapeFeature())


def detach_shapes(fgraph):
    """Detach the :class:`ShapeFeature`, which would keep replaced graphs alive."""
    if fgraph.shapes is not None:
        fgraph.remove_feature(fgraph.shapes)


def _mistake(node, inferred):
    """Return what is wrong with the result of ``infer_shape``, or ""."""
    if not isinstance(inferred, (list, tuple)):
        return f"it returned {shortened(repr(inferred))}, which is no list"
    if len(inferred) != len(node.outputs):
        return f"it returned {len(inferred)} shapes for {len(node.outputs)} outputs"
    for v, lengths in zip(node.outputs, inferred):
        if lengths is None or not hasattr(v.type, "ndim"):
            continue
        if not isinstance(lengths, (list, tuple)):
            return f"it returned {with_type(lengths)}, which is no tuple of lengths"
        if len(lengths) != v.type.ndim:
            return f"it returned {len(lengths)} lengths for an output of {v.type.ndim} dimensions"
    return ""
