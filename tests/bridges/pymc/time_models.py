"""Models of series and states: filters, smoothing, epidemics, events, orders, and processes in time and space."""

import numpy as np
import pymc as pm
import pytensor
import pytensor.tensor as pt
from models import draws


def moving_average():
    """ARMA(2, 1), whose errors are the steps of a loop with two taps."""
    y = draws(121).normal(size=40)
    with pm.Model() as model:
        phi, theta = pm.Normal("phi", 0, 0.5, shape=2), pm.Uniform("theta", -1, 1)

        def step(now, last, before, error, phi, theta):
            return now - phi[0] * last - phi[1] * before - theta * error

        taps = {"input": pt.as_tensor(y), "taps": [0, -1, -2]}
        errors = pytensor.scan(
            step, sequences=[taps], outputs_info=[pt.zeros(())], non_sequences=[phi, theta], return_updates=False
        )
        pm.Potential("y", pm.logp(pm.Normal.dist(0, pm.HalfNormal("s", 1)), errors).sum())
    return model


def smoothing():
    """Holt and Winters' smoothing: level, slope and a ring of seasons."""
    y = 10 + np.arange(36) * 0.1 + np.tile([1.0, -1, 0.5, -0.5], 9) + draws(122).normal(0, 0.2, 36)
    with pm.Model() as model:
        a, b, g = (pm.Beta(k, 2, 4) for k in ("alpha", "beta", "gamma"))
        start, seasons = pm.Normal("start", [10, 0], 1, shape=2), pm.ZeroSumNormal("seasons", shape=4)

        def step(y, level, slope, ring, a, b, g):
            guess = level + slope + ring[0]
            new = a * (y - ring[0]) + (1 - a) * (level + slope)
            season = g * (y - new) + (1 - g) * ring[0]
            return new, b * (new - level) + (1 - b) * slope, pt.concatenate([ring[1:], season[None]]), guess

        *_, guesses = pytensor.scan(
            step, sequences=[pt.as_tensor(y)], outputs_info=[start[0], start[1], seasons, None],
            non_sequences=[a, b, g], return_updates=False,
        )
        pm.Normal("y", guesses, pm.HalfNormal("s", 1), observed=y)
    return model


def epidemic():
    """Susceptible, infected and recovered people by days, with contacts that change, and reports that are delayed."""
    cases = draws(123).poisson(20 + 30 * np.exp(-((np.arange(30) - 15) ** 2) / 40))
    with pm.Model() as model:
        contacts = pm.GaussianRandomWalk("contacts", sigma=0.1, init_dist=pm.Normal.dist(-0.7, 0.3), shape=30)
        leave, first = pm.Beta("leave", 8, 24), pm.LogNormal("first", 3, 0.5)

        def step(rate, s, i, leave):
            new = s * (1 - pt.exp(-pt.exp(rate) * i / 1000))
            return s - new, i + new - leave * i, new

        *_, new = pytensor.scan(
            step, sequences=[contacts], outputs_info=[1000 - first, first, None], non_sequences=[leave],
            return_updates=False,
        )
        delay = pt.exp(-np.arange(6) / pm.HalfNormal("delay", 3))
        padded = pt.concatenate([pt.zeros(5), new])
        seen = sum((delay / delay.sum())[k] * padded[5 - k : 35 - k] for k in range(6))
        pm.NegativeBinomial("y", mu=seen + 1e-3, alpha=pm.Exponential("alpha", 0.1), observed=cases)
    return model


def rankings():
    """Elo's ratings of players after each game, in a loop that sets elements of its state."""
    rng = draws(124)
    a, b, won = rng.integers(0, 3, 25), rng.integers(3, 6, 25), rng.integers(0, 2, 25)
    with pm.Model() as model:
        k, start = pm.HalfNormal("k", 0.5), pm.Normal("start", shape=6)

        def step(a, b, won, ratings, k):
            p = pm.math.sigmoid(ratings[a] - ratings[b])
            moved = pt.set_subtensor(ratings[a], ratings[a] + k * (won - p))
            return pt.inc_subtensor(moved[b], -k * (won - p)), p

        _, p = pytensor.scan(
            step, sequences=[pt.as_tensor(v) for v in (a, b, won)], outputs_info=[start, None], non_sequences=[k],
            return_updates=False,
        )
        pm.Bernoulli("y", p=p, observed=won)
    return model


