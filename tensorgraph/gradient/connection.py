"""Differentiable paths from variables to a cost."""

from ..graph.messages.called import node_text
from ..graph.messages.usersfunction import call_method


def connection_pattern(node):
    """Return the connection pattern of a node: which outputs depend on which inputs.

    Returns
    -------
    list of list of bool or None
        ``pattern[input][output]``; None if every output depends on every input.

    Raises
    ------
    TypeError
        If the op's ``connection_pattern`` returns something else.
    """
    declared = getattr(node.op, "connection_pattern", None)
    if declared is None:
        return None
    pattern = call_method(declared, (node,), "connection_pattern(self, node)")
    wanted = (
        f"{node.op}.connection_pattern should return list of list of bool, a row for each input with a bool for each "
        "output"
    )
    if not isinstance(pattern, list):
        raise TypeError(f"{wanted}, and returned {pattern!r}.\n{node_text(node)}")
    if len(pattern) != len(node.inputs):
        raise ValueError(
            f"{node.op}.connection_pattern should have {len(node.inputs)} rows but has {len(pattern)}: one for each "
            f"input.\n{node_text(node)}"
        )
    for i, row in enumerate(pattern):
        if not isinstance(row, list):
            raise TypeError(f"{wanted}; row {i} is {row!r}.\n{node_text(node)}")
        if len(row) != len(node.outputs):
            raise ValueError(
                f"{node.op}.connection_pattern should have {len(node.outputs)} columns but row {i} has {len(row)}: one "
                f"for each output.\n{node_text(node)}"
            )
    return pattern


class Connections:
    """The part of a graph through which gradients of some outputs flow back to some variables.

    Parameters
    ----------
    outputs : list of Variable
        Where gradients start.
    wrt : list of Variable
        Where they are asked for.
    consider_constant : collection of Variable
        Nothing flows back through these.

    Attributes
    ----------
    uses : dict
        From a variable to a dict from each node that uses it to the list of the input positions;
        only of variables that depend on some of `wrt`.
    """

    def __init__(self, outputs, wrt, consider_constant=()):
        self._patterns = {}
        self.uses = {}
        self._walk_back(outputs, set(consider_constant))
        self._drop_unread_beginnings(set(outputs))
        self._keep_descendants(wrt)

    def pattern(self, node):
        """Return the connection pattern of a node, computed once."""
        try:
            return self._patterns[node]
        except KeyError:
            pattern = self._patterns[node] = connection_pattern(node)
            return pattern

    def _walk_back(self, outputs, constant):
        # depth first: this order is that in which the terms of a gradient are added
        uses, seen = self.uses, set()
        for output in outputs:
            if output in seen:
                continue
            seen.add(output)
            pending = []
            if output.owner is not None and output not in constant:
                pending.append([output.owner, output.index, 0])
            while pending:
                frame = pending[-1]
                node, index, i = frame
                if i == len(node.inputs):
                    pending.pop()
                    continue
                frame[2] += 1
                pattern = self.pattern(node)
                if pattern is not None and not pattern[i][index]:
                    continue
                v = node.inputs[i]
                positions = uses.setdefault(v, {}).setdefault(node, [])
                if i not in positions:
                    positions.append(i)
                if v not in seen:
                    seen.add(v)
                    if v.owner is not None and v not in constant:
                        pending.append([v.owner, v.index, 0])

    def _drop_unread_beginnings(self, outputs):
        """Disconnect inputs that an output only begins with, where nothing reads its beginning.

        The op of such an output has a method ``unread_beginnings(node, readers)`` that returns positions of inputs;
        `readers` has a list of nodes for each output, or None where all of it is read.
        """
        uses = self.uses
        for node in {node for nodes in uses.values() for node in nodes if hasattr(node.op, "unread_beginnings")}:
            readers = [None if v in outputs else list(uses.get(v, ())) for v in node.outputs]
            for i in node.op.unread_beginnings(node, readers):
                v = node.inputs[i]
                positions = uses.get(v, {}).get(node, [])
                if i in positions:
                    positions.remove(i)
                    if not positions:
                        del uses[v][node]

    def _keep_descendants(self, wrt):
        uses, visited = self.uses, set()
        pending = [v for v in wrt if v in uses]
        while pending:
            v = pending.pop()
            if v in visited:
                continue
            visited.add(v)
            for node, positions in uses[v].items():
                pattern = self.pattern(node)
                for k, output in enumerate(node.outputs):
                    if output in uses and output not in visited:
                        if pattern is None or any(pattern[i][k] for i in positions):
                            pending.append(output)
        # a dict keeps the order of the walk
        self.uses = {v: nodes for v, nodes in uses.items() if v in visited}
