"""Proofs of the rules of linear algebra."""

import numpy as np
from graphs import m, n
from proof import Proof, given

from tensorgraph.tensor import nlinalg

spiral = given(np.array([[1 + 1j, -2.0], [0.5, 1j]]))
flat = given(np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]))
cell = given(np.array([[0.5]]), (True, True))
single = given(np.array([[0.3, -2.0], [1e-8, 3e7]], "float32"))
whole = given(np.array([[2, 5], [7, 1]]))

PROOFS = {
    "local_pinv_svd": Proof(
        fires=[
            lambda: nlinalg.pinv(m),
            lambda: nlinalg.pinv(n),
            lambda: nlinalg.pinv(flat),
            lambda: nlinalg.pinv(cell),
            lambda: nlinalg.pinv(single),
            lambda: nlinalg.pinv(whole),
        ],
        refuses={"complex numbers": lambda: nlinalg.pinv(spiral)},
    ),
}
