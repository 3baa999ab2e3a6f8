"""Forms of polynomials of probabilities."""

from graphs import m, v, w

import tensorgraph.tensor as T

exp, sigmoid = T.exp, T.nnet.sigmoid
p, q = sigmoid(v), sigmoid(w)
g, r = exp(-exp(v)), -T.expm1(-exp(w))
u = (m * T.nnet.softmax(m)).sum(axis=1)
g64 = exp(-exp(v.astype("float64")))

FORMS = [
    (lambda: p + q - 2 * p * q, "exp-(...)"),
    (lambda: 3 * p**2 - 2 * p**3, "exp-(...)"),
    (lambda: 3 * T.sqr(p) - 2 * p**3, "exp-(...)"),
    (lambda: 3 * p**2 - 2 * T.pow(p, 3.5), "exp-(...) * ..."),
    (lambda: p / 2 + q / 2 - p * q, "exp-(...)"),
    (lambda: p / w + q / 2 - p * q, "exp-(...) * ..."),
    (lambda: 2 * p - 5 * p * q, "exp-(...) * ..."),
    (lambda: 5 * p - p * q, "exp-(...)"),
    (lambda: p + sigmoid(m) - 2 * p * sigmoid(m), "exp-(...) * ..."),
    (lambda: g + r - 2 * g * r, "exp-(...)"),
    (lambda: g + r - 2 * g * exp(-exp(w)), "exp-(...) * ..."),
    (lambda: p.astype("float64") + g64 - p.astype("float64") * g64, "exp-(...)"),
    (lambda: p + sigmoid(-v) * q - p * q, "exp-(...)"),
    (lambda: 1 - v - p * q, "none"),
    (lambda: p - p**5 / 8, "exp-((-softplus((-v)))) * ..."),
    (lambda: p + q - sigmoid(v + w) * sigmoid(v - w) * g, "exp-(...) * ..."),
    (lambda: p + q + 0 * v - p * q, "none"),
    (lambda: 1 + p - 2 * p + 0.5 * q, "exp-(...)"),
    (lambda: p + q + 2 * p * (-q), "exp-(...)"),
    (lambda: q * p + q * sigmoid(-v) + q - 3.5 * p * q * sigmoid(-v), "exp-(...)"),
    (lambda: u + sigmoid(m[:, 0]) - u * sigmoid(m[:, 0]), "exp-(...) * ..."),
    (lambda: 1 - p * T.expm1(w), "exp-(...) * ..."),
    (lambda: 1 - (g * p + (1 - g) * v), "exp-(...) * ..."),
    (lambda: 1 - (g * v + (1 - g) * p), "exp-(...) * ..."),
    (lambda: 1 + p * T.expm1(-exp(w)), "exp-(...)"),
    (lambda: 1 - p * T.expm1(-exp(w)) * T.expm1(-exp(v)), "exp-(...)"),
    (lambda: 1 - m[:, 0] * (exp(m) * T.nnet.softmax(m)).sum(axis=1), "exp+(...) * ..."),
    (lambda: 0.7 * p + 0.1 * p + 0.2 * p + q - 2 * p * q, "exp-(...)"),
    (lambda: 1e-9 * p + 1e-9 * q - 2e-9 * p * q, "exp-(...)"),
    (lambda: 1 - 0.999999999999 * p - 1e-13 * q, "tame exp(...)"),
]
