"""Proofs of the rules of sorted elements."""

import numpy as np
from graphs import i, k, m, v
from proof import Proof, given

import tensorgraph.tensor as T
from tensorgraph.tensor.sorting.sort import SortOp

axis = given(np.array(0))
row = given(np.array([[1.0, -2.0]]), (True, False))
counts = given(np.array([3, -2, 7, 5], "int8"))

PROOFS = {
    "local_places_of_sorted": Proof(
        fires=[
            lambda: T.sort(v)[1],
            lambda: T.sort(v)[i],
            lambda: T.sort(v)[-i],
            lambda: T.sort(v)[k],
            lambda: (lambda s: [s[0], s[i], s[k], s.dimshuffle("x", 0)[:, -1]])(T.sort(v)),
            lambda: T.sort(counts)[T.cast(k, "uint8")],
            lambda: T.sort(m, axis=0)[i],
            lambda: T.sort(m, axis=0)[k[2:]],
            lambda: T.sort(m, axis=1)[:, -1],
            lambda: T.sort(m, axis=-1).T[k],
        ],
        refuses={
            "all are read": lambda: T.sort(v),
            "nobody reads it": lambda: T.zeros_like(T.sort(v)),
            "others read all": lambda: (lambda s: [s[0], s * 2.0])(T.sort(v)),
            "a slice": lambda: T.sort(v)[:2],
            "another axis": lambda: T.sort(m, axis=0)[:, 1],
            "another axis as well": lambda: T.sort(m, axis=0)[1, 2],
            "rows of another axis": lambda: T.sort(m, axis=1)[k[2:]],
            "all are read in another order": lambda: T.sort(m, axis=0).T,
            "others read all of the transposed": lambda: (lambda s: [s[1], s.T * 2.0])(T.sort(m, axis=0)),
            "an axis of length 1 is dropped": lambda: T.sort(row, axis=0).dimshuffle(1),
            "an axis that is not known": lambda: SortOp()(m, axis)[1],
            "an order of equal elements": lambda: T.sort(v, kind="stable")[1],
            "places that what is sorted tells": lambda: (lambda s: s[T.cast(s[0] > 0, "int64")])(T.sort(v)),
        },
        fails={"out of bounds": lambda: T.sort(v)[4], "rows out of bounds": lambda: T.sort(v)[k + 4]},
    ),
}
