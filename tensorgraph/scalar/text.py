"""The text of a scalar graph: ``(i0 * sqr(i1))``."""

from ..graph.traverse import io_toposort

LONGEST = 4000
"""Length above which repeated subexpressions are named, since sharing would double the text with each level."""


def graph_text(inputs, outputs, names=None):
    """Return the text of the outputs, with the inputs called i0, i1, ... or by `names`.

    Operators stand between their inputs, always in parentheses; everything else is a function call.
    """
    text = dict(zip(inputs, names)) if names else {v: f"i{i}" for i, v in enumerate(inputs)}
    uses = {}
    nodes = io_toposort(inputs, outputs)
    for node in nodes:
        for v in node.inputs:
            uses[v] = uses.get(v, 0) + 1
    named = []
    for node in nodes:
        arguments = [text[v] if v in text else str(v) for v in node.inputs]
        operator = node.op.operator
        if operator is None:
            made = f"{node.op}({', '.join(arguments)})"
        elif len(arguments) == 1:
            made = f"({operator}{arguments[0]})"
        else:
            made = f"({f' {operator} '.join(arguments)})"
        for i, v in enumerate(node.outputs):
            whole = made if len(node.outputs) == 1 else f"{made}.{i}"
            if len(whole) > LONGEST and uses.get(v, 0) > 1:
                named.append(f"t{len(named)} = {whole}")
                whole = named[-1].split(" ", 1)[0]
            text[v] = whole
    return ", ".join(named + [text[v] if v in text else str(v) for v in outputs])
