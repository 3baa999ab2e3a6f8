"""Loops of random steps, for tests that hold one way of running them against another."""

import numpy as np
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.ifelse import ifelse

SIZE = 3

# from values of a step, vectors and matrices of SIZE, another one
VECTORS = {
    "tanh": lambda u, v, m: T.tanh(u),
    "product": lambda u, v, m: u * v,
    "difference": lambda u, v, m: 0.5 * u - v,
    "dot": lambda u, v, m: T.dot(u, m),
    "dot from the left": lambda u, v, m: T.dot(m, u),
    "mean": lambda u, v, m: u - u.mean(),
    "reversed": lambda u, v, m: u[::-1] + v,
    "maximum": lambda u, v, m: T.maximum(u, v),
    "softmax": lambda u, v, m: T.nnet.softmax(u.dimshuffle("x", 0))[0],
    "row": lambda u, v, m: m[1] + u,
    "set": lambda u, v, m: T.set_subtensor(u[1:], v[:2]),
    "diagonal": lambda u, v, m: T.dot(m, m.T)[0] * u,
    "branch": lambda u, v, m: ifelse(u.sum() > 0, T.sin(v), v * m[0]),
    "parts": lambda u, v, m: T.concatenate([T.tanh(u[:1]), v[1:] * u[1:]]),
    "largest": lambda u, v, m: T.max(T.dot(m, m) + u, axis=1) * v,
    "chosen": lambda u, v, m: m[T.argmax(T.sin(v))] * u,
    "loop": lambda u, v, m: theano.scan(lambda row, h, v: T.tanh(row * h + v), m, u, v)[0][-1],
    "stopping loop": lambda u, v, m: stopping(u, v, m),
}


def stopping(u, v, m):
    """All states of a loop inside that a condition may stop, added up."""
    def step(row, h, v):
        h = T.sin(row * h + v)
        return h, theano.scan_module.until(h[0] > 0.5)

    return theano.scan(step, m, u, v)[0].sum(axis=0)


MATRICES = {
    "outer": lambda u, v, m: T.outer(u, v) * 0.5,
    "dot": lambda u, v, m: T.dot(m, m.T) * 0.3,
    "column": lambda u, v, m: m * u.dimshuffle(0, "x"),
    "transposed": lambda u, v, m: T.tanh(m.T + v),
    "sum": lambda u, v, m: m + m.sum(axis=0),
}


READS = {
    "all": lambda rows: rows,
    "last": lambda rows: rows[-1],
    "last two": lambda rows: rows[-2:],
    "sum": lambda rows: rows.sum(axis=0),
    "tail": lambda rows: rows[2:],
    "third": lambda rows: rows[2],
}


@st.composite
def recipes(draw):
    """The plan of a loop: its arguments, its operations, and the results that are read."""
    kinds = st.sampled_from([*[("v", name) for name in VECTORS], *[("m", name) for name in MATRICES]])
    place = st.integers(0, 30)
    return {
        "seqs": draw(st.lists(st.sampled_from(["v", "m", "taps"]), min_size=0, max_size=2)),
        "states": draw(st.lists(st.sampled_from(["v", "m", "taps", "sum"]), min_size=0, max_size=3)),
        "operations": draw(st.lists(st.tuples(kinds, place, place, place), min_size=1, max_size=6)),
        "results": draw(st.lists(st.tuples(st.sampled_from("vm"), place), min_size=1, max_size=2)),
        "made": draw(st.lists(place, min_size=3, max_size=3)),
        "reads": draw(st.lists(st.sampled_from(sorted(READS)), min_size=5, max_size=5)),
        "steps": draw(st.sampled_from(["length", "fewer", "constant"])),
        "go_backwards": draw(st.booleans()),
    }


