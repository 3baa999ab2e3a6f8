"""Models of choices, answers, contests, words and ties: what people do, and regressions of unusual form."""

import numpy as np
import pymc as pm
import pytensor.sparse
import pytensor.tensor as pt
import scipy.sparse
from models import draws

ORDERED = pm.distributions.transforms.ordered


def annotators():
    """Labels of several annotators, each with errors of its own; the true classes are summed over."""
    rng = draws(101)
    items, raters = 15, 4
    item, rater = np.repeat(np.arange(items), raters), np.tile(np.arange(raters), items)
    truth = rng.integers(0, 3, items)
    label = np.where(rng.random(item.size) < 0.7, truth[item], rng.integers(0, 3, item.size))
    with pm.Model() as model:
        share = pm.Dirichlet("share", np.ones(3))
        errors = pm.Dirichlet("errors", np.ones((raters, 3, 3)) + 4 * np.eye(3))
        terms = pt.log(errors)[rater, :, label]
        sums = pt.zeros((items, 3))[item].inc(terms)
        pm.Potential("labels", pt.logsumexp(pt.log(share) + sums, axis=1).sum())
    return model


def topics():
    """Words of documents from mixtures of topics, with the topic of each word summed over."""
    rng = draws(102)
    doc, word = rng.integers(0, 6, 120), rng.integers(0, 12, 120)
    with pm.Model() as model:
        theta = pm.Dirichlet("theta", np.full((6, 3), 0.8), shape=(6, 3))
        phi = pm.Dirichlet("phi", np.full((3, 12), 0.5), shape=(3, 12))
        pm.Potential("words", pt.log(pt.sum(theta[doc] * phi[:, word].T, axis=1)).sum())
    return model


def contests():
    """Bradley and Terry's paired comparisons with an advantage at home and draws of Davidson's kind."""
    rng = draws(103)
    home, away = rng.integers(0, 8, 70), rng.integers(0, 8, 70)
    result = rng.integers(0, 3, 70)
    with pm.Model(coords={"team": range(8)}) as model:
        skill = pm.ZeroSumNormal("skill", pm.HalfNormal("spread", 1), dims="team")
        edge, tie = pm.Normal("edge", 0, 0.5), pm.Normal("tie", 0, 1)
        a, b = skill[home] + edge, skill[away]
        eta = pt.stack([a, tie + (a + b) / 2, b], axis=-1)
        pm.Categorical("y", logit_p=eta, observed=result)
    return model


def goals():
    """Goals of two teams, with Dixon and Coles' correction of low scores."""
    rng = draws(104)
    home, away = rng.integers(0, 6, 50), rng.integers(0, 6, 50)
    x, y = rng.poisson(1.4, 50), rng.poisson(1.1, 50)
    with pm.Model() as model:
        attack, defence = pm.ZeroSumNormal("attack", shape=6), pm.ZeroSumNormal("defence", shape=6)
        lam = pm.math.exp(pm.Normal("home") + attack[home] - defence[away])
        mu = pm.math.exp(attack[away] - defence[home])
        rho = pm.Uniform("rho", -0.2, 0.2)
        pm.Poisson("x", lam, observed=x)
        pm.Poisson("y", mu, observed=y)
        low = {(0, 0): 1 - lam * mu * rho, (0, 1): 1 + lam * rho, (1, 0): 1 + mu * rho, (1, 1): (1 - rho) * pt.ones(50)}
        terms = [pt.log(pt.maximum(value[(x == i) & (y == j)], 1e-6)).sum() for (i, j), value in low.items()]
        pm.Potential("low", sum(terms))
    return model


def purchases():
    """A mixed multinomial logit: tastes of households covary, and choices are among alternatives with attributes."""
    rng = draws(105)
    household, X = np.repeat(np.arange(10), 6), rng.normal(size=(60, 4, 3))
    with pm.Model() as model:
        chol, _, _ = pm.LKJCholeskyCov("chol", n=3, eta=2, sd_dist=pm.Exponential.dist(1, shape=3))
        tastes = pm.Normal("mean", 0, 1, shape=3) + pm.Normal("z", shape=(10, 3)) @ chol.T
        constants = pt.concatenate([pt.zeros(1), pm.Normal("a", shape=3)])
        utility = (X * tastes[household][:, None, :]).sum(axis=-1) + constants
        pm.Categorical("y", p=pm.math.softmax(utility, axis=-1), observed=rng.integers(0, 4, 60))
    return model


