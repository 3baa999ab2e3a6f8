"""Losses and their parts in the spellings of the rules' author."""


class Losses:
    """Parts of programs, each made of an array with the functions of ``self.ns`` and the choices of ``self.r``."""

    def pick(self, *makers):
        """Return what one of the functions makes."""
        return self.r.choice(makers)()

    # ------------------------------------------------------------- parts

    def number(self, x, *values):
        return self.ns.number(self.r.choice(values), x)

    def logits(self, x):
        ns = self.ns
        return self.pick(
            lambda: x, lambda: x, lambda: -x, lambda: x * self.number(x, 2, 0.5, -3),
            lambda: x / self.number(x, 1.5, 4), lambda: x - x.max(axis=1, keepdims=True),
            lambda: x + ns.matrix(x[:, 0]), lambda: x + self.number(x, 1, -2),
            lambda: ns.sqr(x) * self.number(x, 0.01, -0.01),
        )  # fmt: skip

    def shared(self, z):
        """The exponentials of z, once or twice in the graph."""
        e = self.ns.exp(z)
        return (e, e) if self.r.random() < 0.5 else (e, self.ns.exp(z))

    def rows_of(self, z):
        """Rows of probabilities."""
        ns = self.ns

        def along_others():
            axis = self.r.choice([0, (0, 1)])
            z2 = self.pick(lambda: z, lambda: z - z.max(axis=axis, keepdims=True))
            a, b = self.shared(z2)
            return a / b.sum(axis=axis, keepdims=True)

        def row_by_row():
            a, b = self.shared(z[0])
            return z * 0 + a / b.sum()

        def by_hand():
            z2 = self.pick(lambda: z, lambda: z - z.max(axis=1, keepdims=True))
            a, b = self.shared(z2)
            return self.pick(
                lambda: a / b.sum(axis=1, keepdims=True),
                lambda: a / ns.matrix(b.sum(axis=1)),
                lambda: a * (1 / b.sum(axis=1, keepdims=True)),
                lambda: (a / ns.matrix(b.sum(axis=1))) * 1,
                lambda: (a + a) / (2 * b.sum(axis=1, keepdims=True)),
                lambda: ns.exp(z2 - ns.log(b.sum(axis=1, keepdims=True))),
            )

        return self.pick(
            lambda: ns.softmax(z), lambda: ns.softmax(z), by_hand, by_hand, lambda: ns.exp(ns.logsoftmax(z)),
            along_others, row_by_row,
        )  # fmt: skip

    def chance(self, z):
        """A probability for each element of z, and that of the opposite."""
        ns, one = self.ns, self.ns.number(1, z)

        def complement(p, q):
            return self.pick(lambda: (p, one - p), lambda: (p, q()), lambda: (one - p, p), lambda: (q(), p))

        return self.pick(
            lambda: complement(ns.sigmoid(z), lambda: ns.sigmoid(-z)),
            lambda: complement(one / (one + ns.exp(-z)), lambda: one / (one + ns.exp(z))),
            lambda: complement(ns.exp(z) / (one + ns.exp(z)), lambda: one / (ns.exp(z) + one)),
            lambda: complement((one + ns.tanh(z)) / 2, lambda: (one - ns.tanh(z)) / 2),
            lambda: complement(ns.exp(-ns.softplus(-z)), lambda: ns.exp(-ns.softplus(z))),
            lambda: complement(
                ns.exp(z) / (ns.exp(z) + ns.exp(-z)), lambda: ns.exp(-z) / (ns.exp(z) + ns.exp(-z))
            ),
        )

    def reduced(self, v):
        """A scalar of all elements."""
        ns = self.ns
        if not getattr(v, "ndim", 0):
            return v
        result = self.pick(
            lambda: v.sum(), lambda: v.mean(), lambda: -v.sum(), lambda: (-v).mean(),
            lambda: v.sum(axis=0).mean() if v.ndim > 1 else v.mean(),
            lambda: (v * self.number(v, 0.3, -2)).sum(), lambda: ns.sqr(v * self.number(v, 0.01)).sum(),
            lambda: v.sum() / self.number(v, 3),
        )  # fmt: skip
        return result

    def target(self, x):
        return self.pick(lambda: self.weights, lambda: self.weights_above_zero, lambda: self.number(x, 0.3, 1, 0, -1))

    # ------------------------------------------------------------- losses

    def crossentropy(self, x):
        ns, z = self.ns, self.logits(x)
        p = self.rows_of(z)
        t = self.target(x)
        return self.pick(
            lambda: t * ns.log(p),
            lambda: -(t * ns.log(p)).sum(axis=1),
            lambda: ns.log(p) * t / 3,
            lambda: ns.cce(p, self.weights),
            lambda: ns.rows(ns.log(p), self.index) * self.number(x, 1, -2),
            lambda: -ns.log(ns.rows(p, self.index)),
            lambda: ns.log((self.weights_above_zero * p).sum(axis=1)),
            lambda: ns.log(p[:, 0]) - ns.log(p[:, 1]),
            lambda: p * ns.log(p),
            lambda: ns.log(p / self.weights_above_zero) * self.weights_above_zero,
            lambda: ((self.number(x, 0.9) * t + self.number(x, 0.05)) * ns.log(p)).sum(axis=1),
            lambda: ns.sqr(ns.number(1, x) - p) * ns.log(p),
            lambda: ns.log(p * self.number(x, 0.5, 3)),
            lambda: -t * ns.logsoftmax(z),
            lambda: t * p,
            lambda: ns.log(p[:, :1] + p[:, 1:2]),
            lambda: ns.log(ns.number(1, x) - p) * t,
            lambda: ns.bce(p[:, 1], self.weights_above_zero[:, 0]),
            lambda: ns.log1p(-p[:, 0]),
            lambda: ns.log(p / (ns.number(1, x) - p)),
        )

    def logistic(self, x):
        ns, one, t = self.ns, self.ns.number(1, x), self.target(x)
        p, q = self.chance(self.logits(x))
        return self.pick(
            lambda: -t * ns.log(p) - (one - t) * ns.log(q),
            lambda: -(t * ns.log(p) + (one - t) * ns.log(one - p)),
            lambda: ns.bce(p, t),
            lambda: ns.log(p) - ns.log(q),
            lambda: ns.log(p / q),
            lambda: p * ns.log(p) + q * ns.log(q),
            lambda: p * q * t,
            lambda: ns.sqr(q) * ns.log(p),
            lambda: ns.log(p) * p * t,
            lambda: ns.log(p * q),
            lambda: ns.log1p(-p),
            lambda: ns.sqrt(p * q),
            lambda: t * ns.log(one / p),
        )

    def exponentials(self, x):
        ns, z = self.ns, self.logits(x)
        one = ns.number(1, x)
        a, b = self.shared(z)
        c = self.number(x, 0.5, 3, 1)
        return self.pick(
            lambda: ns.log(a.sum()),
            lambda: z - ns.log(b.sum(axis=1, keepdims=True)),
            lambda: ns.log(a.sum(axis=1)) - ns.rows(z, self.index),
            lambda: ns.log((a * c).sum(axis=0)),
            lambda: ns.log((self.weights_above_zero * a).sum(axis=1)),
            lambda: ns.log(a.mean(axis=1)),
            lambda: ns.log(one + a),
            lambda: ns.log1p(a * c),
            lambda: ns.log(a[:, 0] + a[:, 1]),
            lambda: ns.log(c * a[:, 0] + a[:, 1] + 1),
            lambda: ns.log(a + ns.sqr(b) * c),
            lambda: ns.log(ns.cosh(z)),
            lambda: ns.log(ns.exp(z) + ns.exp(-z)),
            lambda: ns.softplus(z) * t if (t := self.target(x)) is not None else None,
            lambda: ns.log(ns.log(one + a) + 1),
            lambda: ns.log(ns.sqr(one + a)) * c,
            lambda: ns.log(a.sum(axis=1) / b.sum(axis=0).sum()),
            lambda: ns.log(ns.sqrt(a)),
            lambda: ns.log(ns.softplus(z)),
            lambda: ns.log(one - ns.exp(-ns.exp(z))),
            lambda: ns.log(ns.sigmoid(z) - ns.sigmoid(z - c)),
            lambda: ns.log(ns.sigmoid(z).prod(axis=1)),
            lambda: ns.log(ns.sqr(z)) * c,
        )

    def ratio(self, x):
        ns, z = self.ns, self.logits(x)
        one = ns.number(1, x)
        a, b = self.shared(z)
        w = self.weights
        return self.pick(
            lambda: (w * a).sum(axis=1) / b.sum(axis=1),
            lambda: w * a / b.sum(axis=1, keepdims=True),
            lambda: a / ns.sqr(one + b),
            lambda: (a - 1 / a) / (b + 1 / b),
            lambda: (a - one) / (b + one),
            lambda: (one - a) / (one + b),
            lambda: ns.sinh(z) / ns.cosh(z),
            lambda: w / (one + a),
            lambda: one / ns.cosh(z),
            lambda: a[:, 0] / (b[:, 0] + b[:, 1]),
            lambda: a * ns.exp(-z) * w,
            lambda: (w * w) / (self.number(x, 2) + a),
            lambda: z * ns.sigmoid(z),
            lambda: z / (one + ns.exp(-z)),
            lambda: ns.log(one + a) / (one + ns.log(one + b)),
        )

    def density(self, x):
        """Mixtures, and tails."""
        ns, z = self.ns, x * self.number(x, 0.1, 0.02)
        half = ns.number(0.5, x)
        g = ns.exp(-half * ns.sqr(z))
        return self.pick(
            lambda: ns.log((self.weights_above_zero * g).sum(axis=1)),
            lambda: ns.log(g[:, 0] * half + g[:, 1] * half),
            lambda: ns.log(g.sum(axis=1, keepdims=True)) - ns.log(g),
            lambda: g / g.sum(axis=1, keepdims=True) * self.weights,
            lambda: ns.log(ns.erfc(z)),
            lambda: ns.log(half * ns.erfc(-z * self.number(x, 0.7071))),
            lambda: ns.log(half + half * (1 - ns.erfc(z))),
            lambda: ns.log(half - half * ns.tanh(z)),
            lambda: ns.sqr(z) / ns.exp(z),
            lambda: ns.sqr(z) * ns.exp(-z) + z,
        )

    def masked(self, x):
        ns, w = self.ns, self.weights
        z = self.pick(lambda: x, lambda: x * w, lambda: w)
        c = self.number(x, 2, -0.5)
        branch = self.pick(
            lambda: (lambda v: v > 0, lambda v: v * ns.log(v), 0),
            lambda: (lambda v: v > 0, lambda v: ns.log(v) * c, 0),
            lambda: (lambda v: v > 0, lambda v: ns.sqrt(v), 0),
            lambda: (lambda v: v > 0, lambda v: v ** 0.5 * ns.log(v), 0),
            lambda: (lambda v: abs(v) > 0, lambda v: ns.sin(v) / v, 1),
            lambda: (lambda v: abs(v) > 0, lambda v: 1 / v, 0),
            lambda: (lambda v: v > 1, lambda v: ns.log(v - 1) / v, 0),
            lambda: (lambda v: v < 0, lambda v: ns.exp(v), 1),
            lambda: (lambda v: v < 1, lambda v: ns.log1p(-v) * v, 0),
        )
        z = ns.masked(*branch[:2], z, branch[2])
        return self.pick(lambda: z, lambda: z * x, lambda: z * c)

    def looped(self, x):
        ns = self.ns
        inner = self.r.random()

        def step(row):
            # one seed for each trace of the step
            z = row * 2
            if inner < 0.25:
                return ns.log(ns.exp(z).sum())
            if inner < 0.5:
                return (row * ns.log(ns.sigmoid(z))).sum()
            if inner < 0.75:
                e = ns.exp(z)
                return (e / e.sum()).max() * 0 + ns.log(e / e.sum()).sum()
            return ns.log(1 + ns.exp(z)).sum()

        return ns.loop(step, x)

    def power(self, x):
        ns = self.ns
        p, q = self.chance(self.logits(x))
        return self.pick(
            lambda: q ** self.number(x, 0.5, 2, 1.5) * ns.log(p),
            lambda: p ** self.weights_above_zero,
            lambda: ns.sqrt(p),
            lambda: ns.sqrt(ns.exp(self.logits(x))) * ns.exp(-ns.abs_(x)),
            lambda: ns.log(ns.sqrt(p)),
        )
