"""Tensor variables and constants: operators and methods, which make nodes."""

from __future__ import annotations

import sys
import warnings
from numbers import Integral
from typing import TYPE_CHECKING

import numpy as np

from ...config import config
from ...errors import NoValueError
from ...flags import theano_is_this
from ...graph.messages.called import called, with_type
from ...graph.messages.novalue import NoValue
from ...graph.messages.opcodes import check_unpacked
from ...graph.variable import Constant, Variable
from ...misuse import guess_in_class, name_operands, with_guesses
from ...scalar import REGISTRY
from ...scalar.dtypes import integer_dtypes
from ...userline import user_level
from ..elementwise import math
from ..elementwise.elemwise import Elemwise, named
from ..indexing.indexing import getitem
from ..products.dot import dot
from ..shape.dimshuffle import dim_shuffle
from ..shape.shape import get_vector_length
from .arrayprotocol import ArrayProtocol
from .constant import AsTensorError, as_tensor_variable, constant_text, data_signature, unique_value
from .methods import ArrayMethods
from .scalars import scalar_from_tensor
from .type import TensorType, float64_made

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence
    from typing import Any, Literal, Self

    from ...graph.apply import Apply
    from ...typing import TensorLike

_FAILURES = (NotImplementedError, AsTensorError)
_add, _sub, _mul, _true_div = math.add, math.sub, math.mul, math.true_div


_SEQUENCES = (str, bytes, list, tuple)  # which Python repeats and concatenates
# the name and the sign in Python of some operations
_SIGNS = {
    "add": ("add", "+"), "sub": ("sub", "-"), "mul": ("mul", "*"), "true_div": ("truediv", "/"),
    "int_div": ("floordiv", "//"), "mod": ("mod", "%"), "pow": ("pow", "** or pow()"), "and_": ("and", "&"),
    "or_": ("or", "|"), "xor": ("xor", "^"), "left_shift": ("lshift", "<<"), "right_shift": ("rshift", ">>"),
}


def _cannot_know(other):
    """Return whether the operators of an operand do not compute with variables either."""
    module = type(other).__module__
    return module.partition(".")[0] in sys.stdlib_module_names or module.startswith(("scipy.sparse", "numpy.ma"))


def _operator(name, reflected=False):
    """Return a binary operator; for operands that it cannot convert it returns NotImplemented if they may know more."""
    op = math.FUNCTIONS[name]

    if reflected:

        def method(self, other):
            try:
                return op(other, self)
            except NotImplementedError:
                return NotImplemented
            except TypeError as error:
                name_operands(error, (other, self))
                raise

    else:
        word, symbol = _SIGNS[name]
        theirs = f"__r{word}__"

        def method(self, other):
            if isinstance(other, list) and hasattr(other, "refuse"):
                other.refuse(symbol, (self,))  # it says what is wrong
            try:
                return op(self, other)
            except NotImplementedError:
                return NotImplemented
            except AsTensorError as error:
                if hasattr(type(other), theirs) and not _cannot_know(other):
                    return NotImplemented
                name_operands(error, (self, other))
                words = f"{symbol}: '{type(self).__name__}' and '{type(other).__name__}'"
                raise AsTensorError(f"{error}\nunsupported operand type(s) for {words}", error.value) from None
            except TypeError as error:
                name_operands(error, (self, other))
                raise

    method.__doc__ = op.scalar_op.docs
    return method


_plain_sum = _operator("add")
_plain_power = _operator("pow")


def _longer_shape(shape, other):
    """Return ``shape + other``, with a warning for ``x.shape + (3,)``: tuples are joined in other libraries."""
    if type(other) is tuple and len(other) == 1 and type(getattr(shape.owner, "op", None)).__name__ == "Shape":
        (x,) = shape.owner.inputs
        if x.type.ndim > 1:
            name = x.name or "x"
            warnings.warn(
                f"{name}.shape + {other} adds {other[0]} to each length: a shape is a vector. Use "
                f"T.concatenate([{name}.shape, {other}]) for one axis more.", stacklevel=user_level()
            )
    return _plain_sum(shape, other)


def _matrix_product(a, b):
    """Return the product ``a @ b``: of stacks of matrices where one has more than two axes."""
    if 0 < getattr(a, "ndim", 0) < 3 and 0 < getattr(b, "ndim", 0) < 3:
        return dot(a, b)
    from ..products.matmul import matmul

    return matmul(a, b)


