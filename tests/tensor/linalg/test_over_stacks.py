"""Functions of matrices on stacks of them: what they give for each matrix, and their gradients."""

import inspect

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T

LINALG = T.linalg
# of a stack of matrices that are positive definite
OF_ONE = {
    "cholesky": LINALG.cholesky, "upper": lambda a: LINALG.cholesky(a, upper=True), "det": LINALG.det,
    "inv": LINALG.inv, "pinv": LINALG.pinv, "expm": LINALG.expm, "slogdet": LINALG.slogdet, "eigh": LINALG.eigh,
    "eigvalsh": LINALG.eigvalsh, "eigvals": LINALG.eigvals, "eigenvalues": lambda a: LINALG.eig(a).eigenvalues,
    "svd": lambda a: LINALG.svd(a, full_matrices=False), "svdvals": LINALG.svdvals, "qr": LINALG.qr,
    "r": lambda a: LINALG.qr(a, mode="r"), "cond": LINALG.cond, "rank": LINALG.matrix_rank,
    "power": lambda a: LINALG.matrix_power(a, 3), "no power": lambda a: LINALG.matrix_power(a, 0),
    "inverse power": lambda a: T.nlinalg.matrix_power(a, -2), "lu_factor": LINALG.lu_factor, "lu": LINALG.lu,
    "rows of lu": lambda a: LINALG.lu(a, p_indices=True), "cho_factor": lambda a: LINALG.cho_factor(a)[0],
    "schur": LINALG.schur,
}  # fmt: skip
SYSTEMS = {
    "solve": LINALG.solve, "positive": lambda a, b: LINALG.solve(a, b, assume_a="pos"),
    "solve_triangular": LINALG.solve_triangular,
    "lower": lambda a, b: LINALG.solve_triangular(a, b, trans=1, lower=True, unit_diagonal=True),
    "cho_solve": lambda a, b: LINALG.cho_solve(LINALG.cho_factor(a, lower=True), b),
    "lu_solve": lambda a, b: LINALG.lu_solve(LINALG.lu_factor(a), b),
    "transposed": lambda a, b: LINALG.lu_solve(LINALG.lu_factor(a), b, trans=1),
}  # fmt: skip
# without a gradient, or without a rule that would make a loop needless
LOOPS = "ignore:.*loop.*:UserWarning"
FLAT = {"eigvals", "eigenvalues", "rank", "lu_factor", "lu", "rows of lu", "schur", "no power"}


def positive(rng, stack, n=3, dtype="float64"):
    x = rng.normal(size=(*stack, n, n))
    return (x @ np.swapaxes(x, -1, -2) / n + np.eye(n)).astype(dtype)


def evaluated(function, *values):
    """Return the arrays that a function of variables gives, as a list."""
    variables = [T.TensorType(v.dtype, [n == 1 for n in v.shape])() for v in values]
    found = function(*variables)
    outputs = [v for v in (found if isinstance(found, (tuple, list)) else [found]) if hasattr(v, "type")]
    return theano.function(variables, outputs)(*values)


def compared(function, values, stacks):
    """Compare a function of stacks with the same function of each matrix."""
    found = evaluated(function, *values)
    whole = np.broadcast_shapes(*stacks)
    spread = [np.broadcast_to(v, (*whole, *v.shape[len(stack) :])) for v, stack in zip(values, stacks)]
    for index in np.ndindex(whole):
        expected = evaluated(function, *[v[index] for v in spread])
        for z, w in zip(found, expected, strict=True):
            assert z.shape == (*whole, *w.shape) and z.dtype == w.dtype
            np.testing.assert_allclose(z[index], w, rtol=1e-5 if z.dtype == "float32" else 1e-9, atol=1e-6)


@pytest.mark.filterwarnings(LOOPS)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("stack", [(2,), (2, 3), (1, 2), (1,), (1, 1)])
@pytest.mark.parametrize("name", OF_ONE)
def test_each_matrix(name, stack, dtype):
    value = positive(np.random.default_rng(1), stack, dtype=dtype)
    compared(OF_ONE[name], [value], [stack])


@given(data=st.data())
def test_systems(data):
    """The axes before those of a matrix are broadcast, and a vector is one of all matrices."""
    function = SYSTEMS[data.draw(st.sampled_from(sorted(SYSTEMS)))]
    whole = tuple(data.draw(st.lists(st.integers(2, 3), max_size=2)))
    stacks = []
    for _ in range(2):
        stack = whole[data.draw(st.integers(0, len(whole))) :]
        stacks.append(tuple(data.draw(st.sampled_from([1, n])) for n in stack))
    rng = np.random.default_rng(2)
    right = rng.normal(size=(*stacks[1], 3, 2))
    if data.draw(st.booleans()):
        stacks[1], right = (), rng.normal(size=3)
    dtype = data.draw(st.sampled_from(["float64", "float32"]))
    values = [positive(rng, stacks[0], dtype=dtype), right.astype(dtype)]
    compared(function, values, stacks)


@pytest.mark.parametrize("name", [name for name in OF_ONE if name not in FLAT])
def test_gradient(name):
    rng = np.random.default_rng(3)
    value = positive(rng, (2,))
    shapes = [z.shape for z in evaluated(OF_ONE[name], value)]
    weights = [rng.normal(size=shape) for shape in shapes]

    def cost(a):
        z = OF_ONE[name](a)
        return sum((w * v).sum() for w, v in zip(weights, z if isinstance(z, (tuple, list)) else [z]))

    T.verify_grad(cost, [value], rng=np.random.RandomState(0))


@pytest.mark.parametrize("name", SYSTEMS)
def test_gradient_of_systems(name):
    rng = np.random.default_rng(4)
    T.verify_grad(SYSTEMS[name], [positive(rng, (2, 1)), rng.normal(size=(3, 3, 1))], rng=np.random.RandomState(0))


def test_numpy():
    a, b, v = T.dtensor3("a"), T.dtensor4("b"), T.dvector("v")
    rng = np.random.default_rng(5)
    values = positive(rng, (2,)), rng.normal(size=(4, 2, 3, 2)), rng.normal(size=3)
    outputs = [np.linalg.solve(a, b), np.linalg.solve(a, v), np.linalg.svd(a).S, np.linalg.slogdet(b[:, :, :2]).sign]
    found = theano.function([a, b, v], outputs)(*values)
    A, B, V = values
    expected = [np.linalg.solve(A, B), np.linalg.solve(A, V), np.linalg.svd(A).S, np.linalg.slogdet(B[:, :, :2]).sign]
    for z, w in zip(found, expected):
        np.testing.assert_allclose(z, w, rtol=1e-9)
    assert np.linalg.slogdet(a)._fields == ("sign", "logabsdet")


def test_errors():
    a, b = T.dtensor3("a"), T.dtensor3("b")
    f = theano.function([a, b], LINALG.solve(a, b))
    with pytest.raises((ValueError, AssertionError)):
        f(positive(np.random.default_rng(6), (2,)), np.ones((3, 3, 1)))
    with pytest.raises(TypeError, match="required positional argument: 'b'"):
        LINALG.solve(a)
    with pytest.raises(AssertionError, match=r"needs a matrix[\s\S]*T\.linalg"):
        T.slinalg.solve(a, b)
    with pytest.raises(AssertionError, match="needs a matrix"):
        LINALG.inv(T.dvector())


def test_signature():
    assert list(inspect.signature(LINALG.solve).parameters) == ["a", "b", "lower", "assume_a"]
