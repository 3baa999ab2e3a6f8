"""Names of Theano's graph tools that live in ``compat.names``."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compat.names import configdefaults, scalar, scalarshared
from tensorgraph.compat.names.gof import gofop, gofutils, graphs, link, params
from tensorgraph.compat.names.misc import orderedset
from tensorgraph.compat.names.tests import breakpoint
from tensorgraph.graph.type import Type


def test_a_linker_computes_a_graph():
    x, y = T.dvectors("x", "y")
    graph = theano.FunctionGraph([x, y], [x + y, T.exp(x) * y])
    f = link.PerformLinker().accept(graph).make_function()
    a, b = np.array([0.0, 1.0]), np.array([2.0, 3.0])
    np.testing.assert_allclose(f(a, b), [a + b, np.exp(a) * b])
    with pytest.raises(TypeError, match="2 arguments"):
        f(a)
    with pytest.raises(TypeError, match='"y"'):
        f(a, b[None])


@pytest.mark.parametrize("linker", [link.CLinker, link.DualLinker, link.OpWiseCLinker, link.VM_Linker])
def test_every_linker_runs(linker):
    x = T.dscalar()
    assert linker().accept(theano.FunctionGraph([x], [2 * x + 1])).make_function()(3.0) == 7


def test_a_linker_has_one_graph():
    x = T.dscalar()
    first = link.PerformLinker().accept(theano.FunctionGraph([x], [x + 1]))
    second = first.accept(theano.FunctionGraph([x], [x * 3]))
    assert second is not first and second.make_function()(2.0) == 6 and first.make_function()(2.0) == 3


@pytest.mark.parametrize("gc", [True, False])
def test_containers_of_a_thunk(gc):
    """Intermediate results are dropped only when they may be."""
    x = T.dscalar()
    y = T.exp(x) + 1
    graph = theano.FunctionGraph([x], [y], clone=False)
    run, (i,), (o,), thunks, nodes = link.PerformLinker(allow_gc=gc).accept(graph).make_all()
    i.data = 0.0
    run()
    assert o.data == 2 and len(thunks) == len(nodes) == len(graph.apply_nodes)
    assert (thunks[[n.outputs[0] for n in nodes].index(y.owner.inputs[0])].outputs[0][0] is None) == gc


def test_linkers_side_by_side():
    x = T.dscalar()
    graph = theano.FunctionGraph([x], [T.exp(x) * x])
    seen = []

    def both(i, node, first, second):
        first()
        second()
        seen.append((i, first.outputs[0][0] == second.outputs[0][0]))

    f = link.WrapLinkerMany([link.PerformLinker(), link.CLinker()], [both]).accept(graph).make_function()
    assert f(1.0) == np.e and seen == [(0, True), (1, True)]


def test_cells_must_be_as_many_as_variables():
    x = T.dscalar()
    graph = theano.FunctionGraph([x], [x + 1])
    with pytest.raises(ValueError, match="as many cells"):
        link.map_storage(graph, graph.toposort(), [])


def test_an_enumeration():
    e = params.EnumList(("LEFT", "left"), "RIGHT")
    assert e.LEFT == 0 and e.filter("left") == 0 and e.fromalias("RIGHT") == 1 and e.get_aliases() == ("left",)
    same = params.EnumList(("LEFT", "left"), "RIGHT")
    assert e == same and hash(e) == hash(same) and e != params.EnumList("LEFT", "RIGHT")
    for wrong in ("up", 3):
        with pytest.raises((TypeError, AttributeError)):
            e.filter(wrong)
    with pytest.raises(AttributeError):
        params.EnumList("lower")
    with pytest.raises(TypeError):
        params.EnumType(A="text")
    with pytest.raises(TypeError):
        params.EnumList(("A", "B"), "B")


class Polynomial(theano.Op):
    """``a x + b`` with typed parameters."""

    __props__ = ("a", "b")
    params_type = params.ParamsType(a=T.dscalar, b=theano.scalar.float64)

    def __init__(self, a, b):
        self.a, self.b = a, b

    def make_node(self, x):
        x = T.as_tensor_variable(x)
        return theano.Apply(self, [x], [x.type()])

    def get_params(self, node):
        return self.params_type.get_params(self)

    def perform(self, node, inputs, output_storage, p):
        output_storage[0][0] = np.asarray(p.a * inputs[0] + p.b)


def test_an_op_gets_its_parameters():
    x = T.dvector()
    np.testing.assert_array_equal(theano.function([x], Polynomial(2, 0.5)(x))([1.0, 2.0]), [2.5, 4.5])


def test_parameters():
    kind = params.ParamsType(a=T.dvector, n=theano.Generic())
    same = params.ParamsType(a=T.dvector, n=theano.Generic())
    p = params.Params(kind, a=np.array([1.0, 2.0]), n=3)
    assert kind == same and hash(kind) == hash(same) and kind != params.ParamsType(b=T.dvector, n=theano.Generic())
    twin = params.Params(same, a=np.array([1.0, 2.0]), n=3)
    assert p == twin and hash(p) == hash(twin) and p.n == p["n"] == 3
    assert p != params.Params(kind, a=np.array([1.0, 3.0]), n=3)
    with pytest.raises(NotImplementedError):
        p.n = 4
    with pytest.raises(TypeError, match="missing a"):
        params.Params(kind, n=3)
    with pytest.raises(TypeError):
        kind.filter(params.Params(kind, a=np.array([1, 2]), n=3), strict=True)
    assert kind.values_eq(p, kind.filter(p, strict=True)) and kind.get_field(T.dvector) == "a"
    with pytest.raises(AttributeError, match="LEFT"):
        params.ParamsType(x=params.EnumList("LEFT"), y=params.EnumList("LEFT"))


def test_a_c_op_with_a_perform_works():
    class Twice(params.COp):
        def __init__(self):
            super().__init__("twice.c", "APPLY_SPECIFIC(twice)")

        def make_node(self, x):
            return theano.Apply(self, [x], [x.type()])

        def perform(self, node, inputs, output_storage):
            output_storage[0][0] = 2 * inputs[0]

    x = T.dvector()
    np.testing.assert_array_equal(theano.function([x], Twice()(x))([1.0]), [2.0])


def test_small_functions():
    assert gofutils.uniq([3, 1, 3]) == [3, 1] and gofutils.unique("abc") and not gofutils.unique("aba")
    assert gofutils.difference([1, [2], 3], [[2]]) == [1, 3] and gofutils.hist("aba") == {"a": 2, "b": 1}
    assert gofutils.flatten([1, (2, [3])]) == [1, 2, 3] and list(gofutils.remove(str.isdigit, "a1b")) == ["a", "b"]
    assert gofutils.to_return_values([5]) == 5 and gofutils.from_return_values(5) == [5]
    assert gofutils.toposort({"b": {"a"}, "a": set()}) == ["a", "b"]
    with pytest.raises(Exception, match="cycles"):
        gofutils.toposort({"b": {"a"}, "a": {"b"}})
    calls = []
    square = gofutils.memoize(lambda x: calls.append(x) or x * x)
    assert square(3) == square(3) == 9 and calls == [3]
    assert gofutils.simple_extract_stack()[-1][2] == "test_small_functions"
    assert gofutils.hash_from_dict({"a": 1}) != gofutils.hash_from_dict({"a": 2})


def test_a_deprecated_function_warns_once():
    old = gofutils.deprecated("here", "Use another.")(lambda: 1)
    with pytest.warns(DeprecationWarning, match="another"):
        assert old() == 1
    assert old() == 1


def test_names_for_variables():
    x = T.dscalar("x")
    variables = [x, x + 1, T.constant(2.0), T.dscalar("y"), T.dscalar("y")]
    gofutils.give_variables_names(variables)
    names = [v.name for v in variables]
    assert gofutils.unique(names) and all(names) and names[0] == "x"
    assert [v.name for v in gofutils.give_variables_names(variables)] == names


def test_complaints_about_test_values():
    gofop.debug_assert(True)
    with theano.change_flags(compute_test_value="raise"), pytest.raises(ValueError, match="negative"):
        gofop.debug_assert(False, "negative")
    with theano.change_flags(compute_test_value="warn"), pytest.warns(UserWarning, match="missing"):
        gofop.missing_test_message("missing")
    with theano.change_flags(compute_test_value="raise"), pytest.raises(AttributeError):
        gofop.missing_test_message("missing")
    gofop.debug_error_message("nobody hears it")
    with theano.change_flags(compute_test_value="ignore"), pytest.raises(ValueError):
        gofop.debug_error_message("a missing value is no matter, a wrong one is")


def test_an_ordered_set():
    s = orderedset.OrderedSet("cab")
    s.update("ad")
    assert list(s) == list("cabd") and s.pop() == "d" and s.pop(last=False) == "c" and len(s) == 2 and "c" not in s
    assert s == orderedset.OrderedSet("ab") and s != orderedset.OrderedSet("ba") and s.copy() is not s
    s.difference_update("ab")
    assert not s
    with pytest.raises(KeyError):
        s.pop()
    with pytest.raises(TypeError):
        s == {"a"}  # noqa: B015


def test_a_breakpoint_stops_where_its_condition_holds(monkeypatch, capsys):
    stops = []
    monkeypatch.setattr(breakpoint.pdb, "set_trace", lambda: stops.append(True))
    x = T.dvector("x")
    y = breakpoint.PdbBreakpoint("large")(x[0] > 1, x)
    f = theano.function([x], [T.sum(y**2), T.grad(T.sum(y**2), x)])
    for value in (0.5, 2.0):
        cost, gradient = f([value, 3.0])
        assert cost == value**2 + 9
        np.testing.assert_array_equal(gradient, [2 * value, 6.0])
    assert stops == [True] and "large" in capsys.readouterr().out
    with pytest.raises(TypeError, match="scalar"):
        breakpoint.PdbBreakpoint("large")(x, x)


def test_the_platform_without_its_build():
    release = "5.10.0-70.1-cloud"
    assert configdefaults.short_platform(release, f"Linux-{release}-x86_64") == "Linux-5.10--cloud-x86_64"
    assert configdefaults.short_platform("14.2", "BSD-14.2") == "BSD-14.2"
    assert configdefaults.short_platform()


def test_a_type_whose_filter_knows_only_the_value():
    class Even(Type):
        def filter(self, data):
            return 2 * int(data)

    cell = link.Container(Even()("x"), [None])
    cell.value = 3
    assert cell.value == 6


@pytest.mark.filterwarnings("ignore:the gradient of the cost")
def test_ranges_of_numbers():
    x, low, high = T.fscalars("x", "low", "high")
    for bounds, at_the_bounds in (((True, True), (False, False)), ((False, True), (True, False))):
        inside = scalar.InRange(*bounds)(x, low, high)
        f = theano.function([x, low, high], [inside, *T.grad(inside, [x, low, high])])
        assert tuple(f(v, 1, 5)[0] for v in (1, 5)) == at_the_bounds and f(2, 1, 5)[0] and not f(0, 1, 5)[0]
        assert f(1, 1, 5)[1:] == [0, 0, 0]


def test_numbers_are_converted_to_the_dtypes_that_they_have_in_expressions():
    got = [scalar.convert(v) for v in (3, 300, 0.5, 0.1, [1, 2], [], np.float32(2))]
    assert [v.dtype.name for v in got] == ["int8", "int16", "float32", "float64", "int64", "float64", "float32"]
    assert scalar.convert(3.7, "int8") == 3 and scalar.convert is theano.scalar.basic.convert


def test_the_checked_remainder_refuses_complex_numbers():
    a, z, x = theano.scalar.int32(), theano.scalar.complex64(), T.ivector("x")
    assert scalar.mod_check(a, a).dtype == "int32" and theano.tensor.basic.mod_check(x, 3).eval({x: [7]}) == [1]
    for check, v in ((scalar.mod_check, z), (theano.tensor.basic.mod_check, T.zvector())):
        with pytest.raises(theano.scalar.ComplexError, match="complex"):
            check(v, 2)


def test_parameters_without_get_params():
    class Scaled(theano.Op):
        __props__ = ("k",)
        params_type = params.ParamsType(k=theano.scalar.float64)
        itypes = otypes = [T.dvector]

        def __init__(self, k):
            self.k = k

        def perform(self, node, inputs, output_storage, parameters):
            output_storage[0][0] = inputs[0] * parameters.k

    v = T.dvector()
    assert theano.function([v], Scaled(3)(v))([2.0]) == 6.0


def test_flags_that_chose_among_gpus_and_compilers():
    with theano.change_flags({"dnn.conv.algo_bwd_filter": "deterministic", "cmodule.debug": True}):
        assert theano.config.dnn.conv.algo_bwd_filter == "deterministic"
    assert theano.config.dnn.conv.algo_bwd_filter == "none" and not theano.config.cmodule.debug


def test_functions_run_through_the_wrappers_of_a_linker():
    seen = []

    def show(i, node, fn):
        before = [cell[0] for cell in fn.inputs]
        fn()
        seen.append((i, str(node), float(before[0]), float(fn.outputs[0][0])))

    x = T.dscalar("x")
    wrapped = link.WrapLinkerMany([link.OpWiseCLinker()], [show])
    f = theano.function([x], T.exp(x) + 1, mode=theano.Mode(wrapped, None))
    assert f(0.0) == 2.0
    assert seen == [
        (0, "Elemwise{exp,no_inplace}(x)", 0.0, 1.0),
        (1, "Elemwise{add,no_inplace}(Elemwise{exp,no_inplace}.0, TensorConstant{1})", 1.0, 2.0),
    ]
    assert theano.function([x], x * 2, mode=theano.Mode(link.PerformLinker())).kinds() == ["python"]


def test_a_linker_calls_back():
    names = []

    def callback(node, thunk, storage_map, compute_map):
        assert compute_map[node.outputs[0]][0] and storage_map[node.outputs[0]] is thunk.outputs[0]
        names.append(node.op.scalar_op.record_name)

    a, b, c = T.dscalars("abc")
    f = theano.function([a, b, c], a + b - c, mode=theano.Mode(link.VM_Linker(callback=callback), None))
    assert f(1, 2, 3) == 0.0 and f(3, 2, 1) == 4.0
    assert names == ["add", "sub"] * 2


def test_names_of_graphs():
    x, y, z = T.dvectors("xyz")
    assert isinstance(x, graphs.Node) and isinstance((x + y).owner, graphs.Node) and not isinstance(x.type, graphs.Node)
    assert graphs.is_same_graph_with_merge(x + y, x + y) and not graphs.is_same_graph_with_merge(x + y, y + x)
    w = x + y
    between, orphans = graphs.variables_and_orphans([x], [w])
    assert set(between) == {x, y, w} and orphans == [y]
    assert graphs.op_as_string([x, y], (x + T.exp(y)).owner) == (
        "Elemwise{add,no_inplace}(x, Elemwise{exp,no_inplace}(y))"
    )
    assert graphs.view_roots(x[1:].dimshuffle("x", 0)) == [x] and graphs.view_roots(w) == [w]
    known = graphs.io_connection_pattern([x, y, z], [x * y, theano.gradient.disconnected_grad(x), z])
    assert known == [[True, False, False], [True, False, False], [False, False, True]]


def test_features_that_keep_what_is_known_of_a_variable():
    x, y = T.dvectors("xy")
    z = T.exp(x)
    z.name, z.tag.nan_guard_mode_check = "z", False
    graph = theano.FunctionGraph([x, y], [z * y], clone=False, features=[graphs.PreserveVariableAttributes()])
    new = T.log(x)
    graph.replace(z, new)
    assert new.name == "z" and new.tag.nan_guard_mode_check is False


def test_shared_numbers():
    i = scalarshared.shared(1, "i")
    rows = theano.shared(np.arange(6.0).reshape(3, 2))
    f = theano.function([], rows[i] * 2, updates=[(i, i + 1)])
    assert f().tolist() == [4, 6] and f().tolist() == [8, 10] and type(i.get_value()) is np.int64
    i.set_value(0)
    assert f().tolist() == [0, 2] and i.type.dtype == "int64"
    with pytest.raises(TypeError, match="number"):
        scalarshared.shared([1])


def test_an_op_that_overrides_its_call():
    """Theano's Op inherits the call: programs reach it past that class."""

    class Pair(theano.Op):
        itypes, otypes = [T.dvector], [T.dvector, T.dvector]

        def __call__(self, x, both=False, **kwargs):
            first, second = super(theano.Op, self).__call__(x, **kwargs)
            return (first, second) if both else first

        def perform(self, node, inputs, outputs):
            outputs[0][0], outputs[1][0] = inputs[0] + 1, inputs[0] * 2

    x = T.dvector("x")
    assert [v.tolist() for v in theano.function([x], Pair()(x, both=True))([1.0])] == [[2.0], [2.0]]
    assert theano.function([x], Pair()(x))([1.0]).tolist() == [2.0]
