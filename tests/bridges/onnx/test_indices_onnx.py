"""Arrays and masks as indices, and diagonals, in onnxruntime."""

import numpy as np
import pytest
from onnx_agreement import check

import tensorgraph.tensor as T

INDICES = {
    "mask": lambda t, i, b: t[b],
    "mask of two axes": lambda t, i, b: t[t.sum(axis=2) > 0],
    "array behind a slice": lambda t, i, b: t[1:, i],
    "array behind a slice backwards": lambda t, i, b: t[::-1, :, i],
    "apart": lambda t, i, b: t[i, :, i],
    "apart behind": lambda t, i, b: t[None, i, 1:, 2],
    "new axes": lambda t, i, b: t[:, None, i, None],
    "matrices": lambda t, i, b: t[:, i.dimshuffle(0, "x"), i],
    "mask and array": lambda t, i, b: t[b, [1, 0]],
    "no index": lambda t, i, b: t[:, np.zeros(0, int), i[:1]],
}


@pytest.mark.parametrize("name", INDICES)
def test_indices(name):
    t, i, b = T.dtensor3("t"), T.ivector("i"), T.TensorType("bool", (False,))("b")
    rng = np.random.default_rng(1)
    values = rng.normal(size=(3, 3, 4)), np.array([2, -3, 1], "int32"), np.array([True, False, True])
    part = INDICES[name](t, i, b)
    y = np.float64(rng.normal())
    check([part, T.set_subtensor(part, y), T.inc_subtensor(part, part)], [t, i, b], *values, tol=1e-12)


def test_permutations():
    x, p = T.dmatrix("x"), T.lvector("p")
    rows = [T.permute_row_elements(x, p, inverse) for inverse in (False, True)]
    value = np.random.default_rng(3).normal(size=(2, 3))
    for order in ([1, 2, 0], [-1, 0, -2]):
        check(rows, [x, p], value, np.array(order), tol=1e-12)


def test_diagonals():
    m, t, v = T.dmatrix("m"), T.dtensor3("t"), T.dvector("v")
    rng = np.random.default_rng(2)
    outputs = [
        T.diag(m), m.diagonal(1), m.diagonal(-2), m.diagonal(9), t.diagonal(1, 0, 2), t.diagonal(0, -1, 0), T.diag(v),
        T.diag(v, -2), T.eye(3, 5, 1), T.tri(4, 3, -1), T.tril(m), T.triu(m, 1), T.fill_diagonal(m, 7.0),
        T.fill_diagonal_offset(m, 7.0, 2), T.fill_diagonal_offset(m, 7.0, -1), *T.nonzero(m > 0),
    ]  # fmt: skip
    values = rng.normal(size=(3, 4)), rng.normal(size=(3, 2, 4)), rng.normal(size=3)
    check(outputs, [m, t, v], *values, tol=1e-12)
