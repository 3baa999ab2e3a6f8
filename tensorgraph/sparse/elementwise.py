"""Elementwise functions of the stored elements of a sparse matrix.

Functions that map 0 to 0 have their usual names; the others, which also leave unstored zeros unchanged, are called
``structured_...``. Parameters besides the matrix are numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..tensor.elementwise import math
from ..tensor.nnet.sigmoid import sigmoid
from ..tensor.types.constant import as_tensor_variable
from .constructors import compressed
from .csm import CSM, csm_properties

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..tensor.types.variable import TensorVariable


def structured_monoid(tensor_op: Callable[..., TensorVariable]) -> Callable[..., Any]:
    """Decorate a function so that it applies `tensor_op` to the stored elements of a sparse matrix; its body is unused.

    Parameters
    ----------
    tensor_op : callable
        An elementwise function of a tensor and numbers.

    Returns
    -------
    callable

    Raises
    ------
    TypeError
        By the decorated function, if a parameter besides the matrix is no number.

    Examples
    --------
    >>> import scipy.sparse, tensorgraph.tensor as T
    >>> from tensorgraph import sparse
    >>> @sparse.structured_monoid(T.cosh)
    ... def structured_cosh(x):
    ...     "The hyperbolic cosine of what is stored."
    >>> structured_cosh(scipy.sparse.csr_matrix([[0.0, 0.0]])).eval().nnz
    0
    """

    def decorator(f):
        def wrapper(x, *numbers):
            x = compressed(x)
            data, indices, indptr, shape = csm_properties(x)
            numbers = [as_tensor_variable(number) for number in numbers]
            if any(number.ndim for number in numbers):
                raise TypeError(f"{f.__name__} takes numbers beside the matrix, not {numbers}")
            return CSM(x.format)(tensor_op(data, *numbers), indices, indptr, shape)

        wrapper.__name__ = wrapper.__qualname__ = f.__name__
        wrapper.__doc__ = f.__doc__
        wrapper.__module__ = f.__module__
        return wrapper

    return decorator


_WITH_NUMBER = (math.pow, math.minimum, math.maximum, math.add)
_NUMBER = "\nnumber : scalar\n    Of each element the other operand."
_DOC = """{what} of each element that a sparse matrix stores.

Parameters
----------
x : SparseVariable or SciPy sparse matrix{number}

Returns
-------
SparseVariable
    With elements at the same places.

Examples
--------
>>> import scipy.sparse
>>> from tensorgraph import sparse
>>> sparse.{name}(scipy.sparse.csr_matrix([[0.0, 0.5]]){also}).eval().shape
(1, 2)
"""


def _elementwise(name, op, what):
    def function(x):
        pass

    function.__name__ = name
    number, also = (_NUMBER, ", 1") if op in _WITH_NUMBER else ("", "")
    function.__doc__ = _DOC.format(what=what, name=name, number=number, also=also)
    return structured_monoid(op)(function)


structured_sigmoid = _elementwise("structured_sigmoid", sigmoid, "The logistic function ``1 / (1 + exp(-x))``")
structured_exp = _elementwise("structured_exp", math.FUNCTIONS["exp"], "``e**x``")
structured_log = _elementwise("structured_log", math.FUNCTIONS["log"], "The natural logarithm")
structured_pow = _elementwise("structured_pow", math.pow, "A power, by a number,")
structured_minimum = _elementwise("structured_minimum", math.minimum, "The smaller, compared with a number,")
structured_maximum = _elementwise("structured_maximum", math.maximum, "The larger, compared with a number,")
structured_add = _elementwise("structured_add", math.add, "The sum with a number")

sin = _elementwise("sin", math.FUNCTIONS["sin"], "The sine")
tan = _elementwise("tan", math.FUNCTIONS["tan"], "The tangent")
arcsin = _elementwise("arcsin", math.FUNCTIONS["arcsin"], "The inverse sine")
arctan = _elementwise("arctan", math.FUNCTIONS["arctan"], "The inverse tangent")
sinh = _elementwise("sinh", math.FUNCTIONS["sinh"], "The hyperbolic sine")
arcsinh = _elementwise("arcsinh", math.FUNCTIONS["arcsinh"], "The inverse hyperbolic sine")
tanh = _elementwise("tanh", math.FUNCTIONS["tanh"], "The hyperbolic tangent")
arctanh = _elementwise("arctanh", math.FUNCTIONS["arctanh"], "The inverse hyperbolic tangent")
rint = _elementwise("rint", math.round_half_to_even, "The nearest integer, the even one of two,")
sgn = _elementwise("sgn", math.FUNCTIONS["sgn"], "The sign")
ceil = _elementwise("ceil", math.FUNCTIONS["ceil"], "The smallest integer that is not less")
floor = _elementwise("floor", math.FUNCTIONS["floor"], "The largest integer that is not larger")
log1p = _elementwise("log1p", math.FUNCTIONS["log1p"], "``log(1 + x)``")
expm1 = _elementwise("expm1", math.FUNCTIONS["expm1"], "``e**x - 1``")
deg2rad = _elementwise("deg2rad", math.FUNCTIONS["deg2rad"], "Radians for degrees")
rad2deg = _elementwise("rad2deg", math.FUNCTIONS["rad2deg"], "Degrees for radians")
trunc = _elementwise("trunc", math.FUNCTIONS["trunc"], "The integer part")
sqr = _elementwise("sqr", math.FUNCTIONS["sqr"], "The square")
sqrt = _elementwise("sqrt", math.FUNCTIONS["sqrt"], "The square root")
conj = _elementwise("conj", math.FUNCTIONS["conj"], "The complex conjugate")