def rewards():
    """A learner with two arms: values are updated by prediction errors, and choices follow a softmax."""
    rng = draws(125)
    actions, paid = rng.integers(0, 2, 30), rng.integers(0, 2, 30).astype(float)
    with pm.Model() as model:
        alpha, beta = pm.Beta("alpha", 1, 1), pm.HalfNormal("beta", 5)

        def step(action, reward, Q, alpha):
            return pt.set_subtensor(Q[action], Q[action] + alpha * (reward - Q[action]))

        Qs = pytensor.scan(
            step, sequences=[pt.as_tensor(actions), pt.as_tensor(paid)], outputs_info=[0.5 * pt.ones(2)],
            non_sequences=[alpha], return_updates=False,
        )
        logits = pt.concatenate([0.5 * pt.ones((1, 2)), Qs[:-1]]) * beta
        pm.Bernoulli("y", logit_p=logits[:, 1] - logits[:, 0], observed=actions)
    return model


def events():
    """Hawkes' process: each event makes others likelier for a while."""
    t = np.sort(draws(126).uniform(0, 20, 35))
    with pm.Model() as model:
        mu, alpha, beta = pm.Gamma("mu", 2, 2), pm.Beta("alpha", 2, 3), pm.Exponential("beta", 1)
        gaps = t[:, None] - t
        kernel = pt.where(gaps > 0, alpha * beta * pt.exp(-beta * np.where(gaps > 0, gaps, 0)), 0)
        whole = mu * 20 + alpha * pt.sum(1 - pt.exp(-beta * (20 - t)))
        pm.Potential("events", pt.log(mu + kernel.sum(axis=1)).sum() - whole)
    return model


def breaks():
    """A change point that is summed over, by sums from both ends, for several series at once."""
    rng = draws(127)
    y = np.concatenate([rng.normal(0, 1, (3, 12)), rng.normal(2, 1, (3, 14))], axis=1)
    with pm.Model() as model:
        mu, sigma = pm.Normal("mu", 0, 3, shape=(2, 3)), pm.HalfNormal("sigma", 2, shape=3)
        early, late = (pm.logp(pm.Normal.dist(mu[k][:, None], sigma[:, None]), y) for k in range(2))
        before = pt.concatenate([pt.zeros((3, 1)), pt.cumsum(early, axis=1)], axis=1)
        after = pt.concatenate([pt.cumsum(late[:, ::-1], axis=1)[:, ::-1], pt.zeros((3, 1))], axis=1)
        pm.Potential("y", pt.logsumexp(before + after - np.log(27), axis=1).sum())
    return model


def growth():
    """A trend with change points and growth that saturates, with seasons as Fourier terms."""
    t = np.linspace(0, 1, 50)
    points = np.linspace(0.1, 0.8, 6)
    A = (t[:, None] >= points).astype(float)
    y = draws(128).normal(size=50)
    with pm.Model() as model:
        k, m = pm.Normal("k", 0, 5, initval=0.5), pm.Normal("m", 0, 5)
        delta = pm.Laplace("delta", 0, 0.1, shape=6)
        linear = (k + A @ delta) * t + m + A @ (-points * delta)
        rates = pt.concatenate([pt.atleast_1d(k), k + pt.cumsum(delta)])
        gamma = []
        for i in range(6):
            gamma.append((points[i] - m - sum(gamma)) * (1 - rates[i] / rates[i + 1]))
        saturated = 3 * pm.math.sigmoid((k + A @ delta) * (t - m - A @ pt.stack(gamma)))
        waves = np.stack([f(2 * np.pi * n * t) for n in (1, 2, 3) for f in (np.sin, np.cos)], axis=1)
        season = waves @ pm.Normal("waves", shape=6)
        mu = linear * (1 + season) + saturated
        pm.StudentT("y", nu=pm.Gamma("nu", 2, 0.1), mu=mu, sigma=pm.HalfNormal("s", 1), observed=y)
    return model


