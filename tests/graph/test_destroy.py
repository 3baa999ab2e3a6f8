"""In-place legality, held against a plain reading of the rules on random graphs."""

import random

import pytest
from cost import calls

from tensorgraph.errors import InconsistencyError
from tensorgraph.graph.apply import Apply
from tensorgraph.graph.destroy import DestroyHandler, Supervisor
from tensorgraph.graph.fgraph import FunctionGraph
from tensorgraph.graph.op import Op
from tensorgraph.graph.traverse import io_toposort
from tensorgraph.graph.type import generic
from tensorgraph.graph.variable import Constant


class Step(Op):
    __props__ = ("name", "destroys", "views", "tolerates")

    def __init__(self, name, destroys=None, views=None, tolerates=()):
        self.name = name
        self.destroys = destroys
        self.views = views
        self.tolerates = tolerates
        if destroys is not None:
            self.destroy_map = {0: [destroys]}
        if views is not None:
            self.view_map = {0: [views]}
        self.destroyhandler_tolerate_same = list(tolerates)

    def make_node(self, *inputs):
        return Apply(self, list(inputs), [generic()])


read = Step("read")
overwrite = Step("overwrite", destroys=0)
view = Step("view", views=0)


def graph(inputs, outputs, protected=()):
    fgraph = FunctionGraph(inputs, outputs, clone=False)
    fgraph.attach_feature(DestroyHandler(protected))
    return fgraph


def test_overwriting_a_temporary_is_legal():
    x = generic("x")
    graph([x], [overwrite(read(x))], [x]).validate()


@pytest.mark.parametrize("through", [lambda v: v, view, lambda v: view(view(v))])
def test_what_is_protected_is_not_overwritten_also_through_views(through):
    x = generic("x")
    with pytest.raises(InconsistencyError, match="protected"):
        graph([x], [overwrite(through(x))], [x]).validate()
    graph([x], [overwrite(through(x))], ()).validate()


def test_constants_are_never_overwritten():
    with pytest.raises(InconsistencyError, match="indestructible"):
        graph([], [overwrite(Constant(generic, 3))]).validate()


def test_one_destroyer_only():
    x = generic("x")
    with pytest.raises(InconsistencyError, match="Multiple destroyers"):
        graph([x], [overwrite(x), overwrite(view(x))]).validate()


def test_readers_come_first():
    x = generic("x")
    a, b, c = overwrite(x), read(x), read(view(x))
    fgraph = graph([x], [a, b, c])
    fgraph.validate()
    order = fgraph.toposort()
    assert order.index(a.owner) > order.index(b.owner)
    assert order.index(a.owner) > order.index(c.owner)


def test_a_reader_that_needs_the_result_is_refused():
    x = generic("x")
    with pytest.raises(InconsistencyError, match="cycle"):
        graph([x], [read(overwrite(x), x)]).validate()


def test_two_destroyers_that_wait_for_each_other_are_refused():
    x, y = generic("x"), generic("y")
    with pytest.raises(InconsistencyError, match="cycle"):
        graph([x, y], [overwrite(x, y), overwrite(y, x)]).validate()


def test_an_output_that_is_overwritten_is_refused():
    x = generic("x")
    with pytest.raises(InconsistencyError, match="Output 1"):
        graph([x], [overwrite(x), view(x)]).validate()


def test_reading_the_overwritten_input_twice_needs_leave():
    x = generic("x")
    with pytest.raises(InconsistencyError, match="aliasing"):
        graph([x], [overwrite(x, x)]).validate()
    with pytest.raises(InconsistencyError, match="aliasing"):
        graph([x], [overwrite(x, view(x))]).validate()
    graph([x], [Step("tolerant", destroys=0, tolerates=((0, 1),))(x, x)]).validate()


