"""Types, constants and variables of PyTensor, as ours."""

from importlib import import_module

import numpy as np

from ...graph.type import generic
from ...graph.variable import Variable
from ...scalar.dtypes import upcast
from ...tensor.elementwise.math import cast
from ...tensor.indexing.type_other import NoneConst, make_slice, none_type_t, slicetype
from ...tensor.random.generator import generator_type
from ...tensor.shape.rebroadcast import patternbroadcast
from ...tensor.shape.shape import specify_shape
from ...tensor.types.constant import as_tensor_variable, constant
from ...tensor.types.type import TensorType

OTHERS = {"RandomGeneratorType": generator_type, "SliceType": slicetype, "NoneTypeT": none_type_t}
ARRAYS = ("TensorType", "ScalarType", "XTensorType")
KINDS = ("SparseTensorType", "TypedListType", *ARRAYS, *OTHERS)


def kind_of(type_):
    """Return the name of a class of PyTensor's types that a type belongs to."""
    names = [cls.__name__ for cls in type(type_).__mro__]
    for name in KINDS:
        if name in names:
            return name
    return names[0]


def pattern_of(type_):
    """Return which axes of a type of PyTensor are known to have length 1."""
    return tuple([n == 1 for n in getattr(type_, "shape", ())])


def type_of(type_):
    """Return our type of a type of PyTensor; what we don't have becomes ``generic``."""
    kind = kind_of(type_)
    if kind in ARRAYS:
        return TensorType(type_.dtype, pattern_of(type_))
    if kind == "SparseTensorType":
        # it takes long to import, and few graphs are sparse
        return import_module("tensorgraph.sparse.type").SparseType(type_.format, type_.dtype)
    if kind == "TypedListType":
        return import_module("tensorgraph.compat.names.typed_list").TypedListType(type_of(type_.ttype))
    return OTHERS.get(kind, generic)


def variable_of(v):
    """Return our variable of a constant or an input of PyTensor.

    Slices and None that are constant stay Python's values: they are parts of indices.
    """
    data = getattr(v, "data", None)
    if not hasattr(v, "data"):
        return type_of(v.type).make_variable(v.name)
    if data is None or isinstance(data, slice):
        return data
    made = type_of(v.type)
    if isinstance(made, TensorType):
        return fitted(constant(np.asarray(data), dtype=v.type.dtype), v.type)
    return made.make_constant(data)


def fitted(z, type_, may_be_wider=False):
    """Return our variable with the dtype and the axes of length 1 of a type of PyTensor.

    Parameters
    ----------
    z : Variable
    type_ : Type
        PyTensor's.
    may_be_wider : bool
        Leave a dtype that holds all values of the type's.
    """
    if not isinstance(getattr(z, "type", None), TensorType):
        return z
    dtype = getattr(type_, "dtype", None)
    wider = may_be_wider and dtype is not None and upcast(dtype, z.type.dtype) == z.type.dtype
    if dtype is not None and z.type.dtype != dtype and not wider:
        z = cast(z, dtype)
    known = pattern_of(type_)
    if len(known) != z.type.ndim:
        # a scalar operation, applied to arrays
        return z
    pattern = tuple([a or b for a, b in zip(known, z.type.broadcastable)])
    return z if pattern == z.type.broadcastable else patternbroadcast(z, pattern)


def exactly(x, row):
    """Return a variable with the axes of length 1 that a type of ours has, behind further ones in front."""
    if not isinstance(x, Variable):
        x = as_tensor_variable(x)
    if not hasattr(row, "broadcastable") or not hasattr(x.type, "broadcastable"):
        return x
    front = x.type.ndim - len(row.broadcastable)
    pattern = (*x.type.broadcastable[:front], *row.broadcastable)
    return x if pattern == x.type.broadcastable else patternbroadcast(x, pattern)


def asserted(z, type_):
    """Return our variable with the lengths above 1 that a type of PyTensor knows, which are checked at each call."""
    lengths = getattr(type_, "shape", ()) if isinstance(z.type, TensorType) else ()
    if all(n in (1, None) for n in lengths):
        return z
    return specify_shape(z, [z.shape[i] if n is None else n for i, n in enumerate(lengths)])


def as_variable(x):
    """Return a part of an index, Python's None or slice, as a variable of ours."""
    if isinstance(x, Variable):
        return x
    return NoneConst if x is None else make_slice(x)
