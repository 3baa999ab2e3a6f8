"""Nothing of a function stays when it goes: neither of those that were compiled and called, nor of those that failed.

``TENSORGRAPH_COMPILES=10000 TENSORGRAPH_CALLS=1000000 pytest tests/compile/test_kept.py`` takes more turns.
"""

import contextlib
import gc
import os
import pickle
import weakref

import numpy as np
import pytest
from new_process import run

import tensorgraph as theano
import tensorgraph.scalar
import tensorgraph.tensor as T
from tensorgraph import sparse
from tensorgraph.sandbox.rng_mrg import MRG_RandomStreams
from tensorgraph.tensor.shared_randomstreams import RandomStreams

ONES, SQUARE = np.ones(3), np.eye(3)
COMPILES = int(os.environ.get("TENSORGRAPH_COMPILES", 0))
CALLS = int(os.environ.get("TENSORGRAPH_CALLS", 0))


def elementwise(x, i):
    return T.exp(x / (i + 0.5)) + T.log1p(x + i) * 0.3


def many_inputs(x, i):
    terms = [x * k for k in range(2 + i % 40)]
    return T.grad(T.sum(T.add(*terms) + T.mul(*terms)), x)


def loop(x, i):
    s, _ = theano.scan(lambda p, q: p * q + i, sequences=x, outputs_info=T.ones(()))
    return [s[-1], T.grad(s[-1], x)]


def inner_graph(x, i):
    v = T.dvector()
    return T.grad(theano.OpFromGraph([v], [T.exp(v) * i])(x).sum(), x)


def conditional(x, i):
    return theano.ifelse.ifelse(x.sum() > i, T.exp(x), x * i)


def operation(x, i):
    """A class that is made in a function, as notebooks do."""

    class Add(theano.Op):
        __props__ = ()

        def make_node(self, x):
            return theano.Apply(self, [x], [x.type()])

        def perform(self, node, inputs, output_storage):
            output_storage[0][0] = inputs[0] + i

        def grad(self, inputs, gradients):
            return [gradients[0] * i]

    return [Add()(x * 2), T.grad(Add()(x * 2).sum(), x)]


def python_function(x, i):
    @theano.as_op(itypes=[T.dvector], otypes=[T.dvector])
    def add(v):
        return v + i

    return add(x) * 2


def scalar_operation(x, i):
    class Add(tensorgraph.scalar.UnaryScalarOp):
        def impl(self, x):
            return x + i

    return T.Elemwise(Add(tensorgraph.scalar.upgrade_to_float, name="add"))(x) + 1


def network(x, i):
    w = theano.shared(np.zeros((3, 4)), "w")
    cost = T.nnet.categorical_crossentropy(T.nnet.softmax(T.dot(x, w) * i), np.zeros(1, "int64")).mean()
    return T.grad(cost, w)


def random_numbers(x, i):
    return x * MRG_RandomStreams(i + 1).normal((3,)) + RandomStreams(i).uniform((3,))


def jacobian(x, i):
    return [theano.gradient.jacobian(T.exp(x) * i, x), theano.gradient.hessian((x**3).sum() * i, x)]


def pushforward(x, i):
    return T.Rop(T.exp(x * i), x, x)


def algebra(x, i):
    A = T.outer(x, x) + T.eye(3) * (i + 1)
    return [T.nlinalg.matrix_inverse(A), T.slinalg.cholesky(A), T.grad(T.nlinalg.det(A), x)]


def shapes(x, i):
    return T.stack([x, x * i]).reshape((-1, 1)).dimshuffle(1, 0)[:, ::2]


def images(x, i):
    z = T.nnet.conv2d(T.outer(x, x).dimshuffle("x", "x", 0, 1) * i, np.ones((1, 1, 2, 2)))
    return T.signal.pool.pool_2d(z, (2, 2), ignore_border=True)


def sparse_matrix(x, i):
    return sparse.dense_from_sparse(sparse.csr_from_dense(T.outer(x, x))) * i


KINDS = [
    elementwise, many_inputs, loop, inner_graph, conditional, operation, python_function, scalar_operation, network,
    random_numbers, jacobian, pushforward, algebra, shapes, images, sparse_matrix,
]


def compiled(kind, i, **options):
    x = T.dvector("x")
    return theano.function([x], kind(x, i), **options)


def plain(kind, i):
    compiled(kind, i)(ONES)


def pickled(kind, i):
    x = T.dvector("x")
    f = theano.function([x], T.exp(x) * i)
    pickle.loads(pickle.dumps(f))(ONES)
    f.copy()(ONES)


def printed(kind, i):
    x = T.dvector("x")
    y = T.exp(x) * i
    theano.printing.pp(y)
    theano.printing.debugprint(theano.function([x], y), file="str")
    y.eval({x: ONES})


def queried(kind, i):
    with pytest.warns(theano.errors.UnknownRewriteWarning):
        compiled(elementwise, i, mode=theano.Mode().excluding(f"rule {i}"))