def structural_shocks():
    """A vector autoregression of two lags whose errors are mixed by a triangular matrix, with volatility in logs."""
    y = draws(129).normal(size=(30, 3))
    with pm.Model() as model:
        A = pm.Normal("A", 0, 0.3, shape=(2, 3, 3))
        B = pt.set_subtensor(pt.eye(3)[np.tril_indices(3, -1)], pm.Normal("B", 0, 0.5, shape=3))
        h = pm.AR("h", rho=[0.0, 0.9], sigma=0.2, constant=True, init_dist=pm.Normal.dist(0, 1), shape=(3, 28))
        e = (y[2:] - y[1:-1] @ A[0].T - y[:-2] @ A[1].T) @ B.T
        pm.Normal("e", 0, 1, shape=(28, 3), observed=np.zeros((28, 3)))
        pm.Potential("y", -0.5 * (pt.sqr(e) * pt.exp(-h.T) + h.T).sum())
    return model


def compartments():
    """Amounts of a drug in two compartments, by exponentials of matrices, for several patients."""
    times, doses = np.array([0.5, 1.0, 2.0, 4.0, 8.0]), np.array([1.0, 2.0, 1.5])
    y = np.exp(draws(130).normal(-1, 0.3, (3, 5)))
    with pm.Model() as model:
        ka, ke, k12, k21 = (pm.LogNormal(f"k{i}", -0.5, 0.4) for i in range(4))
        zero = pt.zeros(())
        rows = [[-ka, zero, zero], [ka, -ke - k12, k21], [zero, k12, -k21]]
        K = pt.stack([pt.stack(row) for row in rows])
        amounts = pt.stack([pt.linalg.expm(K * s)[1, 0] for s in times])
        clearance = pm.Normal("z", shape=3)
        mu = pt.log(doses[:, None] * amounts) + 0.2 * clearance[:, None]
        pm.LogNormal("y", mu, pm.HalfNormal("s", 1), observed=y)
    return model


def families():
    """Ornstein and Uhlenbeck's process on a tree, and a Gaussian process whose noise has a process of its own."""
    rng = draws(131)
    D = np.abs(np.subtract.outer(np.arange(8.0), np.arange(8.0)))
    x = np.linspace(0, 1, 14)[:, None]
    with pm.Model() as model:
        eta, rate = pm.HalfNormal("eta", 1), pm.HalfNormal("rate", 1)
        K = eta * pt.exp(-rate * D) + 1e-4 * np.eye(8)
        pm.MvNormal("traits", mu=pm.Normal("mean") * np.ones(8), cov=K, observed=rng.normal(size=8))
        noise = pm.gp.Latent(cov_func=pm.gp.cov.Matern32(1, 0.4)).prior("noise", x)
        smooth = pm.HalfNormal("scale", 1) ** 2 * pm.gp.cov.ExpQuad(1, pm.LogNormal("ls", -1, 0.3))
        pm.MvNormal("y", np.zeros(14), cov=smooth(x) + pt.diag(pt.exp(noise)), observed=np.sin(6 * x[:, 0]))
    return model


def ising():
    """Spins on a torus by their pseudo-likelihood, and a field by its precision of second differences."""
    spins = np.where(draws(132).random((6, 7)) < 0.5, -1.0, 1.0)
    around = sum(np.roll(spins, s, axis=a) for s in (1, -1) for a in (0, 1))
    with pm.Model() as model:
        beta, field = pm.HalfNormal("beta", 1), pm.Normal("field", 0, 1, shape=(6, 7))
        for axis in (0, 1):
            rolled = [pt.roll(field, s, axis=axis) for s in (1, -1)]
            pm.Potential(f"smooth{axis}", -2 * pt.sqr(rolled[0] - 2 * field + rolled[1]).sum())
        pm.Potential("spins", -pm.math.log1pexp(-2 * spins * (beta * around + field)).sum())
    return model


