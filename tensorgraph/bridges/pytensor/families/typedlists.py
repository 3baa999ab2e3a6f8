"""Lists of values of one type, which this package has as Theano had them."""

from ....compat.names import typed_list
from ..conversion import converts
from ..typemap import exactly, type_of


def element(x, value):
    """Return a variable of the type of a list's elements."""
    return exactly(value, x.type.ttype)


@converts("typed_list.MakeList")
def convert_make_list(op, node, *values):
    made = type_of(node.outputs[0].type.ttype)
    return typed_list.make_list([exactly(x, made) for x in values])


@converts("typed_list.GetItem")
def convert_item(op, node, x, index):
    return typed_list.getitem(x, index)


@converts("typed_list.Append")
def convert_append(op, node, x, value):
    return typed_list.append(x, element(x, value))


@converts("typed_list.Extend")
def convert_extend(op, node, x, other):
    return typed_list.extend(x, other)


@converts("typed_list.Insert")
def convert_insert(op, node, x, index, value):
    return typed_list.insert(x, index, element(x, value))


@converts("typed_list.Remove")
def convert_remove(op, node, x, value):
    return typed_list.remove(x, element(x, value))


@converts("typed_list.Reverse")
def convert_reverse(op, node, x):
    return typed_list.reverse(x)


@converts("typed_list.Index")
def convert_index(op, node, x, value):
    return typed_list.index_(x, element(x, value))


@converts("typed_list.Count")
def convert_count(op, node, x, value):
    return typed_list.count(x, element(x, value))


@converts("typed_list.Length")
def convert_length(op, node, x):
    return typed_list.length(x)
