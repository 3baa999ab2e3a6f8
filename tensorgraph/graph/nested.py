"""Graphs as nested calls: ``Op1(*1 -> Op2(x), *1)``."""

from .traverse import io_toposort


def default_leaf_formatter(leaf):
    """Return the text of a variable without an owner."""
    return str(leaf)


def default_node_formatter(node, arguments):
    """Return the text of a node from the texts of its inputs."""
    return f"{node.op}({', '.join(arguments)})"


def as_string(i, o, leaf_formatter=default_leaf_formatter, node_formatter=default_node_formatter):
    """Return the texts of the outputs `o` of a graph with inputs `i`.

    A node that is needed more than once is written out at its first occurrence, as ``*1 -> ...``, and as ``*1`` after
    it.

    Parameters
    ----------
    i, o : list of Variable
    leaf_formatter, node_formatter : callable, optional
        ``leaf_formatter(variable)`` and ``node_formatter(node, texts of its inputs)``.

    Returns
    -------
    list of str

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> from tensorgraph.gof.graph import as_string
    >>> x = T.dscalar("x")
    >>> z = T.exp(x)
    >>> as_string([x], [z * z])
    ['Elemwise{mul,no_inplace}(*1 -> Elemwise{exp,no_inplace}(x), *1)']
    """
    ends = set(i)
    uses = {}
    for v in [*o, *(v for node in io_toposort(ends, o) for v in node.inputs)]:
        if v.owner is not None and v not in ends:
            uses[v.owner] = uses.get(v.owner, 0) + 1
    stars, texts = {}, []
    pending = [("variable", v) for v in reversed(o)]
    entered = set()
    while pending:
        kind, item = pending.pop()
        if kind == "node":
            first = len(texts) - len(item.inputs)
            text = node_formatter(item, texts[first:])
            texts[first:] = [f"*{stars[item]} -> {text}" if item in stars else text]
            continue
        node = item.owner
        if node is None or item in ends:
            texts.append(leaf_formatter(item))
        elif node in entered:
            texts.append(f"*{stars[node]}" + (f"::{item.index}" if len(node.outputs) > 1 else ""))
        else:
            entered.add(node)
            if uses[node] > 1:
                stars[node] = len(stars) + 1
            pending.append(("node", node))
            pending.extend(("variable", v) for v in reversed(node.inputs))
    return texts