class RandomLoop:
    """A loop made by a recipe.

    Attributes
    ----------
    inputs : list of Variable
        The number of steps last.
    outputs : list of Variable
    smooth : list of Variable
        Those of `inputs` by which there is a gradient.
    """

    def __init__(self, recipe):
        self.recipe = recipe
        self.n = T.lscalar("n")
        self.w, self.b = T.dmatrix("w"), T.dvector("b")
        arrays = {"v": T.dmatrix, "m": T.dtensor3, "taps": T.dmatrix}
        self.seqs = [arrays[kind](f"s{k}") for k, kind in enumerate(recipe["seqs"])]
        first = {"v": T.dvector, "m": T.dmatrix, "taps": T.dmatrix, "sum": T.dmatrix}
        self.initial = [first[kind](f"h{k}") for k, kind in enumerate(recipe["states"])]
        self.smooth = [self.w, self.b, *self.seqs, *self.initial]
        self.inputs = [*self.smooth, self.n]
        sequences = [
            dict(input=v, taps=[-1, 0]) if kind == "taps" else v for v, kind in zip(self.seqs, recipe["seqs"])
        ]
        states = [
            dict(initial=v, taps=[-2, -1]) if kind == "taps" else v
            for v, kind in zip(self.initial, recipe["states"])
        ]
        steps = {"length": None if self.seqs else self.n, "fewer": self.n, "constant": 4}[recipe["steps"]]
        rows, self.updates = theano.scan(
            self.step,
            sequences=sequences,
            outputs_info=[*states, *[None] * len(recipe["results"])],
            n_steps=steps,
            go_backwards=recipe["go_backwards"],
            return_list=True,
        )
        self.outputs = [READS[how](v) for how, v in zip(recipe["reads"], rows)]

    def step(self, *args):
        """One step."""
        recipe = self.recipe
        vectors, matrices = [self.b], [self.w]
        args = iter(args)
        for kind in recipe["seqs"]:
            (matrices if kind == "m" else vectors).append(next(args))
            if kind == "taps":
                vectors.append(next(args))
        before = []
        for kind in recipe["states"]:
            v = next(args)
            before.append(v)
            if kind in "vm" or kind == "taps":
                (matrices if kind == "m" else vectors).append(v)
            if kind == "taps":
                vectors.append(next(args))
        for (kind, name), i, j, k in recipe["operations"]:
            make = (VECTORS if kind == "v" else MATRICES)[name]
            u, v, m = vectors[-1 - i % len(vectors)], vectors[-1 - j % len(vectors)], matrices[-1 - k % len(matrices)]
            (vectors if kind == "v" else matrices).append(make(u, v, m))
        made = []
        for kind, v, i in zip(recipe["states"], before, recipe["made"]):
            if kind == "sum":
                # as gradients of weights add up
                made.append(v + T.dot(matrices[-1 - i % len(matrices)].T, matrices[-1]))
            elif kind == "m":
                made.append(T.tanh(matrices[-1 - i % len(matrices)]))
            else:
                made.append(T.tanh(vectors[-1 - i % len(vectors)]))
        for kind, i in recipe["results"]:
            found = vectors if kind == "v" else matrices
            made.append(found[-1 - i % len(found)])
        return made

    def values(self, seed=0, n=5):
        """Values for the inputs."""
        rng = np.random.default_rng(seed)
        shapes = {"v": (n + 2, SIZE), "m": (n + 2, SIZE, SIZE), "taps": (n + 2, SIZE)}
        first = {"v": (SIZE,), "m": (SIZE, SIZE), "taps": (2, SIZE), "sum": (SIZE, SIZE)}
        found = [rng.normal(size=(SIZE, SIZE)), rng.normal(size=SIZE)]
        found += [rng.normal(size=shapes[kind]) for kind in self.recipe["seqs"]]
        found += [rng.normal(size=first[kind]) for kind in self.recipe["states"]]
        return [*found, n]

    def gradients(self):
        """Of the sum of all outputs."""
        cost = sum(T.sin(v).sum() for v in self.outputs)
        return T.grad(cost, self.smooth, disconnected_inputs="ignore")
