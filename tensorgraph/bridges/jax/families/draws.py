"""Random numbers: the streams of MRG31k3p, whose states are arrays, and samples made of them.

The recurrences are computed in 32 bits: multiplying by a power of 2 is a rotation modulo ``2**31 - 1``.
"""

import jax
import jax.numpy as jnp
import numpy as np

from ....tensor.random.mrg import mrg_uniform
from ....tensor.random.mrg31k3p import M1, M2, SCALES
from ....tensor.random.multinomial import ChoiceFromUniform, MultinomialFromUniform
from ....tensor.random.randomstate import RandomFunction
from ..conversion import converts
from ..knowledge import array, is_known, lengths, number, refusal


@converts(RandomFunction, always=True)
def convert_generator(node, *values):
    raise refusal(
        node,
        "its state is an object of NumPy, whose algorithm JAX does not have.\nhint: MRG_RandomStreams draws from "
        "states that are arrays",
    )


@converts(mrg_uniform, always=True)
def convert_uniform(node, states, size):
    if is_known(states):
        raise refusal(
            node,
            "its states are no argument, so that each call would draw the same numbers.\nhint: list the states, the "
            "first of each of random.updates(), among the inputs, and the new states, the second, among the outputs",
        )
    shape = lengths(node, size)
    draws, states = _advanced(array(states), int(np.prod(shape, dtype="int64")))
    dtype = node.op.output_type.dtype
    if dtype == "float16":
        samples = ((draws & 0x7FFF) + 1) * SCALES[dtype]
    else:
        samples = draws.astype(dtype) * SCALES[dtype]
    return [states, samples.astype(dtype).reshape(shape)]


def _advanced(states, n):
    """Return `n` integer draws and the states after them."""
    streams = states.shape[0]
    each = jnp.arange(streams)

    def advance(states, turn):
        x1, x2, x3, y1, y2, y3 = states.T
        x = _sum(M1, _rotated(x2, 22), _rotated(x3, 7), x3)
        y = _sum(M2, _times_2_15(y1), _times_2_15(y3), y3)
        new = jnp.stack([x, x1, x2, y, y1, y2], axis=1)
        draws = jnp.where(x <= y, x + jnp.uint32(M1) - y, x - y)
        # in the last turn not all streams are needed
        return jnp.where((turn * streams + each < n)[:, None], new, states), draws

    turns = jnp.arange(-(-n // streams))
    states, draws = jax.lax.scan(advance, states.astype("uint32"), turns)
    return draws.reshape(-1)[:n], states.astype("int32")


def _rotated(x, k):
    """Return ``2**k * x`` modulo M1."""
    return ((x << k) & jnp.uint32(M1)) | (x >> (31 - k))


def _times_2_15(y):
    """Return ``2**15 * y`` modulo M2; ``2**31`` is 21069."""
    return _sum(M2, (y >> 16) * jnp.uint32(21069), (y & 0xFFFF) << 15)


def _sum(modulus, *terms):
    total, modulus = terms[0], jnp.uint32(modulus)
    for term in terms[1:]:
        total = total + term
        total = jnp.where(total >= modulus, total - modulus, total)
    return jnp.where(total == modulus, jnp.uint32(0), total)


def _first_above(pvals, sample):
    """Return each row's first outcome whose cumulative probability exceeds a sample, and which rows have one."""
    wide = "float64" if jax.config.jax_enable_x64 else "float32"
    above = jnp.cumsum(pvals.astype(wide), axis=1) > sample[:, None]
    return jnp.argmax(above, axis=1), above.any(axis=1)


@converts(MultinomialFromUniform)
def convert_multinomial(node, pvals, samples, n):
    n = number(node, n, "the number of draws")
    pvals, samples = array(pvals), array(samples)
    counts = jnp.zeros(pvals.shape, "int32")
    for sample in samples.reshape(n, pvals.shape[0]):
        first, drawn = _first_above(pvals, sample)
        counts = counts.at[jnp.arange(pvals.shape[0]), first].add(drawn)
    return counts


@converts(ChoiceFromUniform)
def convert_choice(node, pvals, samples, n):
    n = number(node, n, "the number of draws")
    pvals, samples = array(pvals), array(samples)
    rows, chosen = jnp.arange(pvals.shape[0]), []
    for sample in samples.reshape(n, pvals.shape[0]):
        first, drawn = _first_above(pvals, sample)
        chosen.append(jnp.where(drawn, first, -1))
        if not node.op.replace:
            rest = pvals.at[rows, first].set(0)
            rest = rest / rest.sum(axis=1, keepdims=True)
            pvals = jnp.where(drawn[:, None], rest, pvals)
    return jnp.stack(chosen, axis=1)
