"""Functions of JAX made of graphs: arguments, shared variables, dtypes, errors, transformations."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax_agreement import assert_equal
from new_process import run

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import ExportError, MissingInputError
from tensorgraph.tensor.random import MRG_RandomStreams, RandomStreams

x, y, m = T.dvector("x"), T.dscalar("y"), T.dmatrix("m")
X = np.array([1.0, -2.0, 3.0])


def test_one_variable_or_several():
    assert_equal(theano.to_jax(x * 2, [x])(X), X * 2)
    found = theano.to_jax([x * 2, y], [x, y])(X, 3)
    assert isinstance(found, list) and isinstance(found[0], jax.Array)
    assert_equal(found[1], np.float64(3))
    assert theano.to_jax([], [x])(X) == []
    assert_equal(theano.to_jax(x, [x])(X), X)
    assert_equal(theano.to_jax(T.constant(X), [])(), X)


def test_shared_variables_are_constants_or_arguments():
    w = theano.shared(X.copy(), "w")
    fixed, free = theano.to_jax((w * x).sum(), [x]), theano.to_jax((w * x).sum(), [x, w])
    w.set_value(X * 100)
    assert fixed(X) == 14
    assert free(X, X) == 14
    assert_equal(jax.grad(free, 1)(X, X), X)


def test_a_step_of_training():
    """Updates are outputs: a whole step is a pure function."""
    w = theano.shared(np.zeros(3), "w")
    cost = ((T.dot(m, w) - 1) ** 2).mean()
    step = jax.jit(theano.to_jax([cost, w - 0.1 * T.grad(cost, w)], [m, w]))
    f = theano.function([m], cost, updates=[(w, w - 0.1 * T.grad(cost, w))])
    data, state = np.random.default_rng(0).normal(size=(5, 3)), w.get_value()
    for _ in range(3):
        c, state = step(data, state)
        assert_equal(c, f(data))
    assert_equal(state, w.get_value())


def test_inputs_are_checked():
    with pytest.raises(MissingInputError, match="the graph needs y"):
        theano.to_jax(x * y, [x])
    with pytest.raises(TypeError, match=r"to_jax takes a list of inputs, not x, a TensorType.*alone.\nhint: use \[x\]"):
        theano.to_jax(x * 2, x)
    with pytest.raises(TypeError, match="to_jax needs variables, not 3"):
        theano.to_jax([3], [x])
    with pytest.raises(TypeError, match="is computed or constant"):
        theano.to_jax(x * 2, [x * 2])
    with pytest.raises(ValueError, match="is given twice"):
        theano.to_jax(x * 2, [x, x])


def test_arguments_are_checked():
    f = theano.to_jax(x * 2, [x])
    with pytest.raises(TypeError, match="there must be an argument for each of x, not 2"):
        f(X, X)
    with pytest.raises(TypeError, match="x has 2 dimensions"):
        f(np.ones((2, 2)))
    with pytest.raises(TypeError, match="complex128, which loses digits as float64"):
        f(X + 1j)
    assert_equal(f(np.array([1, 2], "int32")), np.array([2.0, 4]))
    v = T.fvector("v")
    with pytest.raises(TypeError, match="float64, which loses digits as float32"):
        theano.to_jax(v * 2, [v])(X)
    row = T.drow("r")
    with pytest.raises(TypeError, match="has length 2 on axis 0, where"):
        theano.to_jax(row * 2, [row])(np.ones((2, 3)))


def test_broadcasting_needs_the_type_to_say_so():
    v, w = T.dmatrices("v", "w")
    with pytest.raises(ValueError, match="Input dimension mis-match"):
        jax.jit(theano.to_jax(v + w, [v, w]))(np.ones((1, 3)), np.ones((2, 3)))


def test_dtypes_are_ours():
    i, f = T.bvector("i"), T.fvector("f")
    outputs = [i + i, i / i, i * f, i > 1, T.exp(f), f.sum(), f.argmax(), T.cast(f, "float16"), i.mean()]
    arguments = np.array([1, 2], "int8"), np.array([1, 2], "float32")
    for got, want in zip(theano.to_jax(outputs, [i, f])(*arguments), theano.function([i, f], outputs)(*arguments)):
        assert_equal(got, want)


def test_shapes_are_known_where_jax_traces():
    z = T.arange(x.shape[0]) + T.zeros((x.shape[0] * 2 // 2,)) + x.reshape((x.size,))
    assert_equal(jax.jit(theano.to_jax(z, [x]))(X), X + [0, 1, 2])
    n = T.iscalar("n")
    f = theano.to_jax(T.ones((n, 2)) * y, [n, y])
    assert f(3, 2.0).shape == (3, 2)
    assert jax.jit(f, static_argnums=0)(3, 2.0).shape == (3, 2)
    with pytest.raises(ExportError, match="a shape depends on the value of an argument") as caught:
        jax.jit(f)(3, 2.0)
    assert "test_functions.py" in str(caught.value) and caught.value.place is not None


def test_extreme_arguments():
    """Forms are stable, and so are the gradients that JAX takes of them."""
    big = np.array([1000.0, -1000.0, 0.0, 40.0])
    for z in (
        T.log(T.nnet.sigmoid(x)), T.log(1 + T.exp(x)), T.log(T.nnet.softmax(x))[0], T.log(T.exp(x).sum()),
        T.nnet.binary_crossentropy(T.nnet.sigmoid(x), 0.3), T.log(1 - T.nnet.sigmoid(x)),
    ):
        f = theano.to_jax(z, [x])
        assert_equal(f(big), theano.function([x], z)(big))
        cost = theano.to_jax(z.sum(), [x])
        assert_equal(jax.grad(cost)(big), theano.function([x], T.grad(z.sum(), x))(big))


def test_gradients_at_ties():
    for z in (abs(x).sum(), T.maximum(x, 0).sum(), x.max(), T.clip(x, -1, 1).sum(), x.prod(), T.nnet.relu(x).sum(),
              x.norm(2), (x**2).sum() ** 0.5 + 1):
        for point in (np.zeros(3), np.array([1.0, 1.0, -1.0]), np.array([0.0, 2.0, 2.0])):
            wanted = theano.function([x], T.grad(z, x))(point)
            assert_equal(jax.grad(theano.to_jax(z, [x]))(point), wanted)


def test_barriers():
    g = theano.gradient
    for z in (g.zero_grad(x) * x, g.grad_clip(x**2, -0.5, 0.5), g.grad_scale(x**2, 5), g.disconnected_grad(x) * x):
        z = (z * 3).sum()
        assert_equal(jax.jit(jax.grad(theano.to_jax(z, [x])))(X), theano.function([x], T.grad(z, x))(X))


@pytest.mark.parametrize("inline", [False, True])
def test_graphs_inside(inline):
    v = T.dvector("v")
    plain = theano.OpFromGraph([v], [v**2], inline=inline)
    own = theano.OpFromGraph([v], [v**2], inline=inline, grad_overrides=lambda inputs, grads: [grads[0] * 7])
    for op in (plain, own):
        z = op(x).sum()
        assert_equal(jax.grad(theano.to_jax(z, [x]))(X), theano.function([x], T.grad(z, x))(X))
    assert_equal(jax.hessian(theano.to_jax(plain(x).sum(), [x]))(X), np.eye(3) * 2)


def test_branches():
    c = T.iscalar("c")
    z = theano.ifelse.ifelse(c, T.exp(x), x * 2)
    f = theano.to_jax(z.sum(), [c, x])
    for flag in (np.int32(0), np.int32(1)):
        traced = jax.jit(lambda c, x: (f(c, x), jax.grad(f, 1)(c, x)))(jnp.asarray(flag), X)
        for got, want in zip(traced, theano.function([c, x], [z.sum(), T.grad(z.sum(), x)])(flag, X)):
            assert_equal(got, want)
    f = theano.to_jax(theano.ifelse.ifelse(c, x, T.zeros((7,))), [c, x])
    assert f(0, X).shape == (7,)
    with pytest.raises(ExportError, match=r"the branches have shapes \(3,\) and \(7,\)"):
        jax.jit(f)(0, X)


def test_transformations_nest():
    z = (T.tanh(T.dot(m, x)) * T.nnet.sigmoid(x.sum())).sum()
    f = theano.to_jax(z, [m, x])
    data = np.random.default_rng(1).normal(size=(4, 3))
    hessian = theano.function([m, x], theano.gradient.hessian(z, x))(data, X)
    assert_equal(jax.jit(jax.hessian(f, 1))(data, X), hessian)
    assert_equal(jax.jacrev(jax.grad(f, 1), 1)(data, X), hessian)
    batch = np.stack([X, X / 2, -X])
    ours = theano.function([m, x], T.grad(z, x))
    assert_equal(jax.vmap(jax.grad(f, 1), (None, 0))(data, batch), np.stack([ours(data, b) for b in batch]))
    nested = jax.vmap(jax.vmap(f, (None, 0)), (0, None))(np.stack([data, 2 * data]), batch)
    assert nested.shape == (2, 3)


# it is to be removed from JAX in favour of jit
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_several_devices():
    f = theano.to_jax(T.exp(x).sum(), [x])
    np.testing.assert_allclose(jax.pmap(f)(X[None]), [np.exp(X).sum()])


def test_host_functions_under_transformations():
    """A function that JAX does not have, called on the host."""
    z = T.erfcx(x)
    f = theano.to_jax(z, [x])
    wanted = theano.function([x], z)(X)
    assert_equal(jax.jit(f)(X), wanted)
    assert_equal(jax.vmap(f)(np.stack([X, X])), np.stack([wanted, wanted]))
    assert_equal(jax.grad(theano.to_jax(z.sum(), [x]))(X), theano.function([x], T.grad(z.sum(), x))(X))


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("size", [(3,), (7, 5), (70, 4)])
def test_streams(size, dtype):
    """States are arguments and results: the same bits as here."""
    random = MRG_RandomStreams(3)
    sample = random.uniform(size, dtype=dtype)
    states, new = random.updates()[-1][:2]
    f, before = jax.jit(theano.to_jax([sample, new], [states])), states.get_value()
    first, after = f(before)
    second, _ = f(after)
    ours = theano.function([], sample)
    np.testing.assert_array_equal(first, ours())
    np.testing.assert_array_equal(second, ours())
    assert first.dtype == dtype


SAMPLES = {
    "normal": lambda random: random.normal((4, 3)),
    "binomial": lambda random: random.binomial((6,), p=0.3),
    "multinomial": lambda random: random.multinomial(n=3, pvals=[[0.2, 0.8, 0.0], [0.5, 0.25, 0.25]]),
    "choice": lambda random: random.choice(size=2, replace=False, p=[[0.2, 0.8, 0.0], [0.5, 0.25, 0.25]]),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_of_streams(name):
    random = MRG_RandomStreams(5)
    sample = SAMPLES[name](random)
    states = [states for states, *_ in random.updates()]
    found = jax.jit(theano.to_jax(sample, states))(*[s.get_value() for s in states])
    assert_equal(found, theano.function([], sample)())


def test_states_that_are_no_arguments_are_refused():
    with pytest.raises(ExportError, match="its states are no argument"):
        theano.to_jax(MRG_RandomStreams(3).uniform((2,)), [])()
    with pytest.raises(ExportError, match="its state is an object of NumPy"):
        theano.to_jax(RandomStreams(3).uniform((2,)), [])()


def test_unknown_operations_are_refused_or_registered():
    from tensorgraph.bridges.jax import conversion, converts

    class Twice(theano.Op):
        __props__ = ()

        def make_node(self, v):
            return theano.Apply(self, [v], [v.type()])

        def perform(self, node, inputs, output_storage):
            output_storage[0][0] = inputs[0] * 2

    f = theano.to_jax(Twice()(x), [x])
    with pytest.raises(ExportError, match="there is no conversion of Twice") as caught:
        f(X)
    assert caught.value.target == "JAX" and "test_functions.py" in str(caught.value)
    try:
        converts(Twice)(lambda node, v: v * 2)
        assert_equal(f(X), X * 2)
    finally:
        conversion.CONVERSIONS.pop(Twice)
        conversion._FOUND.clear()


SINGLE = """
import jax, numpy as np, tensorgraph as theano, tensorgraph.tensor as T
x, v = T.dvector("x"), T.fvector("v")
try:
    theano.to_jax(x * 2, [x])(np.ones(2))
