"""Walks over graphs, all iterative: a chain of 100,000 nodes is no problem."""

from __future__ import annotations

from collections import deque
from collections.abc import Container
from typing import TYPE_CHECKING

from .variable import Constant, Variable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from .apply import Apply


def stack_search(start: Iterable[Any], expand: Callable[[Any], Any], mode: str = "bfs", build_inv: bool = False) -> Any:
    """Return all elements reachable from `start`, each once.

    Parameters
    ----------
    start : deque or list
        Where to begin.
    expand : callable
        Gives the neighbours of an element, or None.
    mode : {'bfs', 'dfs'}
        Breadth or depth first.
    build_inv : bool
        Also return a dict from each element to the list of those that led to it.
    """
    if mode not in ("bfs", "dfs"):
        raise ValueError(f"mode must be bfs or dfs, not {mode!r}")
    pending = deque(start)
    pop = pending.popleft if mode == "bfs" else pending.pop
    seen, found, inverse = set(), [], {}
    while pending:
        item = pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        found.append(item)
        neighbours = expand(item)
        if neighbours:
            if build_inv:
                for n in neighbours:
                    inverse.setdefault(n, []).append(item)
            pending.extend(neighbours)
    return (found, inverse) if build_inv else found


def ancestors(variable_list: Iterable[Any], blockers: Iterable[Any] | None = None) -> list[Any]:
    """Return the variables that `variable_list` depends on, itself included.

    The walk does not go beyond the variables in `blockers`.
    """
    blockers = set(blockers or ())

    def expand(v):
        if v.owner is not None and v not in blockers:
            return reversed(v.owner.inputs)
        return None

    return stack_search(variable_list, expand, "dfs")


def inputs(variable_list: Iterable[Any], blockers: Iterable[Any] | None = None) -> list[Any]:
    """Return the variables without an owner among the :func:`ancestors`, constants included.

    Ancestors of the last variable come first, as in Theano: parameter lists and saved weights depend on the order.
    """
    return [v for v in ancestors(variable_list, blockers) if v.owner is None]


def io_toposort(
    inputs: Iterable[Any], outputs: Iterable[Any], orderings: Mapping[Any, list[Any]] | None = None
) -> list[Apply]:
    """Return the nodes between `inputs` and `outputs` in topological order.

    Parameters
    ----------
    inputs, outputs : list of Variable
        The graph's ends.
    orderings : dict, optional
        From a node to the list of nodes that must come before it.
    """
    done = inputs if isinstance(inputs, Container) and not isinstance(inputs, (list, tuple)) else set(inputs)
    # these are Theano's orders, which printed functions show as numbers
    return _levels(done, outputs, orderings) if orderings else _depth_first(done, outputs)


def _depth_first(done, outputs):
    """Return the nodes depth first: each output in turn, and of a node's dependencies the last input first."""
    order = []
    depth = {}  # of each node that was met, the place where it waits in `pending`; -1 once it is in the order
    pending = [v.owner for v in reversed(outputs) if v.owner is not None and v not in done]
    while pending:
        node = pending[-1]
        place = depth.get(node)
        if place is None:
            waiting = [
                owner
                for v in node.inputs
                if (owner := v.owner) is not None and depth.get(owner) != -1 and v not in done
            ]
            if waiting:
                depth[node] = len(pending)
                pending += waiting
                continue
        elif place >= 0 and place != len(pending):
            raise ValueError("graph contains cycles")
        pending.pop()
        if place != -1:
            depth[node] = -1
            order.append(node)
    return order


def _levels(done, outputs, orderings):
    """Return the nodes level by level from the inputs; variables count as levels of their own."""

    def needs(item):
        if isinstance(item, Variable):
            return () if item in done or item.owner is None else (item.owner,)
        return [*item.inputs, *orderings.get(item, ())]

    return [item for item in general_toposort(outputs, needs) if not isinstance(item, Variable)]


def general_toposort(outputs: Iterable[Any], deps: Callable[[Any], Any], debug_print: bool = False) -> list[Any]:
    """Return `outputs` and all that `deps` leads to, dependencies first: level by level, from the right."""
    found, users, waiting = [], {}, {}
    pending = list(outputs)
    while pending:
        item = pending.pop()
        if item in waiting:
            continue
        found.append(item)
        needs = list(deps(item) or ())
        waiting[item] = len(needs)
        for need in needs:
            users.setdefault(need, []).append(item)
        pending.extend(needs)
    ready = [item for item in found if not waiting[item]]
    for item in ready:
        for user in users.get(item, ()):
            waiting[user] -= 1
            if not waiting[user]:
                ready.append(user)
    if len(ready) != len(found):
        raise ValueError("graph contains cycles")
    return ready


def variables(i: Iterable[Any], o: Iterable[Any]) -> list[Any]:
    """Return the variables between `i` and `o`, including the nodes' other outputs, in Theano's order."""
    given = set(i)

    def expand(v):
        return None if v.owner is None or v in given else reversed([*v.owner.inputs, *v.owner.outputs])

    return stack_search(o, expand, "dfs")


