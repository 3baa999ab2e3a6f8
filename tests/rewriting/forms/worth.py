"""Products that must keep the range of numbers: those that something sensitive reads, or whose factors cancel."""

import numpy as np
from graphs import m, n, s, v, w

import tensorgraph.tensor as T
from tensorgraph.rewriting.logdomain.commonfactor import taken_out, unless
from tensorgraph.tensor.nnet.softmax import LogSoftmax

exp, sigmoid, softplus = T.exp, T.nnet.sigmoid, T.nnet.softplus


def read_by(reader, product=None):
    """Return a product of unrelated factors, and what reads it."""
    product = (w + exp(v)) * exp(s) if product is None else product
    return product, reader(product)


def terms(a, b):
    """Return a product of which one factor overflows by the exponent a, and the other one vanishes by b."""
    return (w + exp(a)) * exp(b)


def largest_of(*logs):
    """Return what is taken out of a sum of exponentials of these logarithms."""
    return taken_out(T.max(logs, axis=0), [(T.ones_like(log), log) for log in logs])


FORMS = [
    # no exponent is in both
    (lambda: terms(v, w), "as written"),
    (lambda: terms(v, s * v), "as written"),
    (lambda: terms(v * w, s * w), "as written"),
    (lambda: terms(T.constant(2.0), T.constant(-2.0)), "as written"),
    (lambda: (lambda two: terms(v + two, w - two))(T.constant(2.0)), "as written"),
    (lambda: (w + abs(exp(T.constant(1j) * v))) * exp(-v), "needed"),
    # one with the same sign
    (lambda: terms(v, v), "as written"),
    (lambda: terms(-v, -2 * v), "as written"),
    (lambda: terms(v, w + v), "as written"),
    (lambda: terms(v, w - (-v)), "as written"),
    (lambda: terms(v, v / 3), "as written"),
    (lambda: terms(v, -v * T.constant(-3.0)), "as written"),
    (lambda: terms(T.sqr(v), T.sqr(v)), "as written"),
    (lambda: terms(-T.sqr(v), -T.sqr(v)), "as written"),
    (lambda: terms(-T.sqr(v), -abs(v)), "as written"),
    # with opposite signs
    (lambda: terms(v, -v), "needed"),
    (lambda: terms(v, -v - w), "needed"),
    (lambda: terms(v, w - v), "needed"),
    (lambda: terms(v, -v + w), "needed"),
    (lambda: terms(v - w, w), "needed"),
    (lambda: terms(v, -2 * v), "needed"),
    (lambda: terms(v, v * T.constant(-2.0)), "needed"),
    (lambda: terms(v, v / -3), "needed"),
    (lambda: terms(v * w, -(w * v)), "needed"),
    (lambda: terms(v * w, T.mul(T.constant(-2.0), v, w)), "needed"),
    (lambda: terms(v, v / w - v), "needed"),
    (lambda: terms(v / w, -(v / w)), "as written"),
    (lambda: (lambda q: terms(q, -q))(v / w), "needed"),
    (lambda: terms(m, -m.T.T), "needed"),
    (lambda: terms(v, -v.astype("float32")), "needed"),
    # what is taken out of a sum is as large as its largest term
    (lambda: terms(v, -largest_of(v, w)), "needed"),
    (lambda: terms(v, -2 * largest_of(w, 3 * v)), "needed"),
    (lambda: terms(v, largest_of(v, w)), "as written"),
    (lambda: terms(v, -largest_of(w, s * w)), "as written"),
    (lambda: terms(v, -unless(-np.inf, v)), "needed"),
    (lambda: terms(v, -T.switch(T.eq(v, 3.0), 1.0, v)), "as written"),
    (lambda: terms(v, -T.switch(T.lt(v, 3.0), 0.0, v)), "as written"),
    (lambda: terms(v, -T.switch(T.eq(w, 3.0), 0.0, v)), "as written"),
    # squares are large where their base is
    (lambda: terms(v, -T.sqr(v)), "needed"),
    (lambda: terms(T.sqr(v), v), "needed"),
    (lambda: terms(abs(v), -abs(v)), "needed"),
    (lambda: terms(v, -(v**4)), "needed"),
    # sums, products and quotients of exponentials
    (lambda: (w + w * exp(v)) * (exp(-v) + 1), "needed"),
    (lambda: (w + exp(v)) * (w / exp(v)), "needed"),
    (lambda: (w + exp(v)) * (w / exp(-v)), "as written"),
    (lambda: (w + exp(v)) * (exp(v) / w), "as written"),
    (lambda: (w + exp(v)) * T.inv(1 + exp(v)), "needed"),
    (lambda: (w + exp(v)) * T.inv(1 + exp(-v)), "as written"),
    (lambda: (w + exp(v)) * (1 + exp(v)) ** s, "needed"),
    (lambda: (w + exp(v)) * (1 + exp(v)) ** -2.0, "needed"),
    (lambda: (w + exp(v)) * (1 + exp(-v)) ** 3.0, "needed"),
    (lambda: terms(n.sum(), -n.sum()), "as written"),
    (lambda: (lambda total: terms(total, -total))(n.sum()), "needed"),
    (lambda: (w + exp(v)).sum() * exp(-v), "needed"),
    (lambda: T.dot(exp(m), n) * exp(-m[:, :3]), "needed"),
    # other functions
    (lambda: (w + T.exp2(v)) * exp(-v), "needed"),
    (lambda: (w + T.exp2(v)) * exp(v), "as written"),
    (lambda: (w + 0.5**v) * exp(v), "needed"),
    (lambda: (w + 2.0**v) * exp(-v), "needed"),
    (lambda: (w + T.expm1(v)) * exp(-v), "needed"),
    (lambda: (w + T.expm1(v)) * exp(v), "as written"),
    (lambda: (w + T.sinh(v)) * exp(-v), "needed"),
    (lambda: (w + T.sinh(v)) * exp(v), "needed"),
    (lambda: (w + T.cosh(v)) * exp(v), "needed"),
    (lambda: (w + T.cosh(v)) * softplus(v), "needed"),
    (lambda: (w + T.erfcx(v)) * exp(v), "needed"),
    (lambda: (w + T.erfcx(v)) * exp(-v), "as written"),
    (lambda: (w + exp(v)) * T.erfc(v), "needed"),
    (lambda: (w + exp(-v)) * T.erfc(v), "as written"),
    (lambda: (w + exp(-v)) * sigmoid(v), "needed"),
    (lambda: (w + exp(v)) * sigmoid(v), "as written"),
    (lambda: (w + exp(-v)) * softplus(v), "needed"),
    (lambda: (w + exp(v)) * softplus(v), "as written"),
    (lambda: (w + exp(v)) * T.tanh(v), "as written"),
    (lambda: (w + exp(v)) * T.erf(v), "as written"),
    (lambda: (w + exp(m)) * T.nnet.softmax(m), "needed"),
    (lambda: (w + exp(-m)) * T.nnet.softmax(m), "needed"),
    (lambda: (w + exp(m)) * LogSoftmax()(m), "needed"),
    # read by what is sensitive
    (lambda: read_by(lambda p: p), "as written"),
    (lambda: read_by(exp), "as written"),
    (lambda: read_by(T.log), "needed"),
    (lambda: read_by(T.log2), "needed"),
    (lambda: read_by(T.log10), "needed"),
    (lambda: read_by(T.log1p), "needed"),
    (lambda: read_by(T.sqrt), "needed"),
    (lambda: read_by(T.inv), "needed"),
    (lambda: read_by(lambda p: w / p), "needed"),
    (lambda: read_by(lambda p: p / w), "as written"),
    (lambda: read_by(lambda p: p**s), "needed"),
    (lambda: read_by(lambda p: p**0.5), "needed"),
    (lambda: read_by(lambda p: p**3.0), "as written"),
    (lambda: read_by(lambda p: T.constant(2.0) ** p), "as written"),
    (lambda: read_by(lambda p: T.log(1 + w * p)), "needed"),
    (lambda: read_by(lambda p: T.log(p.sum())), "needed"),
    (lambda: read_by(lambda p: T.log(T.dot(p, n))), "needed"),
    (lambda: read_by(lambda p: T.log(sigmoid(p))), "as written"),
    (lambda: read_by(lambda p: T.log(T.cos(p))), "as written"),
    (lambda: read_by(lambda p: T.log(1 + T.constant(2.0) ** p)), "as written"),
    (lambda: read_by(lambda p: T.log(w) + p), "as written"),
    (lambda: read_by(T.log, (w + exp(v)) * np.float64(3)), "needed"),
]
