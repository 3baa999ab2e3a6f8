"""Distributions of NumPy's RandomState, as functions from a state to the next state and a sample.

The parameters broadcast to the sample, whose shape is `size`: integers that may be symbolic, -1 for the length that the
parameters have; None for their shape. If the number of axes cannot be told from `size`, `ndim` gives it. Each function
returns a pair: the new state and the sample.
"""

from __future__ import annotations

import sys
from numbers import Number
from typing import TYPE_CHECKING

import numpy as np

from ...config import config
from ...scalar.dtypes import upcast
from ..types.constant import as_tensor_variable, constant
from ..types.quantity import checked_count
from ..types.type import TensorType
from .bounds import checked
from .randomstate import RandomFunction
from .sizes import infer_shape_of_sample

if TYPE_CHECKING:
    from typing import Any

    from ...graph.variable import Variable
    from ...typing import DType, TensorLike


def uniform(
    random_state: Variable, size: TensorLike | None = None, low: TensorLike = 0.0, high: TensorLike = 1.0,
    ndim: int | None = None, dtype: DType | None = None
) -> list[Any]:
    """Draw samples from the interval from `low` to `high`.

    Parameters
    ----------
    random_state : Variable
        Of the type ``random_state_type``.
    size, ndim
        See the module.
    low, high : tensor_like
    dtype : str, optional
        By default what holds floatX and the parameters.

    Examples
    --------
    >>> import numpy as np, tensorgraph as theano
    >>> from tensorgraph.tensor.random.draws import uniform
    >>> state = theano.shared(np.random.RandomState(3))
    >>> new, sample = uniform(state, (2,))
    >>> sample.eval()
    array([0.5507979 , 0.70814782])
    """
    return _float_draw("uniform", random_state, size, (low, high), ndim, dtype)


def normal(
    random_state: Variable, size: TensorLike | None = None, avg: TensorLike = 0.0, std: TensorLike = 1.0,
    ndim: int | None = None, dtype: DType | None = None
) -> list[Any]:
    """Draw samples of normal distributions.

    Parameters
    ----------
    random_state, size, ndim, dtype
        As of :func:`uniform`.
    avg, std : tensor_like
        Mean and standard deviation.
    """
    return _float_draw("normal", random_state, size, (avg, checked(std, "normal", "std", 0)), ndim, dtype)


def _float_draw(fn, random_state, size, params, ndim, dtype):
    params = [as_tensor_variable(param) for param in params]
    if dtype is None:
        dtype = upcast(config.floatX, *[param.type.dtype for param in params])
    ndim, size, pattern = infer_shape_of_sample(ndim, size, *params)
    return RandomFunction(fn, TensorType(dtype, pattern))(random_state, size, *params)


def binomial(
    random_state: Variable, size: TensorLike | None = None, n: TensorLike = 1, p: TensorLike = 0.5,
    ndim: int | None = None, dtype: DType = "int64", prob: TensorLike | None = None
) -> list[Any]:
    """Draw the number of successes in `n` trials.

    Parameters
    ----------
    random_state, size, ndim
        As of :func:`uniform`.
    n, p : tensor_like
        The number of trials and the probability of success.
    dtype : str
    prob : tensor_like, optional
        The old name of `p`.
    """
    if prob is not None:
        p = prob
        print("DEPRECATION WARNING: the parameter prob of binomial is called p now, as in NumPy.", file=sys.stderr)
    n, p = checked(n, "binomial", "n", 0), checked(p, "binomial", "p", 0, 1)
    ndim, size, _ = infer_shape_of_sample(ndim, size, n, p)
    return RandomFunction("binomial", TensorType(dtype, (False,) * ndim))(random_state, size, n, p)


def poisson(
    random_state: Variable, size: TensorLike | None = None, lam: TensorLike = 1.0, ndim: int | None = None,
    dtype: DType = "int64"
) -> list[Any]:
    """Draw samples of Poisson distributions with mean `lam`.

    Parameters
    ----------
    random_state, size, ndim
        As of :func:`uniform`.
    lam : tensor_like
    dtype : str
    """
    lam = checked(lam, "poisson", "lam", 0)
    ndim, size, pattern = infer_shape_of_sample(ndim, size, *[lam] if lam.ndim else [])
    return RandomFunction("poisson", TensorType(dtype, pattern))(random_state, size, lam)


def random_integers_helper(random_state, low, high, size):
    """Draw integers from `low` to `high`, both included."""
    return random_state.randint(low, np.asarray(high) + 1, size=size)


def random_integers(
    random_state: Variable, size: TensorLike | None = None, low: TensorLike = 0, high: TensorLike = 1,
    ndim: int | None = None, dtype: DType = "int64"
) -> list[Any]:
    """Draw integers from `low` to `high`, both included.

    Parameters
    ----------
    random_state, size, ndim
        As of :func:`uniform`.
    low, high : tensor_like
    dtype : str
    """
    low, high = as_tensor_variable(low), as_tensor_variable(high)
    ndim, size, pattern = infer_shape_of_sample(ndim, size, low, high)
    return RandomFunction(random_integers_helper, TensorType(dtype, pattern))(random_state, size, low, high)