except theano.errors.ExportError as error:
    assert "jax_enable_x64" in str(error), error
try:
    jax.jit(theano.to_jax(v.argmax(), [v]))(np.ones(2, "float32"))
except theano.errors.ExportError as error:
    assert "int64" in str(error) and "<string>" in str(error), error
cost = -T.log(T.nnet.softmax(v.reshape((1, 3)))[T.arange(1), T.constant(np.array([2], "int32"))]).mean()
gradient = jax.jit(jax.grad(theano.to_jax(cost, [v])))(np.array([1, 2, 3], "float32"))
assert gradient.dtype == "float32", gradient
np.testing.assert_allclose(gradient, theano.function([v], T.grad(cost, v))(np.array([1, 2, 3], "float32")), rtol=1e-5)
random = theano.tensor.random.MRG_RandomStreams(3)
s = random.uniform((5,), dtype="float32")
states = random.updates()[0][0]
found = theano.to_jax(s, [states])(states.get_value())
np.testing.assert_array_equal(found, theano.function([], s)())
"""


def test_32_bits():
    """Where JAX computes in 32 bits, wider graphs are refused, and those of float32 run."""
    run("-W", "error", "-c", SINGLE)


@pytest.mark.parametrize("wrap", [lambda f: f, jax.jit], ids=["plain", "jit"])
@pytest.mark.parametrize("in_loop", [False, True])
def test_errors_of_tracing_name_the_line_and_the_operands(in_loop, wrap):
    """JAX names neither, whichever of its functions refuses the arrays."""
    m, w = T.dmatrix("m"), theano.shared(np.zeros((4, 2)), "w")
    product = lambda r: T.dot(r, w)  # noqa: E731 - the step of a loop
    z = theano.scan(product, sequences=m)[0] if in_loop else product(m)
    with pytest.raises(TypeError) as caught:
        wrap(theano.to_jax(z, [m]))(np.zeros((2, 3)))
    notes = "\n".join(caught.value.__notes__)
    assert "In T.dot(r, w): m is (2, 3), w (shared) is (4, 2)\n" in notes and "hint: " in notes
    assert notes.count("In T.dot") == 1 and "product = lambda" in notes
