"""Models of ONNX: loops, branches, names, shared variables, files and errors."""

import numpy as np
import onnx
import pytest
from onnx_agreement import check, run

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import ExportError, MissingInputError
from tensorgraph.scan.until import until

rng = np.random.default_rng(5)
rows, start, W = rng.normal(size=(5, 3)), rng.normal(size=3), rng.normal(size=(3, 3)) / 2
x, h, w, n = T.dmatrix("x"), T.dvector("h"), T.dmatrix("w"), T.lscalar("n")
one = np.float64(1)


@pytest.mark.parametrize(
    "output",
    [
        theano.scan(lambda r, s, w: T.tanh(r + T.dot(s, w)), x, h, w)[0],
        theano.scan(lambda r, s: T.sin(r * s), x, h)[0][-1],
        theano.scan(lambda r: (r**2).sum(), x)[0],
        theano.scan(lambda a, b, s, t: a * s + b * t, dict(input=x[:, 0], taps=[-1, 1]),
                    dict(initial=h[:2], taps=[-2, -1]))[0],
        theano.scan(lambda r, s: s * 0.5 + r, x, T.zeros_like(x[0]), go_backwards=True)[0],
        theano.scan(lambda s: s * 1.5, outputs_info=h, n_steps=n)[0],
        theano.scan(lambda s: (s * 2, until(s.sum() > 20)), outputs_info=abs(h), n_steps=50)[0],
        theano.scan(lambda r: theano.scan(lambda v, s: v * s + 1, r, T.constant(one))[0].sum(), x)[0],
    ],
    ids=["matrix", "last", "map", "taps", "backwards", "steps", "until", "nested"],
)
def test_loop(output):
    check(output, [x, h, w, n], rows, start, W, 4, tol=1e-12)


def test_branches():
    c = T.iscalar("c")
    z = theano.ifelse.ifelse(c, T.exp(h), T.zeros((7,)))
    for flag in (0, 1):
        check(z, [c, h], np.int32(flag), start, tol=1e-12)


def test_graphs_inside():
    v = T.dvector("v")
    op = theano.OpFromGraph([v], [T.tanh(v) * v])
    check(op(h) + op(h * 2), [h], start, tol=1e-12)


def test_names_and_lengths(tmp_path):
    unnamed, column = T.dmatrix(), T.dcol("x")
    b = theano.shared(np.arange(3.0), "x")
    z = T.exp(unnamed) + column + b
    z.name = "x"
    path = tmp_path / "model.onnx"
    model = theano.to_onnx([z, z.sum(), unnamed], [unnamed, column], path)
    assert [i.name for i in model.graph.input] == ["input_0", "x"]
    assert len({o.name for o in model.graph.output} | {"input_0", "x"}) == 5
    assert [d.dim_value for d in model.graph.input[1].type.tensor_type.shape.dim] == [0, 1]
    assert model.opset_import[0].version == 18
    values = np.ones((2, 3)), np.ones((2, 1))
    for found in (run(model, *values), run(onnx.load(path), *values)):
        np.testing.assert_allclose(found[0], np.e + 1 + np.arange(3) + np.zeros((2, 1)))
        np.testing.assert_array_equal(found[2], values[0])


def test_names_of_the_user_may_be_any():
    a, b = T.dvectors("exp_1", "c_0")
    z = T.exp(a) + b * 2 + 1
    z.name = "exp_1"
    check([z, z * 3], [a, b], start, start)


def test_only_arrays():
    with pytest.raises(TypeError, match="is no dense array, and models of ONNX hold no others"):
        theano.to_onnx(h, [theano.sparse.csr_matrix("m"), h])


@pytest.mark.parametrize("streams", ["RandomStreams", "MRG_RandomStreams", "GeneratorStreams"])
def test_random_numbers_are_refused(streams):
    """Those of a runtime are others."""
    noise = getattr(theano.tensor.random, streams)(1).normal((3,))
    with pytest.raises(ExportError, match="other numbers than the streams of this package.\n.*an input") as caught:
        theano.to_onnx(h * noise, [h])
    assert "test_export.py" in str(caught.value)


def test_shared_variables_are_stored_or_inputs():
    s = theano.shared(start.copy(), "s")
    fixed, free = theano.to_onnx(h * s, [h]), theano.to_onnx(h * s, [h, s])
    s.set_value(start * 0)
    np.testing.assert_allclose(run(fixed, start)[0], start**2)
    np.testing.assert_allclose(run(free, start, start * 2)[0], 2 * start**2)


