"""Functions of every kind, with arguments, for pickles.

``python tests/support/functions_to_pickle.py FILE`` writes pickles of them, and what calls gave; those in
``tests/compile/data`` are of the version before programs had a stamp.
"""

import pickle
import sys
import zlib

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T


def updates():
    x, w = T.dvector("x"), theano.shared(np.ones(3), "w")
    return theano.function([x], (x * w).sum(), updates=[(w, w * 2 - x)]), (np.arange(3.0),)


def defaults():
    a, b = T.dscalar("a"), T.dscalar("b")
    return theano.function([a, theano.In(b, value=3.0)], {"sum": a + b, "product": a * b}), (2.0,)


def loop():
    x, w = T.dmatrix("x"), theano.shared(np.full((2, 2), 0.5), "w")
    h, _ = theano.scan(lambda row, h: T.tanh(row + T.dot(h, w)), sequences=x, outputs_info=T.zeros(2))
    cost = h.sum()
    return theano.function([x], [cost, T.grad(cost, w)], updates=[(w, w - T.grad(cost, w))]), (np.ones((4, 2)),)


def graph_inside():
    x, s = T.dvector("x"), theano.shared(2.0, "s")
    op = theano.OpFromGraph([x], [T.exp(x) * s])
    y = op(x).sum()
    return theano.function([x], [y, T.grad(y, x)]), (np.ones(3),)


def branches():
    from tensorgraph.ifelse import ifelse

    x, n = T.dvector("x"), T.lscalar("n")
    return theano.function([x, n], ifelse(T.gt(n, 0), T.exp(x).sum(), T.log(x).prod())), (np.ones(3), 1)


def random_numbers():
    stream = T.shared_randomstreams.RandomStreams(seed=7)
    x = T.dvector("x")
    return theano.function([x], x + stream.normal((3,))), (np.zeros(3),)


def mrg():
    from tensorgraph.sandbox.rng_mrg import MRG_RandomStreams

    return theano.function([], MRG_RandomStreams(3).uniform((4,))), ()


def sparse():
    import scipy.sparse

    from tensorgraph import sparse

    m, x = sparse.csr_matrix("m", dtype="float64"), T.dmatrix("x")
    return theano.function([m, x], sparse.dot(m, x)), (scipy.sparse.eye_array(3, format="csr"), np.ones((3, 2)))


def steps_in_python():
    x = T.dmatrix("x")
    return theano.function([x], T.nlinalg.pinv(x) + T.nlinalg.svd(x)[1].sum()), (np.eye(3),)


def constants():
    x = T.dmatrix("x")
    return theano.function([x], T.dot(x, np.arange(200.0).reshape(4, 50)) + np.arange(50.0) * 2), (np.ones((2, 4)),)


def convolution():
    x, w = T.ftensor4("x"), theano.shared(np.ones((2, 1, 3, 3), "float32"), "w")
    y = T.nnet.relu(T.nnet.conv2d(x, w)).sum()
    return theano.function([x], [y, T.grad(y, w)]), (np.ones((1, 1, 5, 5), "float32"),)


def checked():
    x = T.dvector("x")
    return theano.function([x], T.exp(x).sum(), mode="DebugMode"), (np.ones(3),)


def watched():
    x = T.dvector("x")
    return theano.function([x], T.log(x).sum(), mode="NanGuardMode"), (np.ones(3),)


def quickly_compiled():
    x = T.dvector("x")
    return theano.function([x], T.log(x).sum(), mode="FAST_COMPILE"), (np.ones(3),)


PROGRAMS = {
    make.__name__: make
    for make in (
        updates, defaults, loop, graph_inside, branches, random_numbers, mrg, sparse, steps_in_python, constants,
        convolution, checked, watched, quickly_compiled,
    )
}  # fmt: skip


def plain(result):
    """Return a result as a list of arrays."""
    parts = list(result.values()) if isinstance(result, dict) else result if isinstance(result, list) else [result]
    return [np.asarray(part.todense() if hasattr(part, "todense") else part) for part in parts]


def written():
    """Return for each program a pickle, the arguments, and the results of three calls of what was pickled."""
    found = {}
    for name, make in PROGRAMS.items():
        f, args = make()
        found[name] = pickle.dumps(f, protocol=4), args, [plain(f(*args)) for _ in range(3)]
    return found


if __name__ == "__main__":
    with open(sys.argv[1], "wb") as file:
        file.write(zlib.compress(pickle.dumps(written(), protocol=4), 9))
