"""Walks, equality of graphs, function graphs and their features, on symbolic numbers."""

import pickle

import pytest

import tensorgraph.tensor as T
from tensorgraph.compile.function import function
from tensorgraph.errors import InconsistencyError, MissingInputError
from tensorgraph.graph.apply import Apply
from tensorgraph.graph.equal import equal_computations, is_same_graph
from tensorgraph.graph.features import Feature, History, NodeFinder, PrintListener
from tensorgraph.graph.fgraph import FunctionGraph
from tensorgraph.graph.traverse import (
    ancestors,
    clone,
    general_toposort,
    inputs,
    io_toposort,
    is_in_ancestors,
    list_of_nodes,
    ops,
    orphans,
    stack_search,
    variables,
)


@pytest.fixture
def graph():
    a, b = T.dscalars("a", "b")
    c = a + b
    d = T.exp(c)
    return a, b, c, d, c * d


def test_a_node_is_not_its_own_input():
    """A walk over it would never end."""
    v = T.dscalar("v")
    with pytest.raises(ValueError, match="v is an input of this node of .*exp.* cannot be its output"):
        Apply(T.exp, [v], [v])
    assert v.owner is None


def test_search_order():
    tree = {1: [2, 3], 2: [4], 3: [5], 4: [], 5: []}
    assert stack_search([1], tree.get, "bfs") == [1, 2, 3, 4, 5]
    assert stack_search([1], tree.get, "dfs") == [1, 3, 5, 2, 4]
    assert stack_search([1], tree.get, "bfs", build_inv=True)[1] == {2: [1], 3: [1], 4: [2], 5: [3]}
    with pytest.raises(ValueError, match="mode"):
        stack_search([1], tree.get, "sideways")


def test_general_order():
    needs = {"z": ["y", "x"], "y": ["a", "b"], "x": ["b"], "a": [], "b": None}
    # level by level: the order of Theano
    assert general_toposort(["z"], needs.get) == ["b", "a", "x", "y", "z"]
    with pytest.raises(ValueError, match="cycles"):
        general_toposort([1], {1: [2], 2: [1]}.get)


def test_names_of_their_own():
    x, y = T.dscalars("x", "x")
    assert x.auto_name.startswith("auto_") and x.auto_name == x.auto_name != y.auto_name
    c = T.constant(1.5)
    assert c.auto_name != c.clone().auto_name


def test_the_copy_of_a_constant():
    c = T.constant(1.5, name="c")
    c.tag.note = "kept"
    d = c.clone()
    d.name, d.tag.note = "d", "other"
    assert (c.name, c.tag.note) == ("c", "kept") and d.equals(c)
    for options, same in ((((), False)), ((False,), True), ((True, False), False), ((False, True), True)):
        i, o = clone([c], [c], *options)
        assert i[0] is o[0] and (i[0] is c) == same


def test_walks(graph):
    a, b, c, d, e = graph
    assert set(ancestors([e])) == {a, b, c, d, e}
    assert set(ancestors([e], blockers=[c])) == {c, d, e}
    assert inputs([e]) == [a, b]
    # Theano's orders: parameter lists of Lasagne 0.2 are those of inputs
    assert inputs([b, a]) == [a, b] and inputs([a, e, b]) == [b, a]
    assert list_of_nodes([a, b], [e])[0] is e.owner and variables([c], [e])[0] is e
    assert orphans([], [b, a]) == [a, b]
    assert io_toposort([a, b], [e]) == [c.owner, d.owner, e.owner]
    assert set(list_of_nodes([a, b], [e])) == {c.owner, d.owner, e.owner}
    assert io_toposort([c], [e]) == [d.owner, e.owner]
    assert ops([a, b], [e]) == {c.owner, d.owner, e.owner}
    assert set(variables([a, b], [e])) == {a, b, c, d, e}
    assert orphans([a], [e]) == [b]
    assert is_in_ancestors(e.owner, c.owner) and not is_in_ancestors(c.owner, e.owner)


def test_general_toposort():
    needs = {"shirt": [], "tie": ["shirt"], "jacket": ["tie", "belt"], "belt": []}
    order = general_toposort(["jacket"], needs.get)
    assert sorted(order) == sorted(needs)
    assert all(order.index(n) < order.index(item) for item in needs for n in needs[item])
    with pytest.raises(ValueError, match="cycles"):
        general_toposort(["a"], {"a": ["b"], "b": ["a"]}.get)


def test_equality():
    a, b = T.dscalars("a", "b")
    assert is_same_graph(a * b + 1, a * b + 1)
    assert not is_same_graph(a * b + 1, a * b + 2)
    assert not is_same_graph(a - b, b - a)
    assert is_same_graph(a * 2, b * 2, givens={a: b})
    shared = a + b
    assert is_same_graph(shared * shared, (a + b) * (a + b))
    assert equal_computations([a * 2], [b * 2], [a], [b])
    assert not equal_computations([a * 2], [b * 2])
    # one node that two read, or two equal nodes
    shared, repeated = (lambda z: z * z)(T.exp(a)), T.exp(a) * T.exp(a)
    assert equal_computations([shared], [repeated]) and equal_computations([repeated], [shared])
    assert not equal_computations([shared], [T.exp(a) * T.exp(b)])
    # a variable with a partner is still itself
    assert equal_computations([a * 2], [a * 2], [a], [b])
    with pytest.raises(ValueError, match="length"):
        equal_computations([a], [a, b])


