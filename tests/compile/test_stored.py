"""Functions in pickles: small, quickly loaded, equal to the bit, and safe where a byte is wrong."""

import copy
import multiprocessing
import pickle
import threading
import zlib
from pathlib import Path

import numpy as np
import pytest
from functions_to_pickle import PROGRAMS, plain
from new_process import run
from random_graphs import Program

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compile.callable import Function
from tensorgraph.compile.pickles import stored
from tensorgraph.compile.pickles.asleep import Asleep, vars_of
from tensorgraph.compile.pickles.packed import SMALL, Packed
from tensorgraph.errors import LoadError

OLD = pickle.loads(zlib.decompress((Path(__file__).parent / "data" / "functions.pkl.z").read_bytes()))


def same(results, others):
    return len(results) == len(others) and all(
        a.dtype == b.dtype and a.shape == b.shape and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")
        for a, b in zip(results, others)
    )


def roundtrip(f, protocol=5):
    return pickle.loads(pickle.dumps(f, protocol=protocol))


def shown(program):
    """Return the text of a program, where an operation in Python is its name."""
    steps = [step._replace(params={k: str(v) for k, v in step.params.items()}) for step in program.steps]
    return str((*program.slots, *steps, program.outputs, program.updates))


def is_asleep(f):
    return object.__getattribute__(f, "__class__") is Asleep


# ----------------------------------------------------------------- sizes


def layers(n, trained=True):
    x, parameters = T.dmatrix("x"), []
    h = x
    for i in range(n):
        w, b = theano.shared(np.zeros((50, 50)), f"W{i}"), theano.shared(np.zeros(50), f"b{i}")
        parameters += [w, b]
        h = T.tanh(T.dot(h, w) + b)
    cost = (h**2).mean()
    updates = [(p, p - 0.1 * g) for p, g in zip(parameters, T.grad(cost, parameters))] if trained else None
    return theano.function([x], cost, updates=updates)


def forwards(n):
    """A function most of whose bytes are parameters."""
    return layers(n, trained=False)


def steps_of_a_loop(n):
    x, w, u = T.dtensor3("x"), theano.shared(np.zeros((40, 40)), "W"), theano.shared(np.zeros((40, 40)), "U")
    h = T.zeros((2, 40))
    for i in range(n):
        h = T.tanh(T.dot(x[i], u) + T.dot(h, w))
    cost = h.sum()
    return theano.function([x], cost, updates=[(p, p - 0.1 * g) for p, g in zip([w, u], T.grad(cost, [w, u]))])


def reductions(n):
    x = y = T.dvector("x")
    for i in range(n):
        y = T.sin(y) if i % 2 else T.exp(-y)
        y = y - y.max() if i % 3 else y[::-1]
    return theano.function([x], y.sum())


@pytest.mark.parametrize("make, n", [(layers, 100), (forwards, 335), (steps_of_a_loop, 100), (reductions, 430)])
def test_a_function_of_a_thousand_nodes(make, n):
    f, buffers = make(n), []
    assert len(f.maker.fgraph.apply_nodes) >= 1000
    data = pickle.dumps(f, protocol=5, buffer_callback=buffers.append)
    assert len(data) < 100_000
    g = pickle.loads(data, buffers=buffers)
    assert is_asleep(g) and g.program.digest() == f.program.digest()


def test_arrays_go_out_of_band():
    x, w = T.dmatrix("x"), theano.shared(np.ones((100, 100)), "w")
    f = theano.function([x], T.dot(x, w) + np.arange(100.0), updates=[(w, w * 2)])
    buffers = []
    data = pickle.dumps(f, protocol=5, buffer_callback=buffers.append)
    assert len(data) < 8000 and sorted(b.raw().nbytes for b in buffers) == [800, 80_000]
    assert same(plain(pickle.loads(data, buffers=buffers)(np.eye(100))), plain(f(np.eye(100))))


def test_nothing_is_opened_that_is_not_needed(monkeypatch):
    data = pickle.dumps(layers(3))
    opened = []
    monkeypatch.setattr(Packed, "open", lambda self: opened.append(self))
    assert is_asleep(pickle.loads(data)) and not opened


# ----------------------------------------------------------------- values


