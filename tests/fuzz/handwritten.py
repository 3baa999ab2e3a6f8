"""Losses as strangers write them, who know no rule: each function in a dozen spellings, with and without care."""

import numpy as np


class Handwritten:
    """Parts of programs, each made of an array with the functions of ``self.ns`` and the choices of ``self.r``."""

    # ------------------------------------------------------------- functions in many spellings

    def arranged(self, x):
        """Return the numbers of the matrix `x` with one, two or three axes, one of these, and the shape."""
        n, k = self.x.shape
        shapes = [
            lambda x: x, lambda x: x, lambda x: x.T, lambda x: x.flatten(), lambda x: x[0],
            lambda x: x.reshape((n, 1, k)), lambda x: x.reshape((1, k, n)),
        ]  # fmt: skip
        if k == 4:
            shapes.append(lambda x: x.reshape((n, 2, 2)))
        arrange = self.r.choice(shapes)
        shape = arrange(self.x).shape
        return arrange(x), self.r.randrange(len(shape)), shape

    def kept_axis(self, v, axis, how):
        """Reduce `v` by the method `how` over an axis, which stays with length 1."""
        return self.pick(
            lambda: getattr(v, how)(axis=axis, keepdims=True),
            lambda: self.ns.expand(getattr(v, how)(axis=axis), axis),
        )  # fmt: skip

    def shifted(self, z, axis):
        """`z`, perhaps without its maximum, perhaps without a gradient through that."""
        return self.pick(
            lambda: z, lambda: z, lambda: z - self.kept_axis(z, axis, "max"),
            lambda: z - self.ns.detached(self.kept_axis(z, axis, "max")),
        )  # fmt: skip

    def my_softmax(self, z, axis):
        """Return probabilities along an axis of `z`."""
        ns, s = self.ns, self.shifted(z, axis)
        e = ns.exp(s)
        total = self.kept_axis(e, axis, "sum")
        t = self.number(self.xs, 0.5, 2)
        return self.pick(
            lambda: e / total, lambda: e / total, lambda: e * total ** -1, lambda: e * ns.inv(total),
            lambda: ns.exp(s - ns.log(total)), lambda: ns.exp(z - self.my_logsumexp(z, axis)),
            lambda: ns.exp(s) / self.kept_axis(ns.exp(s), axis, "sum"),
            lambda: ns.exp(z * t) / self.kept_axis(ns.exp(z * t), axis, "sum"),
            lambda: ns.exp(z / t) / self.kept_axis(ns.exp(z / t), axis, "sum"),
            lambda: e / total * (z * 0 + 1),
        )  # fmt: skip

    def my_logsumexp(self, z, axis):
        """Return the logarithm of the sum of exponentials; the axis stays."""
        ns = self.ns
        m = self.pick(lambda: z.max(axis=axis, keepdims=True), lambda: ns.detached(z.max(axis=axis, keepdims=True)))
        return self.pick(
            lambda: ns.log(self.kept_axis(ns.exp(z), axis, "sum")),
            lambda: m + ns.log(self.kept_axis(ns.exp(z - m), axis, "sum")),
            lambda: ns.log(self.kept_axis(ns.exp(z - m), axis, "sum")) + m,
            lambda: ns.log(ns.exp(m) * self.kept_axis(ns.exp(z - m), axis, "sum")),
        )  # fmt: skip

    def sum_of(self, e, axis, shape):
        """Return the sum over an axis, written out."""
        parts = [e[(slice(None),) * axis + (i,)] for i in range(shape[axis])]
        total = parts[0]
        for p in parts[1:]:
            total = total + p
        return self.pick(lambda: total, lambda: self.ns.stack(parts).sum(axis=0))

    def my_sigmoid(self, z):
        ns = self.ns
        one = self.pick(lambda: 1, lambda: 1.0)
        return self.pick(
            lambda: ns.sigmoid(z), lambda: one / (one + ns.exp(-z)), lambda: ns.exp(z) / (one + ns.exp(z)),
            lambda: 0.5 * (one + ns.tanh(z / 2)), lambda: 0.5 + 0.5 * ns.tanh(0.5 * z),
            lambda: (ns.tanh(z * 0.5) + one) * 0.5, lambda: (one + ns.exp(-z)) ** -1,
            lambda: ns.inv(one + ns.exp(-z)), lambda: one - one / (one + ns.exp(z)),
            lambda: ns.exp(-ns.log(one + ns.exp(-z))), lambda: ns.exp(-ns.log1p(ns.exp(-z))),
            lambda: ns.exp(z - ns.softplus(z)),
            lambda: ns.where(z > 0, one / (one + ns.exp(-z)), ns.exp(z) / (one + ns.exp(z))),
            lambda: one - ns.sigmoid(-z),
        )  # fmt: skip

    def my_softplus(self, z):
        ns = self.ns
        return self.pick(
            lambda: ns.softplus(z), lambda: ns.log(1 + ns.exp(z)), lambda: ns.log(ns.exp(z) + 1.0),
            lambda: ns.log1p(ns.exp(z)), lambda: -ns.log(self.my_sigmoid(-z)),
            lambda: -ns.log(1 - self.my_sigmoid(z)), lambda: ns.maximum(z, 0) + ns.log1p(ns.exp(-ns.abs_(z))),
            lambda: z + ns.log(1 + ns.exp(-z)), lambda: z - ns.log(self.my_sigmoid(z)),
            lambda: -ns.log1p(-self.my_sigmoid(z)),
        )  # fmt: skip

    def my_tanh(self, z):
        ns = self.ns
        a, b = ns.exp(z), ns.exp(-z)
        two = ns.exp(2 * z)
        return self.pick(
            lambda: ns.tanh(z), lambda: (a - b) / (a + b), lambda: (two - 1) / (two + 1), lambda: 1 - 2 / (two + 1),
            lambda: 2 * self.my_sigmoid(2 * z) - 1, lambda: ns.sinh(z) / ns.cosh(z),
            lambda: (1 - ns.exp(-2 * z)) / (1 + ns.exp(-2 * z)),
        )  # fmt: skip

    def activation(self, z):
        ns = self.ns
        return self.pick(
            lambda: z * self.my_sigmoid(z), lambda: z * ns.tanh(self.my_softplus(z)), lambda: self.my_tanh(z),
            lambda: z * 0.5 * (1 + ns.erf(z * 0.75)), lambda: ns.where(z > 0, z, ns.exp(z) - 1),
            lambda: ns.where(z > 0, z, 2 * ns.expm1(z)), lambda: z / (1 + ns.abs_(z)), lambda: self.my_softplus(z),
            lambda: 0.5 * z * (1 + ns.tanh(0.75 * (z + 0.0625 * z**3))), lambda: ns.log(ns.cosh(z)),
            lambda: ns.log((ns.exp(z) + ns.exp(-z)) / 2), lambda: z + self.my_softplus(-2 * z),
            lambda: z / ns.sqrt(1 + z**2), lambda: ns.maximum(z, 0) + ns.minimum(0, ns.exp(ns.minimum(z, 0)) - 1),
            lambda: ns.exp(-z * z),
        )  # fmt: skip

    # ------------------------------------------------------------- losses

    def any_axis(self, x):
        """Return an expression of a softmax along some axis of an array of one to three axes."""
        ns = self.ns
        z, axis, shape = self.arranged(self.pick(lambda: x, lambda: self.logits(x), lambda: x * 2 - 1))
        p = self.my_softmax(z, axis)
        t = self.arranged_like(z)
        return self.pick(
            lambda: ns.log(self.sum_of(ns.exp(z), axis, shape)),
            lambda: ns.log(p), lambda: -(t * ns.log(p)).sum(axis=axis), lambda: -(p * ns.log(p)).sum(), lambda: p * t,
            lambda: ns.log(p) * t, lambda: z - self.my_logsumexp(z, axis),
            lambda: self.my_logsumexp(z, axis), lambda: t * (ns.log(t + 0.5) - ns.log(p)),
            lambda: (p * z).sum(axis=axis), lambda: ns.log(1 - p), lambda: ns.sqr(p - t),
            lambda: ns.log((p * (t * t + 0.25)).sum(axis=axis)), lambda: -ns.log(p[0]),
            lambda: ns.log(p.max(axis=axis)), lambda: ns.log(ns.sqr(p).sum(axis=axis)),
        )  # fmt: skip

    def arranged_like(self, z):
        """Weights that fit `z`."""
        return self.ns.ones_like(z) * self.number(self.xs, 0.25, 1, 0)

    def divergence(self, x):
        """Between two rows of probabilities."""
        ns = self.ns
        p = self.rows_of(self.logits(x))
        q = self.pick(
            lambda: self.rows_of(-x), lambda: self.weights_above_zero, lambda: self.my_softmax(x[:, ::-1], 1),
        )  # fmt: skip
        m = (p + q) / 2
        return self.pick(
            lambda: p * (ns.log(p) - ns.log(q)), lambda: q * ns.log(q / p), lambda: q * (ns.log(q) - ns.log(p)),
            lambda: p * ns.log(p / q), lambda: (p * ns.log(p / m) + q * ns.log(q / m)) / 2,
            lambda: (p - q) * ns.log(p / q), lambda: ns.log((ns.sqrt(p * q)).sum(axis=1)),
            lambda: -ns.log((p * q).sum(axis=1)), lambda: ns.sqr(ns.sqrt(p) - ns.sqrt(q)),
            lambda: 1 - ns.sqrt(p * q).sum(axis=1), lambda: ns.log((p ** 0.5 * q ** 0.5).sum(axis=1)) * 2,
        )  # fmt: skip

    def labelled(self, x):
        """Cross-entropies with classes, smoothed, weighted, masked, clipped."""
        ns, (_, k) = self.ns, self.x.shape
        z = self.pick(
            lambda: x, lambda: self.logits(x), lambda: ns.concatenate([x, -x], axis=1),
            lambda: ns.dot(x, self.square(x)),
        )  # fmt: skip
        p = self.pick(lambda: self.rows_of(z), lambda: self.my_softmax(z, 1))
        p = p[:, :k]
        hot = ns.one_hot(self.index, k, x)
        smooth = hot * self.number(x, 0.9) + self.number(x, 0.05)
        mask, weight = self.weights_above_zero > 0.5, self.weights_above_zero[:, 0]
        of_class = self.pick(
            lambda: ns.rows(p, self.index), lambda: (p * hot).sum(axis=1), lambda: (hot * p).max(axis=1),
        )  # fmt: skip
        log_of_class = self.pick(lambda: ns.rows(ns.log(p), self.index), lambda: ns.log(of_class))
        gamma = self.pick(lambda: 2, lambda: 0.5, lambda: 5)
        tiny = self.number(x, 1e-7)
        return self.pick(
            lambda: -(hot * ns.log(p)).sum(axis=1), lambda: -(smooth * ns.log(p)).sum(axis=1), lambda: -log_of_class,
            lambda: -log_of_class * weight, lambda: (-log_of_class * weight).sum() / weight.sum(),
            lambda: -((1 - of_class) ** gamma) * log_of_class, lambda: -((1 - p) ** gamma) * ns.log(p) * hot,
            lambda: mask * ns.log(p), lambda: ns.where(mask, -ns.log(p), 0),
            lambda: (mask * ns.log(p)).sum() / (mask.sum() + 1), lambda: -ns.log(ns.clip(p, tiny, 1 - tiny)),
            lambda: -ns.log(p + tiny), lambda: -ns.log(ns.maximum(p, tiny)),
            lambda: ns.where(hot, ns.log(p), ns.log(1 - p)), lambda: -(hot * ns.log(p) + (1 - hot) * ns.log(1 - p)),
            lambda: -ns.log(1 - of_class), lambda: ns.log(of_class / (1 - of_class)),
            lambda: (1 - of_class ** 0.75) / 0.75, lambda: -log_of_class + 0.25 * (p * ns.log(p)).sum(axis=1),
            lambda: ns.log(p * mask + (1 - p) * (1 - mask)), lambda: ns.log(p[:, :1] / ns.matrix(p[:, 1])),
            lambda: ns.log((p * self.weights_above_zero).sum(axis=1) + tiny),
        )  # fmt: skip

    def square(self, x):
        _, k = self.x.shape
        return self.ns.array(np.arange(k * k).reshape(k, k) / 4 - 1, x)

    def hidden(self, x):
        """A softmax of which some classes may not be."""
        ns, (_, k) = self.ns, self.x.shape
        mask = ns.one_hot(self.index, k, x)
        far = self.pick(lambda: float("-inf"), lambda: -1e9, lambda: -1e30)
        z = self.pick(lambda: ns.where(mask, ns.number(far, x), x), lambda: x + mask * ns.number(max(far, -1e30), x))
        p = self.pick(lambda: self.my_softmax(z, 1), lambda: ns.softmax(z))
        e = ns.exp(x) * (1 - mask)
        q = e / e.sum(axis=1, keepdims=True)
        t = self.weights
        return self.pick(
            lambda: ns.where(mask, 0, ns.log(p)), lambda: p * t, lambda: q * t, lambda: ns.where(mask, 0, ns.log(q)),
            lambda: ns.log(e.sum(axis=1)), lambda: ns.where(p > 0, p * ns.log(p), 0),
            lambda: ns.log((p * self.weights_above_zero).sum(axis=1)), lambda: self.my_logsumexp(z, 1),
            lambda: ns.log((ns.exp(x) * mask).sum(axis=1)),
            lambda: ns.rows(z, (self.index + 1) % k) - self.my_logsumexp(z, 1)[:, 0],
        )  # fmt: skip

    def binary(self, x):
        """Logistic losses of hand-written sigmoids, and the likelihoods of counts."""
        ns, z = self.ns, self.pick(lambda: x, lambda: self.logits(x), lambda: x * self.number(x, 0.1))
        p, q = self.my_sigmoid(z), self.my_sigmoid(-z)
        y = self.pick(
            lambda: self.weights_above_zero, lambda: self.weights, lambda: ns.one_hot(self.index, self.x.shape[1], x),
            lambda: 1,
        )  # fmt: skip
        gamma = self.pick(lambda: 2, lambda: 1.5)
        n = ns.array(np.round(np.abs(self.w) * 5), x)
        return self.pick(
            lambda: -(y * ns.log(p) + (1 - y) * ns.log(1 - p)), lambda: -y * ns.log(p) - (1 - y) * ns.log(q),
            lambda: -(1 - p) ** gamma * y * ns.log(p) - p ** gamma * (1 - y) * ns.log(1 - p),
            lambda: ns.log(p / (1 - p)), lambda: ns.log(p) - ns.log1p(-p),
            lambda: y * ns.log(p) + (n + 1) * ns.log(1 - p), lambda: self.my_softplus(z) - y * z,
            lambda: n * ns.log(p) + (5 - n) * ns.log(q) + ns.gammaln(n + 1),
            lambda: -(p * ns.log(p) + (1 - p) * ns.log(1 - p)), lambda: ns.where(y > 0.5, ns.log(p), ns.log(1 - p)),
            lambda: ns.log(ns.where(y > 0.5, p, 1 - p)),
            lambda: ns.log(y * p + (1 - y) * (1 - p)) if y is not self.weights else ns.log(p),
            lambda: self.my_softplus(-z * (2 * y - 1)), lambda: ns.log(1 + ns.exp(-z * (2 * y - 1))),
            lambda: ns.log(2 * p) * y, lambda: p * (1 - p) * y, lambda: ns.log(p * (1 - p)),
            lambda: ns.log(1 - p * p), lambda: ns.log(1 - (1 - p) * (1 - 0.5)),
            lambda: ns.log(1 - (1 - p).prod(axis=1)), lambda: ns.log(p.prod(axis=1)),
            lambda: ns.log(p[:, 0] * p[:, 1] + (1 - p[:, 0]) * (1 - p[:, 1])),
            lambda: 1 - 2 * (p * y).sum() / (p.sum() + 1), lambda: ns.log(1 - ns.sqr(self.my_tanh(z))),
            lambda: ns.log((1 - self.my_tanh(z)) / 2), lambda: ns.log(p * q),
            lambda: ns.log(1 - ns.exp(ns.log(1 - p).sum(axis=1))), lambda: p ** n * (1 - p),
            lambda: ns.log(ns.sqrt(p)), lambda: ns.log(p ** gamma + q ** gamma),
        )  # fmt: skip

    def likelihood(self, x):
        """Densities with parameters that are exponentials."""
        ns, c = self.ns, self.number(x, 1, 0.1, 0.02)
        z, y = x * c, self.weights_above_zero
        s = self.pick(
            lambda: ns.exp(z), lambda: self.my_softplus(z), lambda: ns.exp(z / 2), lambda: 0.25 + self.my_softplus(z),
        )  # fmt: skip
        d = y - ns.matrix(z[:, 0])
        nu = self.number(x, 1, 3)
        half = ns.number(0.5, x)
        phi = self.pick(lambda: half * (1 + ns.erf(z)), lambda: half * ns.erfc(-z))
        return self.pick(
            lambda: ns.log(s) + half * ns.sqr(d / s), lambda: half * (ns.log(ns.sqr(s)) + d * d / ns.sqr(s)),
            lambda: ns.abs_(d) / s + ns.log(s), lambda: -ns.log(1 / s * ns.exp(-half * ns.sqr(d / s))),
            lambda: half * (ns.exp(z) + z * z - 1 - z), lambda: -half * (1 + z - y ** 2 - ns.exp(z)),
            lambda: s - y * ns.log(s), lambda: (nu + 1) / 2 * ns.log1p(z * z / nu), lambda: ns.log(1 + ns.sqr(z)),
            lambda: ns.log(1 / (1 + z * z)), lambda: nu * ns.log(s / (s + nu)) + ns.log(nu / (s + nu)),
            lambda: ns.log(s ** 2 + nu), lambda: y * ns.log(s) - (y + nu) * ns.log(nu + s),
            lambda: y * ns.log(phi) + (1 - y) * ns.log(1 - phi), lambda: ns.log(phi),
            lambda: ns.exp(-z * z) / ns.erfc(z), lambda: ns.log(1 - phi) - ns.log(phi),
            lambda: ns.log(1 - ns.exp(-s)), lambda: ns.log(-ns.expm1(-s)),
            lambda: ns.log(ns.expm1(self.my_softplus(z))), lambda: ns.log(s * ns.exp(-s * y)),
            lambda: ns.log(ns.exp(s) - 1), lambda: ns.log1p(-ns.exp(-s)), lambda: ns.log(ns.exp(-ns.abs_(z)) / 2),
            lambda: ns.sqrt(s), lambda: ns.log(s[:, 0] / s.sum(axis=1)),
            lambda: y * ns.log(s) - s - ns.gammaln(y + 1), lambda: 1 / s, lambda: s / (s + 1),
            lambda: ns.log(y * ns.exp(-y * s) + half * ns.exp(-s)),
        )  # fmt: skip

    def mixture(self, x):
        """Logarithms of weighted sums of densities."""
        ns, z = self.ns, x * self.number(x, 1, 0.1, 0.02)
        p = self.pick(
            lambda: self.weights_above_zero, lambda: self.rows_of(x), lambda: self.my_softmax(z, 1), lambda: 0.5,
        )  # fmt: skip
        s = self.pick(
            lambda: 1, lambda: 2, lambda: ns.exp(ns.matrix(z[:, 0])),
            lambda: 0.25 + self.my_softplus(ns.matrix(z[:, 0])),
        )  # fmt: skip
        d = z - self.weights
        g = self.pick(
            lambda: ns.exp(-ns.sqr(d / s) / 2) / (s * ns.number(2.5066, x)),
            lambda: ns.exp(-d * d / (2 * s * s)) / ns.sqrt(2 * 3 * s * s), lambda: ns.exp(-ns.abs_(d) / s) / (2 * s),
            lambda: ns.exp(-0.5 * d ** 2) * 0.5, lambda: ns.exp(-d / s) / s / ns.sqr(1 + ns.exp(-d / s)),
            lambda: 1 / (1 + d * d), lambda: self.my_sigmoid(d + 1) - self.my_sigmoid(d - 1),
        )  # fmt: skip
        total = self.pick(
            lambda: (p * g).sum(axis=1), lambda: (g * p).sum(axis=1, keepdims=True), lambda: (p * g).mean(axis=1),
            lambda: (p * g)[:, 0] + (p * g)[:, 1],
        )  # fmt: skip
        return self.pick(
            lambda: -ns.log(total), lambda: ns.log(total), lambda: p * g / (p * g).sum(axis=1, keepdims=True),
            lambda: ns.log(p * g / (p * g).sum(axis=1, keepdims=True)), lambda: ns.log(p) + ns.log(g),
        )  # fmt: skip

    def sampled(self, x):
        """Temperatures, gumbels, contrasts, rankings."""
        ns, (n, k) = self.ns, self.x.shape
        noise = ns.array(np.linspace(-1, 2, n * k).reshape(n, k), x)
        t = self.number(x, 0.25, 0.5, 8)
        p = self.rows_of(x)
        z = self.pick(lambda: x, lambda: x * self.number(x, 0.1), lambda: self.logits(x))
        similar = self.pick(lambda: ns.dot(z, z.T) / t, lambda: ns.dot(z, self.weights.T) * t)
        e = ns.exp(z)
        return self.pick(
            lambda: self.my_softmax((ns.log(p) + noise) / t, 1) * self.weights,
            lambda: ns.log(self.my_softmax((x + noise) / t, 1)), lambda: ns.log(ns.softmax(z / t)),
            lambda: -ns.log(ns.exp(similar)[0, 0] / ns.exp(similar).sum()),
            lambda: ns.log(self.my_softmax(similar, 1)),
            lambda: ns.log(self.my_softmax(similar, 0)[0]), lambda: ns.log(e[:, 0] / (e[:, 0] + e[:, 1])),
            lambda: -ns.log(self.my_sigmoid(z[:, 0] - z[:, 1])), lambda: (z * e).sum(axis=1) / e.sum(axis=1),
            lambda: ns.log(ns.cumsum(e, axis=1)), lambda: ns.log((e ** 2).sum(axis=1)) / 2,
            lambda: ns.log((e ** t).sum(axis=1)) / t, lambda: (e.sum(axis=1)) ** 0.25 * ns.exp(-ns.abs_(z[:, 0])),
            lambda: ns.log(e[:, 0] * e[:, 1] / (e[:, 0] + e[:, 1])), lambda: ns.log(1 / (1 / e[:, 0] + 1 / e[:, 1])),
            lambda: ns.log(ns.exp(z.max(axis=1))), lambda: ns.log(e.max(axis=1) / e.sum(axis=1)),
            lambda: ns.log(e[:, 0] / e[:, 1]), lambda: ns.log(e.mean()), lambda: ns.log(e).sum(),
            lambda: ns.log(e.prod(axis=1)), lambda: ns.log(p[:, 0] * p[:, 1]), lambda: p[:, 0] / (p[:, 0] + p[:, 1]),
            lambda: ns.log(ns.exp(ns.exp(-ns.abs_(z)))),
            lambda: ns.log((p ** t) / (p ** t).sum(axis=1, keepdims=True)),
            lambda: p ** t / (p ** t).sum(axis=1, keepdims=True) * self.weights,
        )  # fmt: skip

    def geometry(self, x):
        """Hinges, norms, distances and normalizations."""
        ns, w, c = self.ns, self.weights, self.number(x, 1e-8, 1e-3, 1)
        d = x - w
        far = ns.sqrt((d * d).sum(axis=1))
        return self.pick(
            lambda: ns.maximum(0, 1 - x * w), lambda: ns.sqr(ns.maximum(0, 1 - x)),
            lambda: ns.sqrt(ns.sqr(x).sum(axis=1) + c), lambda: ns.sqrt((x**2).sum()),
            lambda: x / ns.sqrt((x**2).sum(axis=1, keepdims=True) + c), lambda: far, lambda: ns.exp(-far),
            lambda: ns.log(1 + ns.exp(far)), lambda: 1 / (1 + far**2),
            lambda: (x * w).sum(axis=1) / (ns.sqrt((x * x).sum(axis=1)) * ns.sqrt((w * w).sum(axis=1))),
            lambda: (x - x.mean(axis=0)) / ns.sqrt(((x - x.mean(axis=0)) ** 2).mean(axis=0) + c),
            lambda: ns.where(x > 0, x * ns.log(x), 0), lambda: ns.where(ns.abs_(d) < 1, d * d / 2, ns.abs_(d) - 0.5),
            lambda: ns.sqrt(1 + d * d) - 1, lambda: ns.log(ns.cosh(d)), lambda: self.activation(x),
            lambda: self.activation(x) * w, lambda: self.activation(x * self.number(x, 0.1, 0.5)),
            lambda: x / (ns.abs_(x).sum(axis=1, keepdims=True) + c), lambda: ns.log(far + 1),
            lambda: ns.exp(-d * d) / ns.exp(-d * d).sum(axis=1, keepdims=True),
        )  # fmt: skip

    def repeated(self, x):
        """Losses in loops and in ops of their own."""
        ns, choice = self.ns, self.r.randrange(8)
        start, w = x[0] * 0, self.square(x)
        if choice == 0:
            return ns.fold(lambda row, s: ns.log(ns.exp(s) + ns.exp(row)), x, start)
        if choice == 1:
            return ns.fold(lambda row, s: ns.log(ns.dot(ns.exp(s), ns.exp(w))) + row, x, start)
        if choice == 2:
            return ns.fold(lambda row, s: s - ns.log(ns.exp(row) / ns.exp(row).sum()) * row, x, start)
        if choice == 3:
            return ns.fold(lambda row, s: s + ns.log(1 / (1 + ns.exp(-row))), x, start)
        if choice == 4:
            return ns.loop(lambda row: ns.log(ns.softmax(ns.stack([row, -row]))[0]), x)
        if choice == 5:
            return ns.opaque(lambda z: -ns.log(ns.exp(z) / ns.exp(z).sum(axis=1, keepdims=True)), x)
        if choice == 6:
            return ns.log(ns.opaque(lambda z: 1 / (1 + ns.exp(-z)), x))
        return ns.log(ns.opaque(ns.softmax, x)) * self.weights
