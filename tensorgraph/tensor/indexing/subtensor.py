"""Basic indexing: ``x[i, 1:j, ::-1]``, and setting or incrementing the selection.

An index is a tuple of entries. In an op each entry is a scalar type, which stands for the next input, or a slice of
such types and None; so ops are equal when they take the same kind of index.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

import numpy as np

from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.messages.called import with_type
from ...graph.op import Op, linear_R_op
from ...graph.type import Type
from ...graph.variable import Constant, Variable
from ...printing.precedence import SubtensorPrinter
from ...scalar import ScalarConstant, ScalarType, get_scalar_type
from ...scalar.dtypes import integer_dtypes, is_discrete
from ..types.constant import NotScalarConstantError, as_tensor_variable
from ..types.scalars import scalar_from_tensor
from ..types.type import TensorType, output
from .increments import check_value, update_grads, update_R_op, value_like, zero_grad_of
from .slices import slice_length

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ...typing import TensorLike
    from ..types.variable import TensorVariable


class AdvancedIndexingError(TypeError):
    """An entry is not basic: it needs advanced indexing."""


_int64 = get_scalar_type("int64")


def make_constant(args):
    """Return the entries of an index with Python integers as scalar constants."""
    return tuple([
        slice(*map(_as_constant, _parts(a))) if isinstance(a, slice) else _as_constant(a) for a in args
    ])


def _as_constant(part):
    if isinstance(part, (int, np.integer)) and not isinstance(part, (bool, np.bool_)):
        return ScalarConstant(_int64, part)
    return part


def index_type(entry, slice_ok=True):
    """Return the placeholder of an entry in ``idx_list``.

    Raises
    ------
    AdvancedIndexingError
        If the entry is not basic.
    TypeError
        If it is a number that is no integer.
    """
    if isinstance(entry, Type):
        if isinstance(entry, ScalarType) and entry.dtype in integer_dtypes:
            return entry
    elif isinstance(entry, Variable):
        t = entry.type
        if isinstance(t, ScalarType) or (isinstance(t, TensorType) and t.ndim == 0):
            if t.dtype in integer_dtypes:
                return get_scalar_type(t.dtype)
            if t.dtype != "bool":
                raise TypeError(
                    f"Expected an integer as index, not {with_type(entry)}.\nhint: use T.cast({entry.name or 'i'}, "
                    "'int64'); an integer input is T.lscalar('i')"
                )
    elif isinstance(entry, slice) and slice_ok:
        return slice(
            *[None if part is None else index_type(part, False) for part in (entry.start, entry.stop, entry.step)]
        )
    elif isinstance(entry, (int, np.integer)) and not isinstance(entry, (bool, np.bool_)):
        return _int64
    elif isinstance(entry, (float, np.floating)):
        raise TypeError(
            f"index must be integers or a boolean mask: {entry!r} is a float (Expected an integer).\nhint: use "
            f"int({entry!r}), and // instead of / for halves"
        )
    elif isinstance(entry, str):
        raise TypeError(
            f"index must be integers or a boolean mask: {entry!r} is a str.\nhint: variables have no named parts; keep "
            "variables in a dict, or use getattr for methods"
        )
    # the text names no entry: advanced indexing goes on from here
    raise AdvancedIndexingError("The index list is longer (or of another kind) than basic indexing takes")


def _parts(entry):
    return (entry.start, entry.stop, entry.step) if isinstance(entry, slice) else (entry,)


def index_variables(args):
    """Return the variables and integers of an index, in order."""
    return [part for entry in args for part in _parts(entry) if isinstance(part, (Variable, int, np.integer))]


def get_idx_list(inputs, idx_list, get_count=False):
    """Return the index made of `idx_list` and the `inputs` of a node (the indexed one first).

    Parameters
    ----------
    get_count : bool
        Also return how many of the inputs it takes.
    """
    values = list(inputs[1:])
    position = 0
    entries = []
    for entry in idx_list:
        parts = []
        for part in _parts(entry):
            if isinstance(part, Type):
                part = values[position]
                position += 1
            parts.append(part)
        entries.append(slice(*parts) if isinstance(entry, slice) else parts[0])
    return (tuple(entries), position) if get_count else tuple(entries)


def get_constant_idx(idx_list, inputs, allow_partial=True):
    """Return the index of a node, with constants as ints and the rest as variables.

    Raises
    ------
    NotScalarConstantError
        If a part is not constant and `allow_partial` is false.
    """
    def convert(part):
        if isinstance(part, Constant):
            return int(part.data)
        if isinstance(part, Variable):
            inner = part.owner.inputs[0] if part.owner is not None and part.owner.op == scalar_from_tensor else None
            if isinstance(inner, Constant):
                return int(inner.data)
            if not allow_partial:
                raise NotScalarConstantError(part)
        return part

    return [
        slice(*map(convert, _parts(e))) if isinstance(e, slice) else convert(e) for e in get_idx_list(inputs, idx_list)
    ]


def _as_index_scalar(a):
    if isinstance(a, Variable):
        return scalar_from_tensor(a) if isinstance(a.type, TensorType) else a
    return ScalarConstant(_int64, a)


def _index_text(idx_list):
    def text(entry):
        if isinstance(entry, slice):
            return ":".join("" if part is None else str(part) for part in _parts(entry))
        return str(entry)

    return ", ".join(map(text, idx_list))


def _index_key(idx_list):
    # slices have no hash
    return tuple(_parts(e) if isinstance(e, slice) else e for e in idx_list)


def _value_index(inputs, idx_list):
    """Return the NumPy index, which always gives an array (a view), even for a single element."""

    def convert(part):
        return None if part is None else operator.index(part)

    entries = get_idx_list(inputs, idx_list)
    return (*[slice(*map(convert, _parts(e))) if isinstance(e, slice) else convert(e) for e in entries], ...)


class _Indexing(Op):
    """Base class of basic indexing and its updates: `idx_list`."""

    _first = 1

    def _index_node_inputs(self, x, inputs):
        if len(self.idx_list) > x.type.ndim:
            raise IndexError("too many indices for array")
        inputs = tuple(map(_as_index_scalar, inputs))
        wanted = [part for e in self.idx_list for part in _parts(e) if part is not None]
        if len(inputs) != len(wanted):
            raise IndexError(f"{self} takes {len(wanted)} index values, not {len(inputs)}")
        for value, t in zip(inputs, wanted):
            if value.type != t:
                raise TypeError(f"Wrong type for Subtensor template. Expected {t}, got {value.type}.")
        return inputs

    @staticmethod
    def collapse(idxs, cond=lambda entry: isinstance(entry, Variable)):
        """Return the parts of an index for which `cond` holds, in order."""
        return [part for entry in idxs for part in _parts(entry) if cond(part)]

    @staticmethod
    def convert(entry, slice_ok=True):
        """Return the placeholder of an entry in ``idx_list``; see :func:`index_type`."""
        return index_type(entry, slice_ok)

    def connection_pattern(self, node):
        return [[i < self._first] for i in range(len(node.inputs))]

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._set_key()


class Subtensor(_Indexing):
    """``x[index]`` for an index of integers and slices: a view.

    Parameters
    ----------
    idx_list : sequence
        The entries, or their types.
    """

    view_map = {0: [0]}
    printer = SubtensorPrinter()

    def __init__(self, idx_list: Sequence[Any]) -> None:
        self.idx_list = tuple(map(index_type, idx_list))
        self._set_key()

    def _set_key(self):
        self._key = _index_key(self.idx_list)
        self._key_hash = hash((Subtensor, self._key))

    def __eq__(self, other):
        return self is other or (type(self) is type(other) and self._key == other._key)

    def __hash__(self):
        return self._key_hash

    def __str__(self):
        return f"{type(self).__name__}{{{_index_text(self.idx_list)}}}"

    def make_node(self, x, *inputs):
        x = as_tensor_variable(x)
        inputs = self._index_node_inputs(x, inputs)
        return Apply(self, [x, *inputs], [output(x.type.dtype, self._broadcastable(x, inputs))])

    def _broadcastable(self, x, inputs):
        flags = x.type.broadcastable
        if not any(flags):
            kept = sum(isinstance(e, slice) for e in self.idx_list)
            return (False,) * (kept + len(flags) - len(self.idx_list))
        result = []
        for e, flag in zip(get_constant_idx(self.idx_list, (x, *inputs)), flags):
            if isinstance(e, slice):
                known = all(part is None or isinstance(part, int) for part in _parts(e))
                result.append(flag and known and len(range(1)[e]) == 1)
        return (*result, *flags[len(self.idx_list):])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = inputs[0][_value_index(inputs, self.idx_list)]

    def infer_shape(self, node, shapes):
        entries = get_idx_list(node.inputs, self.idx_list)
        dims = []
        for e, n in zip(entries, shapes[0]):
            if isinstance(e, slice):
                dims.append(n if e == slice(None) else slice_length(n, e.start, e.stop, e.step))
        return [tuple(dims) + tuple(shapes[0][len(entries):])]

    def grad(self, inputs, grads):
        x, *index = inputs
        (gz,) = grads
        if is_discrete(x.type.dtype):
            gx = zero_grad_of(x)
        else:
            # an increment of zeros, since a later rule adds several of them without temporaries
            gx = IncSubtensor(self.idx_list)(x.zeros_like(), gz, *index)
        return [gx] + [DisconnectedType()() for _ in index]

    R_op = linear_R_op


class IncSubtensor(_Indexing):
    """`x` with ``x[index]`` set to `y`, or incremented by it.

    Parameters
    ----------
    idx_list : sequence
        The entries, or their types.
    inplace : bool
        Overwrite `x`.
    set_instead_of_inc : bool
        Replace instead of add.
    destroyhandler_tolerate_aliased : list of pairs, optional
        Inputs that may share memory although one of them is overwritten.
    """

    _first = 2

    def __init__(
        self, idx_list: Sequence[Any], inplace: bool = False, set_instead_of_inc: bool = False,
        destroyhandler_tolerate_aliased: Any = None
    ) -> None:
        self.idx_list = tuple(map(index_type, idx_list))
        self.inplace = inplace
        self.set_instead_of_inc = set_instead_of_inc
        self.destroyhandler_tolerate_aliased = list(destroyhandler_tolerate_aliased or [])
        if inplace:
            self.destroy_map = {0: [0]}
        self._set_key()

    def _set_key(self):
        self._key = _index_key(self.idx_list), self.inplace, self.set_instead_of_inc
        self._key_hash = hash((IncSubtensor, self._key))

    def __eq__(self, other):
        return self is other or (type(self) is type(other) and self._key == other._key)

    def __hash__(self):
        return self._key_hash

    def __str__(self):
        how = ("Inplace" if self.inplace else "") + ("Set" if self.set_instead_of_inc else "Inc")
        return f"{type(self).__name__}{{{how};{_index_text(self.idx_list)}}}"

    def make_node(self, x, y, *inputs):
        x, y = as_tensor_variable(x), as_tensor_variable(y)
        if y.ndim > x.ndim:
            raise ValueError(
                f"Trying to increment a {x.ndim}-dimensional subtensor with a {y.ndim}-dimensional value."
            )
        y = value_like(x, y, truncates=self.set_instead_of_inc)
        inputs = self._index_node_inputs(x, inputs)
        return Apply(self, [x, y, *inputs], [x.type()])

    def perform(self, node, inputs, output_storage):
        x, y = inputs[:2]
        if not self.inplace:
            x = x.copy()
        part = x[_value_index(inputs[1:], self.idx_list)]
        check_value(part.shape, y)
        if self.set_instead_of_inc:
            part[...] = y
        else:
            part += y
        output_storage[0][0] = x

    def infer_shape(self, node, shapes):
        return [shapes[0]]

    def grad(self, inputs, grads):
        (g,) = grads
        x, y, *index = inputs
        part = Subtensor(self.idx_list)
        if self.set_instead_of_inc:
            op = IncSubtensor(self.idx_list, set_instead_of_inc=True)
            gx = op(g, y.zeros_like(dtype=g.type.dtype), *index)
        else:
            gx = g
        return update_grads(x, y, gx, lambda: part(g, *index)) + [DisconnectedType()() for _ in index]

    def R_op(self, inputs, eval_points):
        return update_R_op(self, inputs, eval_points)


def indices_of(indices: TensorLike) -> TensorVariable:
    """Return indices as a tensor; of a list without any, NumPy makes floats, and here they are integers."""
    made = as_tensor_variable(indices)
    if isinstance(indices, (list, tuple)) and isinstance(made, Constant) and not made.data.size:
        return as_tensor_variable(made.data.astype("int64"))
    return made
