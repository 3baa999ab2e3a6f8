"""Random models of PyMC: densities, gradients and draws in mode TENSORGRAPH and by PyTensor's own Python code.

    python tests/fuzz/pymc_programs.py --programs 300 --seed 1 --jobs 2

A difference counts only where rounding errors of the point make none as large. ``FALLBACKS=1`` prints the operations
that ran by PyTensor's own ``perform``.
"""

import contextlib
import os
import random
import sys
import traceback
import warnings

import numpy as np
import pymc as pm
import pytensor
import pytensor.tensor as pt
from pymc_outcomes import LIKELIHOODS
from pymc_parts import PRIORS, VECTORS
from pytensor.graph.traversal import graph_inputs
from pytensor.tensor.random.type import RandomGeneratorType
from pytensor_programs import precision
from seeds import sweep

import tensorgraph.bridges.pytensor  # noqa: F401
from tensorgraph.bridges.pytensor.foreign import foreign_ops

MODE, REFERENCE = "TENSORGRAPH", "FAST_COMPILE"
TOLERANCE = 1e-10
GROUPS, ROWS = 3, 7


class Difference(Exception):
    """Raised where both modes differ."""


class ModelProgram:
    """A random model, of groups with their own parameters, rows of data, and one or two outcomes.

    Attributes
    ----------
    model : pm.Model
    known : dict of str to list
        Parameters by kind, "real", "positive" or "unit".
    """

    def __init__(self, seed):
        self.r, self.rng = random.Random(seed), np.random.default_rng(seed)
        self.known, self.count = {"real": [], "positive": [], "unit": []}, 0
        self.x = self.rng.normal(size=(ROWS, 2))
        self.groups = self.rng.integers(0, GROUPS, ROWS)
        coords = {"group": list("abc"), "row": range(ROWS), "feature": ["u", "v"]}
        with pm.Model(coords=coords) as self.model:
            if self.r.random() < 0.3:
                self.x = pm.Data("x", self.x, dims=("row", "feature"))
            for _ in range(self.r.randint(1, 4)):
                self.add_prior()
            if self.r.random() < 0.5:
                self.known["real"].append(self.r.choice(VECTORS)(self, self.name("v")))
            if self.r.random() < 0.2:
                pm.Potential(self.name("p"), -pt.sqr(pt.sum(self.real()) - 1))
            for _ in range(self.r.choice((1, 1, 1, 2))):
                self.r.choice(LIKELIHOODS)(self, self.name("y"))

    def name(self, letter):
        self.count += 1
        return f"{letter}{self.count}"

    def add_prior(self):
        """Add a parameter: a number, or one for each group or feature."""
        kind = self.r.choice(("real", "real", "positive", "unit"))
        make = self.r.choice(PRIORS[kind])
        given = self.r.choice(({}, {}, {"dims": "group"}, {"dims": "group"}, {"dims": "feature"}, {"shape": (2, 1)}))
        self.known[kind].append(make(self, self.name(kind[0]), **given))

    def number(self, kind, plain):
        """Return a parameter of a kind that is a number, or a plain value."""
        found = [v for v in self.known[kind] if v.ndim == 0]
        return self.r.choice(found) if found and self.r.random() < 0.6 else self.r.choice(plain)

    def real(self):
        return self.number("real", (0.0, 0.3, -1.1, pt.constant(0.6)))

    def positive(self):
        return self.number("positive", (1, 0.7, 2.4, pt.constant(1.6)))

    def unit(self):
        return self.number("unit", (0.3, 0.6, pt.constant(0.7)))

    def per_row(self, v):
        """Return a parameter as one number for each row."""
        if v.ndim == 0:
            return v
        lengths = v.type.shape
        if v.ndim == 1 and lengths[0] == GROUPS:
            return v[self.groups]
        if v.ndim == 1 and lengths[0] == 2:
            return pm.math.dot(self.x, v)
        return v[..., :1].sum() if self.r.random() < 0.5 else pt.mean(v)

    def predictor(self):
        """Return a real number for each row."""
        chosen = self.r.sample(self.known["real"], min(len(self.known["real"]), self.r.randint(1, 3)))
        mu = sum([self.per_row(v) for v in chosen], pt.zeros(ROWS))
        if self.r.random() < 0.3:
            mu = mu + self.real() * self.x[:, 0]
        if self.r.random() < 0.2:
            mu = pt.tanh(mu) * self.positive()
        return pm.Deterministic(self.name("mu"), mu, dims="row") if self.r.random() < 0.4 else mu

    def spread(self):
        """Return a positive number, for each row or for all."""
        if self.known["positive"] and self.r.random() < 0.6:
            return self.per_row(self.r.choice(self.known["positive"])) * 1.0 + (0.0 if self.r.random() < 0.7 else 0.1)
        return self.positive()


def compiled(model, outputs, mode):
    return model.compile_fn(outputs, inputs=model.value_vars, mode=mode, on_unused_input="ignore", point_fn=False)


