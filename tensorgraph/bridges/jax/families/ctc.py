"""The loss of sequences of labels, as ``tensorgraph.tensor.nnet.ctc`` computes it: by forward and backward sums."""

import jax
import jax.numpy as jnp
import numpy as np

from ....tensor.nnet.ctc import BLANK, ConnectionistTemporalClassification
from ..conversion import converts
from ..knowledge import array


def _states(labels):
    """Return for each sequence the labels with blanks around them, and the number of these states."""
    order = jnp.argsort(labels < 0, axis=1, stable=True)
    kept = jnp.maximum(jnp.take_along_axis(labels, order, axis=1), BLANK)
    counts = 2 * (labels >= 0).sum(axis=1) + 1
    states = jnp.full((labels.shape[0], 2 * labels.shape[1] + 1), BLANK, labels.dtype)
    return states.at[:, 1::2].set(kept), counts


def _log_add(*terms):
    top = jnp.stack(terms).max(axis=0)
    base = jnp.where(jnp.isneginf(top), 0, top)
    return base + jnp.log(sum(jnp.exp(t - base) for t in terms))


def _moved(a, by):
    return jnp.pad(a, ((0, 0), (by, 0)), constant_values=-np.inf)[:, : a.shape[1]]


def _forward(emitted, states, counts):
    """Return the log probability to have emitted the steps so far and be in a state, for each step."""
    n = emitted.shape[2]
    exists = np.arange(n) < counts[:, None]
    skips = (states[:, 2:] != BLANK) & (states[:, 2:] != states[:, :-2])
    may_skip = jnp.pad(skips, ((0, 0), (2, 0)))
    first = jnp.where(exists & (np.arange(n) < 2), emitted[0], -jnp.inf)

    def step(before, row):
        reached = _log_add(before, _moved(before, 1), jnp.where(may_skip, _moved(before, 2), -jnp.inf))
        after = jnp.where(exists, reached + row, -jnp.inf)
        return after, after

    _, rest = jax.lax.scan(step, first, emitted[1:])
    return jnp.concatenate([first[None], rest])


def _reversed_rows(a, counts):
    """Reverse the first `counts` elements of each row along the last axis."""
    n = a.shape[-1]
    index = counts[:, None] - 1 - np.arange(n)
    index = jnp.where(index < 0, np.arange(n), index)
    return jnp.take_along_axis(a, jnp.broadcast_to(index, a.shape), axis=-1)


@converts(ConnectionistTemporalClassification, own="push")
def convert_ctc(node, x, labels, lengths):
    x, labels, lengths = map(array, (x, labels, lengths))
    steps, batch, symbols = x.shape
    if labels.shape[0] != batch or lengths.shape != (batch,):
        raise ValueError(
            f"there are {batch} sequences of activations, {labels.shape[0]} of labels and {lengths.shape[0]} lengths"
        )
    states, counts = _states(labels)
    log_p, each = jax.nn.log_softmax(x, axis=-1), np.arange(batch)
    at_end = jnp.where(counts == 1, 0.0, -jnp.inf)
    if not steps:
        return [-at_end, jnp.zeros_like(x)][: len(node.outputs)]
    emitted = jnp.take_along_axis(log_p, jnp.broadcast_to(states, (steps, *states.shape)), axis=-1)
    alpha = _forward(emitted, states, counts)
    last = alpha[jnp.maximum(lengths, 1) - 1, each]
    before = jnp.where(counts > 1, last[each, jnp.maximum(counts - 2, 0)], -jnp.inf)
    at_end = jnp.where(lengths > 0, _log_add(last[each, counts - 1], before), at_end)
    if len(node.outputs) == 1:
        return [-at_end]
    time = np.arange(steps)[:, None]
    flip = jnp.where(lengths[None] - 1 - time < 0, time, lengths[None] - 1 - time)
    backwards = _reversed_rows(emitted, counts)[flip, each]
    beta = _forward(backwards, _reversed_rows(states, counts), counts)
    beta = _reversed_rows(beta[flip, each], counts)
    occupied = jnp.exp(alpha + beta - emitted - at_end[:, None])
    gradients = jnp.exp(log_p)
    for s in range(states.shape[1]):
        gradients = gradients.at[:, each, states[:, s]].add(-jnp.where(s < counts, occupied[:, :, s], 0))
    return [-at_end, jnp.where(((time >= lengths) | jnp.isneginf(at_end))[..., None], 0, gradients)]