def failed(kind, i):
    """Graphs that do not compile, calls that fail, from within a loop and an operation of the user too."""
    x, y = T.dvector("x"), T.dvector("y")
    with contextlib.suppress(theano.MissingInputError):
        theano.function([x], x + y + i)
    w = theano.shared(np.zeros(4))
    f = theano.function([x, y], x * y + i, updates=[(w, w + y)])
    states, _ = theano.scan(lambda a, b: a[:i] + b, sequences=T.stack([x, x]), outputs_info=y)
    g = theano.function([x, y], states)

    @theano.as_op(itypes=[T.dvector], otypes=[T.dvector])
    def fails(v):
        raise ZeroDivisionError

    h = theano.function([x, y], fails(x + y))
    for function in f, g, h:
        for given in (ONES, np.ones(4)), ("a", ONES), (ONES, ONES):
            with contextlib.suppress(ValueError, TypeError, ZeroDivisionError):
                function(*given)


def of_mode(mode):
    def turn(kind, i):
        compiled(elementwise, i, mode=mode)(ONES)

    turn.__name__ = mode
    return turn


TURNS = [(plain, kind) for kind in KINDS]
TURNS += [(turn, None) for turn in (pickled, printed, queried, failed, of_mode("DebugMode"), of_mode("FAST_COMPILE"))]


def objects():
    for _ in range(3):
        gc.collect()
    return len(gc.get_objects())


@pytest.mark.parametrize(("turn", "kind"), TURNS, ids=[(kind or turn).__name__ for turn, kind in TURNS])
def test_no_object_stays(turn, kind):
    """After caches are filled the number of objects is the same, whatever is compiled next."""
    for i in range(2, 60 if turn is queried or kind is many_inputs else 16):
        turn(kind, i)
    counts = []
    for k in range(3):
        for i in range(4):
            turn(kind, 100 + 4 * k + i)
        counts.append(objects())
    assert counts[1] - counts[0] <= 0 or counts[2] - counts[1] <= 0, counts


@pytest.mark.parametrize("kind", [operation, python_function, scalar_operation])
def test_code_of_the_user_goes_with_its_function(kind):
    """With all that its closure holds."""
    held = np.ones(3)
    gone = weakref.ref(held)
    x = T.dvector("x")

    def build(x, held):
        @theano.as_op(itypes=[T.dvector], otypes=[T.dvector])
        def op(v):
            return v + held

        class Add(theano.Op):
            __props__ = ()

            def make_node(self, x):
                return theano.Apply(self, [x], [x.type()])

            def perform(self, node, inputs, output_storage):
                output_storage[0][0] = inputs[0] + held

        class Scalar(tensorgraph.scalar.UnaryScalarOp):
            def impl(self, x):
                return x + held[0]

        scalar = T.Elemwise(Scalar(tensorgraph.scalar.upgrade_to_float, name="held"))
        return {operation: Add(), python_function: op, scalar_operation: scalar}[kind](x * 2)

    theano.function([x], build(x, held) + 1)(ONES)
    del held, x
    gc.collect()
    assert gone() is None


MEMORY = """
import ctypes, gc, sys
sys.path[:0] = ["tests/support", "tests/compile"]
import numpy as np, test_kept as k, warnings
warnings.simplefilter("ignore")

compiles, calls = %d, %d

def resident():
    gc.collect()
    # what is free already is no matter
    getattr(ctypes.CDLL(None), "malloc_trim", int)(0)
    return int(open("/proc/self/statm").read().split()[1]) * 4096

def turn(i):
    kind = k.TURNS[i %% len(k.TURNS)]
    kind[0](kind[1], i)

def least(work):
    # one object may keep an arena of Python's allocator, 1 MiB, until it goes
    sizes = []
    for _ in range(8 if compiles > 500 else 2):
        work()
        sizes.append(resident())
    return min(sizes)

def some_turns():
    for i in range(len(k.TURNS)):
        turn(i)

def some_calls():
    for f, kind in functions:
        for _ in range(100):
            f(k.ONES)

# the allocator itself settles within some hundred functions
for i in range(1000 if compiles > 500 else 150):
    turn(i)
functions = [(k.compiled(kind, 2), kind) for kind in (k.elementwise, k.loop, k.conditional, k.shapes, k.operation)]
start = least(some_turns)
for i in range(compiles):
    turn(i)
middle = least(some_turns)
start_of_calls = least(some_calls)
for f, kind in functions:
    for _ in range(calls // len(functions)):
        f(k.ONES)
        f([1, 2, 3])
print((middle - start) / 2**20, (least(some_calls) - start_of_calls) / 2**20)
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="nothing tells how much memory is resident")
def test_memory_stays_as_it_is():
    """Neither compiling nor calling takes memory for good: less than 1 MiB."""
    done = run("-c", MEMORY % (COMPILES or 100, CALLS or 2000), OPENBLAS_NUM_THREADS="1")
    compiling, calling = map(float, done.stdout.split())
    assert compiling < 1 and calling < 1, done.stdout