def points(model, rng):
    """Yield values of the variables: where samplers start, and around."""
    start = model.initial_point(random_seed=3)
    values = [np.asarray(start[v.name]) for v in model.value_vars]
    for scale in (0.0, 0.3, 1.0):
        yield [v + scale * rng.normal(size=v.shape) if v.dtype.kind == "f" else v for v in values]


def outcome(f, point, streams=()):
    """Return the values of a function, or its error; minibatches are drawn from the same state each time."""
    for rng in streams:
        rng.set_value(np.random.default_rng(5))
    try:
        with np.errstate(all="ignore"):
            return [np.asarray(z) for z in f(*point)]
    except Exception as error:
        return error


def is_same(a, b, rtol=TOLERANCE):
    if a.dtype != b.dtype or a.shape != b.shape:
        return False
    if a.dtype.kind not in "fc":
        return np.array_equal(a, b)
    floor = rtol * np.max(np.abs(b[np.isfinite(b)]), initial=1e-3)
    return np.allclose(a, b, rtol=rtol, atol=floor, equal_nan=True) or bool(np.isnan(b).any() and np.isnan(a).any())


def check_densities(program):
    """Return the operations that ran by PyTensor's code; terms, their sum and its gradient are equal."""
    model = program.model
    terms = model.logp(sum=False)
    outputs = [*terms, model.logp()]
    values = model.continuous_value_vars
    if values:
        outputs.append(model.dlogp())
        if program.r.random() < 0.2 and sum(np.size(v) for v in model.initial_point().values()) < 8:
            with contextlib.suppress(Exception):
                outputs.append(model.d2logp(negate_output=False))
    try:
        theirs = compiled(model, outputs, REFERENCE)
    except (NotImplementedError, ValueError):
        # some graphs PyMC refuses itself
        return set()
    ours = compiled(model, outputs, MODE)
    streams = [v for v in graph_inputs(outputs) if isinstance(v.type, RandomGeneratorType)]
    for point in points(model, program.rng):
        a, b = outcome(ours, point, streams), outcome(theirs, point, streams)
        if isinstance(a, Exception) or isinstance(b, Exception):
            if not (isinstance(a, Exception) and isinstance(b, Exception) and isinstance(a, type(b))):
                raise Difference(f"{a!r:.500}\n not\n{b!r:.500}")
            continue
        # several, on both sides of kinks such as the mode of a Laplace density, where samplers start
        near = [outcome(theirs, [shaken(v, program.rng) for v in point], streams) for _ in range(4)]
        for i, (z, w) in enumerate(zip(a, b)):
            if i > len(terms) and np.isneginf(b[len(terms)]) and np.isnan(w).any():
                # outside of the support, rewrites may find numbers
                continue
            rtol = precision(outputs[i])
            smooth = all(isinstance(other, Exception) or is_same(other[i], w, rtol / 30) for other in near)
            if not is_same(z, w, rtol) and smooth:
                name = outputs[i].name or i
                at = dict(zip(model.value_vars, point))
                raise Difference(f"{name} of {len(outputs)}: {z!r}\n not\n{w!r}\n at {at}")
    return {type(op.op).__name__ for op in foreign_ops(ours.vm.function.maker.fgraph)}


def shaken(value, rng):
    """Return a value with rounding errors."""
    return value * (1 + rng.choice([-8e-15, 8e-15], size=value.shape)) if value.dtype.kind == "f" else value


def check_draws(program):
    model = program.model
    wanted = [*model.free_RVs, *model.deterministics, *model.observed_RVs]
    found = []
    for mode in (MODE, REFERENCE):
        try:
            with np.errstate(all="ignore"):
                found.append(pm.draw(wanted, draws=2, random_seed=7, mode=mode))
        except Exception as error:
            found.append(error)
    a, b = found
    if isinstance(a, Exception) or isinstance(b, Exception):
        # of limits that are no number NumPy says one or the other, by the sign of nan
        same = isinstance(b, Exception) and isinstance(a, type(b))
        if not same and not (isinstance(a, ValueError) and isinstance(b, OverflowError)):
            raise Difference(f"draws: {a!r:.500}\n not\n{b!r:.500}")
        return
    for v, z, w in zip(wanted, a, b):
        if not is_same(np.asarray(z), np.asarray(w), 1e-8):
            raise Difference(f"draws of {v}: {z!r}\n not\n{w!r}")


def check(seed):
    program = ModelProgram(seed)
    foreign = check_densities(program)
    check_draws(program)
    return foreign


def failure(seed):
    """Return what is wrong with a model as text, None if nothing is."""
    program = None
    with warnings.catch_warnings(), pytensor.config.change_flags(cxx=""):
        warnings.simplefilter("ignore")
        try:
            foreign = check(seed)
        except Exception:
            with contextlib.suppress(Exception):
                program = ModelProgram(seed).model.str_repr()
            return f"seed {seed}\n{traceback.format_exc()}{program}"
    if foreign and os.environ.get("FALLBACKS"):
        return f"seed {seed}: by PyTensor's own code: {sorted(foreign)}"
    return None


if __name__ == "__main__":
    sys.exit(sweep(failure, __doc__))
