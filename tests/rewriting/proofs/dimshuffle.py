"""Proofs of the rules of DimShuffle."""

from graphs import m, s, v
from proof import Proof, given

import tensorgraph.tensor as T
from tensorgraph.scalar.composite import Composite
from tensorgraph.tensor.elementwise.elemwise import Elemwise
from tensorgraph.tensor.elementwise.inplace import exp_inplace
from tensorgraph.tensor.shape.dimshuffle import DimShuffle

row = given([[0.5, 1.0, -2.0, 3.0]], (True, False))
one = given([[0.25]], (True, True))


def two_results(x):
    """An elementwise op of two outputs."""
    a = T.scalar_from_tensor(s)
    return Elemwise(Composite([a], [a + a, a * a]))(x)


PROOFS = {
    "local_dimshuffle_lift": Proof(
        fires=[
            lambda: DimShuffle((False, False), (0, 1))(m),
            lambda: DimShuffle((False, False), (0, 1))(T.exp(m)),
            lambda: m.T.T,
            lambda: row.dimshuffle("x", 1),
            lambda: v.dimshuffle("x", 0).dimshuffle(1, 0),
            lambda: v.dimshuffle("x", 0).dimshuffle(1),
            lambda: (m * 2).T,
            lambda: (m * v).dimshuffle(1, "x", 0),
        ],
        refuses={
            "an input": lambda: m.T,
            "something else computed": lambda: T.dot(m, m.T[:, :2]).T,
            "others read it": lambda: (lambda y: [y.T, y + 1])(T.exp(m)),
            "two outputs": lambda: two_results(m)[1].T,
            "in place": lambda: exp_inplace(T.tensor_copy(m)).T,
            "an axis is dropped": lambda: (row + one).dimshuffle(1),
        },
    ),
}
