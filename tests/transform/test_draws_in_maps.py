"""Random numbers that are drawn in loops and maps inside of ``vmap``: new for each example, step and call."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import scan, vmap
from tensorgraph.scan_module import until
from tensorgraph.tensor.random import GeneratorStreams, MRG_RandomStreams, RandomStreams

x, z = T.dmatrix("x"), T.dtensor3("z")
X, Z = np.zeros((3, 2)), np.zeros((2, 3, 4))


def noisy(s, v):
    return v.sum() + s.normal(())


def walk(s, r):
    return scan(lambda v: noisy(s, v), sequences=r)[0]


# from a stream, the graph of a batch; what draws by updates that the step returns is a pair
PROGRAMS = {
    "a loop": (x, lambda s: vmap(lambda r: walk(s, r))(x)),
    "a loop over no example": (x, lambda s: vmap(lambda r: r[0] + scan(lambda: s.normal(()), n_steps=4)[0])(x)),
    "a state of the loop": (x, lambda s: vmap(
        lambda r: scan(lambda v, h: h + noisy(s, v), sequences=r, outputs_info=T.zeros(()))[0])(x)),
    "two maps": (z, lambda s: vmap(vmap(lambda r: walk(s, r)))(z)),
    "a map in a map": (z, lambda s: vmap(lambda m: vmap(lambda r: r + s.uniform((4,)))(m))(z)),
    "a map in a loop": (z, lambda s: vmap(
        lambda m: scan(lambda r: vmap(lambda e: noisy(s, e))(r), sequences=m)[0])(z)),
    "a loop in a loop": (z, lambda s: vmap(lambda m: scan(
        lambda r: tuple(scan(lambda v: noisy(s, v), sequences=r)), sequences=m)[0])(z)),
    "lengths of examples": (x, lambda s: vmap(lambda r: walk(s, r[r > -1]))(x)),
    "draws after lengths of examples": (x, lambda s: vmap(lambda r: r[r > -1].sum() + s.normal((2,)))(x)),
    "a loop that stops": (x, lambda s: vmap(
        lambda r: scan(lambda v: (noisy(s, v), until(v > 1)), sequences=r)[0])(x)),
    "a checkpoint": (x, lambda s: vmap(theano.checkpoint(lambda r: r + s.normal((2,))))(x)),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:vmap. no batching rule")
@pytest.mark.parametrize("streams", [RandomStreams, MRG_RandomStreams, GeneratorStreams])
@pytest.mark.parametrize("name", PROGRAMS)
def test_all_numbers_differ(name, streams):
    argument, build = PROGRAMS[name]
    f = theano.function([argument], build(streams(2)))
    values = X if argument is x else Z
    first, second = f(values), f(values)
    assert len(np.unique([first, second])) == 2 * first.size


@pytest.mark.parametrize("streams", [RandomStreams, MRG_RandomStreams, GeneratorStreams])
def test_updates_that_are_asked_for(streams):
    """A state after the loops of all examples is one, not one for each."""
    s = streams(2)
    steps, updates = vmap(lambda r: tuple(scan(lambda v: noisy(s, v), sequences=r)))(x)
    f = theano.function([x], steps, updates=updates)
    g = theano.function([x], steps)
    assert len(np.unique([f(X), f(X), g(X), g(X)])) == 4 * X.size


@pytest.mark.filterwarnings("ignore:vmap. no batching rule")
@pytest.mark.parametrize("streams", [RandomStreams, MRG_RandomStreams, GeneratorStreams])
def test_numbers_from_outside_are_shared_in_loops_over_examples(streams):
    s = streams(2)
    noise = s.normal((2,))
    f = theano.function([x], vmap(lambda r: (r[r > -1].sum() + noise, s.uniform(()) + 0 * r[r > -1].sum()))(x))
    (first, own), (second, others) = f(X), f(X)
    assert (first == first[0]).all() and len(np.unique([first, second])) == 4
    assert len(np.unique([own, others])) == 6


def test_numbers_from_outside_are_shared():
    """Of a loop whose random variable is made outside, too."""
    s = MRG_RandomStreams(2)
    noise, _ = scan(lambda: s.normal(()), n_steps=2)
    found = theano.function([x], vmap(lambda r: r + noise)(x))(X)
    assert (found == found[0]).all() and len(np.unique(found)) == 2
