"""Samples of NumPy's RandomState: its type, and the operation that draws from it.

The functions that make such operations are in :mod:`draws`.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import numpy as np

from ...graph.apply import Apply
from ...graph.disconnected import NullType
from ...graph.op import Op
from ...graph.type import SingletonType
from ...graph.variable import Constant, Variable
from ..types.constant import as_tensor_variable
from .sizes import as_shape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from numpy.typing import NDArray


def copy_of(generator):
    """Return a copy of a RandomState or Generator that gives the same numbers and shares nothing."""
    bits = getattr(generator, "bit_generator", None)
    if type(bits).__module__.partition(".")[0] != "numpy":
        # copy.copy would share the bits since NumPy 2
        return copy.deepcopy(generator)
    # that takes twice as long
    new = type(bits)(copy.deepcopy(bits.seed_seq))
    new.state = bits.state
    return np.random.Generator(new)


class RandomGeneratorType(SingletonType):
    """Base class: the type of NumPy's random number generators of a class, `generator_class`."""

    def filter(self, data, strict=False, allow_downcast=None):
        if not self.is_valid_value(data):
            raise TypeError(f"expected a numpy.random.{self.generator_class.__name__}, not {data!r}")
        return data

    def is_valid_value(self, a, strict=True):
        return type(a) is self.generator_class

    def values_eq(self, a, b):
        """Return True if two generators will give the same numbers."""
        return _same(self.state_of(a), self.state_of(b))

    @staticmethod
    def may_share_memory(a, b):
        """Return True if drawing from `a` changes `b`."""
        return a is b


class RandomStateType(RandomGeneratorType):
    """The type of ``numpy.random.RandomState`` objects.

    Examples
    --------
    >>> import numpy as np
    >>> from tensorgraph.tensor.random.randomstate import random_state_type
    >>> a, b = np.random.RandomState(3), np.random.RandomState(3)
    >>> a == b, random_state_type.values_eq(a, b)
    (False, True)
    """

    generator_class = np.random.RandomState

    @staticmethod
    def state_of(generator: Any) -> Any:
        """Return the state that determines the generator's numbers."""
        return generator.get_state(legacy=False)


def _same(a, b):
    """Return True if two states, dicts of numbers, arrays and dicts, are equal."""
    if isinstance(a, dict):
        if not a.get("has_gauss", 1):
            # the value that it keeps for later was already used
            a, b = ({key: v for key, v in state.items() if key != "gauss"} for state in (a, b))
        return a.keys() == b.keys() and all(_same(a[key], b[key]) for key in a)
    return np.array_equal(a, b)


random_state_type = RandomStateType()
# what moves and scales numbers that depend on nothing has a gradient
_MOVED = {
    "normal": "\nhint: use mean + deviation * normal(size), where gradients flow to both, or GeneratorStreams",
    "uniform": "\nhint: use low + (high - low) * uniform(size), where gradients flow to both, or GeneratorStreams",
}


class RandomFunction(Op):
    """The next state of a generator, and an array of numbers drawn from it.

    Parameters
    ----------
    fn : str or callable
        The name of a method of the generator, or a function that takes it first; the parameters of the distribution
        follow, the shape (None: that of the parameters) comes last.
    outtype : TensorType
        Of the sample.
    inplace : bool
        Whether to draw from the generator itself, not from a copy.
    ndim_added : int
        How many axes of the sample there are beside those of the shape.

    Notes
    -----
    Called with a generator, the shape of the sample as an integer vector (an empty one leaves it to the parameters),
    and the parameters.

    Examples
    --------
    >>> import numpy as np
    >>> import tensorgraph.tensor as T
    >>> from tensorgraph.tensor.random.randomstate import RandomFunction
    >>> new, sample = RandomFunction("uniform", T.dvector)(np.random.RandomState(3), [2], 0.0, 1.0)
    >>> sample.eval()
    array([0.5507979 , 0.70814782])
    """

    __props__ = ("fn", "outtype", "inplace", "ndim_added")
    generator_type = random_state_type
    is_stochastic = True

    def __init__(self, fn: Any, outtype: Any, inplace: bool = False, ndim_added: int = 0) -> None:
        if not callable(fn) and not hasattr(self.generator_type.generator_class, fn):
            raise ValueError(f"{fn!r} is no method of {self.generator_type.generator_class.__name__}")
        self.fn = fn
        self.outtype = outtype
        self.inplace = inplace
        self.ndim_added = ndim_added
        if inplace:
            self.destroy_map = {0: [0]}

    @property
    def exec_fn(self) -> Any:
        """The function that draws: a method of the generator, or the given function."""
        return self.fn if callable(self.fn) else getattr(self.generator_type.generator_class, self.fn)

    def __str__(self):
        return f"{type(self).__name__}{{{self.exec_fn.__name__}}}"

    def in_place(self) -> RandomFunction:
        """Return the operation that draws from the generator itself, without a copy."""
        return type(self)(self.fn, self.outtype, True, self.ndim_added)

    def do_constant_folding(self, node: Apply) -> bool:
        return False

    def make_node(self, r: Any, shape: Any, *args: Any) -> Apply:
        if not isinstance(r, Variable):
            r = Constant(self.generator_type, r)
        if r.type != self.generator_type:
            raise TypeError(f"{self} draws from a {self.generator_type}, not from {r} of {r.type}")
        shape = as_shape(shape)
        args = [as_tensor_variable(arg) for arg in args]
        return Apply(self, [r, shape, *args], [r.type(), self.outtype()])

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        generator, size, args = inputs[0], inputs[1], inputs[2:]
        ndim = self.outtype.ndim
        shape = tuple([int(n) for n in size]) or None
        if shape is not None and ndim != len(shape) + self.ndim_added:
            raise ValueError(
                f"Shape mismatch: self.outtype.ndim ({ndim}) != len(shape) ({len(shape)}) + self.ndim_added "
                f"({self.ndim_added})"
            )
        if not self.inplace:
            generator = copy_of(generator)
        sample = np.asarray(self.draw(generator, args, shape), dtype=self.outtype.dtype)
        if shape is None and sample.ndim == 0:
            # numbers have no axes, whatever the type says
            sample = sample.reshape((1,) * ndim)
        if sample.ndim != ndim:
            raise ValueError(
                f'Shape mismatch: "out" should have dimension {ndim}, but the value produced by "perform" has '
                f"dimension {sample.ndim}"
            )
        if shape is not None and sample.shape[: len(shape)] != shape:
            raise ValueError(
                f'Shape mismatch: "out" should have shape {shape} and {self.ndim_added} more axes, but the value '
                f'produced by "perform" has shape {sample.shape}'
            )
        output_storage[0][0] = generator
        output_storage[1][0] = sample

    def draw(self, generator: Any, args: Sequence[Any], shape: Any) -> NDArray[Any]:
        """Draw a sample of a shape, or of the shape of the parameters."""
        return self.exec_fn(generator, *args, shape)

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        size = node.inputs[1]
        if self.ndim_added or isinstance(size, Constant) and not size.data.size:
            # it depends on the parameters
            return [None, None]
        return [None, [size[i] for i in range(self.outtype.ndim)]]

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any]) -> list[Any]:
        hint = _MOVED.get(self.exec_fn.__name__, "")
        why = f"No gradient is defined through the random numbers of {self}.{hint}"
        return [NullType(why)() for _ in inputs]

    def R_op(self, inputs: list[Any], eval_points: list[Any]) -> list[Any]:
        return [None for _ in inputs]
