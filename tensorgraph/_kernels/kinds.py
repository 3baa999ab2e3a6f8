"""The kinds of steps that a program may have, and the module of each."""

from importlib import import_module

KINDS = {}
"""Classes of steps by kind; a module adds its own when it is imported."""

HOMES = {
    "loop": "_loop",
    "copy": "_copies", "alloc": "_copies", "join": "_copies", "eye": "_copies", "arange": "_copies",
    "shape_i": "_copies", "shape": "_copies", "make_vector": "_copies",
    "dimshuffle": "_views", "subtensor": "_views", "reshape": "_reshape", "diagonal": "_views", "split": "_views",
    "specify_shape": "_views", "first_rows": "_views",
    "dot": "_blas", "gemm": "_blas", "gemv": "_blas", "ger": "_blas", "batched_dot": "_blas",
    "softmax": "_rows", "logsoftmax": "_rows", "softmax_grad": "_rows", "logsoftmax_grad": "_rows",
    "logsumexp": "_rows", "xent": "_labels", "xent_grad": "_labels", "argmax": "_argmax",
    "take": "_index", "put": "_index", "pick": "_index", "put_pick": "_index", "put_slice": "_index",
    "nonzero": "_nonzero",
    "mrg": "_mrg",
    "pool": "_pool", "pool_max_grad": "_pool", "pool_average_grad": "_pool",
    "conv": "_conv", "conv_grad_weights": "_conv", "conv_grad_inputs": "_conv",
    "scan": "_scan", "rows": "_rowblock",
    "choose": "_branch", "skip": "_branch", "select": "_branch",
    "python": "_pystep",
}
"""The module of the class of each kind."""


def step_class(kind):
    """The class that runs a kind of step; its module is imported when a program first needs it."""
    if kind not in KINDS:
        if kind not in HOMES:
            raise ValueError(f"there is no kind of step called {kind!r}")
        import_module(f"{__package__}.{HOMES[kind]}")
    return KINDS[kind]