def _of_one(op, x):
    """Return ``op(x)``, for an operator."""
    try:
        return op(x)
    except TypeError as error:
        name_operands(error, (x,))
        raise


def _comparison(name):
    """Return a comparison operator whose result has no truth value, so that ``a < b < c`` is an error."""
    op = math.FUNCTIONS[name]

    def method(self, other):
        try:
            z = op(self, other)
        except TypeError as error:
            name_operands(error, (self, other))
            raise
        z._is_nonzero = False
        return z

    method.__doc__ = op.scalar_op.docs
    return method


@guess_in_class
class _tensor_py_operators(ArrayMethods, ArrayProtocol, NoValue):
    """The operators and methods of tensor variables: the arithmetic of NumPy, as nodes of a graph.

    ``==`` compares identity, so that variables can be keys and members of lists; ``eq(a, b)`` compares elements.
    """

    @property
    def dtype(self) -> str:
        """The name of the element type."""
        return self.type.dtype

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self.type.ndim

    @property
    def broadcastable(self) -> tuple[bool, ...]:
        """For each axis, True if its length is always 1."""
        return self.type.broadcastable

    def apply_scalar(self, op: Any, args: Any, **kwargs: Any) -> Any:
        """Apply a scalar operation elementwise to `args`."""
        return named(op)(*args, **kwargs)

    def to_scalar(self) -> Any:
        """Return this 0-d tensor as a scalar variable."""
        return scalar_from_tensor(self)

    def __abs__(self) -> TensorVariable:
        return _of_one(math.abs_, self)

    def __neg__(self) -> TensorVariable:
        return _of_one(math.FUNCTIONS["neg"], self)

    def __invert__(self) -> TensorVariable:
        return _of_one(math.invert, self)

    def __pos__(self) -> Self:
        return self

    __lt__ = _comparison("lt")
    __le__ = _comparison("le")
    __gt__ = _comparison("gt")
    __ge__ = _comparison("ge")

    __add__, __radd__ = _longer_shape, _operator("add", True)
    __sub__, __rsub__ = _operator("sub"), _operator("sub", True)
    __mul__, __rmul__ = _operator("mul"), _operator("mul", True)
    __truediv__, __rtruediv__ = _operator("true_div"), _operator("true_div", True)
    __floordiv__, __rfloordiv__ = _operator("int_div"), _operator("int_div", True)
    __mod__, __rmod__ = _operator("mod"), _operator("mod", True)
    __rpow__ = _operator("pow", True)
    __and__, __rand__ = _operator("and_"), _operator("and_", True)
    __or__, __ror__ = _operator("or_"), _operator("or_", True)
    __xor__, __rxor__ = _operator("xor"), _operator("xor", True)
    __lshift__, __rlshift__ = _operator("left_shift"), _operator("left_shift", True)
    __rshift__, __rrshift__ = _operator("right_shift"), _operator("right_shift", True)

    def __pow__(self, other: TensorLike, modulus: None = None) -> TensorVariable:
        if modulus is not None:
            raise TypeError("pow(x, n, modulus) is for integers of Python: use x**n % modulus")
        if isinstance(other, Integral) and other < 0 and self.type.dtype in integer_dtypes and not theano_is_this():
            raise ValueError(
                f"integers to negative integer powers are integers, 0 for most: {with_type(self)}, to the power of "
                f"{other}.\nhint: use 1 / x**{-other}, or T.cast(x, 'float64')**{other}"
            )
        return _plain_power(self, other)

    def __matmul__(self, other: TensorLike) -> TensorVariable:
        try:
            return _matrix_product(self, other)
        except _FAILURES:
            if isinstance(other, (list, tuple)):
                raise
            return NotImplemented

    def __rmatmul__(self, other: TensorLike) -> TensorVariable:
        try:
            return _matrix_product(other, self)
        except _FAILURES:
            return NotImplemented

    def __divmod__(self, other: TensorLike) -> tuple[TensorVariable, TensorVariable]:
        return math.divmod(self, other)

    def __rdivmod__(self, other: TensorLike) -> tuple[TensorVariable, TensorVariable]:
        return math.divmod(other, self)

    def __ceil__(self) -> TensorVariable:
        return math.FUNCTIONS["ceil"](self)

    def __floor__(self) -> TensorVariable:
        return math.FUNCTIONS["floor"](self)

    def __trunc__(self) -> TensorVariable:
        return math.FUNCTIONS["trunc"](self)

    def __getitem__(self, args: Any) -> TensorVariable:
        try:
            return getitem(self, args)
        except TypeError as error:
            name_operands(error, (self, args))
            raise

    def __iter__(self) -> Iterator[TensorVariable]:
        try:
            n = get_vector_length(self)
        except (TypeError, ValueError):
            from ..protocols.refusals import is_asked_by_numpy

            if is_asked_by_numpy(sys._getframe(1)):
                # the function is then given to the variable
                return iter([self])
            # without this, the builtin sum(x) would try to index for ever
            name = self.name or "x"
            raise NoValueError(
                f"{called(self)}, a {self.type}, length not known: TensorType does not support iteration.\nhint: use "
                f"theano.scan to loop over rows, T.sum({name}), T.max, T.any, T.all and T.sort instead of Python's "
                f"sum, max, any, all and sorted, or {name}[i] for i in range(n) where the length n is known", self
            ) from None
        check_unpacked(sys._getframe(1), self, n, lambda: (
            f"{called(self)} has {n} elements.\nhint: use as many names as there are; a shape has a length for each "
            "axis of the type, x.ndim in all"
        ))  # fmt: skip
        return iter([self[i] for i in range(n)])

    def dimshuffle(self, *pattern: int | Literal["x"] | Sequence[int | Literal["x"]]) -> TensorVariable:
        """Permute the axes; ``'x'`` adds one of length 1, and axes that are left out are dropped.

        Parameters
        ----------
        pattern : ints and 'x'
            Also as one list or tuple.

        Examples
        --------
        >>> import tensorgraph.tensor as T
        >>> T.dmatrix("m").dimshuffle(1, "x", 0).broadcastable
        (False, True, False)
        """
        if len(pattern) == 1 and isinstance(pattern[0], (list, tuple)):
            pattern = pattern[0]
        if strange := [entry for entry in pattern if isinstance(entry, (list, tuple))]:
            raise TypeError(
                f"an axis of dimshuffle must be an integer or 'x', not {strange[0]!r}: use one list for all"
            )
        return dim_shuffle(self.type.broadcastable, tuple(pattern))(self)