@pytest.mark.parametrize("seed", range(60))
def test_random_programs(seed):
    program = Program(seed + 2_000_000, 40)
    f = theano.function(program.inputs, program.outputs, on_unused_input="ignore")
    g = roundtrip(f)
    assert shown(g.maker.program) == shown(f.maker.program) and shown(g.maker.bound) == shown(f.maker.bound)
    wanted = plain(f(*program.values))
    assert same(plain(g(*program.values)), wanted)
    assert same(plain(roundtrip(roundtrip(g))(*program.values)), wanted)
    assert same(plain(lowered_again(f)(*program.values)), wanted)
    assert [str(n.op) for n in g.maker.fgraph.toposort()] == [str(n.op) for n in f.maker.fgraph.toposort()]
    assert g.maker.reads == f.maker.reads and g.maker.members == f.maker.members


def lowered_again(f):
    """Return the function of a pickle that another version wrote."""
    maker = roundtrip(f.maker)
    maker._stamp = "another", "version"
    return maker.loaded([c.copy() for c in f.input_storage], None, False)


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("name", PROGRAMS)
def test_every_kind_of_function(name, protocol):
    f, args = PROGRAMS[name]()
    g, h = roundtrip(f, protocol), lowered_again(f)
    assert f.explain() is not None and str(g.explain()) == str(f.explain()) == str(h.explain())
    for _ in range(3):
        wanted = plain(f(*args))
        assert same(plain(g(*args)), wanted)
        if name not in ("random_numbers", "mrg", "updates", "loop"):
            # the others share nothing with f, but the containers of these were copied before the calls
            assert same(plain(h(*args)), wanted)


@pytest.mark.parametrize("name", OLD)
def test_old_pickles(name):
    data, args, results = OLD[name]
    f = pickle.loads(data)
    for wanted in results:
        assert same(plain(f(*args)), wanted)
    for g in (roundtrip(f), roundtrip(pickle.loads(data))):
        assert len(plain(g(*args))) == len(results[0])


def test_another_instruction_set_binds_again():
    f = layers(2)
    maker = roundtrip(f.maker)
    maker._stamp = stored.stamp()[0], "another"
    assert maker.program.digest() == f.maker.program.digest() and maker._bound is None
    assert maker.bound.digest() == f.maker.bound.digest()


def test_functions_that_share_stay_together():
    x, w = T.dvector("x"), theano.shared(np.zeros(2), "w")
    train, predict = theano.function([x], [], updates=[(w, w + x)]), theano.function([x], T.dot(w, x))
    for f, g, v in (roundtrip((train, predict, w)), roundtrip(roundtrip((train, predict, w)))):
        f([1.0, 2.0])
        assert g([1.0, 1.0]) == 3.0 and v.get_value().sum() == 3.0 and g.get_shared() == [v] == f.get_shared()
        v.set_value([5.0, 5.0])
        assert g([1.0, 0.0]) == 5.0
    assert predict([1.0, 1.0]) == 0.0


class Counting(theano.Op):
    """An operation with a state of its own."""

    __props__ = ()

    def __init__(self):
        self.seen = []

    def make_node(self, x):
        return theano.Apply(self, [x], [x.type()])

    def perform(self, node, inputs, outputs):
        self.seen.append(float(inputs[0].sum()))
        outputs[0][0] = inputs[0] * 2


def test_an_object_of_the_user_stays_one():
    x, op = T.dvector("x"), Counting()
    f = theano.function([x], op(x) + 1)
    g, other = roundtrip((f, op))
    g([1.0, 2.0])
    assert other.seen == [3.0] and g.maker.fgraph.toposort()[0].op is other and op.seen == []


# ----------------------------------------------------------------- asleep


USES = {
    "call": lambda f: f(1.0), "keyword": lambda f: f(x=1.0), "name": lambda f: f.name, "repr": repr, "str": str,
    "maker": lambda f: f.maker, "shared": lambda f: f.get_shared(), "index": lambda f: f["w"],
    "in": lambda f: "w" in f, "set": lambda f: f.__setitem__("w", 3.0), "attribute": lambda f: setattr(f, "name", "g"),
    "trust": lambda f: setattr(f, "trust_input", True), "copy": lambda f: f.copy(), "copy.copy": copy.copy,
    "deepcopy": copy.deepcopy, "pickle": roundtrip, "dir": dir, "explain": lambda f: f.explain(), "fn": lambda f: f.fn,
    "missing": lambda f: getattr(f, "no_such_thing", None), "vars": lambda f: f.__dict__,
    "class": lambda f: f.__class__, "profile": lambda f: f.profile, "free": lambda f: f.free(),
}  # fmt: skip