def flows():
    """A density of planar flows and of mixed independent sources."""
    rng = draws(133)
    y, s = rng.normal(size=(30, 2)), rng.laplace(size=(25, 3))
    with pm.Model() as model:
        z, logdet = pt.as_tensor(y), 0.0
        for k in range(3):
            u, w, b = pm.Normal(f"u{k}", shape=2), pm.Normal(f"w{k}", shape=2), pm.Normal(f"b{k}")
            uw = pt.dot(u, w)
            u = u + (pm.math.log1pexp(uw) - 1 - uw) * w / (pt.sqr(w).sum() + 1e-6)
            h = pt.tanh(z @ w + b)
            logdet = logdet + pt.log(abs(1 + (1 - h**2) * pt.dot(u, w)))
            z = z + u * h[:, None]
        pm.Potential("flow", (pm.logp(pm.Normal.dist(0, 1), z).sum(axis=1) + logdet).sum())
        W = pm.Normal("W", 0, 1, shape=(3, 3), initval=np.eye(3))
        sources = s @ W.T
        _, logabs = pt.linalg.slogdet(W)
        pm.Potential("sources", 25 * logabs - pt.log(pt.cosh(sources)).sum())
    return model


def extremes():
    """Maxima of years and what exceeds a threshold, by densities of the user's own with a shape near 0."""
    rng = draws(134)
    maxima, excess = rng.gumbel(3, 1, 25), rng.exponential(1, 25)
    with pm.Model() as model:
        mu, sigma, xi = pm.Normal("mu", 3, 1), pm.HalfNormal("sigma", 1), pm.Normal("xi", 0, 0.2)
        t = 1 + xi * (maxima - mu) / sigma
        near = pt.abs(xi) < 1e-4
        safe = pt.where(near, 1.0, xi)
        log_t = pt.where(near, (maxima - mu) / sigma, pt.log(pt.maximum(t, 1e-8)) / safe)
        pm.Potential("maxima", (-pt.log(sigma) - (1 + xi) * log_t - pt.exp(-log_t)).sum())
        pareto = -pt.log(sigma) - (1 / safe + 1) * pt.log1p(pt.maximum(safe * excess / sigma, -0.99))
        pm.Potential("excess", pt.where(near, -pt.log(sigma) - excess / sigma, pareto).sum())
    return model


def hidden_durations():
    """A hidden Markov model with covariates of the transitions, several series and missing times."""
    rng = draws(135)
    y, x = rng.poisson(3, (4, 18)), rng.normal(size=(4, 18))
    seen = rng.random((4, 18)) < 0.85
    with pm.Model() as model:
        rate = pt.cumsum(pm.HalfNormal("rate", 3, shape=3))
        a, b = pm.Normal("a", 0, 1, shape=(3, 3)), pm.Normal("b", 0, 1, shape=(3, 3))
        start = pm.Dirichlet("start", np.ones(3))
        P = pt.special.log_softmax(a + b * x[:, :, None, None], axis=-1)
        emission = pt.where(seen[:, :, None], pm.logp(pm.Poisson.dist(rate), y[:, :, None]), 0)

        def step(e, P, alpha):
            return e + pt.logsumexp(alpha[:, :, None] + P, axis=1)

        alphas = pytensor.scan(
            step, sequences=[emission.transpose(1, 0, 2)[1:], P.transpose(1, 0, 2, 3)[1:]],
            outputs_info=[pt.log(start) + emission[:, 0]], return_updates=False,
        )
        pm.Potential("y", pt.logsumexp(alphas[-1], axis=1).sum())
    return model


TIMES = [
    moving_average, smoothing, epidemic, rankings, rewards, events, breaks, growth, structural_shocks, compartments,
    families, ising, flows, extremes, hidden_durations,
]