def test_supervisor_protects():
    x = generic("x")
    fgraph = graph([x], [overwrite(x)])
    fgraph.validate()
    fgraph.attach_feature(Supervisor([x]))
    with pytest.raises(InconsistencyError, match="protected"):
        fgraph.validate()


def test_a_refused_replacement_is_taken_back():
    x, y = generic("x"), generic("y")
    a = read(x)
    out = read(a, a)
    fgraph = graph([x, y], [out], [x, y])
    with pytest.raises(InconsistencyError):
        fgraph.replace_validate(a, overwrite(x))
    fgraph.validate()
    fgraph.replace_validate(out, overwrite(a))
    assert fgraph.outputs[0].owner.op is overwrite
    fgraph.check_integrity()


def legal(fgraph, protected):
    """The rules read plainly, from the graph alone."""
    nodes = fgraph.apply_nodes
    source = {}
    for node in nodes:
        for out, (i,) in node.op.view_map.items():
            source[node.outputs[out]] = node.inputs[i]

    def root(v):
        while v in source:
            v = source[v]
        return v

    orderings, seen = {}, set()
    for node in nodes:
        for (i,) in node.op.destroy_map.values():
            r = root(node.inputs[i])
            if r in seen or r in protected or isinstance(r, Constant):
                return False
            seen.add(r)
            if any(root(v) is r for v in fgraph.outputs):
                return False
            if any(j != i and root(v) is r for j, v in enumerate(node.inputs)):
                return False
            orderings.setdefault(node, []).extend(
                other for other in nodes if other is not node and any(root(v) is r for v in other.inputs)
            )
    try:
        io_toposort(fgraph.inputs, fgraph.outputs, orderings)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("seed", range(60))
def test_random_changes_agree_with_the_rules(seed):
    rng = random.Random(seed)
    inputs = [generic(f"x{i}") for i in range(3)]
    protected = inputs[:1]
    pool = list(inputs)
    for _ in range(12):
        pool.append(rng.choice([read, read, view])(*rng.sample(pool, rng.choice([1, 2]))))
    fgraph = graph(inputs, [pool[-1], pool[-2], pool[-5]], protected)
    accepted = refused = 0
    for _ in range(60):
        inside = [v for node in fgraph.apply_nodes for v in node.outputs]
        if not inside:
            break
        inside.sort(key=str)
        old = rng.choice(inside)
        # not a descendant of what is replaced, or the data themselves would run in a circle
        below = set(n for n in fgraph.toposort() if depends(n, old))
        free = [v for v in [*inputs, *inside] if v.owner not in below and v is not old and v in fgraph.variables]
        new = rng.choice([read, view, overwrite, overwrite])(*rng.sample(free, min(len(free), rng.choice([1, 2]))))
        before = fgraph.toposort()
        try:
            fgraph.replace_validate(old, new)
        except InconsistencyError:
            refused += 1
            assert set(fgraph.toposort()) == set(before)
            # what was refused is against the rules
            fgraph.remove_feature(fgraph.destroy_handler)
            fgraph.replace(old, new)
            assert not legal(fgraph, protected)
            return
        accepted += 1
        assert legal(fgraph, protected)
        fgraph.check_integrity()
    assert accepted


def depends(node, v):
    pending, seen = [node], set()
    while pending:
        n = pending.pop()
        if v in n.inputs or n is v.owner:
            return True
        if n not in seen:
            seen.add(n)
            pending.extend(w.owner for w in n.inputs if w.owner is not None)
    return False


def chain_calls(n):
    """Measure the cost of making each node of a chain overwrite its input, validating every step."""
    x = generic("x")
    v = read(x)
    for _ in range(n):
        v = read(v, x)
    fgraph = graph([x], [v], [x])

    def work():
        for node in fgraph.toposort()[1:]:
            fgraph.replace_validate(node.outputs[0], overwrite(*node.inputs))

    return calls(work)


def test_cost_is_linear():
    assert chain_calls(2000) < 2.2 * chain_calls(1000)
