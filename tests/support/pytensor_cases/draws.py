"""Random variables: the same draws."""

import inspect

import numpy as np
import pytensor
import pytensor.tensor as pt
from pytensor.tensor.random import basic
from pytensor.tensor.random.op import RandomVariable
from pytensor.tensor.random.type import random_generator_type
from pytensor_agreement import case

COVARIANCE = np.array([[2.0, 0.5], [0.5, 1.0]])
PARAMETERS = {
    "uniform": (0.0, 2.0),
    "integers": (0, 9),
    "triangular": (0.0, 0.5, 1.0),
    "beta": (2.0, 3.0),
    "gamma": (2.0, 3.0),
    "invgamma": (2.0, 3.0),
    "wald": (1.0, 2.0),
    "truncexpon": (1.0, 0.0, 2.0),
    "t": (4.0, 0.0, 2.0),
    "pareto": (2.0, 1.0),
    "bernoulli": (0.3,),
    "binomial": (9, 0.3),
    "nbinom": (3, 0.4),
    "negative_binomial": (3, 0.4),
    "betabinom": (9, 2.0, 3.0),
    "geometric": (0.3,),
    "hypergeometric": (9, 5, 4),
    "multinomial": (9, [0.2, 0.3, 0.5]),
    "categorical": ([0.2, 0.3, 0.5],),
    "dirichlet": ([2.0, 3.0, 1.0],),
    "multivariate_normal": ([0.0, 1.0], COVARIANCE),
    "permutation": (np.arange(6),),
    "choice": None,
    "choice_without_replacement": (np.arange(6), 4),
    "integers_unshaped": None,
    "vonmises": (0.5, 2.0),
    "gengamma": (2.0, 1.5, 1.0),
    "poisson": (3.0,),
    "exponential": (2.0,),
    "chisquare": (3.0,),
    "rayleigh": (2.0,),
    "halfnormal": (0.0, 2.0),
    "halfcauchy": (0.0, 2.0),
    "weibull": (2.0,),
}


def distributions():
    """Return PyTensor's distributions by name."""
    found = {k: v for k, v in vars(basic).items() if isinstance(v, RandomVariable) and not k.startswith("_")}
    extra = {k: v for k, v in vars(basic).items() if inspect.isfunction(v) and k in PARAMETERS}
    return found | extra


def draw(op, rng, parameters, **given):
    """Return the next generator and a sample."""
    if isinstance(op, RandomVariable):
        return list(op(*parameters, rng=rng, **given).owner.outputs)
    z = op(*parameters, rng=rng, **given)
    return [z.owner.outputs[0] if isinstance(z.owner.op, RandomVariable) else z, z]


@case()
def all_distributions():
    rng = random_generator_type("rng")
    for name, op in distributions().items():
        parameters = PARAMETERS.get(name, (0.0, 2.0))
        if parameters is None:
            continue
        state = [np.random.default_rng(3)]
        yield [rng], draw(op, rng, parameters), state
        if "replacement" in name or name == "permutation":
            continue
        yield [rng], draw(op, rng, parameters, size=(2, 3)), state
        n = pt.lscalar("n")
        yield [rng, n], draw(op, rng, parameters, size=(n, 2)), [*state, 3], [*state, 0]
        symbolic = [pt.as_tensor(p).type() for p in parameters]
        yield (
            [rng, *symbolic],
            draw(op, rng, symbolic),
            [*state, *[np.asarray(p, v.type.dtype) for p, v in zip(parameters, symbolic)]],
        )
        if name in ("multivariate_normal",):
            continue
        more = [np.stack([np.asarray(p)] * 3) for p in parameters]
        yield [rng], draw(op, rng, more), state


@case()
def choices_of_elements():
    rng = random_generator_type("rng")
    a, p = pt.vector("a"), pt.vector("p")
    given = [np.random.default_rng(3), np.arange(6.0), np.full(6, 1 / 6)]
    for fixed in ({"size": 4}, {"size": (2, 2), "replace": False}, {"p": p, "size": 3, "replace": False}, {"p": p}):
        yield [rng, a, p], basic.choice(a, rng=rng, **fixed), given
    yield [rng, a, p], [basic.permutation(a, rng=rng), basic.permutation(5, rng=rng)], given


@case()
def several_draws():
    rng = random_generator_type("rng")
    first, x = draw(basic.normal, rng, (0.0, 1.0), size=3)
    second, y = draw(basic.gamma, first, (abs(x) + 1, 2.0))
    yield [rng], [second, y, x], [np.random.default_rng(3)]
    # one generator twice gives the same numbers
    yield (
        [rng],
        [draw(basic.normal, rng, (0.0, 1.0))[1], draw(basic.normal, rng, (0.0, 1.0))[1]],
        [np.random.default_rng(3)],
    )
    yield (
        [rng],
        draw(basic.normal, rng, (np.zeros(3, "float32"), np.float32(1)), dtype="float32"),
        [np.random.default_rng(3)],
    )


@case()
def new_generators():
    from pytensor.tensor.random.op import default_rng

    yield [], draw(basic.normal, default_rng(pt.constant(3)), (0.0, 1.0)), []


@case()
def draws_in_loops():

    def step(x, rng):
        after, y = draw(basic.normal, rng, (x, 1.0))
        return y, {rng: after}

    shared = pytensor.shared(np.random.default_rng(5))
    zs, updates = pytensor.scan(step, outputs_info=pt.zeros(()), non_sequences=shared, n_steps=4, return_updates=True)
    yield [], [zs, *updates.values()], []
