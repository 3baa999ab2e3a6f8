"""``debugprint``: a graph as an indented tree, one line for each application and input."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from ..graph.apply import Apply
from ..graph.fgraph import FunctionGraph
from ..graph.messages.called import with_type
from ..graph.variable import Variable

if TYPE_CHECKING:
    from typing import Any, TextIO


def node_text(node):
    """Return ``op(inputs)``, the text of an Apply."""
    return f"{node.op}({', '.join(map(str, node.inputs))})"


def letters(number):
    """Return `number` in base 26 with the digits A to Z: A, B, ..., Z, BA, BB, ..."""
    text = ""
    while True:
        number, digit = divmod(number, 26)
        text = chr(ord("A") + digit) + text
        if number == 0:
            return text


class Labels:
    """Labels of nodes and variables, ``[id A]``.

    Parameters
    ----------
    kind : {'CHAR', 'int', 'id', 'auto', ''}
        Letters, counted numbers, Python ids, or nothing.
    used, done : dict
        Labels that are taken; those of them whose inputs are printed already.
    """

    def __init__(self, kind, used, done):
        if kind not in ("CHAR", "int", "id", "auto", ""):
            raise ValueError(f"ids must be 'CHAR', 'int', 'id', 'auto' or '', not {kind!r}")
        self.kind = kind
        self.used = used
        self.done = done

    def __call__(self, item, printed=True):
        label = self.used.get(item)
        if label is None:
            if item == "output":
                label = "output"
            elif self.kind == "":
                label = ""
            elif self.kind in ("id", "auto"):
                label = f"[id {id(item)}]"
            elif self.kind == "int":
                label = f"[id {len(self.used)}]"
            else:
                label = f"[id {letters(len(self.used))}]"
            self.used[item] = label
        if printed:
            self.done[item] = label
        return label


def _has_inner_graph(op):
    return hasattr(op, "inner_graph") and getattr(op, "prints_inner_graph", True)


class TreeWriter:
    """A writer of the trees of variables to a file."""

    def __init__(self, file, labels, depth, print_type, stop_on_name, print_clients, maps):
        self.file = file
        self.labels = labels
        self.depth = depth
        self.print_type = print_type
        self.stop_on_name = stop_on_name
        self.print_clients = print_clients
        self.print_destroy_map, self.print_view_map = maps
        self.inner = []
        self.times = None

    def write(self, root, prefix="", order=None, storage=None, fgraph=None, outer=None, is_inner=False):
        """Write the tree of `root`.

        Parameters
        ----------
        prefix : str
            What each line begins with.
        order : dict, optional
            Position of each node in the order of execution.
        storage : dict, optional
            From variables to the cells that hold their values.
        fgraph : FunctionGraph, optional
            Knows the clients.
        outer : dict, optional
            From the inputs of an inner graph to the variables outside.
        is_inner : bool
            Whether `root` is repeated as the head of its inner graph.
        """
        pending = [(root, prefix, prefix, self.depth)]
        while pending:
            v, prefix, prefix_child, depth = pending.pop()
            node = v.owner
            if node is not None and _has_inner_graph(node.op) and not (v is root and is_inner):
                self.inner.append(v)
            if depth == 0:
                continue
            if node is None:
                self._leaf(v, prefix, storage, outer)
                continue
            again = node in self.labels.done
            self._application(v, prefix, order, storage, fgraph)
            if again or (self.stop_on_name and v.name is not None):
                continue
            last = len(node.inputs) - 1
            pending.extend(
                (w, prefix_child + " |", prefix_child + ("  " if i == last else " |"), depth - 1)
                for i, w in reversed(list(enumerate(node.inputs)))
            )

    def _leaf(self, v, prefix, storage, outer):
        label = self.labels(v)
        kind = f" <{v.type}>" if self.print_type else ""
        if outer and v in outer:
            source = outer[v] if outer[v].owner is None else outer[v].owner
            text = f"{prefix}{v} {label}{kind} -> {self.labels(source, printed=False)}"
        else:
            data = f" {storage.get(v, '')}" if storage else ""
            text = f"{prefix}{v} {label}{kind}{data}"
        print(text, file=self.file)

    def _application(self, v, prefix, order, storage, fgraph):
        node = v.owner
        op = node.op
        label = self.labels(node)
        index = f".{v.index}" if len(node.outputs) > 1 else ""
        kind = f" <{v.type}>" if self.print_type else ""
        destroys = f"d={op.destroy_map}" if self.print_destroy_map and op.destroy_map else ""
        views = f"v={op.view_map}" if self.print_view_map and op.view_map else ""
        position = order.get(node, "") if order else ""
        data = f" {storage.get(node.outputs[0], '')}" if storage else ""
        clients = self._clients(v, order, fgraph) if self.print_clients and fgraph is not None else ""
        spent = self.times.of(node) if self.times is not None else ""
        print(
            f"{prefix}{op}{index} {label}{kind} '{v.name or ''}' {destroys} {views} {position}{data}{clients}{spent}",
            file=self.file,
        )

    def _clients(self, v, order, fgraph):
        clients = fgraph.clients(v)
        if len(clients) < 2:
            return ""
        return f" clients:{[(self.labels(c, printed=False), (order or {}).get(c, '')) for c, _ in clients]}"

    def write_inner_graphs(self):
        """Write the inner graphs of the ops met so far, and of those inside them.

        An op shows its inner graph by a method ``inner_graph(node)`` that returns the inner outputs
        and a dict from the inner inputs to the inputs of the node; ``prints_inner_graph = False`` hides it.
        """
        if not self.inner:
            return
        print("\nInner graphs of the scan ops:", file=self.file)
        for v in self.inner:
            outputs, outer = v.owner.op.inner_graph(v.owner)
            print("", file=self.file)
            self.write(v, outer=outer, is_inner=True)
            for w in outputs:
                self.write(w, prefix=" >", outer=outer)


class _Times:
    """The times of the nodes in a profile."""

    legend = """
