"""Learning rates are those of their formulas at each step, and counters advance with the updates."""

import inspect

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import optim

CASES = {
    "constant": (lambda n: optim.constant(0.3), lambda n: 0.3),
    "step_decay": (lambda n: optim.step_decay(0.3, n, [5, 10]), lambda n: 0.3 * 0.1 ** ((n >= 5) + (n >= 10))),
    "no boundary": (lambda n: optim.step_decay(0.3, n, []), lambda n: 0.3),
    "exponential_decay": (lambda n: optim.exponential_decay(0.3, n, 7, 0.9), lambda n: 0.3 * 0.9 ** (n / 7)),
    "staircase": (lambda n: optim.exponential_decay(0.3, n, 7, 0.9, True), lambda n: 0.3 * 0.9 ** (n // 7)),
    "cosine_decay": (
        lambda n: optim.cosine_decay(0.3, n, 9, 0.1),
        lambda n: 0.1 + 0.1 * (1 + np.cos(np.pi * min(n / 9, 1))),
    ),
    "warmup": (lambda n: optim.warmup(0.3, n, 4), lambda n: 0.3 * min(1, (n + 1) / 4)),
    "warmup, then cosine": (
        lambda n: optim.warmup(optim.cosine_decay(0.3, n, 9), n, 4),
        lambda n: 0.15 * (1 + np.cos(np.pi * min(n / 9, 1))) * min(1, (n + 1) / 4),
    ),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("dtype", ["int64", "int32", "uint8"])
def test_values(case, dtype):
    schedule, expected = CASES[case]
    step = T.scalar("step", dtype=dtype)
    rate = schedule(step)
    assert rate.type == T.dscalar().type
    f = theano.function([step], rate, on_unused_input="ignore")
    for n in range(20):
        np.testing.assert_allclose(f(np.dtype(dtype).type(n)), expected(n), rtol=1e-14, atol=1e-16)


def test_every_schedule_is_tested():
    first = {name: next(iter(inspect.signature(getattr(optim, name)).parameters)) for name in optim.__all__}
    schedules = {name for name, parameter in first.items() if parameter == "learning_rate"}
    assert schedules <= CASES.keys()


def test_a_counter_advances_once_a_call():
    """In any number of optimisers; a function without the updates only reads it."""
    a, b, step = theano.shared(1.0), theano.shared(np.float32(1)), optim.step_counter(start=3)
    rate = optim.warmup(0.1, step, 10)
    train = theano.function([], rate, updates=optim.adam(a**2, a, rate) + optim.adagrad(b**2, b, 2 * rate))
    show = theano.function([], rate)
    assert [float(f()) for f in (show, train, show, show)] == pytest.approx([0.04, 0.04, 0.05, 0.05])
    assert step.get_value() == 4 and step.dtype == "int64"


def test_other_integers_stay():
    """A shared integer that is no counter is the program's own to advance."""
    w, n = theano.shared(1.0), theano.shared(0)
    updates = optim.sgd(w**2, w, optim.warmup(0.1, n, 10))
    assert list(updates) == [w]


def test_symbolic_arguments():
    step, rate, last, steps = optim.step_counter(), T.fscalar("rate"), T.dscalar("last"), T.iscalar("steps")
    f = theano.function([rate, last, steps], optim.cosine_decay(rate, step, steps, last))
    assert f(np.float32(0.5), 0.25, 10) == 0.5


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: optim.warmup(0.1, 1.5, 3), TypeError, "step must be an integer"),
        (lambda: optim.warmup(0.1, T.dscalar(), 3), TypeError, "step must be an integer"),
        (lambda: optim.warmup(0.1, T.lvector(), 3), TypeError, "step must be an integer"),
        (lambda: optim.warmup(0.1, None, 3), TypeError, "step must be an integer"),
        (lambda: optim.warmup(0.1, 1, 0), ValueError, "steps must be at least 1"),
        (lambda: optim.warmup(-0.1, 1, 3), ValueError, "learning_rate must be at least 0"),
        (lambda: optim.cosine_decay(0.1, 1, 3, last="0"), TypeError, "last must be"),
        (lambda: optim.step_decay(0.1, 1, [3, 2]), ValueError, "boundaries must increase"),
        (lambda: optim.step_decay(0.1, 1, [2, 2]), ValueError, "boundaries must increase"),
        (lambda: optim.step_decay(0.1, 1, [1.5]), TypeError, "boundaries must be integers"),
        (lambda: optim.step_decay(0.1, 1, 5), TypeError, "boundaries must be a list of integers"),
        (lambda: optim.step_decay(0.1, 1, [1], factor=-1), ValueError, "factor must be"),
        (lambda: optim.step_counter(1.5), TypeError, "start must be an integer"),
        (lambda: optim.step_counter(True), TypeError, "start must be an integer"),
    ],
)
def test_bad_arguments(call, error, message):
    with pytest.raises(error, match=message):
        call()
