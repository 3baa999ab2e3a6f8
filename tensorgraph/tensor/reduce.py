"""Sums, products, means and extremes over axes."""

import numpy as np

from ..scalar.dtypes import is_discrete, uint_dtypes
from .constant import as_tensor_variable, constant
from .dimshuffle import spread_order
from .math import FUNCTIONS, abs_, cast, neq, true_div
from .maxandargmax import Argmax, MaxAndArgmax
from .shape import shape
from .sums import All, Any, Prod, ProdWithoutZeros, Sum

__all__ = [
    "Argmax",
    "MaxAndArgmax",
    "Prod",
    "ProdWithoutZeros",
    "Sum",
    "all",
    "any",
    "argmax",
    "argmin",
    "check_and_normalize_axes",
    "cov",
    "makeKeepDims",
    "max",
    "max_and_argmax",
    "mean",
    "min",
    "norm",
    "prod",
    "ptp",
    "std",
    "sum",
    "var",
]


def check_and_normalize_axes(x, axis):
    """The axes as a list of ints from 0.

    Parameters
    ----------
    x : TensorVariable
    axis : int, sequence of int, constant or None
        None: all axes.

    Returns
    -------
    list of int
        Sorted, without duplicates.

    Raises
    ------
    TypeError, ValueError
        If these are no integers, or no axes of `x`.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.check_and_normalize_axes(T.dtensor3(), [-1, 0])
    [0, 2]
    """
    ndim = x.type.ndim
    if axis is None:
        return list(range(ndim))
    if hasattr(axis, "data") and hasattr(axis, "type"):
        axis = None if axis.data is None else np.asarray(axis.data).tolist()
        if axis is None:
            return list(range(ndim))
    if isinstance(axis, np.ndarray):
        axis = axis.tolist()
    axes = list(axis) if isinstance(axis, (list, tuple)) else [axis]
    for i, a in enumerate(axes):
        if isinstance(a, np.ndarray) and a.ndim == 0 and a.dtype.kind in "iu":
            a = a.item()
        if isinstance(a, (bool, np.bool_)) or not isinstance(a, (int, np.integer)):
            raise TypeError(f"Computation needs a axis that is an integer or a list of them. Got {axis}")
        if not -ndim <= a < ndim:
            raise ValueError(
                f"Not enough dimensions on {x} to reduce on axis {a}. "
                f"Computation needs a valid axis number for {ndim}-D tensor. Got {axis}"
            )
        axes[i] = int(a) % ndim
    return sorted(set(axes))


def makeKeepDims(x, y, axis):
    """`y`, a reduction of `x` over `axis`, with the reduced axes back as broadcastable ones.

    Parameters
    ----------
    x : tensor_like
        What was reduced.
    y : tensor_like
        The result.
    axis : int, sequence of int or None
        The axes that it was reduced over.

    Returns
    -------
    TensorVariable
        With as many axes as `x`.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> x = T.dmatrix("x")
    >>> T.makeKeepDims(x, x.sum(axis=1), 1).broadcastable
    (False, True)
    """
    x, y = as_tensor_variable(x), as_tensor_variable(y)
    axes = check_and_normalize_axes(x, axis)
    return y.dimshuffle(spread_order(x.type.ndim, axes))


def _kept(x, z, axis, keepdims):
    return makeKeepDims(x, z, axis) if keepdims else z


def sum(input, axis=None, dtype=None, keepdims=False, acc_dtype=None):
    """The sum over axes.

    Parameters
    ----------
    input : tensor_like
    axis : int or sequence of int, optional
        All by default.
    dtype : str, optional
        Of the result; small integers give int64 or uint64 by default.
    keepdims : bool
        Keep the reduced axes, broadcastable.
    acc_dtype : str, optional
        In which it is summed; float64 for float32 by default.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.sum(T.dmatrix("m"), axis=0)
    Sum{axis=[0], acc_dtype=float64}.0
    """
    return _kept(input, Sum(axis=axis, dtype=dtype, acc_dtype=acc_dtype)(input), axis, keepdims)


