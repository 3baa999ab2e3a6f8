"""Sparse matrices, and checks of operations on them against SciPy and against differences."""

import numpy as np
import scipy.sparse
from reference import evaluate

import tensorgraph as theano
from tensorgraph import sparse
from tensorgraph.gradient import grad
from tensorgraph.graph.traverse import io_toposort
from tensorgraph.tensor import constant

FORMATS = ["csr", "csc"]
OTHER = {"csr": "csc", "csc": "csr"}     # the format of the transpose


def matrix(shape=(4, 3), format="csr", dtype="float64", seed=0, density=0.4):
    """A sparse matrix whose elements are of one to three in size."""
    rng = np.random.default_rng(seed)
    dense = rng.uniform(1, 3, shape) * rng.choice([-1, 1], shape) * (rng.uniform(size=shape) < density)
    if dtype[0] == "u":
        dense = abs(dense)
    return scipy.sparse.csr_matrix(dense.astype(dtype)).asformat(format)


def variable_for(value):
    """A variable of the type of a matrix or array."""
    if scipy.sparse.issparse(value):
        return sparse.matrix(value.format, dtype=value.dtype)
    value = np.asarray(value)
    return theano.tensor.TensorType(value.dtype.name, (False,) * value.ndim)()


def dense(value):
    """A matrix or array as an array."""
    return value.toarray() if scipy.sparse.issparse(value) else np.asarray(value)


def check_value(op, points, wanted, dtype=None, format=None):
    """`op` computes `wanted`, by its reference and compiled, leaves its inputs alone, and knows the shape.

    Returns
    -------
    Variable
        The result.
    """
    xs = [variable_for(p) for p in points]
    z = op(*xs)
    before = [p.copy() for p in points]
    got = evaluate(z, dict(zip(xs, points)))
    compiled = theano.function(xs, z, on_unused_input="ignore")(*points)
    for value in (got, compiled):
        assert value.dtype == z.dtype == (dtype or wanted.dtype), (value.dtype, z.dtype)
        assert scipy.sparse.issparse(value) == (format is not None)
        if format:
            assert value.format == z.format == format
        assert value.shape == wanted.shape
        np.testing.assert_allclose(dense(value), dense(wanted), rtol=1e-5 if "32" in str(value.dtype) else 1e-12)
    for p, b in zip(points, before):
        np.testing.assert_array_equal(dense(p), dense(b))
    shape = theano.function(xs, z.shape, on_unused_input="ignore")
    assert tuple(shape(*points)) == wanted.shape
    check_shapes(z, dict(zip(xs, points)))
    return z


def check_shapes(z, given):
    """Each node's ``infer_shape`` gives the shapes that its values have."""
    for node in io_toposort(list(given), [z]):
        if not hasattr(node.op, "infer_shape"):
            continue
        shapes = [tuple(v.shape[i] for i in range(v.ndim)) if hasattr(v, "ndim") else None for v in node.inputs]
        for v, lengths in zip(node.outputs, node.op.infer_shape(node, shapes)):
            got = tuple(int(n) if not hasattr(n, "type") else int(evaluate(n, given)) for n in lengths)
            assert got == evaluate(v, given).shape, node


def check_grad(op, points, structured, step=1e-6, rtol=1e-6):
    """The gradient of a random combination of what `op` gives agrees with central differences, and its gradient too.

    Parameters
    ----------
    structured : bool
        Whether the gradients with respect to sparse matrices reach only what these store; else they reach all.
    """
    xs = [variable_for(p) for p in points]
    z = op(*xs)
    shape = evaluate(z, dict(zip(xs, points))).shape
    weights = np.random.default_rng(8).uniform(0.5, 1.5, shape)
    total = sparse.DenseFromSparse(structured)(z) if hasattr(z, "toarray") else z
    grads = grad((constant(weights) * total).sum(), xs)
    for g, x in zip(grads, xs):
        assert g.type == x.type or not hasattr(x, "format"), (g.type, x.type)
    compiled = theano.function(xs, grads)(*points)

    def cost(values):
        return (weights * dense(evaluate(z, dict(zip(xs, values))))).sum()

    _check_slopes(cost, points, compiled, structured, step, rtol)
    _check_second_order(op, points, structured, step, rtol)


def _check_slopes(cost, points, gradients, structured, step, rtol):
    """Gradients of a function of values agree with its central differences."""
    for k, p in enumerate(points):
        places = [*zip(*p.nonzero())] if structured and scipy.sparse.issparse(p) else [*np.ndindex(p.shape)]
        wanted = np.zeros(p.shape)
        for place in places:
            ends = []
            for sign in (1, -1):
                moved = dense(p).copy()
                moved[place] += sign * step
                moved = type(p)(moved) if scipy.sparse.issparse(p) else moved
                ends.append(cost([*points[:k], moved, *points[k + 1 :]]))
            wanted[place] = (ends[0] - ends[1]) / (2 * step)
        np.testing.assert_allclose(dense(gradients[k]), wanted, rtol=rtol, atol=1e-7, err_msg=f"input {k}")


def _check_second_order(op, points, structured, step, rtol):
    """The gradient of a random combination of the gradients of what `op` gives agrees with central differences."""
    xs = [variable_for(p) for p in points]

    def as_dense(v):
        return sparse.DenseFromSparse(structured)(v) if hasattr(v, "toarray") else v

    first = [as_dense(g) for g in grad((as_dense(op(*xs)) ** 2).sum(), xs)]
    rng = np.random.default_rng(8)
    weights = [rng.uniform(0.5, 1.5, p.shape) for p in points]
    total = sum((constant(w) * g).sum() for w, g in zip(weights, first))
    second = theano.function(xs, grad(total, xs, disconnected_inputs="ignore"), on_unused_input="ignore")(*points)
    slopes = theano.function(xs, total)
    _check_slopes(lambda values: slopes(*values), points, second, structured, step, rtol)


def check_pushforward(op, points, rtol=1e-6):
    """``R_op`` of the node that `op` makes agrees with a difference along a random direction."""
    xs = [variable_for(p) for p in points]
    z = op(*xs)
    rng = np.random.default_rng(3)
    directions = []
    for p in points:
        moved = p.astype("float64")
        if scipy.sparse.issparse(p):
            moved.data = rng.standard_normal(moved.data.shape)
        else:
            moved = rng.standard_normal(p.shape)
        directions.append(moved)
    along = {x: variable_for(d) for x, d in zip(xs, directions)}
    for moving in ([*xs], *[[x] for x in xs]):
        (dz,) = z.owner.op.R_op(z.owner.inputs, [along[v] if v in moving else None for v in z.owner.inputs])
        given = {**dict(zip(xs, points)), **dict(zip(along.values(), directions))}
        got = dense(evaluate(dz, given))
        ends = []
        for h in (1e-6, -1e-6):
            values = [p + h * d if x in moving else p for x, p, d in zip(xs, points, directions)]
            ends.append(dense(evaluate(z, dict(zip(xs, values)))))
        np.testing.assert_allclose(got, (ends[0] - ends[1]) / 2e-6, rtol=rtol, atol=1e-7)
