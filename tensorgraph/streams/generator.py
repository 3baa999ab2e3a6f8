"""Streams of NumPy's Generator: fast, of good quality, with independent seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..compile.shared import shared
from ..misuse import Guessing, guess_in_class
from ..tensor.elementwise.math import FUNCTIONS, cast
from ..tensor.indexing.permutation import permute_row_elements
from ..tensor.random.bounds import checked_when_run, real_dtype
from ..tensor.random.draws import choice_helper, permutation_helper
from ..tensor.random.generator import GeneratorFunction
from ..tensor.random.newstates import note_new_state
from ..tensor.random.sizes import infer_shape_of_sample
from ..tensor.types.constant import as_tensor_variable, constant
from ..tensor.types.quantity import checked_count
from ..tensor.types.type import TensorType
from .sizes import check_rows

if TYPE_CHECKING:
    from typing import Any

    from ..tensor.types.variable import TensorVariable
    from ..typing import DType, TensorLike

exp = FUNCTIONS["exp"]


def _integers(generator, low, high, size):
    """Return integers from `low` up to but excluding `high`."""
    return generator.integers(low, high, size)


@guess_in_class
class GeneratorStreams(Guessing):
    """Random variables of NumPy's Generator.

    Each has a Generator of its own in a shared variable. Its seed is spawned from one ``numpy.random.SeedSequence``, so
    that streams are independent and do not depend on what other variables draw. Where a distribution is moved or
    scaled by its parameters, gradients reach them.

    Parameters
    ----------
    seed : int, sequence of int or numpy.random.SeedSequence, optional
        By default other numbers in each process.
    bit_generator : type
        A bit generator of ``numpy.random``.

    Attributes
    ----------
    state_updates : list of tuple
        For each random variable its shared Generator and the new value of that.

    Notes
    -----
    All methods take `size`, the shape of the sample: a sequence of integers that may be symbolic and of which -1 stands
    for the length of the parameters, an integer vector, or None for the shape of the parameters. Where the number of
    axes cannot be told from it, `ndim` gives it.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.tensor.random import GeneratorStreams
    >>> random = GeneratorStreams(42)
    >>> mean = T.dscalar("mean")
    >>> x = random.normal((2,), mean, 0.1)
    >>> f = theano.function([mean], [x, T.grad(x.sum(), mean)])
    >>> f(5.0)
    [array([5.041833  , 5.06055762]), array(2.)]
    """

    def __init__(self, seed: Any = None, bit_generator: Any = np.random.PCG64) -> None:
        self.bit_generator = bit_generator
        self.state_updates = []
        self.seeds = _sequence(seed)

    def updates(self) -> list[tuple[Any, Any]]:
        """Return the list of ``(generator, new generator)`` of all random variables."""
        # a state that was batched has another update by now
        return [(state, state.default_update) for state, _ in self.state_updates]

    def seed(self, seed: Any = None) -> None:
        """Restart the streams of all random variables.

        Parameters
        ----------
        seed : optional
            As for the class; by default the seed that this object was made with.
        """
        self.seeds = _sequence(self.seeds.entropy if seed is None else seed)
        for state, _ in self.state_updates:
            state.set_value(self._generator(), borrow=True)

    def _generator(self):
        (seed,) = self.seeds.spawn(1)
        return np.random.Generator(self.bit_generator(seed))

    def gen(self, fn: str, outtype: Any, size: TensorLike | None, *params: Any, ndim_added: int = 0) -> TensorVariable:
        """Make a new random variable.

        Parameters
        ----------
        fn, outtype, ndim_added
            As of ``GeneratorFunction``.
        size : tensor_like
            The shape.
        *params : tensor_like

        Returns
        -------
        TensorVariable
            The sample; its attribute ``rng`` is the shared Generator, ``update`` the pair of that and its new value.
        """
        state = shared(self._generator(), borrow=True)
        state.tag.is_rng = True
        note_new_state(state)
        new_state, sample = GeneratorFunction(fn, outtype, ndim_added=ndim_added)(state, size, *params)
        sample.rng = state
        sample.update = (state, new_state)
        state.default_update = new_state
        self.state_updates.append(sample.update)
        return sample

    def _standard(self, fn, size, ndim, dtype, *params, within=()):
        """Return a sample of the standard distribution, then its location and scale parameters in its dtype."""
        params = [as_tensor_variable(param) for param in params]
        within = [as_tensor_variable(param) for param in within]
        dtype = real_dtype(dtype, *params, *within)
        ndim, size, pattern = infer_shape_of_sample(ndim, size, *params, *within)
        sample = self.gen(fn, TensorType(dtype, pattern), size, *within)
        return [sample, *[cast(param, dtype) for param in params]]

    def _moved(self, fn, size, location, scale, ndim, dtype, within=(0.0, 1.0)):
        sample, location, scale = self._standard(fn, size, ndim, dtype, location, scale, within=within)
        return _as(sample, sample * scale + location)

    def _counts(self, fn, size, params, ndim, dtype):
        params = [as_tensor_variable(param) for param in params]
        ndim, size, pattern = infer_shape_of_sample(ndim, size, *params)
        return self.gen(fn, TensorType(dtype, pattern), size, *params)

    def uniform(
        self, size: TensorLike | None = None, low: TensorLike = 0.0, high: TensorLike = 1.0, ndim: int | None = None,
        dtype: DType | None = None
    ) -> TensorVariable:
        """Draw samples from the interval from `low` up to but excluding `high`."""
        sample, low, high = self._standard("random", size, ndim, dtype, low, high)
        return _as(sample, sample * (high - low) + low)

    def normal(
        self, size: TensorLike | None = None, avg: TensorLike = 0.0, std: TensorLike = 1.0, ndim: int | None = None,
        dtype: DType | None = None
    ) -> TensorVariable:
        """Draw samples of normal distributions with mean `avg` and standard deviation `std`."""
        std = checked_when_run(std, "normal", "std", 0)
        return self._moved("standard_normal", size, avg, std, ndim, dtype, within=())

    def lognormal(
        self, size: TensorLike | None = None, avg: TensorLike = 0.0, std: TensorLike = 1.0, ndim: int | None = None,
        dtype: DType | None = None
    ) -> TensorVariable:
        """Draw samples whose logarithms are normal with mean `avg` and standard deviation `std`."""
        sample = self.normal(size, avg, std, ndim, dtype)
        return _as(sample, exp(sample))

    def laplace(
        self, size: TensorLike | None = None, loc: TensorLike = 0.0, scale: TensorLike = 1.0, ndim: int | None = None,
        dtype: DType | None = None
    ) -> TensorVariable:
        """Draw samples with the density ``exp(-|x - loc| / scale) / (2 scale)``."""
        return self._moved("laplace", size, loc, checked_when_run(scale, "laplace", "scale", 0), ndim, dtype)

    def logistic(
        self, size: TensorLike | None = None, loc: TensorLike = 0.0, scale: TensorLike = 1.0, ndim: int | None = None,
        dtype: DType | None = None
    ) -> TensorVariable:
        """Draw samples with the distribution function ``1 / (1 + exp(-(x - loc) / scale))``."""
        return self._moved("logistic", size, loc, checked_when_run(scale, "logistic", "scale", 0), ndim, dtype)

    def gumbel(
        self, size: TensorLike | None = None, loc: TensorLike = 0.0, scale: TensorLike = 1.0, ndim: int | None = None,
        dtype: DType | None = None
    ) -> TensorVariable:
        """Draw samples with the distribution function ``exp(-exp(-(x - loc) / scale))``."""
        return self._moved("gumbel", size, loc, checked_when_run(scale, "gumbel", "scale", 0), ndim, dtype)

    def exponential(
        self, size: TensorLike | None = None, scale: TensorLike = 1.0, ndim: int | None = None,
        dtype: DType | None = None
    ) -> TensorVariable:
        """Draw samples of exponential distributions with mean `scale`."""
        scale = checked_when_run(scale, "exponential", "scale", 0)
        sample, scale = self._standard("standard_exponential", size, ndim, dtype, scale)
        return _as(sample, sample * scale)

    def gamma(
        self, size: TensorLike | None = None, shape: TensorLike = 1.0, scale: TensorLike = 1.0, ndim: int | None = None,
        dtype: DType | None = None
    ) -> TensorVariable:
        """Draw samples of gamma distributions with mean ``shape * scale``; gradients reach `scale` only."""
        shape, scale = checked_when_run(shape, "gamma", "shape", 0), checked_when_run(scale, "gamma", "scale", 0)
        sample, scale = self._standard("standard_gamma", size, ndim, dtype, scale, within=(shape,))
        return _as(sample, sample * scale)

    def beta(
        self, size: TensorLike | None = None, a: TensorLike = 1.0, b: TensorLike = 1.0, ndim: int | None = None,
        dtype: DType | None = None
    ) -> TensorVariable:
        """Draw samples of beta distributions with mean ``a / (a + b)``; they have no gradient."""
        (sample,) = self._standard("beta", size, ndim, dtype, within=(a, b))
        return sample

    def integers(
        self, size: TensorLike | None = None, low: TensorLike = 0, high: TensorLike = 2, ndim: int | None = None,
        dtype: DType = "int64"
    ) -> TensorVariable:
        """Draw integers from `low` up to but excluding `high`."""
        return self._counts(_integers, size, (low, high), ndim, dtype)

    def random_integers(
        self, size: TensorLike | None = None, low: TensorLike = 0, high: TensorLike = 1, ndim: int | None = None,
        dtype: DType = "int64"
    ) -> TensorVariable:
        """Draw integers from `low` to `high`, both included, as Theano's streams have them."""
        return self.integers(size, low, as_tensor_variable(high) + 1, ndim, dtype)

    def binomial(
        self, size: TensorLike | None = None, n: TensorLike = 1, p: TensorLike = 0.5, ndim: int | None = None,
        dtype: DType = "int64"
    ) -> TensorVariable:
        """Draw the number of successes in `n` trials, each with probability `p`."""
        n, p = checked_when_run(n, "binomial", "n", 0), checked_when_run(p, "binomial", "p", 0, 1)
        return self._counts("binomial", size, (n, p), ndim, dtype)

    def poisson(
        self, size: TensorLike | None = None, lam: TensorLike = 1.0, ndim: int | None = None, dtype: DType = "int64"
    ) -> TensorVariable:
        """Draw samples of Poisson distributions with mean `lam`."""
        return self._counts("poisson", size, (checked_when_run(lam, "poisson", "lam", 0),), ndim, dtype)

    def multinomial(
        self, size: TensorLike | None = None, n: TensorLike = 1, pvals: TensorLike = (0.5, 0.5),
        ndim: int | None = None, dtype: DType = "int64"
    ) -> TensorVariable:
        """Draw the counts of each outcome in `n` draws, with the probabilities `pvals` along the last axis."""
        n, pvals = as_tensor_variable(n), as_tensor_variable(pvals)
        ndim, size, pattern = infer_shape_of_sample(ndim, size, n, pvals[..., 0])
        outtype = TensorType(dtype, (*pattern, pvals.type.broadcastable[-1]))
        return self.gen("multinomial", outtype, size, n, cast(pvals, "float64"), ndim_added=1)

    def choice(
        self, size: TensorLike | None = None, a: TensorLike = 2, replace: bool = True, p: TensorLike | None = None,
        ndim: int | None = None, dtype: DType = "int64"
    ) -> TensorVariable:
        """Draw elements of the vector `a`, or integers below the number `a`, uniformly or with probabilities `p`."""
        ndim, size, pattern = infer_shape_of_sample(ndim, () if size is None else size)
        p = as_tensor_variable([] if p is None else p)
        return self.gen(choice_helper, TensorType(dtype, pattern), size, a, constant(int(replace), dtype="int8"), p)

    def permutation(
        self, size: TensorLike | None = None, n: TensorLike = 1, ndim: int | None = None, dtype: DType = "int64"
    ) -> TensorVariable:
        """Draw permutations of the integers below `n`, along the last axis."""
        ndim, size, pattern = infer_shape_of_sample(ndim, () if size is None else size)
        n = checked_count(n, "permutation", "n")
        return self.gen(permutation_helper, TensorType(dtype, (*pattern, False)), size, n, ndim_added=1)

    def shuffle_row_elements(self, input: TensorLike) -> TensorVariable:
        """Return `input` with the elements of each row, along the last axis, shuffled."""
        check_rows(input)
        permutation = self.permutation(size=input.shape[:-1], n=input.shape[-1], ndim=input.ndim - 1)
        shuffled = permute_row_elements(input, permutation)
        shuffled.permutation = permutation
        return shuffled


def _sequence(seed):
    return seed if isinstance(seed, np.random.SeedSequence) else np.random.SeedSequence(seed)


def _as(sample, moved):
    """Return a function of a sample with the sample's generator and update."""
    moved.rng, moved.update = sample.rng, sample.update
    return moved
