"""Streams of the generator MRG31k3p."""

from __future__ import annotations

import warnings
from numbers import Integral
from typing import TYPE_CHECKING

import numpy as np

from ..compile.shared import shared
from ..gradient.barriers import undefined_grad
from ..graph.messages.called import with_type
from ..misuse import Guessing, guess_in_class
from ..tensor.elementwise.math import FUNCTIONS, cast
from ..tensor.indexing.selection import nonzero
from ..tensor.random.bounds import checked_rows, checked_when_run, real_dtype
from ..tensor.random.mrg import mrg_uniform
from ..tensor.random.mrg31k3p import M1, M2, STREAM, jump, substreams
from ..tensor.random.multinomial import ChoiceFromUniform, MultinomialFromUniform
from ..tensor.random.newstates import note_new_state
from ..tensor.reductions.reduce import prod
from ..tensor.shape.join import join
from ..tensor.shape.reshape import reshape
from ..tensor.types.constant import as_tensor_variable, constant
from ..userline import user_level
from .sizes import check_size, check_uniform_size, guess_n_streams

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, SupportsIndex

    from numpy.typing import NDArray

    from ..graph.variable import Variable
    from ..tensor.types.variable import TensorVariable
    from ..typing import DType, TensorLike

cos, log, sin, sqrt = (FUNCTIONS[name] for name in ("cos", "log", "sin", "sqrt"))


