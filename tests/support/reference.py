"""Values of graphs by the ops' own NumPy references, and checks of their gradients and shapes against them."""

import numpy as np

import tensorgraph.tensor as T
from tensorgraph.gradient import grad
from tensorgraph.graph.traverse import io_toposort
from tensorgraph.graph.variable import Constant


def evaluate(outputs, given=None):
    """The values of `outputs`, node by node through ``perform``."""
    single = not isinstance(outputs, (list, tuple))
    if single:
        outputs = [outputs]
    values = dict(given or {})

    def value(v):
        return v.data if isinstance(v, Constant) else values[v]

    for node in io_toposort(list(values), outputs):
        storage = [[None] for _ in node.outputs]
        node.op.perform(node, [value(v) for v in node.inputs], storage)
        for v, cell in zip(node.outputs, storage):
            z = cell[0]
            if hasattr(v.type, "broadcastable") and hasattr(v, "dimshuffle"):
                z = np.asarray(z)
                assert z.dtype == v.type.numpy_dtype, (node, z.dtype, v.type)
                assert z.ndim == v.type.ndim, (node, z.shape, v.type)
                assert all(n == 1 for n, b in zip(z.shape, v.type.broadcastable) if b), (node, z.shape, v.type)
            values[v] = z
    results = [value(v) for v in outputs]
    return results[0] if single else results


def variables_for(points):
    """A variable for each array, with no broadcastable axis."""
    return [T.TensorType(p.dtype.name, (False,) * p.ndim)() for p in points]


def check_grad(f, points, step=1e-5, rtol=1e-5, atol=1e-7):
    """The gradient of a random combination of the outputs of `f` agrees with central differences at `points`."""
    points = [np.asarray(p, dtype="float64") for p in points]
    xs = variables_for(points)
    ys = f(*xs)
    ys = list(ys) if isinstance(ys, (list, tuple)) else [ys]
    rng = np.random.default_rng(8)
    found = evaluate(ys, dict(zip(xs, points)))
    weights = [rng.uniform(0.5, 1.5, y.shape) for y in found]
    cost = sum((T.constant(w) * y).sum() for w, y in zip(weights, ys))
    grads = grad(cost, xs, disconnected_inputs="ignore")
    got = evaluate(grads, dict(zip(xs, points)))

    def total(values):
        return sum((w * y).sum() for w, y in zip(weights, evaluate(ys, dict(zip(xs, values)))))

    for k, p in enumerate(points):
        assert grads[k].type == xs[k].type, (grads[k].type, xs[k].type)
        want = np.zeros_like(p)
        for place in np.ndindex(p.shape):
            ends = []
            for sign in (1, -1):
                moved = [q.copy() for q in points]
                moved[k][place] += sign * step
                ends.append(total(moved))
            want[place] = (ends[0] - ends[1]) / (2 * step)
        np.testing.assert_allclose(got[k], want, rtol=rtol, atol=atol, err_msg=f"input {k}")


def check_pushforward(f, points, rtol=1e-6, atol=1e-7):
    """``R_op`` of the one node that `f` makes agrees with a difference along a random direction."""
    points = [np.asarray(p, dtype="float64") for p in points]
    xs = variables_for(points)
    y = f(*xs)
    node = y.owner
    directions = {x: np.random.default_rng(3).standard_normal(p.shape) for x, p in zip(xs, points)}
    along = [T.constant(directions[v]) if v in directions else None for v in node.inputs]
    along = [None if a is None else T.patternbroadcast(a, v.type.broadcastable) for a, v in zip(along, node.inputs)]
    (dy,) = node.op.R_op(node.inputs, along)
    got = evaluate(dy, dict(zip(xs, points)))
    h = 1e-6
    ends = [evaluate(y, {x: p + s * h * directions[x] for x, p in zip(xs, points)}) for s in (1, -1)]
    np.testing.assert_allclose(got, (ends[0] - ends[1]) / (2 * h), rtol=rtol, atol=atol)


def check_shapes(outputs, given):
    """Each node's ``infer_shape`` gives the shapes that its values have."""
    outputs = list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]
    checked = 0
    for node in io_toposort(list(given), outputs):
        if not hasattr(node.op, "infer_shape") or not all(hasattr(v.type, "broadcastable") for v in node.outputs):
            continue
        shapes = [
            tuple(v.shape[i] for i in range(v.type.ndim)) if hasattr(v, "dimshuffle") else None for v in node.inputs
        ]
        try:
            inferred = node.op.infer_shape(node, shapes)
        except NotImplementedError:
            continue
        for v, dims in zip(node.outputs, inferred):
            if dims is None:
                continue
            want = evaluate(v, given).shape
            got = tuple(int(d) if isinstance(d, (int, np.integer)) else int(evaluate(d, given)) for d in dims)
            assert got == want, (node, got, want)
        checked += 1
    return checked
