"""Routines of LAPACK that graphs of PyTensor alone reach, where it is installed."""

import numpy as np

try:
    import pytensor
    import pytensor.tensor as pt
    from pytensor.tensor import slinalg

    import tensorgraph.bridges.pytensor  # noqa: F401 - the mode
except ImportError:
    pytensor = None

GRAPHS = {
    "expm_gradient": lambda x: pytensor.grad(slinalg.expm(x).sum(), x),
    "pivoted_qr": lambda x: slinalg.qr(x, pivoting=True),
    "qz": lambda x: slinalg.qz(x, x.mT),
    "complex_schur": lambda x: slinalg.schur(x, output="complex"),
    "tridiagonal": lambda x: slinalg.solve(x, x, assume_a="tridiagonal", b_ndim=2),
}


class MatrixRoutines:
    """A routine of one matrix, and of a batch of 50."""

    params = [list(GRAPHS), [3, 6, 12, 30]]
    param_names = ["routine", "n"]

    def setup(self, routine, n):
        if pytensor is None:
            raise NotImplementedError("PyTensor is not installed")
        x, batch = pt.dmatrix(), pt.dtensor3()
        self.function = pytensor.function([x], GRAPHS[routine](x), mode="TENSORGRAPH", trust_input=True)
        self.batched = pytensor.function([batch], GRAPHS[routine](batch), mode="TENSORGRAPH", trust_input=True)
        self.values = np.random.default_rng(0).standard_normal((50, n, n))

    def time_one(self, routine, n):
        self.function(self.values[0])

    def time_batch(self, routine, n):
        self.batched(self.values)