def choice_helper(random_state, a, replace, p, size):
    """Draw elements of `a`, a vector or the number of integers from 0 on; an empty `p` is none."""
    if a.ndim > 1:
        raise ValueError(f"a.ndim ({a.ndim}) must be 0 or 1")
    if p.ndim != 1:
        raise ValueError(f"p.ndim ({p.ndim}) must be 1")
    return random_state.choice(a, size, bool(replace), p if p.size else None)


def choice(
    random_state: Variable, size: TensorLike | None = None, a: TensorLike = 2, replace: bool = True,
    p: TensorLike | None = None, ndim: int | None = None, dtype: DType = "int64"
) -> list[Any]:
    """Draw elements of a vector, or integers.

    Parameters
    ----------
    random_state, size, ndim
        As of :func:`uniform`; None draws one number.
    a : vector or int
        What to choose from; an integer stands for ``0, ..., a - 1``.
    replace : bool
        Whether an element may come twice.
    p : vector, optional
        Probabilities; by default all elements are equally likely.
    dtype : str
    """
    a = as_tensor_variable(a)
    replace = constant(replace, dtype="int8") if isinstance(replace, bool) else as_tensor_variable(replace)
    # 0 is no probability either
    p = as_tensor_variable([] if p is None or isinstance(p, Number) and not p else p)
    ndim, size, pattern = infer_shape_of_sample(ndim, () if size is None else size)
    return RandomFunction(choice_helper, TensorType(dtype, pattern))(random_state, size, a, replace, p)


def permutation_helper(random_state, n, shape):
    """Draw permutations of the integers below `n`, as many as `shape` says."""
    if np.ndim(n):
        raise ValueError(f"n must be a number, not an array of shape {np.shape(n)}")
    shape = shape or ()
    out = np.empty((*shape, int(n)), dtype="int64")
    for i in np.ndindex(*shape):
        out[i] = random_state.permutation(int(n))
    return out


def permutation(
    random_state: Variable, size: TensorLike | None = None, n: TensorLike = 1, ndim: int | None = None,
    dtype: DType = "int64"
) -> list[Any]:
    """Draw permutations of the integers from 0 to ``n - 1``.

    Parameters
    ----------
    random_state, ndim
        As of :func:`uniform`.
    size : sequence or vector, optional
        How many: the sample has the shape ``(*size, n)``, ``(n,)`` for None.
    n : int
    dtype : str
    """
    if size is None or isinstance(size, tuple) and not size:
        if ndim not in (None, 0, 1):
            raise TypeError(f"one permutation has one axis, not ndim={ndim} + 1: give size for more")
        size, pattern = (), ()
    else:
        ndim, size, pattern = infer_shape_of_sample(ndim, size)
    op = RandomFunction(permutation_helper, TensorType(dtype, (*pattern, False)), ndim_added=1)
    return op(random_state, size, checked_count(n, "permutation", "n"))


def multinomial_helper(random_state, n, pvals, size):
    """Draw the counts of each outcome in `n` draws, for each vector of probabilities."""
    shape = np.broadcast_shapes(n.shape, pvals.shape[:-1]) if size is None else tuple(size)
    if pvals.size and pvals.min() < 0:
        raise ValueError(f"probabilities cannot be negative: {pvals.min()}")
    try:
        n = np.broadcast_to(n, shape)
        pvals = np.broadcast_to(pvals, (*shape, pvals.shape[-1]))
    except ValueError as error:
        raise ValueError(f"n of shape {n.shape} and pvals of shape {pvals.shape} do not fit size {shape}") from error
    out = np.empty(pvals.shape, dtype="int64")
    for i in np.ndindex(*shape):
        out[i] = random_state.multinomial(n[i], _below_one(pvals[i]))
    return out


def _below_one(p):
    """Return probabilities whose sum NumPy accepts, which rounding may have made slightly too large."""
    if 1.0 < np.sum(p) < 1.0 + 1e-5 or p[-1] < 5e-5:
        p = p * (1.0 - 5e-5)
    if np.sum(p) > 1.0:
        raise ValueError(f"the sum of probabilities is {np.sum(p)}, which is larger than 1")
    return p.astype("float64")


def multinomial(
    random_state: Variable, size: TensorLike | None = None, n: TensorLike = 1, pvals: TensorLike = (0.5, 0.5),
    ndim: int | None = None, dtype: DType = "int64"
) -> list[Any]:
    """Draw the counts of each outcome in `n` draws.

    Parameters
    ----------
    random_state, ndim
        As of :func:`uniform`.
    size : sequence or vector, optional
        The shape of the sample but for its last axis, which is that of `pvals`.
    n : tensor_like
        How many draws.
    pvals : tensor_like
        Along the last axis the probabilities of the outcomes.
    dtype : str
    """
    n, pvals = as_tensor_variable(n), as_tensor_variable(pvals)
    ndim, size, pattern = infer_shape_of_sample(ndim, size, n, pvals[..., 0])
    outtype = TensorType(dtype, (*pattern, pvals.type.broadcastable[-1]))
    return RandomFunction(multinomial_helper, outtype, ndim_added=1)(random_state, size, n, pvals)