def test_what_is_left_of_training():
    """Barriers are the identity, and dropped updates leave no trace."""
    check(theano.gradient.grad_clip(h**2, -1, 1) + theano.gradient.zero_grad(h), [h], start, tol=1e-12)


def test_normalization_in_use():
    v, g = T.tensor4("v"), T.tensor4("g")
    z = T.nnet.bn.batch_normalization_test(v, g, g + 1, g * 2, g**2, axes="spatial")
    check(z, [v, g], rng.normal(size=(2, 3, 4, 5)), 1 + rng.uniform(size=(1, 3, 1, 1)), tol=1e-12)


@pytest.mark.parametrize("mode", ["valid", "half", "full", 1, (2, 0), ((1, 2), (0, 1))])
@pytest.mark.parametrize("flip", [True, False])
def test_convolution(mode, flip):
    v = T.ftensor4("v")
    k = theano.shared(rng.normal(size=(4, 1, 3, 3)).astype("float32"))
    z = T.nnet.conv2d(v, k, border_mode=mode, filter_flip=flip, num_groups=2, subsample=(2, 1), filter_dilation=(1, 2))
    check([z, T.grad((z**3).sum(), v)], [v], rng.normal(size=(2, 2, 9, 8)).astype("float32"))


@pytest.mark.parametrize("mode", ["valid", "half", "full", 1])
@pytest.mark.parametrize("groups", [1, 2])
def test_gradients_of_convolution(mode, groups):
    """Of images and of filters, whose lengths only a call knows; also of two axes that end behind the last filter."""
    v, k = T.ftensor4("v"), T.ftensor4("k")
    z = T.nnet.conv2d(v, k, border_mode=mode, num_groups=groups, subsample=(2, 3), filter_dilation=(1, 2))
    values = rng.normal(size=(2, 4, 9, 10)).astype("float32"), rng.normal(size=(2, 4 // groups, 3, 2)).astype("float32")
    check([z, *T.grad((z**2).sum(), [v, k])], [v, k], *values)


@pytest.mark.parametrize("mode", ["max", "sum", "average_inc_pad", "average_exc_pad"])
def test_pooling(mode):
    v = T.ftensor4("v")
    value = rng.normal(size=(2, 2, 7, 6)).astype("float32")
    pool = T.signal.pool.pool_2d
    check(pool(v, (2, 3), ignore_border=True, mode=mode, stride=(1, 2)), [v], value)
    check(pool(v, (2, 3), ignore_border=True, mode=mode, pad=(1, 1)), [v], value)
    check(pool(v, (2, 2), ignore_border=False, mode=mode), [v], value)
    for options in ({"stride": (1, 2), "pad": (1, 0)}, {"ignore_border": False, "stride": (2, 1)}):
        z = pool(v, (2, 3), **{"ignore_border": True, "mode": mode, **options})
        check([z, T.grad((z**2).sum(), v)], [v], value)
    m = T.dmatrix("m")
    z = pool(m, (2, 3), ignore_border=True, mode=mode)
    check([z, T.grad((z**2).sum(), m)], [m], rng.normal(size=(7, 6)), tol=1e-12)


def test_refusals():
    with pytest.raises(MissingInputError, match="the graph needs h"):
        theano.to_onnx(h * 2, [])
    with pytest.raises(TypeError, match=r"takes a list of inputs, not h, a TensorType.*alone.\nhint: use \[h\]"):
        theano.to_onnx(h * 2, h)
    with pytest.raises(TypeError, match="to_onnx needs variables, not 3"):
        theano.to_onnx([3], [h])
    with pytest.raises(TypeError, match="is computed or constant"):
        theano.to_onnx(h * 2, [h * 2])
    with pytest.raises(ValueError, match="is given twice"):
        theano.to_onnx(h * 2, [h, h])
    with pytest.raises(ExportError, match="decompositions that go on until they have converged") as caught:
        theano.to_onnx(T.nlinalg.eig(x)[0], [x])
    assert "test_export.py" in str(caught.value) and caught.value.target == "ONNX"


def test_own_operations():
    from tensorgraph.bridges.onnx import conversion, converts

    class Twice(theano.Op):
        __props__ = ()

        def make_node(self, v):
            return theano.Apply(self, [v], [v.type()])

        def perform(self, node, inputs, output_storage):
            output_storage[0][0] = inputs[0] * 2

    with pytest.raises(ExportError, match="there is no conversion of Twice"):
        theano.to_onnx(Twice()(h), [h])
    try:
        converts(Twice)(lambda model, node, v: model.add("Add", v, v))
        check(Twice()(h), [h], start)
    finally:
        conversion.CONVERSIONS.pop(Twice)
        conversion._FOUND.clear()