@guess_in_class
class MRG_RandomStreams(Guessing):
    """Random variables of the generator MRG31k3p.

    Parameters
    ----------
    seed : int or sequence of 6 int
        Where the first stream starts: a number between 1 and 2147462578, or six words of a state.

    Attributes
    ----------
    rstate : numpy.ndarray
        Where the next stream starts: that of the next random variable.
    state_updates : list of tuple
        For each random variable the shared states, their new value, the size and the number of streams as given.

    Notes
    -----
    Each random variable has streams of its own, 2**72 draws apart; those of different variables are 2**134 apart.
    Sample i of a call comes from stream ``i % nstreams``, so the numbers depend on `nstreams`.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> from tensorgraph.tensor.random import MRG_RandomStreams
    >>> random = MRG_RandomStreams(42)
    >>> f = theano.function([], random.uniform((3,)))
    >>> f(), f()
    (array([0.08075202, 0.92676401, 0.85971985]), array([0.08033995, 0.34734231, 0.18044656]))
    """

    def __init__(self, seed: SupportsIndex | Sequence[SupportsIndex] = 12345) -> None:
        self.state_updates = []
        self.default_instance_seed = seed
        self.set_rstate(seed)

    def updates(self) -> list[tuple[Any, Any]]:
        """Return the list of ``(states, new states, size, nstreams)`` of all random variables."""
        # a state that was batched has another update by now
        return [(state, state.default_update, *more) for state, _, *more in self.state_updates]

    def set_rstate(self, seed: SupportsIndex | Sequence[SupportsIndex]) -> None:
        """Set the start of the next stream to `seed`."""
        if isinstance(seed, Integral):
            if seed == 0:
                raise ValueError(f"seed should not be 0: {seed!r}")
            if not 0 < seed < M2:
                raise ValueError(f"seed should be less than {M2} and positive: {seed!r}")
            seed = [seed] * 6
        elif not isinstance(seed, (list, tuple, np.ndarray)) or len(seed) != 6:
            raise TypeError(f"seed should be 1 integer or 6 integers: it is {with_type(seed)}")
        for words, modulus, which in (seed[:3], M1, "first"), (seed[3:], M2, "last"):
            if not any(words):
                raise ValueError(f"The {which} 3 values of seed should not be all 0: {seed!r}")
            if not all(0 <= word < modulus for word in words):
                raise ValueError(
                    f"The {which} 3 values of seed should not be negative and less than {modulus}: {seed!r}"
                )
        self.rstate = np.array(seed, dtype="int32")

    def seed(self, seed: SupportsIndex | Sequence[SupportsIndex] | None = None) -> None:
        """Restart the streams of all random variables.

        Parameters
        ----------
        seed : int or sequence of 6 int, optional
            As for the class; by default the seed that this object was made with.
        """
        self.set_rstate(self.default_instance_seed if seed is None else seed)
        for states, new, size, nstreams in self.state_updates:
            n = self.n_streams(size) if nstreams is None else nstreams
            states.set_value(self.get_substream_rstates(n, new.owner.outputs[1].dtype), borrow=True)

    def inc_rstate(self) -> None:
        """Advance to the start of the next stream."""
        self.rstate = jump(self.rstate.reshape(1, 6), STREAM)[0]

    def get_substream_rstates(self, n_streams: int, dtype: DType, inc_rstate: bool = True) -> NDArray[Any]:
        """Return the states of `n_streams` substreams of the next stream, one a row.

        Parameters
        ----------
        n_streams : int
        dtype : str
            Of the samples; for Theano's sake.
        inc_rstate : bool
            Whether to go on to the next stream.
        """
        if not 0 < n_streams < 2**72:
            raise ValueError(f"a random variable needs at least one stream, not {n_streams}")
        states = substreams(self.rstate, n_streams)
        if inc_rstate:
            self.inc_rstate()
        return states

    def n_streams(self, size: TensorLike) -> int:
        """Return the default number of streams for a sample of some size."""
        return guess_n_streams(size)

    def pretty_return(
        self, node_rstate: Any, new_rstate: Variable, sample: Any, size: Any, nstreams: int | None
    ) -> TensorVariable:
        """Register a new random variable and attach its states and their update."""
        sample.rstate = node_rstate
        sample.update = (node_rstate, new_rstate)
        self.state_updates.append((node_rstate, new_rstate, size, nstreams))
        node_rstate.default_update = new_rstate
        return sample

    def uniform(
        self, size: TensorLike, low: TensorLike = 0.0, high: TensorLike = 1.0, ndim: int | None = None,
        dtype: DType | None = None, nstreams: int | None = None, target: Any = None
    ) -> TensorVariable:
        """Draw samples from the open interval between two bounds.

        Parameters
        ----------
        size : tuple or vector
            The shape, of integers that may be symbolic.
        low, high : tensor_like
            The bounds; they broadcast to the shape, and gradients reach them.
        ndim : int, optional
            The length of `size` where that cannot be told from it.
        dtype : str, optional
            float16, float32 or float64; by default what holds floatX and the bounds.
        nstreams : int, optional
            How many streams to draw from.
        target : str, optional
            Accepted for Theano's sake.

        Examples
        --------
        >>> import tensorgraph as theano, tensorgraph.tensor as T
        >>> from tensorgraph.tensor.random import MRG_RandomStreams
        >>> x = T.dmatrix("x")
        >>> noise = MRG_RandomStreams(7).uniform(x.shape, low=-1.0)
        >>> theano.function([x], (x + noise).shape)([[1.0, 2.0]])
        array([1, 2])
        """
        low, high = as_tensor_variable(low), as_tensor_variable(high)
        dtype = real_dtype(dtype, low, high)
        low, high = cast(low, dtype), cast(high, dtype)
        check_uniform_size(size)
        n = self.n_streams(size) if nstreams is None else nstreams
        states = shared(self.get_substream_rstates(n, dtype))
        states.tag.is_rng = True
        note_new_state(states)
        new_states, sample = mrg_uniform.new(states, ndim, dtype, size)
        sample = self.pretty_return(states, new_states, sample, size=size, nstreams=nstreams)
        result = sample * (high - low) + low
        if result.type != sample.type:
            raise NotImplementedError(
                "Increase the size to match the broadcasting pattern of `low` and `high` arguments: "
                f"size {size} has the pattern {sample.broadcastable}, with the bounds it is {result.broadcastable}"
            )
        result.rstate, result.update = sample.rstate, sample.update
        return result

    def binomial(
        self, size: TensorLike | None = None, n: TensorLike = 1, p: TensorLike = 0.5, ndim: int | None = None,
        dtype: DType = "int64", nstreams: int | None = None, target: Any = None
    ) -> TensorVariable:
        """Draw 1 with probability `p`, else 0.

        Parameters
        ----------
        size, ndim, nstreams
            As for :meth:`uniform`.
        n : int
            1: sums of several trials are not implemented.
        p : tensor_like
            The probability.
        dtype : str

        Examples
        --------
        >>> from tensorgraph.tensor.random import MRG_RandomStreams
        >>> MRG_RandomStreams(11).binomial((8,), p=0.3).eval()
        array([1, 1, 1, 0, 1, 0, 0, 0])
        """
        if not (isinstance(n, Integral) and n == 1):
            raise NotImplementedError(f"MRG_RandomStreams.binomial with n > 1, here {n}: add up n variables with n = 1")
        p = undefined_grad(checked_when_run(p, "binomial", "p", 0, 1))
        return cast(self.uniform(size=size, ndim=ndim, nstreams=nstreams) < p, dtype)

    def multinomial(
        self, size: TensorLike | None = None, n: TensorLike = 1, pvals: TensorLike | None = None,
        ndim: int | None = None, dtype: DType = "int64", nstreams: int | None = None, target: Any = None
    ) -> TensorVariable:
        """Draw the counts of each outcome in `n` draws.

        Parameters
        ----------
        size, ndim : None
            The shape is that of `pvals`.
        n : int
            How many draws.
        pvals : matrix
            In each row the probabilities of the outcomes, at most 1 together; what they lack to 1 draws none.
        dtype : str
        nstreams : int, optional

        Examples
        --------
        >>> from tensorgraph.tensor.random import MRG_RandomStreams
        >>> MRG_RandomStreams(3).multinomial(pvals=[[0.98, 0.01, 0.01]], n=5).eval()
        array([[5, 0, 0]])
        """
        if pvals is None:
            raise TypeError("You have to specify pvals: pass a matrix with a row of probabilities for each draw")
        if size is not None or ndim is not None:
            raise ValueError(f"multinomial takes its shape from pvals: size={size} and ndim={ndim} should be left out")
        pvals = undefined_grad(checked_rows(pvals, "multinomial"))
        if pvals.ndim != 2:
            raise NotImplementedError(
                f"MRG_RandomStreams.multinomial is only implemented for pvals.ndim = 2, not {pvals.ndim}: pass [pvals]"
            )
        samples = self.uniform(size=pvals[:, 0].shape * n, ndim=1, nstreams=nstreams)
        return MultinomialFromUniform(dtype)(pvals, samples, n)

    def choice(
        self, size: TensorLike | None = 1, a: TensorLike | None = None, replace: bool = True,
        p: TensorLike | None = None, ndim: int | None = None, dtype: DType = "int64", nstreams: int | None = None,
        target: Any = None
    ) -> TensorVariable:
        """Draw outcomes without replacement.

        Parameters
        ----------
        size : int
            How many draws; at most the number of outcomes.
        a, ndim : None
        replace : bool
            False: draws with replacement are not implemented.
        p : matrix
            In each row the probabilities of the outcomes ``0, 1, ...``; they are not checked.
        dtype : str
        nstreams : int, optional

        Returns
        -------
        TensorVariable
            `size` different outcomes for each row of `p`.

        Examples
        --------
        >>> from tensorgraph.tensor.random import MRG_RandomStreams
        >>> MRG_RandomStreams(3).choice(2, p=[[0.01, 0.49, 0.5]], replace=False).eval()
        array([[0, 1]])
        """
        if replace:
            raise NotImplementedError("MRG_RandomStreams.choice only works without replacement: pass replace=False")
        if a is not None:
            raise TypeError(
                f"a={a} has to be None in MRG_RandomStreams.choice: the values are between 0 and p.shape[1] - 1; pass p"
            )
        if p is None:
            raise TypeError("p has to be specified in MRG_RandomStreams.choice: pass a matrix of probabilities")
        if ndim is not None:
            raise ValueError("the ndim argument to MRG_RandomStreams.choice is not used: leave it out")
        p = undefined_grad(as_tensor_variable(p))
        if p.ndim != 2:
            raise NotImplementedError(f"MRG_RandomStreams.choice is implemented for p.ndim = 2, not {p.ndim}: use [p]")
        samples = self.uniform(size=p[:, 0].shape * size, ndim=1, nstreams=nstreams)
        return ChoiceFromUniform(dtype)(p, samples, size)

    def multinomial_wo_replacement(
        self, size: TensorLike | None = None, n: TensorLike = 1, pvals: TensorLike | None = None,
        ndim: int | None = None, dtype: DType = "int64", nstreams: int | None = None, target: Any = None
    ) -> TensorVariable:
        """Call :meth:`choice` under its old name and with its old arguments."""
        message = "MRG_RandomStreams.multinomial_wo_replacement() is deprecated. Please use MRG_RandomStreams.choice()."
        warnings.warn(message, stacklevel=user_level())
        if size is not None:
            raise ValueError(f"multinomial_wo_replacement takes its shape from pvals: leave out size={size}")
        return self.choice(size=n, replace=False, p=pvals, dtype=dtype, nstreams=nstreams, ndim=ndim)

    def normal(
        self, size: TensorLike, avg: TensorLike = 0.0, std: TensorLike = 1.0, ndim: int | None = None,
        dtype: DType | None = None, nstreams: int | None = None, truncate: bool = False, target: Any = None
    ) -> TensorVariable:
        """Draw samples of normal distributions, by the transformation of Box and Muller.

        Parameters
        ----------
        size, ndim, dtype, nstreams
            As for :meth:`uniform`; `size` may also be an integer.
        avg, std : tensor_like
            Mean and standard deviation; gradients reach them.
        truncate : bool
            Draw again, once, what lies beyond two standard deviations; the standard deviation of the samples is less
            than `std` then.

        Examples
        --------
        >>> from tensorgraph.tensor.random import MRG_RandomStreams
        >>> MRG_RandomStreams(7).normal((2, 2)).eval()
        array([[-2.90373193,  0.49875788],
               [ 0.42965633,  1.86728849]])
        """
        size = check_size(size)
        avg, std = as_tensor_variable(avg), checked_when_run(std, "normal", "std", 0)
        dtype = real_dtype(dtype, avg, std)
        avg, std = cast(avg, dtype), cast(std, dtype)

        def draw(n, low=0.0):
            return self.uniform((n,), low=low, high=1.0, ndim=1, dtype=dtype, nstreams=nstreams)

        n = prod(size, dtype="int64")
        even = n + n % 2
        u = draw(even)
        r = sqrt(-2.0 * log(u[: even // 2]))
        theta = np.array(2 * np.pi, dtype=dtype) * u[even // 2 :]
        directions = cos(theta), sin(theta)
        if truncate:
            samples = self._truncated(r, directions, draw, dtype)
        else:
            samples = [r * direction for direction in directions]
        samples = reshape(join(0, *samples)[:n], size, ndim=ndim)
        return samples * std + avg

    def _truncated(self, r, directions, draw, dtype):
        """Return the parts of a sample, with a new radius for values beyond 2."""
        z = [r * direction for direction in directions]
        outside = [(part < -2.0) | (part > 2.0) for part in z]
        wrong = [nonzero(out)[0] for out in outside]
        u = draw(wrong[0].size + wrong[1].size, low=constant(1 / np.e**2, dtype=dtype))
        radii = sqrt(-2.0 * log(u))
        radii = radii[: wrong[0].size], radii[wrong[0].size :]
        parts = []
        for part, out, direction, places, radius in zip(z, outside, directions, wrong, radii):
            parts += [part[nonzero(~out)], radius * direction[places]]
        return parts

    def truncated_normal(
        self, size: TensorLike, avg: TensorLike = 0.0, std: TensorLike = 1.0, ndim: int | None = None,
        dtype: DType | None = None, nstreams: int | None = None, target: Any = None
    ) -> TensorVariable:
        """Draw samples of normal distributions truncated on both sides, with `std` their standard deviation.

        Parameters
        ----------
        size, avg, std, ndim, dtype, nstreams
            As for :meth:`normal`.

        Examples
        --------
        >>> from tensorgraph.tensor.random import MRG_RandomStreams
        >>> sample = MRG_RandomStreams(7).truncated_normal((1000,)).eval()
        >>> bool(abs(sample).max() < 2.28)
        True
        """
        # the standard deviation of a standard normal distribution cut off at 2
        std = checked_when_run(std, "truncated_normal", "std", 0) / constant(0.87962566103423978)
        return self.normal(size, avg, std, ndim=ndim, dtype=dtype, nstreams=nstreams, truncate=True)