def test_clients_of_inputs(graph):
    """Outside of rewrites too, of a graph's own inputs or of the user's."""
    a, b, *_, e = graph
    for copies in (True, False):
        fgraph = FunctionGraph([a, b], [e], clone=copies)
        for v in (*fgraph.inputs, *fgraph.outputs):
            assert v.fgraph is fgraph and v.clients == fgraph.clients(v)
        copied = pickle.loads(pickle.dumps(fgraph.inputs[0]))
        assert copied.name == a.name and not hasattr(copied, "fgraph")
    assert function([a, b], e).maker.fgraph.inputs[0].clients


def test_function_graph_changes(graph):
    a, b, c, d, e = graph
    fgraph = FunctionGraph([a, b], [e], clone=False)
    assert {client for client, _ in fgraph.clients(c)} == {d.owner, e.owner}
    fgraph.replace(d, T.sqr(c))
    fgraph.check_integrity()
    assert d.owner not in fgraph.apply_nodes
    with pytest.raises(TypeError):
        fgraph.replace(c, T.dvector())
    with pytest.raises(MissingInputError):
        FunctionGraph([a], [e], clone=False)


class Objects(Feature):
    """A feature that accepts no graph without its op."""

    def __init__(self, op):
        self.op = op

    def validate(self, fgraph):
        if not any(node.op == self.op for node in fgraph.apply_nodes):
            raise InconsistencyError("an op is missing")


class Follower(Feature):
    """A feature that calls the callbacks of its base class, as programs for Theano do."""

    def __init__(self):
        self.seen = []

    def on_attach(self, fgraph):
        super().on_attach(fgraph)
        self.seen.append("attach")

    def on_detach(self, fgraph):
        super().on_detach(fgraph)
        self.seen.append("detach")

    def on_import(self, fgraph, node, reason):
        super().on_import(fgraph, node, reason)
        self.seen.append(f"import {node.op.scalar_op.name}")

    def on_prune(self, fgraph, node, reason):
        super().on_prune(fgraph, node, reason)
        self.seen.append(f"prune {node.op.scalar_op.name}")

    def on_change_input(self, fgraph, node, i, r, new_r, reason=None):
        super().on_change_input(fgraph, node, i, r, new_r, reason=reason)
        self.seen.append(f"change {i}")

    def orderings(self, fgraph):
        return super().orderings(fgraph)


def test_features_call_their_base_class(graph):
    a, b, c, d, e = graph
    fgraph = FunctionGraph([a, b], [e], features=[Feature()], clone=False)
    follower = Follower()
    fgraph.attach_feature(follower)
    fgraph.replace(d, T.sqr(c))
    fgraph.toposort()
    fgraph.remove_feature(follower)
    assert sorted(follower.seen) == ["attach", "change 1", "detach", "import sqr", "prune exp"]


def test_refused_change_is_taken_back(graph):
    a, b, c, d, e = graph
    fgraph = FunctionGraph([a, b], [e], features=[Objects(T.exp)], clone=False)
    before = fgraph.toposort()
    with pytest.raises(InconsistencyError, match="missing"):
        fgraph.replace_validate(d, T.sqr(c))
    assert fgraph.toposort() == before
    fgraph.check_integrity()
    fgraph.replace_validate(c, a * b)
    assert c.owner not in fgraph.apply_nodes


def test_history_reverts(graph):
    a, b, c, d, e = graph
    history = History()
    fgraph = FunctionGraph([a, b], [e], features=[history], clone=False)
    start = history.checkpoint()
    fgraph.replace(d, T.sqr(c))
    fgraph.replace(c, a * b)
    history.revert(fgraph, start)
    assert d.owner in fgraph.apply_nodes and c.owner in fgraph.apply_nodes
    fgraph.check_integrity()


def test_graph_with_history_reverts_itself(graph):
    """As in Theano: the feature gives the graph two methods, and takes them away."""
    a, b, c, d, e = graph
    history = History()
    fgraph = FunctionGraph([a, b], [e], features=[history], clone=False)
    start = fgraph.checkpoint()
    fgraph.replace_validate(d, T.sqr(c))
    fgraph.attach_feature(History())
    fgraph.revert(start)
    assert d.owner in fgraph.apply_nodes
    fgraph.remove_feature(history)
    assert not hasattr(fgraph, "checkpoint") and not hasattr(fgraph, "revert")


def test_node_finder_follows_changes(graph):
    a, b, c, d, e = graph
    fgraph = FunctionGraph([a, b], [e], features=[NodeFinder()], clone=False)
    assert fgraph.get_nodes(T.exp) == [d.owner]
    fgraph.replace(d, T.sqr(c))
    assert fgraph.get_nodes(T.exp) == [] and len(fgraph.get_nodes(T.sqr)) == 1


def test_print_listener(graph, capsys):
    a, b, c, d, e = graph
    fgraph = FunctionGraph([a, b], [e], features=[PrintListener()], clone=False)
    fgraph.replace(d, T.sqr(c), reason="because")
    text = capsys.readouterr().out
    assert "-- importing" in text and "-- pruning" in text and "because" in text