def nests():
    """A nested logit of two nests of alternatives, with their inclusive values."""
    rng = draws(106)
    X, chosen = rng.normal(size=(40, 5)), rng.integers(0, 5, 40)
    nest = np.array([0, 0, 1, 1, 1])
    with pm.Model() as model:
        lam = pm.Beta("lam", 3, 1, shape=2)
        v = (pm.Normal("a", shape=5) + pm.Normal("b") * X) / lam[nest]
        inclusive = pt.stack([pt.logsumexp(v[:, nest == k], axis=1) for k in range(2)], axis=1)
        top = lam * inclusive - pt.logsumexp(lam * inclusive, axis=1, keepdims=True)
        logp = top[:, nest] + v - inclusive[:, nest]
        pm.Potential("y", logp[np.arange(40), chosen].sum())
    return model


def monotonic_effects():
    """An ordered predictor whose steps are shares of one effect, and an ordered outcome of Dirichlet cutpoints."""
    rng = draws(107)
    level, y = rng.integers(0, 5, 60), rng.integers(0, 4, 60)
    with pm.Model() as model:
        shares = pt.concatenate([pt.zeros(1), pm.Dirichlet("steps", np.full(4, 2.0))])
        effect = pm.Normal("b") * pt.cumsum(shares)[level]
        cuts = pm.math.logit(pt.cumsum(pm.Dirichlet("base", np.ones(4)))[:-1])
        pm.OrderedLogistic("y", eta=effect, cutpoints=cuts, observed=y, compute_p=False)
    return model


def experts():
    """A mixture of regressions whose weights depend on the predictor, through a softmax."""
    rng = draws(108)
    x = rng.uniform(-2, 2, 70)
    y = np.where(x < 0, 1 - x, 2 * x) + rng.normal(0, 0.2, 70)
    with pm.Model() as model:
        gates = pm.Normal("g0", 0, 1, shape=2) + pm.Normal("g1", 0, 2, shape=2) * x[:, None]
        w = pm.math.softmax(gates, axis=1)
        mu = pm.Normal("a", 0, 2, shape=2) + pm.Normal("b", 0, 2, shape=2) * x[:, None]
        pm.NormalMixture("y", w=w, mu=mu, sigma=pm.HalfNormal("sigma", 1, shape=2), observed=y)
    return model


def tied_people():
    """A network: ties are likelier between those who are near in a latent space, in common blocks, and sociable."""
    rng = draws(109)
    n = 9
    i, j = np.triu_indices(n, 1)
    ties = (rng.random(i.size) < 0.4).astype(int)
    with pm.Model() as model:
        z = pm.Normal("z", 0, 1, shape=(n, 2))
        distance = pt.sqrt(pt.sqr(z[i] - z[j]).sum(axis=1) + 1e-6)
        social = pm.Normal("social", 0, pm.HalfNormal("s", 1), shape=n)
        blocks = pm.Dirichlet("blocks", np.ones((n, 2)))
        p = pm.Beta("p", 2, 2, shape=(2, 2))
        within = pt.sum((blocks[i] @ p) * blocks[j], axis=1)
        eta = pm.Normal("a") + social[i] + social[j] - distance
        pm.Bernoulli("ties", p=0.5 * within + 0.5 * pm.math.invlogit(eta), observed=ties)
    return model


def rated_films():
    """Probabilistic matrix factorisation with missing entries and biases."""
    rng = draws(110)
    user, film, y = rng.integers(0, 10, 70), rng.integers(0, 8, 70), rng.integers(1, 6, 70)
    with pm.Model() as model:
        U, V = pm.Normal("U", 0, 1, shape=(10, 3)), pm.Normal("V", 0, 1, shape=(8, 3))
        R = U @ V.T + pm.Normal("bu", shape=(10, 1)) + pm.Normal("bv", shape=8)
        pm.TruncatedNormal("y", mu=3 + R[user, film], sigma=pm.HalfNormal("s", 1), lower=0.5, upper=5.5, observed=y)
    return model


