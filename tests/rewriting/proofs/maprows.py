"""Proof of the rule of maps over rows."""

from graphs import m, s, v
from proof import Proof

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.gradient.maprows import MapBlocks, map_rows


@theano.as_op([T.dvector], [T.dvector])
def reversed_by_python(x):
    return x[::-1].copy()


def blocks():
    """The same rows as of a Jacobian, computed in blocks already."""
    places = T.lvector()
    return map_rows(lambda i: [v[i].dimshuffle(0, "x") * v], v.shape[0], lambda: [v], MapBlocks, places)


PROOFS = {
    "local_map_rows_in_blocks": Proof(
        fires=[
            lambda: theano.gradient.jacobian(T.tanh(v) * v.sum(), v),
            lambda: theano.gradient.hessian(T.tanh(T.dot(m, v)).sum() * s, v),
            lambda: map_rows(lambda i: [v[i] * m, v + i], v.shape[0], lambda: [m, v]),
        ],
        refuses={
            "it is done": blocks,
            "of a Python function nothing is known": lambda: map_rows(
                lambda i: [reversed_by_python(v * i)], v.shape[0], lambda: [v]
            ),
        },
    ),
}