def prod(input, axis=None, dtype=None, keepdims=False, acc_dtype=None, no_zeros_in_input=False):
    """The product over axes.

    Parameters
    ----------
    input, axis, dtype, keepdims, acc_dtype
        As of :func:`sum`.
    no_zeros_in_input : bool
        A promise that makes the gradient simple.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.prod([[1.0, 2.0], [3.0, 4.0]], axis=1).eval()
    array([ 2., 12.])
    """
    op = Prod(axis=axis, dtype=dtype, acc_dtype=acc_dtype, no_zeros_in_input=no_zeros_in_input)
    return _kept(input, op(input), axis, keepdims)


def mean(input, axis=None, dtype=None, op=False, keepdims=False, acc_dtype=None):
    """The mean over axes.

    Parameters
    ----------
    input : tensor_like
    axis : int or sequence of int, optional
        All by default.
    dtype : str, optional
        Of the sum, before it is divided.
    op : bool
        Accepted for Theano's sake.
    keepdims : bool
        Keep the reduced axes, broadcastable.
    acc_dtype : str, optional
        In which it is summed.

    Returns
    -------
    TensorVariable
        Of the dtype of `input`; float64 for integers.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.mean([[1, 2], [3, 4]], axis=0).eval()
    array([2., 3.])
    """
    input = as_tensor_variable(input)
    narrow = input.type.dtype == "float16"
    s = sum(input, axis, "float32" if narrow and dtype is None else dtype, keepdims, acc_dtype)
    lengths = cast(shape(input), "float32" if s.type.dtype in ("float16", "float32", "complex64") else "float64")
    for i in check_and_normalize_axes(input, axis):
        s = true_div(s, lengths[i])
    if is_discrete(s.type.dtype):
        # no axis at all
        s = cast(s, lengths.type.dtype)
    if dtype == "float16" or (narrow and dtype is None):
        s = cast(s, "float16")
    s.name = "mean"
    return s


def var(input, axis=None, ddof=0, keepdims=False, corrected=False):
    """The variance over axes: the mean of the squares of what differs from the mean.

    Parameters
    ----------
    input : tensor_like
    axis : int or sequence of int, optional
        All by default.
    ddof : int
        Subtracted from the number of elements.
    keepdims : bool
        Keep the reduced axes, broadcastable.
    corrected : bool
        Take what rounding leaves of the mean of the differences into account.

    Returns
    -------
    TensorVariable
        Of the dtype of `input`; float64 for integers.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.var([1.0, 2.0, 3.0, 4.0]).eval()
    array(1.25)
    """
    if isinstance(ddof, bool):
        raise ValueError("Parameter keepdims is now at index 3: (input, axis=None, ddof=0, keepdims=False)")
    input = as_tensor_variable(input)
    axes = check_and_normalize_axes(input, axis)
    centered = input - mean(input, axes, keepdims=True)
    two = constant(2, dtype=centered.type.dtype)
    if ddof == 0:
        v = mean(centered**two, axes, keepdims=keepdims)
        error = mean(centered, axes, keepdims=keepdims) ** 2 if corrected else None
    else:
        n = _count(input, axes)
        v = true_div(sum(centered**two, axis=axes, keepdims=keepdims), cast(n - ddof, centered.type.dtype))
        error = None
        if corrected:
            rest = sum(centered, axis=axes, keepdims=keepdims) ** 2
            error = true_div(rest, cast((n - ddof) * n, centered.type.dtype))
    if error is not None:
        v = v - error
    v.name = "var"
    return v


def _count(x, axes):
    lengths = shape(x)
    n = 1
    for i in axes:
        n = lengths[i] * n
    return as_tensor_variable(n)