@pytest.mark.parametrize("use", USES)
def test_any_use_wakes(use):
    x, w = T.dscalar("x"), theano.shared(2.0, "w")
    f = theano.function([x], x * w, name="f")
    g = roundtrip(f)
    assert is_asleep(g) and isinstance(g, Function)
    USES[use](g)
    assert type(g) is Function and "_sleeps" not in vars_of(g)
    wanted = 6.0 if use == "set" else 4.0
    assert g(2.0) == wanted and g.trust_input is (use == "trust")


def test_a_function_that_sleeps_is_saved(tmp_path):
    x = T.dscalar("x")
    f = theano.function([x], x * 3)
    theano.save(tmp_path / "f.zip", [roundtrip(f)])
    assert theano.load(tmp_path / "f.zip")[0](2.0) == 6.0


def test_trust_input_is_kept():
    x = T.dvector("x")
    f = theano.function([x], x * 2)
    f.trust_input = True
    with pytest.raises(TypeError, match="trust_input"):
        roundtrip(f)([1.0])


def test_threads_wake_a_function_once():
    data = pickle.dumps(layers(10))
    for _ in range(10):
        f, results, gate = pickle.loads(data), [], threading.Barrier(8)

        def work(f=f, results=results, gate=gate):
            gate.wait()
            results.append((id(f.maker), f.name, f.fn is not None))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(results) == 8 and len(set(results)) == 1


def _child(f, queue):
    queue.put(float(f(2.0)))


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_child_wakes_a_function():
    x = T.dscalar("x")
    f = roundtrip(theano.function([x], x * 3))
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    child = context.Process(target=_child, args=(f, queue))
    child.start()
    assert queue.get(timeout=60) == 6.0
    child.join()
    assert is_asleep(f) and f(1.0) == 3.0


def test_a_function_that_cannot_wake_stays_asleep(monkeypatch):
    f = roundtrip(layers(2))
    with monkeypatch.context() as patch:
        patch.setattr(Packed, "open", lambda self: (_ for _ in ()).throw(LoadError("no", "the pickle")))
        for _ in range(2):
            with pytest.raises(LoadError, match="the pickle cannot be loaded: no"):
                f(np.ones((2, 50)))
            assert is_asleep(f)
    assert np.isfinite(f(np.ones((2, 50))))


def test_an_error_names_the_line():
    p, q = T.dvectors("p", "q")
    f = roundtrip(roundtrip(theano.function([p, q], T.exp(p) * q)))
    with pytest.raises(ValueError, match=r"test_stored.py[\s\S]*T.exp\(p\) \* q"):
        f([1.0, 2.0], [1.0, 2.0, 3.0])


# ----------------------------------------------------------------- wrong bytes


def test_a_changed_bit_is_found():
    packed = Packed(layers(2).maker.program)
    data, digest, outside = packed.__getstate__()
    rng = np.random.default_rng(0)
    for place in [*range(20), *rng.integers(0, len(data), 200)]:
        wrong = bytearray(data)
        wrong[place] ^= 1 << rng.integers(8)
        with pytest.raises(LoadError, match="not as it was written"):
            Packed.__new__(Packed).__setstate__((bytes(wrong), digest, outside))
    for state in ((data, digest), (None, digest, outside), (data, b"", outside), None):
        with pytest.raises(LoadError):
            Packed.__new__(Packed).__setstate__(state)


def test_what_is_missing_outside_is_an_error():
    packed = Packed([np.ones(SMALL)])
    packed.outside = []
    with pytest.raises(LoadError, match="IndexError"):
        packed.open()


WRONG_BYTES = """
import pickle, random, resource, sys
import numpy as np, tensorgraph as theano, tensorgraph.tensor as T
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
x, w = T.dmatrix("x"), theano.shared(np.ones((3, 3)), "w")
f = theano.function([x], T.tanh(T.dot(x, w)).sum(), updates=[(w, w + x.sum())])
data, rng, good = pickle.dumps(f), random.Random(0), 0
for _ in range(int(sys.argv[1])):
    wrong = bytearray(data)
    wrong[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    try:
        g = pickle.loads(bytes(wrong))
        g(np.ones((2, 3)))
        good += 1
    except Exception as error:
        pass
print("alive", good)
"""


def test_no_wrong_byte_of_a_whole_pickle_crashes():
    assert "alive" in run("-c", WRONG_BYTES, "1500").stdout
