"""Lists of values of one type, which this package has as Theano had them."""

from ....compat.names import typed_list
from ..conversion import converts, key_of
from ..typemap import exactly, type_of

OF_LISTS = {
    "typed_list.GetItem": typed_list.getitem,
    "typed_list.Extend": typed_list.extend,
    "typed_list.Reverse": typed_list.reverse,
    "typed_list.Length": typed_list.length,
}
# those whose last argument is a value of the list
OF_ELEMENTS = {
    "typed_list.Append": typed_list.append,
    "typed_list.Insert": typed_list.insert,
    "typed_list.Remove": typed_list.remove,
    "typed_list.Index": typed_list.index_,
    "typed_list.Count": typed_list.count,
}


def element(x, value):
    """Return a variable of the type of a list's elements."""
    return exactly(value, x.type.ttype)


@converts("typed_list.MakeList")
def convert_make_list(op, node, *values):
    made = type_of(node.outputs[0].type.ttype)
    return typed_list.make_list([exactly(x, made) for x in values])


@converts(*OF_LISTS)
def convert_list(op, node, x, *others):
    return OF_LISTS[key_of(type(op))](x, *others)


@converts(*OF_ELEMENTS)
def convert_with_element(op, node, x, *others):
    *index, value = others
    return OF_ELEMENTS[key_of(type(op))](x, *index, element(x, value))