Timing Info
-----------
--> <time> <% time> - <total time> <% total time>'

<time>         seconds in this node, of all calls
<% time>       their share of the time of the calls
<total time>   seconds in this node and in all that it depends on
<% total time> the share of these

A node that runs within the step of another one has no time of its own.
"""

    def __init__(self, profile):
        self.own = profile.apply_time
        self.total = profile.compute_total_times()
        self.share = 100 / profile.fct_call_time

    def of(self, node):
        """Return the times of a node as the end of its line, or nothing if it was not timed."""
        if node not in self.own:
            return ""
        own, total = self.own[node], self.total[node]
        return f" --> {own:8.2e}s {own * self.share:4.1f}% {total:8.2e}s {total * self.share:4.1f}%"


class _Root:
    """A variable to print, and what is known of the function it belongs to."""

    def __init__(self, variable, order=None, storage=None, fgraph=None, times=None):
        self.variable = variable
        self.order = order
        self.storage = storage
        self.fgraph = fgraph
        self.times = times


def _roots(obj, print_storage):
    """Return the variables to print for `obj`."""
    if isinstance(obj, Variable):
        return [_Root(obj)]
    if isinstance(obj, Apply):
        return [_Root(v) for v in obj.outputs]
    storage = times = None
    if hasattr(obj, "maker"):
        profile = getattr(obj, "profile", None)
        if profile and profile.fct_call_time > 0:
            times = _Times(profile)
        if print_storage:
            storage = getattr(getattr(obj, "fn", None), "storage_map", None)
        obj = obj.maker.fgraph
    if isinstance(obj, FunctionGraph):
        order = {node: i for i, node in enumerate(obj.toposort())}
        return [_Root(v, order, storage, obj, times) for v in obj.outputs]
    if isinstance(getattr(obj, "variable", None), Variable):
        return [_Root(obj.variable)]
    raise TypeError(f"debugprint cannot print an object of this type: {obj!r}; use it for variables and functions")


def debugprint(
    obj: Any, depth: int = -1, print_type: bool = False, file: TextIO | str | None = None, ids: str = "CHAR",
    stop_on_name: bool = False, done: dict[Any, str] | None = None, print_storage: bool = False,
    print_clients: bool = False, used_ids: dict[Any, str] | None = None, print_destroy_map: bool = False,
    print_view_map: bool = False
) -> Any:
    """Print the computation graph of something.

    Parameters
    ----------
    obj : Variable, Apply, compiled function, FunctionGraph, or a list of these
        What to print. A function is printed as it was rewritten, each application with its place
        in the order of execution.
    depth : int
        Print only this many levels; -1 for all.
    print_type : bool
        Whether to print the type of each variable.
    file : None, 'str' or file
        Print to ``sys.stdout``, return a string, or print to a file.
    ids : {'CHAR', 'int', 'id', ''}
        How each node is labelled. Nodes with the same label are the same node; their inputs are
        printed once.
    stop_on_name : bool
        Do not go further where a variable has a name.
    done : dict, optional
        What was printed already, from an earlier call.
    print_storage : bool
        For a compiled function, print the stored value of each variable.
    print_clients : bool
        For a compiled function, print which nodes read a variable that several read.
    used_ids : dict, optional
        The labels in use, from an earlier call.
    print_destroy_map, print_view_map : bool
        Whether to print what each op overwrites or views.

    Returns
    -------
    str or file
        The text if `file` is 'str', `file` if it was given, else None.

    Raises
    ------
    TypeError
        If an argument is of a wrong kind.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dscalar("x")
    >>> print(theano.printing.debugprint(x * 2, file="str", depth=1).strip())
    Elemwise{mul,no_inplace} [id A] ''
    """
    if not isinstance(depth, int):
        raise TypeError("depth parameter must be an int")
    if not (file is None or hasattr(file, "write") or file == "str"):
        raise TypeError(
            f"file must be None, 'str' for a text, or an open file, not {with_type(file)}: use open(name, 'w')"
        )
    out = io.StringIO() if isinstance(file, str) and file == "str" else sys.stdout if file is None else file
    labels = Labels(ids, {} if used_ids is None else used_ids, {} if done is None else done)
    writer = TreeWriter(
        out, labels, depth, print_type, stop_on_name, print_clients, (print_destroy_map, print_view_map)
    )
    for item in obj if isinstance(obj, (list, tuple, set)) else [obj]:
        if isinstance(item, (int, float)) or hasattr(item, "__array_interface__"):
            print(item, file=out)
            continue
        for root in _roots(item, print_storage):
            if root.times is not None and writer.times is None:
                print(root.times.legend, file=out)
            writer.times = root.times
            writer.write(root.variable, order=root.order, storage=root.storage, fgraph=root.fgraph)
    writer.write_inner_graphs()
    if isinstance(out, io.StringIO) and file == "str":
        return out.getvalue()
    if file is None:
        out.flush()
        return None
    return file
