"""Several derivatives of one random cost, by several functions, in one compiled function.

    python tests/fuzz/calculus.py --programs 2000 --seed 1 --jobs 2

A cost is made in three steps that a stabilising rule may replace. What is taken of it, with respect to inputs and to
what it is made of, in one stage or in two, through barriers, copies, replacements, loops and ops of graphs, must be the
same as the graph as it was written, rewritten in several modes.
"""

import random
import sys

import numpy as np
from differential import Difference, finding
from seeds import sweep

import tensorgraph as theano
import tensorgraph.tensor as T

FIRST = (
    lambda x, w: T.dot(x, w.T), lambda x, w: x * w, lambda x, w: x + w, lambda x, w: x * 1.5,
    lambda x, w: T.tanh(x) * w, lambda x, w: x,
)  # fmt: skip
SECOND = (
    T.nnet.softmax, T.exp, T.nnet.sigmoid, T.nnet.softplus, lambda a: T.sqrt(T.sqr(a) + 0.1),
    lambda a: 1 / (1 + T.exp(-a)), lambda a: a**2 + 0.3, lambda a: T.exp(a) / T.exp(a).sum(axis=1, keepdims=True),
    lambda a: T.nnet.relu(a) + 0.2,
)  # fmt: skip
THIRD = (
    T.log, lambda b: b * 1, lambda b: b / (b.sum() + 1), lambda b: T.log(1 + b), lambda b: b * T.log(b),
    lambda b: T.log(b.sum(axis=1, keepdims=True)) + 0 * b, lambda b: T.log(b)[:, [0]],
    lambda b: theano.scan(lambda row, h: T.log(T.exp(row).sum()) + 0.3 * h, b, T.zeros((), "float64"))[0],
    lambda b: of_graph(lambda v: T.log(T.exp(v).sum(axis=1)), b),
)  # fmt: skip
LAST = (T.sum, T.mean, lambda c: (c**2).sum(), lambda c: T.log(T.exp(c).sum()))


def of_graph(f, *args, **options):
    """Return an op of the graph of a function, called."""
    inputs = [v.type() for v in args]
    made = f(*inputs)
    made = made if isinstance(made, (list, tuple)) else [made]
    return theano.OpFromGraph(inputs, made, on_unused_input="ignore", **options)(*args)


def grad(cost, wrt, **options):
    return T.grad(cost, wrt, disconnected_inputs="ignore", **options)


class Program:
    """A random cost, its parts, and what is taken of it."""

    def __init__(self, seed):
        self.r = r = random.Random(seed)
        self.inputs = self.x, self.w, self.y = T.dmatrices("x", "w", "y")
        self.values = list(np.random.default_rng(seed).normal(size=(3, 2, 3)))
        a = r.choice(FIRST)(self.x, self.w)
        b = r.choice(SECOND)(a)
        c = r.choice(THIRD)(b)
        self.parts = a, b, c
        self.cost = r.choice(LAST)(c) + (self.x.sum() if r.random() < 0.2 else 0)
        self.givens = {}
        self.text, self.outputs = [], []
        for _ in range(r.randint(1, 4)):
            name = r.choice([name for name in dir(self) if name.startswith("take_")])
            self.text.append(name)
            made = getattr(self, name)()
            self.outputs += made if isinstance(made, (list, tuple)) else [made]

    def part(self):
        return self.r.choice(self.parts)

    def take_gradients(self):
        return grad(self.cost, [self.x, self.w])

    def take_gradients_of_parts(self):
        return grad(self.cost, [self.part(), self.x, self.part()])

    def take_costs(self):
        return [self.cost, *self.parts[1:]]

    def take_two_stages(self):
        part = self.part()
        return [grad(None, v, known_grads={part: grad(self.cost, part)}) for v in (self.x, self.w)]

    def take_known_gradients(self):
        return grad(None, [self.x, self.w], known_grads={self.y: self.y, self.cost: T.constant(1.0)})

    def take_with_constants(self):
        return grad(self.cost, [self.x, self.w], consider_constant=[self.part()])

    def take_cotangents(self):
        _, b, c = self.parts
        points = [T.ones_like(c), self.y, T.ones_like(b) * 0.3]
        return T.Lop([c, self.w, b], [self.x, self.w], points, disconnected_inputs="ignore")

    def take_tangents(self):
        _, b, c = self.parts
        return T.Rop([c, self.w, b, self.cost], [self.x, self.w], [self.y, self.y * 2], disconnected_outputs="ignore")

    def take_tangent_of_a_part(self):
        return T.Rop(self.cost, self.parts[1], T.ones_like(self.parts[1]), disconnected_outputs="ignore")

    def take_jacobian(self):
        return T.jacobian(self.parts[2].flatten(), self.x, disconnected_inputs="ignore")

    def take_gradient_of_gradient(self):
        return grad(sum((g**2).sum() for g in grad(self.cost, [self.x, self.w])), [self.x, self.w])

    def take_copy(self):
        other = self.r.choice(({self.x: self.x * self.y}, {self.w: T.exp(self.y)}))
        return theano.clone(grad(self.cost, [self.x, self.w]), other)

    def take_of_graph(self):
        def gradients(x, w):
            return theano.clone(grad(self.cost, [self.x, self.w]), {self.x: x, self.w: w})

        made = of_graph(gradients, self.x * 2, self.w + self.y, inline=self.r.random() < 0.5)
        return [*made, *grad(sum((g**2).sum() for g in made), [self.x, self.w])]

    def take_in_a_loop(self):
        def step(k, x, w):
            return grad(self.cost * k, x)

        return theano.scan(step, T.constant([1.0, 2.0]), non_sequences=[self.x, self.w])[0]

    def take_steps(self):
        def step(p, w):
            cost = theano.clone(self.cost, {self.x: p})
            return p - 0.1 * grad(cost, p)

        end = theano.scan(step, None, self.x, [self.w], n_steps=3)[0][-1]
        return [end, *grad((end**2).sum(), [self.x, self.w])]

    def take_with_givens(self):
        b = self.parts[1]
        self.givens = {b: T.exp(b * 0.3)}
        return grad(self.cost, [self.x, self.w])


def check(program):
    """Raise a Difference if some mode gives something else than the graph as it was written."""
    default = theano.compile.get_mode("FAST_RUN")
    modes = {
        "default": default,
        "FAST_COMPILE": theano.compile.get_mode("FAST_COMPILE"),
        "literal gradients": default.excluding("stable_gradients"),
    }
    options = {"givens": program.givens, "on_unused_input": "ignore"}
    want = theano.function(program.inputs, program.outputs, mode=theano.compile.Mode("py", None), **options)
    want = want(*program.values)
    size = max(1, *(abs(x).max() for x in want))
    if not all(np.isfinite(x).all() for x in want) or size > 1e6:
        return  # of which differences may be rounding
    for name, mode in modes.items():
        got = theano.function(program.inputs, program.outputs, mode=mode, **options)(*program.values)
        for k, (a, b) in enumerate(zip(got, want)):
            if a.shape != b.shape or not np.allclose(a, b, rtol=1e-7, atol=1e-8 * size):
                raise Difference(f"mode {name}: output {k} is\n{a}\nnot\n{b}")


def failure(seed):
    """Return what is to be said of the program of that seed, None if it is right."""
    return finding(seed, Program, check, lambda program: f"{', '.join(program.text)}\n{theano.pp(program.cost)}")


if __name__ == "__main__":
    sys.exit(sweep(failure, __doc__))
