"""Proofs of the rules of maps over rows."""

import numpy as np
from graphs import i, m, s, v
from proof import Proof

import tensorgraph.tensor as T
from tensorgraph.gradient.maprows import MapBlocks, MapRows, map_rows


def blocks():
    """The same rows as of a Jacobian, computed in blocks already."""
    places = T.lvector()
    return map_rows(lambda i: [v[i].dimshuffle(0, "x") * v], v.shape[0], lambda: [v], MapBlocks, places)


def products(*factors):
    """Rows of products of two numbers."""
    i, x, y = T.lscalar(), T.dscalar(), T.dscalar()
    return MapRows([i, x, y], [x * y * i])(v.shape[0], s, *factors)


def squares():
    """The rows of the Jacobian of a product with a matrix."""
    return map_rows(lambda i: [T.tanh(T.dot(m, v)[i]) * v, v * i], m.shape[0], lambda: [v, v])


def read_twice():
    """Some rows of a map of which all others are read too."""
    rows = squares()[0]
    return [rows[1], rows]


PROOFS = {
    "local_map_rows_inputs": Proof(
        fires=[
            lambda: products(s, s),
            lambda: products(s, T.constant(np.float64(2))),
            lambda: products(T.constant(np.float64(2)), T.constant(np.float64(3))),
        ],
        refuses={"two numbers": lambda: products(s, v[0])},
    ),
    "local_map_rows_in_blocks": Proof(
        fires=[
            lambda: map_rows(lambda i: [v[i] * m, v * v[i] + s], v.shape[0], lambda: [m, v]),
            lambda: map_rows(lambda i: [T.dot(m, T.set_subtensor(v[i], s))], v.shape[0], lambda: [m[:, 0]]),
        ],
        refuses={
            "it is done": blocks,
            "lengths of a row's own": lambda: map_rows(lambda i: [T.arange(i, i + 4) * v], v.shape[0], lambda: [v]),
        },
    ),
    "local_subtensor_of_map_rows": Proof(
        fires=[
            lambda: squares()[0][0],
            lambda: squares()[0][-1, 1:],
            lambda: squares()[1][i],
            lambda: squares()[0][1:3],
            lambda: squares()[0][::-2, 1],
        ],
        refuses={
            "all rows": lambda: squares()[0][:, 1],
            "others read it": read_twice,
            "blocks": lambda: blocks()[0][1],
            "another operation": lambda: T.cumsum(m, axis=0)[1],
            "an input": lambda: m[1],
        },
        fails={"out of bounds": lambda: squares()[0][99]},
    ),
}
