"""Graphs with some of their variables replaced."""

from ..graph.traverse import clone_replace, io_toposort
from ..graph.variable import Constant


def replace_equal(outputs, replace):
    """Copies of `outputs` that read the values of the dict `replace` wherever they compute what its keys compute.

    Parameters
    ----------
    outputs : list of Variable
    replace : dict
        From variables to variables of the same type.

    Returns
    -------
    list of Variable
    """
    numbers, ids = {}, {}

    def number(key):
        return numbers.setdefault(key, len(numbers))

    def of(v):
        if v not in ids:
            ids[v] = number(v.signature() if isinstance(v, Constant) else v)
        return ids[v]

    roots = [*replace, *outputs]
    for node in io_toposort([], roots):
        made = number((node.op, tuple([of(v) for v in node.inputs])))
        for v in node.outputs:
            ids[v] = number((made, v.index))
    new = {of(v): w for v, w in replace.items()}
    return clone_replace(outputs, {v: new[n] for v, n in ids.items() if n in new})
