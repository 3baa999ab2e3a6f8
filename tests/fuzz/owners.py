"""Random turns of functions, shared variables and arrays that show each other's memory, held against copies.

    python tests/fuzz/owners.py --programs 2000 --seed 1 --jobs 2

A program makes functions of matrices whose results and updates are mostly views: of arguments, of shared variables, of
what operations of the user return. It calls them with arrays that alias each other, earlier results and what the caller
gave away; copies, pickles and swaps them; writes into results; and assigns values, borrowed or not. Results are what
NumPy makes of copies, and nobody's array changes unless he gave it away.
"""

import copy
import gc
import pickle
import random
import re
import sys
import threading

import numpy as np
import owned_steps
from differential import Difference, finding
from seeds import sweep

import tensorgraph as theano
import tensorgraph.tensor as T

SHARED = "stu"
TURNS = 25
MOST = 12  # arrays that are kept
CLOSE = {"rtol": 1e-9, "atol": 1e-9, "equal_nan": True}


class Subclass(np.ndarray):
    pass


def misaligned(x):
    memory = np.zeros(x.nbytes + 1, "uint8")[1:].view(x.dtype).reshape(x.shape)
    memory[...] = x
    return memory


def read_only(x):
    x = x.view()
    x.flags.writeable = False
    return x


NEW = [
    np.copy, np.copy, np.asfortranarray, lambda x: np.repeat(x, 2, 0)[::2], lambda x: x[::-1, ::-1], misaligned,
    lambda x: x.astype(">f8"), lambda x: x.astype("float32"), lambda x: x.copy().view(Subclass),
]  # fmt: skip
VIEWS = [
    lambda x: x, lambda x: x, lambda x: x.T, lambda x: x[::-1], lambda x: x[:, ::-1], lambda x: x.view(Subclass),
    lambda x: np.broadcast_to(x[0], x.shape), read_only,
]  # fmt: skip
WRITES = [
    lambda x: np.copyto(x, 0.25), np.ndarray.sort, lambda x: np.add(x, 1, out=x), lambda x: x.T.fill(3),
    lambda x: x[0].__imul__(-2),
]  # fmt: skip


class Made:
    """A function, and what its results and updates are, in words."""

    def __init__(self, world):
        r, n = world.r, world.n
        self.outputs = [owned_steps.drawn(r) for _ in range(r.randint(1, 4))]
        self.updates = {k: owned_steps.drawn(r) for k in SHARED if r.random() < 0.4}
        if r.random() < 0.3:
            self.updates |= r.choice(({"s": "t", "t": "s"}, {"s": "t.T", "t": "s[::-1]", "u": "t"}))
        self.given = re.sub(r"\b[ab]\b", "s", owned_steps.drawn(r)) if r.random() < 0.25 else None
        self.mutable = [r.random() < 0.15 for _ in "ab"]
        self.borrowed = [r.random() < 0.2 for _ in self.outputs]
        a, b = T.dmatrices("ab")
        names = {"a": a, "b": b, "n": n, **world.shared}
        outputs, updates = self.evaluated(owned_steps.Graphs, names)
        inputs = [a if self.given is None else T.dmatrix("a"), b]
        self.function = theano.function(
            [theano.In(v, mutable=m, borrow=m or r.random() < 0.5) for v, m in zip(inputs, self.mutable)],
            [theano.Out(z, borrow=borrow) for z, borrow in zip(outputs, self.borrowed)],
            updates=[(world.shared[k], new) for k, new in updates.items()],
            givens=None if self.given is None else {a: self.evaluated(owned_steps.Graphs, names, self.given)},
            on_unused_input="ignore",
        )

    def evaluated(self, ns, names, text=None):
        """Return the value of an expression, or those of all outputs and updates."""
        space = {"ns": ns, "S": owned_steps.S, **names}
        if text is not None:
            return eval(text, space)
        return [eval(z, space) for z in self.outputs], {k: eval(z, space) for k, z in self.updates.items()}

    def expected(self, a, b, model):
        """Return copies of what NumPy computes of `a` and `b` and of the values of the shared variables."""
        names = {k: np.array(x, "float64") for k, x in {"a": a, "b": b, **model}.items()}
        names["n"] = len(a)
        if self.given is not None:
            names["a"] = np.array(self.evaluated(owned_steps.Arrays, names, self.given))
        outputs, updates = self.evaluated(owned_steps.Arrays, names)
        return list(map(np.array, outputs)), {k: np.array(x) for k, x in updates.items()}


