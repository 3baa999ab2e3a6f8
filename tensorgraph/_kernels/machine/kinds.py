"""The kinds of steps of a program, and the module of each."""

from importlib import import_module

KINDS = {}
"""Classes of steps by kind; each module adds its own when it is imported."""

_FAMILIES = {
    "linalg._cholesky": "cholesky cholesky_grad",
    "linalg._complexmatrices": "complex_solve complex_schur",
    "linalg._lu": "lu",
    "linalg._orthogonal": "qr",
    "linalg._pencils": "qz",
    "linalg._pivots": "lu_factor pivot_order",
    "linalg._products": "dot gemm gemv ger batched_dot",
    "linalg._spectra": "eigh eig schur svd",
    "linalg._wholeproducts": "integer_dot",
    "linalg._systems": "solve solve_triangular inverse det",
    "linalg._tridiagonal": "solve_tridiagonal",
    "loop._loop": "loop",
    "loop.padded._padded": "padded_loop",
    "ordering._largest": "largest",
    "ordering._searches": "search",
    "sampling._mrg": "mrg",
    "sampling._multinomial": "multinomial",
    "steps._argmax": "argmax",
    "steps._branches": "choose skip select",
    "steps._copies": "copy alloc join arange shape_i shape make_vector",
    "steps._cumulative": "cumulative",
    "steps._labels": "xent xent_grad",
    "steps._nonzero": "nonzero",
    "steps._patterns": "eye alloc_diagonal",
    "steps._python": "python",
    "steps._reshape": "reshape",
    "steps._sides": "triangle",
    "steps._softmax": "softmax logsoftmax softmax_grad logsoftmax_grad logsumexp",
    "steps._take_put": "take put pick put_pick put_slice",
    "steps._views": "dimshuffle subtensor diagonal pairs split specify_shape first_rows",
    "subprograms._rowcrew": "rows",
    "subprograms._scan": "scan",
    "windows._sums_of_shifts": "convolve",
    "windows._conv": "conv conv_grad_weights conv_grad_inputs",
    "windows._pool": "pool pool_max_grad pool_max_pick pool_average_grad",
}
HOMES = {kind: module for module, kinds in _FAMILIES.items() for kind in kinds.split()}
"""Module of the class of each kind."""


def step_class(kind):
    """Return the class that runs a kind of step, importing its module on first use."""
    if kind not in KINDS:
        if kind not in HOMES:
            raise ValueError(f"there is no kind of step called {kind!r}")
        import_module(f"{__package__}.{HOMES[kind]}")
    return KINDS[kind]
