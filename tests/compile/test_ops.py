"""Operations made from Python functions, and the operations that copy."""

import pickle

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compile.fromfunction import as_op


@as_op(itypes=[T.dvector, T.dscalar], otypes=[T.dscalar])
def clip_sum(x, k):
    return np.asarray(np.minimum(x, k).sum())


def test_as_op():
    v, k = T.dvector("v"), T.dscalar("k")
    assert str(clip_sum) == "FromFunctionOp{clip_sum}"
    f = theano.function([v, k], clip_sum(v, k) * 2)
    assert f([1.0, 5.0, 9.0], 4.0) == 18.0 and "python" in f.kinds()
    assert pickle.loads(pickle.dumps(clip_sum)) is clip_sum
    assert pickle.loads(pickle.dumps(f))([1.0], 4.0) == 2.0


def test_as_op_with_several_outputs_and_shapes():
    @as_op([T.dmatrix], [T.dvector, T.dscalar], infer_shape=lambda node, shapes: [(shapes[0][0],), ()])
    def totals(x):
        return x.sum(1), x.sum()

    m = T.dmatrix("m")
    rows, total = totals(m)
    f = theano.function([m], [rows, total, rows.shape])
    got = f([[1.0, 2.0], [3.0, 4.0]])
    assert got[0].tolist() == [3.0, 7.0] and got[1] == 10.0 and got[2].tolist() == [2]


def test_two_outputs():
    class MinMax(theano.Op):
        __props__ = ()
        itypes = [T.dvector]
        otypes = [T.dscalar, T.dscalar]

        def perform(self, node, inputs, output_storage):
            output_storage[0][0] = np.asarray(inputs[0].min())
            output_storage[1][0] = inputs[0].max()

    v = T.dvector("v")
    low, high = MinMax()(v)
    assert theano.function([v], [high - low, low])([4.0, 9.0, 2.5]) == [6.5, 2.5]


def test_views_and_overwriting_by_user_ops():
    class Middle(theano.Op):
        __props__ = ()
        view_map = {0: [0]}
        itypes = [T.dvector]
        otypes = [T.dvector]

        def perform(self, node, inputs, output_storage):
            output_storage[0][0] = inputs[0][1:-1]

    class AddOne(theano.Op):
        __props__ = ()
        destroy_map = {0: [0]}
        itypes = [T.dvector]
        otypes = [T.dvector]

        def perform(self, node, inputs, output_storage):
            inputs[0][...] += 1
            output_storage[0][0] = inputs[0]

    v = T.dvector("v")
    x = np.arange(4.0)
    f = theano.function([v], [Middle()(v), v.sum()])
    out, _ = f(x)
    out[...] = 9.0
    assert x.tolist() == [0.0, 1.0, 2.0, 3.0]
    w = v * 2.0
    for mode in ("FAST_RUN", "FAST_COMPILE"):
        g = theano.function([v], [AddOne()(w), w.sum()], accept_inplace=True, mode=mode)
        z, total = g(x)
        assert z.tolist() == [1.0, 3.0, 5.0, 7.0] and total == 12.0
    s = theano.shared(np.zeros(2))
    h = theano.function([], s.sum(), updates=[(s, AddOne()(s))], accept_inplace=True)
    assert [h(), h()] == [0.0, 2.0]


def test_view_op_and_deep_copy_op():
    v = T.dvector("v")
    f = theano.function([v], theano.compile.view_op(v) + theano.compile.deep_copy_op(v))
    assert f([1.0]) == [2.0]


class Scaled(theano.Op):
    __props__ = ("k",)
    params_type = theano.graph.type.Generic() if hasattr(theano.graph.type, "Generic") else theano.generic

    def __init__(self, k):
        self.k = k

    def get_params(self, node):
        return self.k

    def make_node(self, x):
        return theano.Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage, params):
        output_storage[0][0] = inputs[0] * params


class Fivefold(theano.Op):
    __props__ = ()

    def make_node(self, x):
        return theano.Apply(self, [x], [x.type()])

    def make_thunk(self, node, storage_map, compute_map, no_recycling, impl=None):
        source, target = storage_map[node.inputs[0]], storage_map[node.outputs[0]]

        def thunk():
            target[0] = source[0] * 5
            compute_map[node.outputs[0]][0] = True

        return thunk


def test_perform_with_parameters():
    v = T.dvector("v")
    f = theano.function([v], Scaled(3.0)(v) + 1)
    np.testing.assert_array_equal(f([1.0, 2.0]), [4.0, 7.0])
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(f))([1.0, 2.0]), [4.0, 7.0])
    np.testing.assert_array_equal(theano.function([], Scaled(3.0)(T.constant([2.0])))(), [6.0])


def test_an_op_that_makes_its_thunk():
    v = T.dvector("v")
    for mode in ("FAST_RUN", "FAST_COMPILE"):
        np.testing.assert_array_equal(theano.function([v], Fivefold()(v) + 1, mode=mode)([1.0, 2.0]), [6.0, 11.0])


def test_an_op_that_adds_to_the_thunk_of_all_ops():
    ran = []

    class Noted(theano.Op):
        __props__ = ()
        itypes = otypes = [T.dvector]

        def make_thunk(self, node, storage_map, compute_map, no_recycling):
            thunk = super().make_thunk(node, storage_map, compute_map, no_recycling)

            def noting():
                ran.append(node.op)
                return thunk()

            return noting

        def perform(self, node, inputs, output_storage):
            output_storage[0][0] = inputs[0] * 2

    v = T.dvector("v")
    assert theano.function([v], Noted()(v))([1.0]) == 2.0 and ran == [Noted()]
    node = Scaled(3.0)(v).owner
    storage, computed = {v: [np.ones(1)], node.outputs[0]: [None]}, {v: [True], node.outputs[0]: [False]}
    assert node.op.make_thunk(node, storage, computed, [node.outputs[0]])() is None
    assert storage[node.outputs[0]][0] == 3.0 and computed[node.outputs[0]][0]


def test_an_op_that_only_c_code_computes():
    class OnlyInC(theano.Op):
        __props__ = ()
        itypes = otypes = [T.dvector]

        def c_code(self, node, name, inputs, outputs, sub):
            return ""

    class InBoth(OnlyInC):
        def perform(self, node, inputs, output_storage):
            output_storage[0][0] = inputs[0] * 2

    v = T.dvector("v")
    with pytest.raises(NotImplementedError, match="OnlyInC has c_code and no perform"):
        theano.function([v], OnlyInC()(v))
    assert theano.function([v], InBoth()(v))([1.0]) == 2.0
