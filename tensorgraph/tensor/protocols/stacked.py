"""NumPy's functions of matrices on stacks of them: those of one matrix, mapped over the axes before its two."""

import functools

from ..types.constant import as_tensor_variable

# whose first argument is a matrix, and the others are none
STACKED = frozenset(
    "cholesky cond det eig eigh eigvals eigvalsh inv matrix_power matrix_rank pinv qr slogdet svd svdvals".split()
)


def of_stacks(function):
    """Return a function of a matrix as one of stacks of matrices too."""

    @functools.wraps(function)
    def of_any(matrices, *args, **kwargs):
        matrices = as_tensor_variable(matrices)
        call = function if matrices.type.ndim <= 2 else functools.partial(on_stack, function)
        return call(matrices, *args, **kwargs)

    return of_any


def on_stack(function, matrices, *args, **kwargs):
    """Return what a function of a matrix gives for each of a stack, of as many axes as it has."""
    # it is above this layer, and needed for stacks only
    from ...transform.vmap import vmap

    kind = []

    def of_one(matrix):
        z = function(matrix, *args, **kwargs)
        kind.append(type(z) if hasattr(z, "_fields") else tuple)
        return tuple(z) if isinstance(z, (tuple, list)) else z

    mapped = of_one
    for _ in range(matrices.type.ndim - 2):
        mapped = vmap(mapped)
    z = mapped(matrices)
    if not isinstance(z, (tuple, list)):
        return z
    return kind[0](*z) if hasattr(kind[0], "_fields") else tuple(z)
