"""Graphs that Theano pickled: ``python graphs_to_pickle.py theano_graphs.pkl`` under Theano 1.0.5 writes them.

The file holds, for each name, the pickle of a graph's inputs and output, values of the inputs, and what Theano
computed. Documentation, code and, but for one graph, where variables were made are left out: they are most of a pickle.
"""

import pickle
import sys

import numpy as np


def graphs(theano, random):
    """For each name the inputs, the output and the values of a graph."""
    T = theano.tensor
    rng = np.random.RandomState(1)
    x, y, images = T.dmatrix("x"), T.ivector("y"), T.dtensor4("images")
    w, b = theano.shared(rng.randn(3, 4), "w"), theano.shared(np.zeros(4), "b")
    a, labels = rng.randn(5, 3), np.array([0, 3, 1, 1, 2], dtype="int32")
    p = T.nnet.softmax(T.dot(T.tanh(x), w) + b)
    cost = -T.mean(T.log(p)[T.arange(y.shape[0]), y]) + 0.01 * T.sqr(w).sum()
    filters = theano.shared(rng.randn(2, 1, 2, 2), "filters")
    yield "shared", [], w * 1, []
    yield "model", [x], p, [a]
    yield "cost", [x, y], cost, [a, labels]
    yield "gradient", [x, y], T.grad(cost, w), [a, labels]
    yield "prediction", [x], T.argmax(p, axis=1), [a]
    yield "indices", [x], T.inc_subtensor(x[1:, ::2], 1.0)[::-1].T, [a]
    yield "choices", [x], T.switch(x > 0, T.clip(x, 0.1, 1), T.concatenate([x[:, 1:], x[:, :1]], axis=1)), [a]
    yield "statistics", [x], T.stack([x.mean(), x.std(), x.max(), T.prod(x), (x**2).sum() / x.shape[0]]), [a]
    z = T.nnet.conv2d(images, filters, border_mode="full")
    yield "images", [images], z.sum(axis=(0, 1)), [a.reshape(1, 1, 5, 3)]
    whole = T.cast(3 * theano.printing.Print("x", attrs=("shape",))(x), "int32")
    yield "conversions", [x], whole * T.grad((T.cast(x, "float32") * T.cast(x, "int8")).sum(), x), [a]
    curves = T.nnet.softsign(x) + T.xlogx.xlogx(abs(x)) * T.xlogx.xlogy0(x, 1 + x**2)
    yield "curves", [x], T.grad(curves.sum(), x) + curves * T.conj(x), [a]
    yield "choice", [x, y], T.choose(y % 3, x[:3] * 2), [a, labels[:3]]
    yield "numbers", [x], x * random.uniform((5, 3), nstreams=2), [a]


if __name__ == "__main__":
    import theano
    from theano.sandbox.rng_mrg import MRG_RandomStreams

    sys.setrecursionlimit(20000)
    found = {}
    for name, inputs, output, values in graphs(theano, MRG_RandomStreams(7)):
        for v in theano.gof.graph.variables(inputs, [output]):
            for owned in (v, v.owner):
                if owned is not None and name != "model":
                    vars(owned.tag).pop("trace", None)
            for text in ("__doc__", "func_codes", "code_sections"):
                vars(getattr(v.owner, "op", v)).pop(text, None)
        data = pickle.dumps((inputs, output), 2)
        found[name] = data, values, np.asarray(theano.function(inputs, output)(*values))
    with open(sys.argv[1], "wb") as file:
        pickle.dump(found, file, 2)