def sparse_design():
    """A Poisson regression with a sparse matrix of predictors, and horseshoe priors with a slab."""
    rng = draws(111)
    X = scipy.sparse.random(50, 12, 0.25, format="csr", random_state=rng)
    with pm.Model() as model:
        tau, c2 = pm.HalfCauchy("tau", 0.1), pm.InverseGamma("c2", 2, 2)
        lam = pm.HalfStudentT("lam", nu=2, sigma=1, shape=12)
        scale = tau * lam * pt.sqrt(c2 / (c2 + pt.sqr(tau * lam)))
        w = pm.Normal("z", 0, 1, shape=12) * scale
        eta = pytensor.sparse.structured_dot(pytensor.sparse.as_sparse_variable(X), w[:, None])[:, 0]
        pm.Poisson("y", pm.math.exp(pm.Normal("a") + eta), observed=rng.poisson(1.5, 50))
    return model


def quantiles():
    """Three quantile regressions at once, by asymmetric Laplace distributions, with curves that must not cross."""
    rng = draws(112)
    x = rng.normal(size=(40, 1))
    y = x[:, 0] + rng.normal(size=40)
    q = np.array([0.1, 0.5, 0.9])
    with pm.Model() as model:
        base, gaps = pm.Normal("base"), pm.HalfNormal("gaps", 1, shape=2)
        levels = pt.concatenate([base[None], base + pt.cumsum(gaps)])
        mu = levels + x * pm.Normal("b", shape=3)
        pm.AsymmetricLaplace("y", mu=mu, b=pm.HalfNormal("s", 1), q=q, observed=np.tile(y[:, None], 3))
    return model


def doses():
    """Dose and response by a broken line between knots and by Hill's curve, with weights of observations."""
    rng = draws(113)
    dose = rng.uniform(0.1, 9, 45)
    knots = np.array([0.0, 1.0, 3.0, 6.0, 10.0])
    place = np.searchsorted(knots, dose) - 1
    part = (dose - knots[place]) / np.diff(knots)[place]
    with pm.Model() as model:
        heights = pt.cumsum(pm.HalfNormal("rises", 1, shape=5))
        line = heights[place] * (1 - part) + heights[place + 1] * part
        top, ec50, h = pm.HalfNormal("top", 3), pm.LogNormal("ec50", 1, 0.5), pm.Gamma("h", 4, 2)
        hill = top / (1 + (ec50 / dose) ** h)
        like = pm.logp(pm.SkewNormal.dist(mu=line + hill, sigma=pm.HalfNormal("s", 1), alpha=2), rng.normal(3, 1, 45))
        pm.Potential("y", (rng.uniform(0.5, 1.5, 45) * like).sum())
    return model


def proportions():
    """Rates of tumours: a beta-binomial with a prior on the mean and the size, and a flow of a beta regression."""
    rng = draws(114)
    n = rng.integers(10, 40, 12)
    y, share = rng.binomial(n, 0.2), rng.beta(2, 5, 20)
    with pm.Model() as model:
        ab = pm.HalfFlat("ab", shape=2, initval=np.array([1.0, 4.0]))
        pm.Potential("prior", -2.5 * pt.log(pt.sum(ab)))
        theta = pm.Beta("theta", ab[0], ab[1], shape=12)
        pm.Binomial("y", n=n, p=theta, observed=y)
        eta = pm.Normal("b", shape=2)[np.arange(20) % 2]
        mean = 1 - pt.exp(-pt.exp(eta))
        pm.Beta("share", mu=mean, nu=pm.Gamma("nu", 2, 0.1), observed=share)
    return model


def wide_and_deep():
    """Attention over a few tokens, with normalised layers, as a Bayesian classifier."""
    rng = draws(115)
    X, y = rng.normal(size=(20, 4, 3)), rng.integers(0, 3, 20)
    with pm.Model() as model:
        Q, K, V = (pm.Normal(k, 0, 0.5, shape=(3, 3)) for k in "QKV")
        q, k, v = pt.matmul(X, Q), pt.matmul(X, K), pt.matmul(X, V)
        seen = pm.math.softmax(pt.matmul(q, k.transpose(0, 2, 1)) / np.sqrt(3), axis=-1)
        h = X + pt.matmul(seen, v)
        h = (h - h.mean(axis=-1, keepdims=True)) / pt.sqrt(h.var(axis=-1, keepdims=True) + 1e-5)
        w = pm.Normal("w", 0, 1, shape=(3, 3))
        pm.Categorical("y", logit_p=pt.max(pt.maximum(h @ w, 0.1 * (h @ w)), axis=1), observed=y)
    return model


PEOPLE = [
    annotators, topics, contests, goals, purchases, nests, monotonic_effects, experts, tied_people, rated_films,
    sparse_design, quantiles, doses, proportions, wide_and_deep,
]
