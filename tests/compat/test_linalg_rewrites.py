"""Rewrites of ``theano.sandbox.linalg.ops``."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.sandbox.linalg import ops
from tensorgraph.tensor.slinalg import Solve

RNG = np.random.default_rng(0)
A, B, V = RNG.normal(size=(3, 3)) + 3 * np.eye(3), RNG.normal(size=(3, 2)), RNG.normal(size=3)


@pytest.mark.parametrize("build, points", [
    (lambda a, b: T.dot(ops.matrix_inverse(a), b), [A, B]),
    (lambda a, b: T.dot(b.T, ops.matrix_inverse(a)), [A, B]),
    (lambda a, v: T.dot(ops.matrix_inverse(a), v), [A, V]),
    (lambda a, v: T.dot(v, ops.matrix_inverse(a)), [A, V]),
    (lambda a, b: T.dot(ops.matrix_inverse(a).T, b), [A, B]),
], ids=["left", "right", "of a vector", "by a vector", "transposed"])  # fmt: skip
def test_inverses_become_solutions(build, points):
    inputs = [T.TensorType("float64", (False,) * p.ndim)() for p in points]
    z = build(*inputs)
    assert ops.inv_as_solve and ops.transinv_to_invtrans
    f = theano.function(inputs, z)
    assert [type(node.op) for node in f.maker.fgraph.apply_nodes if "Solve" in str(node.op)] == [Solve]
    assert not any("Inverse" in str(node.op) for node in f.maker.fgraph.apply_nodes)
    np.testing.assert_allclose(f(*points), theano.function(inputs, z, mode="FAST_COMPILE")(*points), rtol=1e-12)


@pytest.mark.parametrize("lower", [True, False])
@pytest.mark.parametrize("transposed", [True, False])
def test_systems_of_factors_are_triangular(lower, transposed):
    x, v = T.dmatrix(), T.dvector()
    factor = ops.Cholesky(lower=lower)(x)
    node = ops.solve(factor.T if transposed else factor, v).owner
    (new,) = ops.tag_solve_triangular.transform(node)
    assert new.owner.op.A_structure == ("lower" if lower != transposed else "upper") + "_triangular"
    given = {x: A @ A.T, v: V}
    np.testing.assert_allclose(new.eval(given), node.outputs[0].eval(given), rtol=1e-10)


def test_a_bound_of_eigenvalues():
    x = T.dmatrix()
    bound = theano.function([x], ops.spectral_radius_bound(x, 4))(A @ A.T)
    largest = np.linalg.eigvalsh(A @ A.T)[-1]
    assert largest <= bound < 1.1 * largest
    for wrong in ((T.dvector(), 2), (x, 2.0)):
        with pytest.raises(TypeError):
            ops.spectral_radius_bound(*wrong)
    with pytest.raises(ValueError):
        ops.spectral_radius_bound(x, 0)
