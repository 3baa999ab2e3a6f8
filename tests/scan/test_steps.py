"""Loops as programs write them run without Python between their steps, and so do their gradients."""

import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.graph.traverse import inputs as leaves
from tensorgraph.graph.variable import Constant
from tensorgraph.ifelse import ifelse
from tensorgraph.lowering.program import Program
from tensorgraph.streams.mrg import MRG_RandomStreams

x, v, images, enc = T.dtensor3("x"), T.dmatrix("v"), T.dtensor4("images"), T.dtensor3("enc")
h, a, w, u, table = T.dmatrix("h"), T.dvector("a"), T.dmatrix("w"), T.dmatrix("u"), T.dmatrix("table")
i, j, n = T.lvector("i"), T.lmatrix("j"), T.iscalar("n")
sigmoid, softmax, tanh = T.nnet.sigmoid, T.nnet.softmax, T.tanh


def loop(*args, **kwargs):
    return theano.scan(*args, **kwargs)[0]


def lstm_step(x, h, c, u):
    z = theano.gradient.grad_clip(x + T.dot(h, u), -1, 1)
    c = sigmoid(z[:, 2:4]) * c + sigmoid(z[:, :2]) * tanh(z[:, 4:6])
    return sigmoid(z[:, 6:]) * tanh(c), c


def gru_step(x, h, u):
    z = T.dot(h, u)
    r, m = sigmoid(x[:, :2] + z[:, :2]), sigmoid(x[:, 2:4] + z[:, 2:4])
    return m * h + (1 - m) * tanh(x[:, 4:] + r * z[:, 4:])


def masked_step(x, m, h, u):
    return T.switch(m.dimshuffle(0, "x"), tanh(x + T.dot(h, u)), h)


def attending_step(x, h, enc, u):
    weights = softmax(T.batched_dot(enc.dimshuffle(1, 0, 2), h))
    return tanh(T.batched_dot(weights, enc.dimshuffle(1, 0, 2)) + x + T.dot(h, u))


def normed_step(x, h, u):
    z = x + T.dot(h, u)
    return tanh((z - z.mean(axis=1, keepdims=True)) / T.sqrt(z.var(axis=1, keepdims=True) + 1e-5))


def best(x, a, u):
    scores = a.dimshuffle(0, "x") + u
    return T.max(scores, axis=0) + x, T.argmax(scores, axis=0)


def add_exponents(x, a, u):
    z = a.dimshuffle(0, "x") + u
    top = T.max(z, axis=0, keepdims=True)
    return (T.log(T.exp(z - top).sum(axis=0, keepdims=True)) + top).sum(axis=0) + x


def stopping_step(v, a):
    return v + a, theano.scan_module.until((v + a).sum() > 3)


def pooling_step(x):
    return T.signal.pool.pool_2d(x, (2, 2), ignore_border=True, stride=(1, 1), pad=(1, 1))[:, :, 1:, 1:]


