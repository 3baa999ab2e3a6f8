"""``theano.typed_list``: lists of values of one type as variables, and the operations on them."""

import copy

import numpy as np

from ...config import config
from ...graph.apply import Apply
from ...graph.op import Op
from ...graph.type import Type
from ...graph.variable import Constant, Variable
from ...tensor.indexing.type_other import SliceType, make_slice
from ...tensor.types.constant import as_tensor_variable, constant
from ...tensor.types.type import TensorType
from ..rewriting.local import local_optimizer
from ..rewriting.navigator import TopoOptimizer
from ..rewriting.optdb import optdb

__all__ = [
    "Append", "Count", "Extend", "GetItem", "Index", "Insert", "Length", "MakeList", "Remove", "Reverse",
    "TypedListConstant", "TypedListType", "TypedListVariable", "append", "count", "extend", "getitem", "index_",
    "insert", "length", "make_list", "remove", "reverse", "typed_list_inplace_opt",
]


class _ListOperators:
    """The methods of a Python list; those that would change it return a new list."""

    def __getitem__(self, index):
        return getitem(self, index)

    def __iter__(self):
        raise TypeError("a typed list has no length that is known before it runs: it cannot be iterated over")

    def __len__(self):
        # a variable: Python refuses it in ``len(x)``, but programs call ``x.__len__()``
        return length(self)

    def append(self, toAppend):
        return append(self, toAppend)

    def extend(self, toAppend):
        return extend(self, toAppend)

    def insert(self, index, toInsert):
        return insert(self, index, toInsert)

    def remove(self, toRemove):
        return remove(self, toRemove)

    def reverse(self):
        return reverse(self)

    def count(self, elem):
        return count(self, elem)

    def ind(self, elem):
        # ``index`` of a variable is its place among the outputs of its node
        return index_(self, elem)

    ttype = property(lambda self: self.type.ttype)
    dtype = property(lambda self: self.type.dtype)
    ndim = property(lambda self: self.type.ndim)


class TypedListVariable(_ListOperators, Variable):
    """A list of values of one type."""


class TypedListConstant(_ListOperators, Constant):
    """A constant list."""


class TypedListType(Type):
    """The type of lists of values of another type.

    Parameters
    ----------
    ttype : Type
        The type of the elements, which may be a list again.
    depth : int
        How many more lists are around them.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.typed_list import TypedListType
    >>> vectors = TypedListType(T.dvector)("vectors")
    >>> theano.function([vectors], vectors[-1] * 2)([[1.0], [2.0, 3.0]])
    array([4., 6.])
    """

    Variable = TypedListVariable
    Constant = TypedListConstant

    def __init__(self, ttype, depth=0):
        if depth < 0:
            raise ValueError(f"the depth of a list of lists is 0 or more, not {depth}")
        if not isinstance(ttype, Type):
            raise TypeError(f"a typed list is one of values of a Type, not of {ttype!r}")
        self.ttype = TypedListType(ttype, depth - 1) if depth else ttype

    def filter(self, x, strict=False, allow_downcast=None):
        """Return `x` as a list of filtered elements; with `strict` it must be one already."""
        if strict:
            if not isinstance(x, list):
                raise TypeError(f"Expected a python list, got {type(x).__name__}")
            for element in x:
                self.ttype.filter(element, strict=True)
            return x
        return [self.ttype.filter(element, allow_downcast=allow_downcast) for element in x]

    def __eq__(self, other):
        return type(self) is type(other) and self.ttype == other.ttype

    def __hash__(self):
        return hash((type(self), self.ttype))

    def __str__(self):
        return f"TypedList <{self.ttype}>"

    __repr__ = __str__

    def get_depth(self):
        """Return the number of lists around this one's elements."""
        return self.ttype.get_depth() + 1 if isinstance(self.ttype, TypedListType) else 0

    def values_eq(self, a, b):
        """Return True if all elements are equal."""
        return len(a) == len(b) and all(self.ttype.values_eq(x, y) for x, y in zip(a, b))

    def values_eq_approx(self, a, b):
        """Return True if all elements are equal up to rounding."""
        return len(a) == len(b) and all(self.ttype.values_eq_approx(x, y) for x, y in zip(a, b))

    def may_share_memory(self, a, b):
        """Return True if a list or an element shares memory with another one."""
        if a is b:
            return True
        firsts, seconds = [v if isinstance(v, list) else [v] for v in (a, b)]
        return any(np.may_share_memory(x, y) for x in _leaves(firsts) for y in _leaves(seconds))

    dtype = property(lambda self: self.ttype)
    ndim = property(lambda self: self.ttype.ndim + 1)


def _leaves(values):
    """Yield the arrays in nested lists."""
    pending = list(values)
    while pending:
        value = pending.pop()
        if isinstance(value, list):
            pending += value
        elif isinstance(value, np.ndarray):
            yield value


def _checked(x):
    """Return `x` after a check that it is a variable of lists."""
    if not isinstance(getattr(x, "type", None), TypedListType):
        raise TypeError(f"a typed list is needed, not {x!r}")
    return x


def _element(x, value):
    """Return `value` as a variable of the type of the elements of `x`."""
    return x.type.ttype.filter_variable(value)


def _index(index):
    """Return an index as an int64 scalar variable."""
    if not isinstance(index, Variable):
        return constant(index, ndim=0, dtype="int64")
    if not isinstance(index.type, TensorType) or index.type.ndim or index.type.dtype != "int64":
        raise TypeError(f"Expected scalar or slice as index, of int64; got {index} of {index.type}")
    return index


