"""Results of calls, used as arrays and as numbers."""

import math

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compile import Function

x = T.dmatrix("x")
mean = theano.function([x], x.mean())
both = theano.function([x], [x.sum(), x * 2])
named = theano.function([x], {"sum": x.sum(), "twice": x * 2})
data = np.ones((3, 2))

total, best = 0.0, np.inf
losses: list[float] = []
for _ in range(3):
    total += mean(data)
    losses.append(mean(data))
    if mean(data) < best:
        best = mean(data)
validation = np.mean([mean(data) for _ in range(3)])
if validation < best:
    best = validation
summed, twice = both(data)
total = (total + summed) / 3 - mean(data)
print(f"{summed:.3f}", math.sqrt(summed), int(summed), bool(summed > 3), summed.shape)
rows = twice[0] + twice[:, 1].sum() + twice.mean(axis=0) + (data - twice)[0] + (twice - data)[0]
print(twice.dtype, twice.T, np.argmax(twice), np.allclose(twice, data * 2) and (twice == data * 2).all(), len(twice))
array: np.ndarray = both(data)[1]
number: float = both(data)[0]
array[0, 0] = 2 * mean(data) + 1
print(np.concatenate([twice, array]), sorted(losses), max(mean(data), 0.0), named(data)["sum"], x.sum().eval({x: data}))
annotated: Function[np.ndarray] = theano.function([x], x)
shared = theano.shared(twice)
shared.set_value(twice)


def loss(values: np.ndarray) -> float:
    """A number."""
    return mean(values)


def doubled(values: np.ndarray) -> np.ndarray:
    """An array."""
    return both(values)[1]
