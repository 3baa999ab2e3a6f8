"""Factorisations of each of a batch and their gradients, where the batch may be empty."""

import numpy as np
import pytensor
import pytensor.tensor as pt
import pytest
from pytensor.graph.replace import vectorize_graph
from pytensor.tensor import linalg

import tensorgraph.bridges.pytensor  # noqa: F401 - the mode
from tensorgraph.graph.traverse import io_toposort

FUNCTIONS = {
    "cholesky": linalg.cholesky,
    "triangular": lambda x: linalg.solve_triangular(x, x, lower=True),
    "svd": lambda x: linalg.svd(x, full_matrices=False),
    "lu": linalg.lu,
    "lu_with_indices": lambda x: linalg.lu(x, p_indices=True),
    "lu_factor": linalg.lu_factor,
    "lu_solve": lambda x: linalg.lu_solve(linalg.lu_factor(x), x),
    "expm": linalg.expm,
    "pinv": linalg.pinv,
    "block_diag": lambda x: linalg.block_diag(x, 2 * x),
}


def gradient(function, x):
    """Return the gradient of the sum of all results."""
    found = function(x)
    found = found if isinstance(found, (list, tuple)) else [found]
    return pytensor.grad(sum(z.sum() for z in found if z.type.dtype == "float64"), x)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_gradients_of_empty_batches(name):
    x = pt.dtensor3("x")
    f = pytensor.function([x], gradient(FUNCTIONS[name], x), mode="TENSORGRAPH")
    assert f(np.zeros((0, 3, 3))).shape == (0, 3, 3)
    matrices = np.random.default_rng(0).normal(size=(4, 3, 3))
    matrices = matrices @ matrices.transpose(0, 2, 1) + np.eye(3)
    m = pt.dmatrix("m")
    alone = pytensor.function([m], gradient(FUNCTIONS[name], m), mode="TENSORGRAPH")
    np.testing.assert_allclose(f(matrices), [alone(a) for a in matrices], 1e-9, 1e-12)


def test_masks_are_the_same_for_a_whole_batch():
    """PyTensor counts the rows of each matrix of a batch by itself."""
    x = pt.dtensor3("x")
    f = pytensor.function([x], gradient(linalg.cholesky, x), mode="TENSORGRAPH")
    nodes = f.vm.function.maker.fgraph.toposort()
    loops = [node.op.inner_graph(node)[0] for node in nodes if hasattr(node.op, "inner_graph")]
    assert not [n for outputs in loops for n in io_toposort([], outputs) if type(n.op).__name__ == "ARange"]


def test_parts_at_one_index_take_no_loop():
    """What PyTensor counts in each of a batch is the same for all, and known of an empty batch too."""
    m, x = pt.dmatrix("m"), pt.dtensor3("x")
    part = m[m.shape[0] - 1 :: -1, m.shape[1] // 2]
    f = pytensor.function([x], vectorize_graph(part, {m: x}), mode="TENSORGRAPH")
    assert "scan" not in f.vm.function.kinds()
    assert f(np.zeros((0, 4, 3))).shape == (0, 4)
    value = np.random.default_rng(0).normal(size=(2, 4, 3))
    np.testing.assert_array_equal(f(value), value[:, ::-1, 1])