class World:
    """Functions, shared variables with the values that they should have, and arrays that somebody keeps.

    Attributes
    ----------
    kept : list of list
        Arrays, copies of what is in them, and where they are from.
    log : list of str
        What was done.
    """

    def __init__(self, seed):
        self.r, self.draw = random.Random(seed), np.random.default_rng(seed)
        self.n = self.r.choice((2, 3, 4, 5, 40, 100))
        self.shared = {k: theano.shared(self.new(), k) for k in SHARED}
        self.model = {k: v.get_value() for k, v in self.shared.items()}
        self.kept, self.log = [], []
        self.made = [Made(self) for _ in range(self.r.randint(1, 3))]

    def new(self):
        return self.draw.normal(size=(self.n, self.n))

    def argument(self):
        """Return a new array of any layout, or what is kept, or a view of it."""
        fit = [x for x, *_ in self.kept if x.shape == (self.n, self.n) and x.dtype == "float64"]
        if fit and self.r.random() < 0.5:
            return self.r.choice(VIEWS)(self.r.choice(fit))
        return self.r.choice(NEW)(self.new())

    def keep(self, x, name):
        self.kept.append([x, np.array(x), name])
        if len(self.kept) > MOST:
            del self.kept[self.r.randrange(MOST)]

    def check(self, lost=()):
        """Raise a Difference if a kept array has changed that shows no memory of `lost`, or a shared value is wrong."""
        for entry in self.kept:
            x, before, name = entry
            if np.array_equal(x, before, equal_nan=True):
                continue
            if not any(np.may_share_memory(x, y) for y in lost):
                raise Difference(f"{name} has changed:\n{x}\nwas\n{before}")
            entry[1] = np.array(x)
        for k, v in self.shared.items():
            if not np.allclose(v.get_value(), self.model[k], **CLOSE):
                raise Difference(f"{k} is\n{v.get_value()}\nnot\n{self.model[k]}")

    def turn(self):
        self.r.choice((self.call, self.call, self.call, self.write, self.assign, self.look))()

    # ------------------------------------------------------------- turns

    def call(self):
        made, a, b = self.r.choice(self.made), self.argument(), self.argument()
        b = a if self.r.random() < 0.15 else b
        how = self.r.choice(("call", "call", "call", "thread", "keywords", "pickle", "copy", "f.copy", "swap"))
        self.log.append(f"{how} {self.made.index(made)}({self.described(a)}, {self.described(b)})")
        others = {}
        if how == "swap":
            used = {v.name for v in made.function.get_shared()} & set(SHARED)
            others = {k: theano.shared(self.new()) for k in used if self.r.random() < 0.6}
        model = self.model | {k: v.get_value() for k, v in others.items()}
        want, updates = made.expected(a, b, model)
        got = self.called(made.function, how, a, b, others)
        if how in ("pickle", "copy", "f.copy"):
            updates = {}
        for k in updates.keys() & others.keys():
            if not np.allclose(others[k].get_value(), updates.pop(k), **CLOSE):
                raise Difference(f"the variable in the place of {k} is not updated")
        self.model |= updates
        for i, (z, value, borrowed) in enumerate(zip(got, want, made.borrowed)):
            if type(z) is not np.ndarray or z.dtype != "float64" or not np.allclose(z, value, **CLOSE):
                raise Difference(f"output {i} is\n{z}\nnot\n{value}")
            if not borrowed:
                self.check_owner(i, z, a, b, [got[j] for j in range(i) if not made.borrowed[j]])
        self.check([x for x, m in zip((a, b), made.mutable) if m])
        for i, z in enumerate(got):
            if not made.borrowed[i]:
                self.keep(z, f"output {i} of turn {len(self.log)}")
        for x in (a, b):
            if self.r.random() < 0.5:
                self.keep(x, f"argument of turn {len(self.log)}")

    def called(self, f, how, a, b, others):
        """Return the results of a call, or of a call of a copy, which has shared variables of its own."""
        if how == "thread":
            results = []
            thread = threading.Thread(target=lambda: results.append(f(a, b)))
            thread.start()
            thread.join()
            return results[0]
        if how == "keywords":
            return f(b=b, a=a)
        if how == "pickle":
            f = pickle.loads(pickle.dumps(f))
        if how == "copy":
            f = copy.deepcopy(f)
        if how == "f.copy":
            f = f.copy(delete_updates=True)
        if how == "swap":
            f = f.copy(swap={self.shared[k]: v for k, v in others.items()})
        return f(a, b)

    def check_owner(self, i, z, a, b, others):
        """Raise a Difference if others may write into a result, or its holder may not."""
        if not (z.flags.writeable and z.flags.aligned):
            raise Difference(f"output {i} has flags {z.flags}")
        values = [v.get_value(borrow=True) for v in self.shared.values()]
        if any(np.may_share_memory(z, x) for x in values) or self.n < 9 and any(
                np.shares_memory(z, x) for x in (a, b, *others)):
            raise Difference(f"output {i} shares memory with an argument, another output or a shared variable")

    def write(self):
        """Write into what is kept, or keep it no longer."""
        own = [k for k, (x, *_) in enumerate(self.kept) if x.flags.writeable]
        if not own:
            return
        k = self.r.choice(own)
        self.log.append(f"write into {self.kept[k][2]}")
        if self.r.random() < 0.15:
            del self.kept[k]
            gc.collect()
        else:
            self.r.choice(WRITES)(self.kept[k][0])
        for entry in self.kept:
            entry[1] = np.array(entry[0])
        self.check()

    def assign(self):
        k, x, borrow = self.r.choice(SHARED), self.argument(), self.r.random() < 0.4
        self.log.append(f"{k}.set_value({self.described(x)}, borrow={borrow})")
        self.model[k] = np.array(x, "float64")
        self.shared[k].set_value(x, borrow=borrow)
        if borrow:  # it is given away; what may not be written will not be
            self.kept = [
                entry for entry in self.kept
                if not np.may_share_memory(entry[0], x) or not (x.flags.writeable or entry[0].flags.writeable)
            ]  # fmt: skip
        self.check()

    def look(self):
        """Get a value, also one's own array, and write into it or assign it to another variable."""
        k, j, how = self.r.choice(SHARED), self.r.choice(SHARED), self.r.randrange(4)
        self.log.append(f"look at {k}, {j}: {how}")
        v = self.shared[k]
        if how == 0:
            self.keep(v.get_value(), f"value of {k}")
        elif how == 1:
            self.keep(v.eval(), f"value of {k}, evaluated")
        else:
            x = v.get_value(borrow=True)
            view = x if how == 2 else x[::-1].T
            self.model[j] = np.array(view)
            self.shared[j].set_value(view)
            if k != j and x.flags.writeable:
                x[-1] = 5.0
                self.model[k] = np.array(x)
        self.check()

    def described(self, x):
        name = next((name for y, _, name in self.kept if np.may_share_memory(x, y)), f"new {x.dtype.str}")
        return f"{name} {x.strides}"


def check(world):
    """Take all turns; an error that nobody can catch is one of them."""
    errors, before = [], sys.unraisablehook
    sys.unraisablehook = lambda unraisable: errors.append(repr(unraisable.exc_value))
    try:
        for _ in range(TURNS):
            world.turn()
            if errors:
                raise Difference(errors[0])
    finally:
        sys.unraisablehook = before


def described(world):
    """Return the functions and the turns in words."""
    lines = [f"{i}: {vars(made)}" for i, made in enumerate(world.made)]
    return "\n".join([f"n = {world.n}", *lines, *world.log])


def failure(seed):
    """Return what is to be said of the program of that seed, None if it is right."""
    return finding(seed, World, check, described)


if __name__ == "__main__":
    sys.exit(sweep(failure, __doc__))
