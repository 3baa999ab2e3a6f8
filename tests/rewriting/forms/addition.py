"""Differences of terms with a factor in common, and of terms without one."""

from graphs import m, n, s, v, w

import tensorgraph.tensor as T

exp, sigmoid = T.exp, T.nnet.sigmoid

FORMS = [
    # a term and a share of it
    (lambda: w - w * sigmoid(v), "exp-((-softplus(v))) * w"),
    (lambda: T.mul(v, w) - T.mul(w, sigmoid(v), v), "exp-((-softplus(v))) * v * w"),
    (lambda: w - T.mul(w, sigmoid(v), sigmoid(s)), "exp-(...) * w"),
    (lambda: T.mul(w, w) - T.mul(w, w, sigmoid(v)), "exp-((-softplus(v))) * w * w"),
    (lambda: w - s * sigmoid(v), "none"),
    (lambda: T.mul(w, w) - T.mul(w, s, sigmoid(v)), "none"),
    (lambda: w - w * s, "none"),
    (lambda: w - w * exp(v), "exp+(...) * ..."),
    (lambda: w - w, "none"),
    (lambda: exp(v) - exp(v), "exp+-(...)"),
    # weighted exponentials
    (lambda: w * exp(v) - w * exp(2 * w), "exp+-(...) * ... * w"),
    (lambda: exp(v) / w - exp(2 * w) / w, "exp+-(...) * ... / w"),
    (lambda: m * exp(v) - m * exp(2 * w), "exp+-(...) * ... * m"),
    (lambda: w * exp(v) + w * exp(2 * w), "exp+-(...) * ..."),
    (lambda: 2.0 - exp(s), "exp+(...) * ..."),
    (lambda: w * exp(v) - s * exp(v), "exp+-(...) * ..."),
    (lambda: exp(v) / w - exp(2 * w) / v, "exp+-(...) * ..."),
    (lambda: w * exp(v) - w * s * exp(-v), "exp+-(...) * ..."),
    (lambda: exp(v) / w - exp(-v) / (w * s), "exp+-(...) * ..."),
    (lambda: 2.0 - exp(v), "exp+(...) * ..."),
    (lambda: exp(v) - 2.0, "exp+(...) * ..."),
    # an exponential and a part of it
    (lambda: exp(v) * exp(w) - T.sqr(T.tanh(s) * exp((v + w) / 2)), "exp+-(...)"),
    (lambda: exp(v) * exp(w) - T.tanh(s) * exp(v + w), "exp+-(...)"),
    (lambda: exp(v) - T.tanh(s) * exp(w), "exp+-(...) * ..."),
    (lambda: exp(v) - w * exp(v), "exp+-(...) * ..."),
    (lambda: w * exp(v) - T.tanh(s) * exp(v), "exp+-(...) * ..."),
    # spread over another axis
    (lambda: w - w.dimshuffle("x", 0) * sigmoid(m), "none"),
    (lambda: m - m * sigmoid(n.T), "exp-((-softplus(n.T))) * m"),
]
