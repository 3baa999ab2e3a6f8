"""Streams of NumPy's RandomState."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import TYPE_CHECKING

import numpy as np

from ..compile.shared import shared
from ..graph.messages.called import with_type
from ..misuse import Guessing, guess_in_class
from ..tensor.indexing.permutation import permute_row_elements
from ..tensor.random import draws
from ..tensor.random.newstates import note_new_state
from .generatorstate import RandomStateSharedVariable, randomstate_constructor  # noqa: F401
from .sizes import check_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, SupportsIndex

    from ..compile.shared import SharedVariable
    from ..tensor.types.variable import TensorVariable
    from ..typing import DType, TensorLike


@guess_in_class
class RandomStreamsBase(Guessing):
    """The distributions as methods; a subclass defines their state by ``gen(draw, *args, **kwargs)``."""

    def uniform(
        self, size: TensorLike | None = None, low: TensorLike = 0.0, high: TensorLike = 1.0, ndim: int | None = None,
        dtype: DType | None = None
    ) -> TensorVariable:
        """Draw samples from the interval from `low` to `high`; see :func:`~tensorgraph.tensor.random.draws.uniform`.

        Parameters
        ----------
        size : tuple or vector, optional
            The shape of the sample; by default that of the parameters.
        low, high : tensor_like
        ndim : int, optional
            The length of `size` where that cannot be told from it.
        dtype : str, optional
        """
        return self.gen(draws.uniform, size, low, high, ndim=ndim, dtype=dtype)

    def normal(
        self, size: TensorLike | None = None, avg: TensorLike = 0.0, std: TensorLike = 1.0, ndim: int | None = None,
        dtype: DType | None = None
    ) -> TensorVariable:
        """Draw samples of normal distributions; see :func:`~tensorgraph.tensor.random.draws.normal`.

        Parameters
        ----------
        size, ndim, dtype
            As of :meth:`uniform`.
        avg, std : tensor_like
            Mean and standard deviation.
        """
        return self.gen(draws.normal, size, avg, std, ndim=ndim, dtype=dtype)

    def binomial(
        self, size: TensorLike | None = None, n: TensorLike = 1, p: TensorLike = 0.5, ndim: int | None = None,
        dtype: DType = "int64", prob: TensorLike | None = None
    ) -> TensorVariable:
        """Draw the number of successes in `n` trials; see :func:`~tensorgraph.tensor.random.draws.binomial`.

        Parameters
        ----------
        size, ndim
            As of :meth:`uniform`.
        n, p : tensor_like
            The number of trials and the probability of success.
        dtype : str
        prob : tensor_like, optional
            The old name of `p`.
        """
        return self.gen(draws.binomial, size, n, p, ndim=ndim, dtype=dtype, prob=prob)

    def poisson(
        self, size: TensorLike | None = None, lam: TensorLike = 1.0, ndim: int | None = None, dtype: DType = "int64"
    ) -> TensorVariable:
        """Draw samples of Poisson distributions with mean `lam`.

        Parameters
        ----------
        size, ndim
            As of :meth:`uniform`.
        lam : tensor_like
        dtype : str
        """
        return self.gen(draws.poisson, size, lam, ndim=ndim, dtype=dtype)

    def random_integers(
        self, size: TensorLike | None = None, low: TensorLike = 0, high: TensorLike = 1, ndim: int | None = None,
        dtype: DType = "int64"
    ) -> TensorVariable:
        """Draw integers from `low` to `high`, both included.

        Parameters
        ----------
        size, ndim
            As of :meth:`uniform`.
        low, high : tensor_like
        dtype : str
        """
        return self.gen(draws.random_integers, size, low, high, ndim=ndim, dtype=dtype)

    def choice(
        self, size: TensorLike | None = None, a: TensorLike = 2, replace: bool = True, p: TensorLike | None = None,
        ndim: int | None = None, dtype: DType = "int64"
    ) -> TensorVariable:
        """Draw elements of `a`; see :func:`~tensorgraph.tensor.random.draws.choice`.

        Parameters
        ----------
        size, ndim
            As of :meth:`uniform`.
        a : vector or int
        replace : bool
        p : vector, optional
        dtype : str
        """
        return self.gen(draws.choice, size, a, replace, p, ndim=ndim, dtype=dtype)

    def permutation(
        self, size: TensorLike | None = None, n: TensorLike = 1, ndim: int | None = None, dtype: DType = "int64"
    ) -> TensorVariable:
        """Draw permutations of the integers below `n`; see :func:`~tensorgraph.tensor.random.draws.permutation`.

        Parameters
        ----------
        size, ndim
            As of :meth:`uniform`; the sample has one more axis.
        n : int
        dtype : str
        """
        return self.gen(draws.permutation, size, n, ndim=ndim, dtype=dtype)

    def multinomial(
        self, size: TensorLike | None = None, n: TensorLike = 1, pvals: TensorLike = (0.5, 0.5),
        ndim: int | None = None, dtype: DType = "int64"
    ) -> TensorVariable:
        """Draw the counts of each outcome in `n` draws; see :func:`~tensorgraph.tensor.random.draws.multinomial`.

        Parameters
        ----------
        size, ndim
            As of :meth:`uniform`; the sample has one more axis.
        n : tensor_like
        pvals : tensor_like
        dtype : str
        """
        return self.gen(draws.multinomial, size, n, pvals, ndim=ndim, dtype=dtype)

    def shuffle_row_elements(self, input: TensorLike) -> TensorVariable:
        """Return `input` with the elements of each row, along the last axis, shuffled.

        Parameters
        ----------
        input : tensor
            Of one axis or more.

        Returns
        -------
        TensorVariable
            Its attribute ``permutation`` is the random variable behind it.
        """
        check_rows(input)
        permutation = self.permutation(size=input.shape[:-1], n=input.shape[-1], ndim=input.ndim - 1)
        shuffled = permute_row_elements(input, permutation)
        shuffled.permutation = permutation
        return shuffled


@guess_in_class
class RandomStreams(RandomStreamsBase):
    """Random variables of NumPy's RandomState.

    Parameters
    ----------
    seed : int, optional
        The seed of the generator that gives each random variable its own seed.

    Attributes
    ----------
    state_updates : list of tuple
        For each random variable its shared RandomState and the new value of that.
    gen_seedgen : numpy.random.RandomState
        Where the seed of the next variable comes from.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> from tensorgraph.tensor.random import RandomStreams
    >>> random = RandomStreams(234)
    >>> u = random.uniform((2, 2))
    >>> f = theano.function([], u)
    >>> f()
    array([[0.12672381, 0.97091597],
           [0.13989098, 0.88754825]])
    >>> u.rng.set_value(type(u.rng.get_value())(5))
    >>> float(f()[0, 0])
    0.22199317108973948
    """

    def __init__(self, seed: SupportsIndex | None = None) -> None:
        self.state_updates = []
        self.default_instance_seed = seed
        _check_seed(seed)
        self.gen_seedgen = np.random.RandomState(seed)

    def updates(self) -> list[tuple[Any, Any]]:
        """Return the list of ``(state, new state)`` of all random variables."""
        # a state that was batched has another update by now
        return [(state, state.default_update) for state, _ in self.state_updates]

    def seed(self, seed: SupportsIndex | None = None) -> None:
        """Restart the streams of all random variables.

        Parameters
        ----------
        seed : int, optional
            By default the seed that this object was made with. The first variable gets the state that the first
            variable of an object made with this seed has, and so on.
        """
        _check_seed(seed)
        seeds = np.random.RandomState(self.default_instance_seed if seed is None else seed)
        for state, _ in self.state_updates:
            state.set_value(np.random.RandomState(int(seeds.randint(2**30))), borrow=True)

    def __getitem__(self, item: SharedVariable) -> Any:
        return item.get_value(borrow=True)

    def __setitem__(self, item: SharedVariable, value: Any) -> None:
        item.set_value(value, borrow=True)

    def gen(self, op: Callable[..., Any], *args: Any, **kwargs: Any) -> TensorVariable:
        """Make a new random variable.

        Parameters
        ----------
        op : callable
            ``op(state, *args, **kwargs)`` gives a new state and a sample.

        Returns
        -------
        TensorVariable
            The sample; its attribute ``rng`` is the shared state, ``update`` the pair of that and its new value.
        """
        state = shared(np.random.RandomState(int(self.gen_seedgen.randint(2**30))), borrow=True)
        state.tag.is_rng = True
        note_new_state(state)
        new_state, sample = op(state, *args, **kwargs)
        sample.rng = state
        sample.update = (state, new_state)
        self.state_updates.append(sample.update)
        state.default_update = new_state
        return sample


def _check_seed(seed):
    if seed is not None and not isinstance(seed, (Integral, Sequence, np.ndarray)) or isinstance(seed, str):
        raise TypeError(f"seed must be an integer, a list of integers or None: it is {with_type(seed)}")
    if isinstance(seed, Integral) and not 0 <= seed < 2**32:
        raise ValueError(f"seed must be between 0 and 2**32 - 1: it is {seed}")