def std(input, axis=None, ddof=0, keepdims=False, corrected=False):
    """The standard deviation over axes: the root of :func:`var`.

    Parameters
    ----------
    input, axis, ddof, keepdims, corrected
        As of :func:`var`.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.std([1.0, 1.0, 3.0, 3.0]).eval()
    array(1.)
    """
    s = FUNCTIONS["sqrt"](var(input, axis, ddof, keepdims, corrected))
    s.name = "std"
    return s


def max_and_argmax(a, axis=None, keepdims=False):
    """The largest element over axes and its position.

    Parameters
    ----------
    a : tensor_like
    axis : int or sequence of int, optional
        All by default.
    keepdims : bool
        Keep the reduced axes, broadcastable.

    Returns
    -------
    tuple of TensorVariable
        The positions are int64, counted over the reduced axes as if they were one.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> largest, where = T.max_and_argmax([[1, 5], [7, 2]], axis=1)
    >>> largest.eval(), where.eval()
    (array([5, 7]), array([1, 0]))
    """
    a = as_tensor_variable(a)
    axes = check_and_normalize_axes(a, axis) or list(range(a.type.ndim))
    z, where = MaxAndArgmax(axes)(a)
    return _kept(a, z, axes, keepdims), _kept(a, where, axes, keepdims)


def max(x, axis=None, keepdims=False):
    """The largest element over axes; nan where there is a nan.

    The gradient goes in full to every element that is the largest.

    Parameters
    ----------
    x : tensor_like
    axis : int or sequence of int, optional
        All by default.
    keepdims : bool
        Keep the reduced axes, broadcastable.

    Returns
    -------
    TensorVariable
        Of the dtype of `x`.

    Raises
    ------
    ValueError
        When it runs on no elements.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.max([[1, 5], [7, 2]], axis=1).eval()
    array([5, 7])
    """
    return max_and_argmax(x, axis, keepdims)[0]


def argmax(x, axis=None, keepdims=False):
    """The position of the largest element over axes, the first of equals.

    Parameters
    ----------
    x : tensor_like
    axis : int or sequence of int, optional
        That of the flattened tensor by default.
    keepdims : bool
        Keep the reduced axes, broadcastable.

    Returns
    -------
    TensorVariable
        int64.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.argmax([[1, 5], [7, 2]], axis=1).eval()
    array([1, 0])
    """
    return max_and_argmax(x, axis, keepdims)[1]


def _reversed(x):
    """A decreasing function of `x`, its own inverse, exact in its dtype."""
    dtype = x.type.dtype
    if dtype in uint_dtypes:
        return constant(np.iinfo(dtype).max, dtype=dtype) - x
    if dtype == "bool":
        return ~x
    # -x - 1 has no overflow, as -x has for the smallest integer
    return ~x if is_discrete(dtype) else -x


def min(x, axis=None, keepdims=False):
    """The smallest element over axes: see :func:`max`.

    Parameters
    ----------
    x, axis, keepdims
        As of :func:`max`.

    Returns
    -------
    TensorVariable
        Of the dtype of `x`.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.min([[1, 5], [7, 2]], axis=1).eval()
    array([1, 2])
    """
    x = as_tensor_variable(x)
    return _reversed(max(_reversed(x), axis=axis, keepdims=keepdims))


def argmin(x, axis=None, keepdims=False):
    """The position of the smallest element over axes: see :func:`argmax`.

    Parameters
    ----------
    x, axis, keepdims
        As of :func:`argmax`.

    Returns
    -------
    TensorVariable
        int64.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.argmin([[1, 5], [7, 2]], axis=1).eval()
    array([0, 1])
    """
    return argmax(_reversed(as_tensor_variable(x)), axis=axis, keepdims=keepdims)


def ptp(a, axis=None):
    """The largest minus the smallest element over axes.

    Parameters
    ----------
    a : tensor_like
    axis : int or sequence of int, optional
        All by default.

    Returns
    -------
    TensorVariable
        Of the dtype of `a`.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.ptp([[1, 5], [7, 2]], axis=1).eval()
    array([4, 5])
    """
    a = as_tensor_variable(a)
    return max(a, axis) - min(a, axis)