def orphans(i: Iterable[Any], o: Iterable[Any]) -> list[Any]:
    """Return the variables without an owner that `o` needs and that are not in `i`: constants and forgotten inputs."""
    given = set(i)
    return [v for v in variables(i, o) if v.owner is None and v not in given]


def ops(i: Iterable[Any], o: Iterable[Any]) -> set[Any]:
    """Return the set of nodes between inputs `i` and outputs `o`."""
    return set(io_toposort(i, o))


def list_of_nodes(inputs: Iterable[Any], outputs: Iterable[Any]) -> list[Apply]:
    """Return the nodes between `inputs` and `outputs`, starting from the outputs."""
    done = {v.owner for v in inputs}

    def expand(node):
        return [v.owner for v in node.inputs if v.owner is not None and v.owner not in done]

    return stack_search([v.owner for v in outputs], expand)


def is_in_ancestors(l_node: Any, f_node: Any) -> bool:
    """Return True if the node `f_node` is needed to compute the node `l_node`."""
    pending, seen = [l_node], set()
    while pending:
        node = pending.pop()
        if node is f_node:
            return True
        if node not in seen:
            seen.add(node)
            pending.extend(v.owner for v in node.inputs if v.owner is not None)
    return False


def clone(
    i: Iterable[Any], o: Iterable[Any], copy_inputs: bool = True, copy_orphans: bool | None = None
) -> tuple[list[Any], list[Any]]:
    """Copy the graph between `i` and `o` and return its new inputs and outputs; see :func:`clone_get_equiv`."""
    equivalents = clone_get_equiv(i, o, copy_inputs, copy_orphans)
    return [equivalents[v] for v in i], [equivalents[v] for v in o]


def clone_get_equiv(
    inputs: Iterable[Any], outputs: Iterable[Any], copy_inputs: bool = True, copy_orphans: bool | None = None,
    memo: dict[Any, Any] | None = None
) -> dict[Any, Any]:
    """Copy the graph between `inputs` and `outputs` and return a dict from each variable and node to its copy.

    Parameters
    ----------
    copy_inputs : bool
        Whether the inputs are copied too.
    copy_orphans : bool, optional
        Whether variables without an owner that are no inputs are copied (constants never change and
        are their own copy); as `copy_inputs` by default.
    memo : dict, optional
        Copies that exist already; it is extended and returned.
    """
    if copy_orphans is None:
        copy_orphans = copy_inputs
    memo = {} if memo is None else memo
    replaced = [*memo, *inputs]
    gradients = []
    for v in inputs:
        if v not in memo:
            memo[v] = v.clone() if copy_inputs else v
    for node in io_toposort(inputs, outputs):
        for v in node.inputs:
            if v not in memo:
                memo[v] = v.clone() if copy_orphans and not isinstance(v, Constant) else v
        if node not in memo:
            new = node.clone_with_new_inputs([memo[v] for v in node.inputs])
            memo[node] = new
            for old, copied in zip(node.outputs, new.outputs):
                if memo.setdefault(old, copied) is copied and old.derivation is not None:
                    gradients.append((old, copied))
    for v in outputs:
        if v not in memo:
            memo[v] = v.clone() if copy_orphans and not isinstance(v, Constant) else v
    if gradients:
        carry_derivations(gradients, memo, [v for v in replaced if isinstance(v, Variable) and v.owner is not None])
    return memo


def clone_replace(outputs: Iterable[Any], replace: Any, copies: Any = ()) -> list[Any]:
    """Return copies of `outputs` in which the keys of the dict `replace` are replaced by its values.

    Variables that depend on no replacement are shared with the original graph. `copies` is a dict from variables to the
    copies that they have already.
    """
    memo = {**dict(copies), **dict(replace)}
    gradients = []
    for node in io_toposort(list(memo), outputs):
        if any(memo.get(v, v) is not v for v in node.inputs):
            new = node.clone_with_new_inputs([memo.get(v, v) for v in node.inputs], strict=False)
            for old, copied in zip(node.outputs, new.outputs):
                if memo.setdefault(old, copied) is copied and old.derivation is not None:
                    gradients.append((old, copied))
    if gradients:
        carry_derivations(gradients, memo, list(replace), sharing=True)
    return [memo.get(v, v) for v in outputs]


def carry_derivations(gradients, memo, replaced, sharing=False):
    """Copy the derivations of gradients to their copies.

    Parameters
    ----------
    gradients : list of (Variable, Variable)
        Gradients and their copies.
    memo, replaced, sharing
        As of :class:`~tensorgraph.graph.derivation.CopiedDerivation`.
    """
    copied = {}
    for old, new in gradients:
        note, k = old.derivation
        if note not in copied:
            copied[note] = note.copied(memo, replaced, sharing)
        new.derivation = copied[note], k
