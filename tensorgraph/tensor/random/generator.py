"""Samples of NumPy's Generator: its type, and the operation that draws from it."""

import numpy as np

from .randomstate import RandomFunction, RandomGeneratorType

_OF_ANY_PRECISION = frozenset(("random", "standard_exponential", "standard_gamma", "standard_normal"))


class GeneratorType(RandomGeneratorType):
    """The type of ``numpy.random.Generator`` objects with any bit generator.

    Examples
    --------
    >>> import numpy as np
    >>> from tensorgraph.tensor.random.generator import generator_type
    >>> generator_type.values_eq(np.random.default_rng(3), np.random.default_rng(3))
    True
    """

    generator_class = np.random.Generator

    @staticmethod
    def state_of(generator):
        """Return the state that determines the generator's numbers."""
        return generator.bit_generator.state


generator_type = GeneratorType()


class GeneratorFunction(RandomFunction):
    """The next state of a Generator, and an array of numbers drawn from it.

    Parameters
    ----------
    fn, outtype, inplace, ndim_added
        As of :class:`RandomFunction`, with a method of ``numpy.random.Generator``.

    Examples
    --------
    >>> import numpy as np
    >>> import tensorgraph.tensor as T
    >>> from tensorgraph.tensor.random.generator import GeneratorFunction
    >>> new, sample = GeneratorFunction("standard_normal", T.dvector)(np.random.default_rng(3), [2])
    >>> sample.eval()
    array([ 2.04091912, -2.55566503])
    """

    __props__ = ("fn", "outtype", "inplace", "ndim_added")
    generator_type = generator_type

    def draw(self, generator, args, shape):
        """Draw a sample, float32 in single precision, as a rounded sample could be 1."""
        if self.fn in _OF_ANY_PRECISION and self.outtype.dtype == "float32":
            return self.exec_fn(generator, *args, shape, dtype="float32")
        return super().draw(generator, args, shape)