PROGRAMS = {
    "rnn": lambda: loop(lambda x, h, w, u: tanh(T.dot(x, w) + T.dot(h, u)), x, h, [w, u]),
    "rectified": lambda: loop(lambda x, h, u: T.nnet.relu(x + T.dot(h, u)), x, h, u, go_backwards=True),
    "lstm": lambda: loop(lstm_step, x, [h, h], u)[0],
    "gru": lambda: loop(gru_step, x, h, u),
    "mask": lambda: loop(masked_step, [x, v], h, u),
    "taps": lambda: loop(
        lambda p, q, g, h, u: tanh(T.dot(h, u) + p * q + g), dict(input=v, taps=[-1, 0]),
        dict(initial=h, taps=[-2, -1]), u
    ),
    "until": lambda: loop(stopping_step, v, a),
    "fibonacci": lambda: loop(lambda p, q: p + q, outputs_info=dict(initial=a, taps=[-2, -1]), n_steps=n),
    "power": lambda: loop(lambda p, a: p * a, outputs_info=T.ones_like(a), non_sequences=a, n_steps=n),
    "polynomial": lambda: loop(lambda c, p, s: c * s**p, [a, T.arange(100)], None, T.dscalar("s")),
    "embedding": lambda: loop(lambda t, h, table, u: tanh(table[t] + T.dot(h, u)), j, h, [table, u]),
    "one hot": lambda: loop(lambda t, a, u: tanh(T.dot(T.eq(T.arange(3), t).astype("float64"), u) + a), i, a, u),
    "row": lambda: loop(lambda k, s, v: s * 0.5 + v[k], i, a, v),
    "element": lambda: loop(lambda k, s, v: s * 0.5 + v[k, 0], i, T.zeros((), "float64"), v),
    "elements": lambda: loop(lambda k, h, w: h * w[T.arange(2), k[:2]].sum(), j, h, w),
    "set": lambda: loop(lambda v, a: T.set_subtensor(a[1:], v[1:] * a[:-1]), v, a),
    "increased": lambda: loop(lambda k, a: T.inc_subtensor(a[k], 1.5), i, a),
    "softmax": lambda: loop(lambda x, h, u: softmax(x + T.dot(h, u)), x, h, u),
    "attention": lambda: loop(attending_step, x, h, [enc, u]),
    "layer normalisation": lambda: loop(normed_step, x, h, u),
    "unit length": lambda: loop(lambda x, h: (h + x) / T.sqrt(((h + x) ** 2).sum(axis=1, keepdims=True)), x, h),
    "best path": lambda: loop(best, v, [a, None], u)[0],
    "all paths": lambda: loop(add_exponents, v, a, u),
    "nested": lambda: loop(lambda v, a: loop(lambda s, a: tanh(s + a * 0.5), v, a)[-1], x, a),
    "branch": lambda: loop(lambda v, a: ifelse(a.sum() > 0, tanh(v + a), v * a), v, a),
    "joined": lambda: loop(lambda x, h, u: tanh(T.dot(T.concatenate([x, h], axis=1), u)), x, h, u),
    "stacked": lambda: loop(lambda v, a: T.stack([v[0] * a[0], a[1]]), v, a),
    "reshaped": lambda: loop(lambda v, h, u: tanh(T.dot(v.reshape((2, -1)), u) + h), v, h, u),
    "outer": lambda: loop(lambda v, h: h * 0.9 + T.outer(v, v), v, h),
    "clipped": lambda: loop(lambda v, a: T.clip(v + a, -1, 1) / T.min(v), v, a),
    "convolution": lambda: loop(
        lambda x, k: tanh(T.nnet.conv2d(x, k, border_mode="half")),
        outputs_info=images, non_sequences=T.dtensor4("k"), n_steps=3,
    ),
    "pooling": lambda: loop(pooling_step, outputs_info=images, n_steps=3),
}


def programs_in(program):
    """The programs inside a program, at any depth."""
    pending = [program]
    while pending:
        for step in pending.pop().steps:
            for value in step.params.values():
                found = [p for p in (value if isinstance(value, (tuple, list)) else [value]) if isinstance(p, Program)]
                yield from found
                pending += found


def steps_in_python(inputs, outputs, **options):
    f = theano.function(inputs, outputs, on_unused_input="ignore", **options)
    programs = [f.program, *programs_in(f.program)]
    return [step.params["op"] for program in programs for step in program.steps if step.kind == "python"]


@pytest.mark.parametrize("name", PROGRAMS)
def test_no_python(name):
    rows = PROGRAMS[name]()
    inputs = [v for v in leaves([rows]) if not isinstance(v, Constant)]
    assert steps_in_python(inputs, rows) == []
    smooth = [v for v in inputs if v.type.dtype == "float64"]
    gradients = T.grad((rows**2).sum(), smooth, disconnected_inputs="ignore")
    assert steps_in_python(inputs, gradients) == []


def test_no_python_in_a_gibbs_chain():
    random = MRG_RandomStreams(1)

    def sample(h):
        visible = random.binomial(size=(2, 3), p=sigmoid(T.dot(h, w)), dtype="float64")
        return random.binomial(size=(2, 4), p=sigmoid(T.dot(visible, w.T)), dtype="float64")

    chain, updates = theano.scan(sample, outputs_info=h, n_steps=n)
    assert steps_in_python([h, w, n], chain[-1], updates=updates) == []