def all(x, axis=None, keepdims=False):
    """Whether all elements over axes are true.

    Parameters
    ----------
    x : tensor_like
        What is not 0 is true.
    axis : int or sequence of int, optional
        All by default.
    keepdims : bool
        Keep the reduced axes, broadcastable.

    Returns
    -------
    TensorVariable
        bool.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.all([[1, 0], [1, 1]], axis=1).eval()
    array([False,  True])
    """
    return _kept(x, All(axis)(x), axis, keepdims)


def any(x, axis=None, keepdims=False):
    """Whether any element over axes is true.

    Parameters
    ----------
    x, axis, keepdims
        As of :func:`all`.

    Returns
    -------
    TensorVariable
        bool.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.any([[1, 0], [0, 0]], axis=1).eval()
    array([ True, False])
    """
    return _kept(x, Any(axis)(x), axis, keepdims)


def norm(x, L, axis=None, keepdims=False):
    """The `L`-norm over axes: the root of order L of the sum of powers.

    Parameters
    ----------
    x : tensor_like
    L : number or str
        0 counts what is not 0, 2 is Euclid's, ``"inf"`` the largest absolute value.
    axis : int or sequence of int, optional
        All by default.
    keepdims : bool
        Keep the reduced axes, broadcastable.

    Returns
    -------
    TensorVariable

    Raises
    ------
    ValueError
        For another text than ``"inf"``.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.norm([3.0, 4.0], 2).eval()
    array(5.)
    """
    x = as_tensor_variable(x)
    if isinstance(L, str) or L == np.inf:
        if str(L) != "inf":
            raise ValueError(f"norm of order {L!r}")
        return max(abs_(x), axis=axis, keepdims=keepdims)
    if L == 0:
        return sum(neq(x, 0), axis=axis, keepdims=keepdims)
    if L == 1:
        return sum(abs_(x), axis=axis, keepdims=keepdims)
    if L == 2:
        return FUNCTIONS["sqrt"](sum(FUNCTIONS["sqr"](x), axis=axis, keepdims=keepdims))
    return sum(abs_(x) ** L, axis=axis, keepdims=keepdims) ** (1.0 / L)


def cov(m, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None):
    """The covariance matrix of variables whose observations are the columns of `m`.

    Parameters
    ----------
    m, y : tensor_like
        At most two axes; `y` are more variables.
    rowvar : bool
        Whether each row is a variable.
    bias : bool
        Divide by N instead of N - 1.
    ddof : int, optional
        Divide by N - ddof.

    Returns
    -------
    TensorVariable
        A square matrix, with a row per variable.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.cov([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]]).eval()
    array([[ 1., -1.],
           [-1.,  1.]])
    """
    from .dot import dot
    from .join import concatenate

    if fweights is not None:
        raise NotImplementedError("fweights are not implemented")
    if aweights is not None:
        raise NotImplementedError("aweights are not implemented")
    if ddof is not None and ddof != int(ddof):
        raise ValueError("ddof must be integer")
    m = as_tensor_variable(m)
    if m.type.ndim > 2:
        raise ValueError("m has more than 2 dimensions")
    x = _variables(m, rowvar)
    if y is not None:
        y = as_tensor_variable(y)
        if y.type.ndim > 2:
            raise ValueError("y has more than 2 dimensions")
        x = concatenate([x, _variables(y, rowvar)], axis=0)
    if ddof is None:
        ddof = 0 if bias else 1
    x = x - x.mean(axis=1, keepdims=True)
    return dot(x, x.T.conj()) / (x.shape[1] - ddof)


def _variables(m, rowvar):
    if m.type.ndim < 2:
        return as_tensor_variable(m, ndim=2)
    return m if rowvar else m.T
