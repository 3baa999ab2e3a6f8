"""Proof of the rule of maps over rows."""

from graphs import m, s, v
from proof import Proof

import tensorgraph.tensor as T
from tensorgraph.gradient.maprows import MapBlocks, map_rows


def blocks():
    """The same rows as of a Jacobian, computed in blocks already."""
    places = T.lvector()
    return map_rows(lambda i: [v[i].dimshuffle(0, "x") * v], v.shape[0], lambda: [v], MapBlocks, places)


PROOFS = {
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
}