class GetItem(Op):
    """An element of a list, or a part of the list."""

    __props__ = ()
    view_map = {0: [0]}

    def make_node(self, x, index):
        x = _checked(x)
        if isinstance(index, slice):
            index = make_slice(index)
        if isinstance(index, Variable) and isinstance(index.type, SliceType):
            return Apply(self, [x, index], [x.type()])
        return Apply(self, [x, _index(index)], [x.type.ttype()])

    def perform(self, node, inputs, output_storage):
        x, index = inputs
        output_storage[0][0] = x[index if isinstance(index, slice) else int(index)]


class _Change(Op):
    """A changed list, which shares its elements with the old one.

    Parameters
    ----------
    inplace : bool
        Whether the list itself is changed.
    """

    __props__ = ("inplace",)

    def __init__(self, inplace=False):
        self.inplace = inplace
        if inplace:
            self.destroy_map = {0: [0]}
        else:
            self.view_map = {0: [0]}

    def __str__(self):
        return type(self).__name__

    def make_node(self, x, *others):
        x = _checked(x)
        return Apply(self, [x, *self.operands(x, *others)], [x.type()])

    def perform(self, node, inputs, output_storage):
        x, *others = inputs
        changed = x if self.inplace else list(x)
        self.change(node.inputs[0].type.ttype, changed, *others)
        output_storage[0][0] = changed


class Append(_Change):
    """A list with one more element at its end."""

    def operands(self, x, value):
        return [_element(x, value)]

    def change(self, ttype, x, value):
        # an output may be a view of one input only
        x.append(copy.deepcopy(value))


class Extend(_Change):
    """A list followed by another one."""

    def operands(self, x, other):
        return [x.type.filter_variable(other)]

    def change(self, ttype, x, other):
        x.extend(copy.deepcopy(other))


class Insert(_Change):
    """A list with one more element before a place."""

    def operands(self, x, index, value):
        return [_index(index), _element(x, value)]

    def change(self, ttype, x, index, value):
        x.insert(int(index), copy.deepcopy(value))


class Remove(_Change):
    """A list without the first element of a value, or the whole list if there is none."""

    def operands(self, x, value):
        return [_element(x, value)]

    def change(self, ttype, x, value):
        for i, element in enumerate(x):
            if ttype.values_eq(element, value):
                del x[i]
                return


class Reverse(_Change):
    """A reversed list."""

    def operands(self, x):
        return []

    def change(self, ttype, x):
        x.reverse()


class _Search(Op):
    """A number of floatX from a list and a value."""

    __props__ = ()

    def make_node(self, x, elem):
        x = _checked(x)
        return Apply(self, [x, _element(x, elem)], [TensorType(config.floatX, ())()])

    def perform(self, node, inputs, output_storage):
        x, value = inputs
        same = node.inputs[0].type.ttype.values_eq
        found = self.search([i for i, element in enumerate(x) if same(element, value)])
        output_storage[0][0] = np.asarray(found, dtype=node.outputs[0].type.dtype)


class Index(_Search):
    """The position of the first element with a value.

    Raises
    ------
    ValueError
        In a call, if there is none.
    """

    def search(self, places):
        if not places:
            raise ValueError("the value is not in the list")
        return places[0]


class Count(_Search):
    """The number of elements with a value."""

    def search(self, places):
        return len(places)


class Length(Op):
    """The number of elements of a list, an int64."""

    __props__ = ()

    def make_node(self, x):
        return Apply(self, [_checked(x)], [TensorType("int64", ())()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = np.asarray(len(inputs[0]), dtype="int64")


class MakeList(Op):
    """A list of variables of one type.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.typed_list import make_list
    >>> x = T.dscalar("x")
    >>> theano.function([x], make_list([x, 2 * x]))(3.0)
    [array(3.), array(6.)]
    """

    __props__ = ()

    def make_node(self, a):
        if not isinstance(a, (tuple, list)) or not a:
            raise TypeError(f"make_list takes a list or tuple with at least one element, not {a!r}")
        variables = [v if isinstance(v, Variable) else as_tensor_variable(v) for v in a]
        if any(v.type != variables[0].type for v in variables):
            types = [str(v.type) for v in variables]
            raise TypeError(f"a typed list has elements of one type, not of {types}: use T.cast or dimshuffle")
        return Apply(self, variables, [TypedListType(variables[0].type)()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = [copy.deepcopy(value) for value in inputs]


getitem = GetItem()
append, extend, insert, remove, reverse = Append(), Extend(), Insert(), Remove(), Reverse()
index_, count, length, make_list = Index(), Count(), Length(), MakeList()


@local_optimizer([Append, Extend, Insert, Remove, Reverse], inplace=True)
def typed_list_inplace_opt(node):
    """Change the list in place if nothing reads it afterwards."""
    # a TopoOptimizer asks for every node
    if not isinstance(node.op, _Change) or node.op.inplace:
        return False
    return [type(node.op)(inplace=True)(*node.inputs)]


if "typed_list_inplace_opt" not in optdb:
    optdb.register(
        "typed_list_inplace_opt",
        TopoOptimizer(typed_list_inplace_opt, failure_callback=TopoOptimizer.warn_inplace),
        60,
        "fast_run",
        "inplace",
    )