class TensorVariable(_tensor_py_operators, Variable):
    """A symbolic array: an input, or the output of a node.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> x = T.dmatrix("x")
    >>> (x.T + 1).sum(axis=0).type
    TensorType(float64, vector)
    """

    def __init__(
        self, type: TensorType, owner: Apply | None = None, index: int | None = None, name: str | None = None
    ) -> None:
        super().__init__(type, owner, index, name)
        if config.warn_float64 != "ignore" and type.dtype == "float64":
            float64_made()


class TensorConstant(_tensor_py_operators, Constant):
    """A constant array.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.constant([1.0, 2.0])
    TensorConstant{[1. 2.]}
    """

    def __str__(self) -> str:
        return f"TensorConstant{{{constant_text(self.data)}}}"

    def signature(self) -> Hashable:
        """Return the type and the bits; constants of equal signature are interchangeable."""
        return self.type, data_signature(self.data)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return np.array(self.data, dtype, copy=copy)

    @property
    def unique_value(self) -> Any:
        """The number that all elements of an array of one axis or more equal, or None."""
        return unique_value(self.data)

    def equals(self, other: object) -> bool:
        """Return True if `other` is a constant (or the value of one) of the same type and value."""
        if not isinstance(other, (Variable, TensorConstant)):
            other = as_tensor_variable(other)
        return isinstance(other, TensorConstant) and self.signature() == other.signature()

    def __copy__(self):
        return type(self)(self.type, self.data, self.name)

    def __deepcopy__(self, memo):
        return type(self)(self.type, self.data.copy(), self.name)


TensorType.Variable = TensorVariable
TensorType.Constant = TensorConstant


def _method(name, op):
    def method(self):
        return op(self)

    # the record's sentence; the full docstring of the function needs a gradient, and is made on demand
    method.__doc__ = op.scalar_op.docs
    method.__name__ = name
    return method


def _elementwise_methods():
    """Add the functions of one argument as methods: ``numpy.exp(x)`` on a variable looks for ``x.exp``."""
    for name, op in math.FUNCTIONS.items():
        if isinstance(op, Elemwise) and REGISTRY[name].nin == 1 and not hasattr(_tensor_py_operators, name):
            setattr(_tensor_py_operators, name, with_guesses(_method(name, op)))


_elementwise_methods()
