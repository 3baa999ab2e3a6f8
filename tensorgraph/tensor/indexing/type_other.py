"""The types of index entries other than numbers: slices, and None for a new axis."""

from ...graph.apply import Apply
from ...graph.op import Op
from ...graph.type import Generic, Type
from ...graph.variable import Constant, Variable
from ...scalar.dtypes import integer_dtypes
from ..types.constant import as_tensor_variable


class NoneTypeT(Generic):
    """The type whose only value is None."""

    def filter(self, data, strict=False, allow_downcast=None):
        if data is not None:
            raise TypeError(f"Expected None, got {data!r}")
        return data


class NoneConstant(Constant):
    """None as a constant; all of them are equal."""

    def signature(self):
        return self.type, None

    def __str__(self):
        return "NoneConst"


none_type_t = NoneTypeT()
NoneTypeT.Constant = NoneConstant
NoneConst = NoneConstant(none_type_t, None)


class SliceType(Type):
    """The type of slices of integers."""

    def filter(self, data, strict=False, allow_downcast=None):
        if not isinstance(data, slice):
            raise TypeError("Expected a slice!")
        return data

    def __eq__(self, other):
        return type(self) is type(other)

    def __hash__(self):
        return hash(SliceType)

    def __str__(self):
        return "slice"


class SliceConstant(Constant):
    """A constant slice."""

    def signature(self):
        return self.type, self.data.start, self.data.stop, self.data.step

    def __str__(self):
        return f"SliceConstant{{{self.data.start}, {self.data.stop}, {self.data.step}}}"


SliceType.Constant = SliceConstant
slicetype = SliceType()


def as_int_none_variable(x):
    """Convert `x` to a 0-d integer tensor, or None to :data:`NoneConst`."""
    if x is None or isinstance(getattr(x, "type", None), NoneTypeT):
        return NoneConst
    x = as_tensor_variable(x, ndim=0)
    if x.type.dtype not in integer_dtypes:
        raise TypeError("index must be integers")
    return x


class MakeSlice(Op):
    """A slice made of three integers that may be None."""

    __props__ = ()

    def make_node(self, start, stop=None, step=None):
        if isinstance(start, slice):
            start, stop, step = start.start, start.stop, start.step
        return Apply(self, [as_int_none_variable(x) for x in (start, stop, step)], [slicetype()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = slice(*[None if x is None else int(x) for x in inputs])

    def connection_pattern(self, node):
        return [[False], [False], [False]]


make_slice = MakeSlice()


def slice_parts(v):
    """Return ``(start, stop, step)`` of a slice variable, each an int, None or a tensor, or None if unknown."""
    if isinstance(v, Constant):
        return v.data.start, v.data.stop, v.data.step
    if isinstance(v, Variable) and v.owner is not None and isinstance(v.owner.op, MakeSlice):
        parts = []
        for part in v.owner.inputs:
            if isinstance(part, Constant):
                parts.append(None if part.data is None else int(part.data))
            else:
                parts.append(part)
        return tuple(parts)
    return None
