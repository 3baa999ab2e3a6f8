"""Models of other kinds than those of ``models``: counts with zeros, orders, directions, areas, rates, shocks."""

import numpy as np
import pymc as pm
import pytensor
import pytensor.tensor as pt
from models import draws

ORDERED = pm.distributions.transforms.ordered
RING = np.roll(np.eye(6, dtype=int), 1, axis=0) + np.roll(np.eye(6, dtype=int), -1, axis=0)


def excess_zeros():
    """Counts of fish: some visitors do not fish at all."""
    rng = draws(20)
    people, camper = rng.integers(1, 5, 60), rng.integers(0, 2, 60)
    counts = rng.poisson(np.exp(0.4 * people - 0.5)) * (rng.random(60) < 0.6)
    with pm.Model() as model:
        a, b, g = pm.Normal("a", 0, 1), pm.Normal("b", 0, 1, shape=2), pm.Normal("g", 0, 1)
        mu = pm.math.exp(a + b[0] * people + b[1] * camper)
        pm.ZeroInflatedNegativeBinomial(
            "y", psi=pm.math.invlogit(g + camper), mu=mu, alpha=pm.Exponential("alpha", 1), observed=counts
        )
    return model


def hurdle():
    """Amounts of rain: days without any, and a gamma distribution of the others."""
    rng = draws(21)
    rain = rng.gamma(2.0, 3.0, 50) * (rng.random(50) < 0.7)
    with pm.Model() as model:
        pm.HurdleGamma(
            "y", psi=pm.Beta("psi", 2, 2), mu=pm.HalfNormal("mu", 10), sigma=pm.HalfNormal("sigma", 5), observed=rain
        )
    return model


def covarying_outcomes():
    """Three outcomes with a covariance of an LKJ prior."""
    rng = draws(22)
    x = rng.normal(size=30)
    y = np.outer(x, [1.0, -0.5, 0.2]) + rng.normal(size=(30, 3))
    with pm.Model() as model:
        chol, _, _ = pm.LKJCholeskyCov("chol", n=3, eta=1.5, sd_dist=pm.HalfNormal.dist(1.0, shape=3))
        a, b = pm.Normal("a", 0, 2, shape=3), pm.Normal("b", 0, 2, shape=3)
        pm.MvNormal("y", mu=a + b * x[:, None], chol=chol, observed=y)
    return model


def sum_of_kernels():
    """A trend, a period and a rough remainder."""
    x = np.linspace(0, 4, 30)
    y = 0.3 * x + np.sin(2 * np.pi * x) + draws(23).normal(0, 0.1, 30)
    with pm.Model() as model:
        trend = pm.HalfNormal("slope", 1) ** 2 * pm.gp.cov.Linear(1, c=0.5)
        period = pm.gp.cov.Periodic(1, period=pm.LogNormal("period", 0, 0.1), ls=pm.Gamma("ls", 2, 1))
        rough = pm.HalfNormal("eta", 1) ** 2 * pm.gp.cov.RatQuad(1, alpha=pm.Exponential("alpha", 1), ls=0.7)
        warped = pm.gp.cov.Exponential(1, ls=2.0) * pm.gp.cov.Cosine(1, ls=1.3)
        gp = pm.gp.Marginal(cov_func=trend + period + rough + 0.1 * warped)
        gp.marginal_likelihood("y", X=x[:, None], y=y, sigma=pm.HalfNormal("sigma", 1))
    return model


def sparse_process():
    """A Gaussian process through inducing points."""
    x = np.linspace(0, 1, 40)
    with pm.Model() as model:
        gp = pm.gp.MarginalApprox(cov_func=pm.gp.cov.ExpQuad(1, pm.Gamma("ls", 2, 5)), approx="VFE")
        gp.marginal_likelihood(
            "y", X=x[:, None], Xu=np.linspace(0, 1, 7)[:, None], y=np.cos(5 * x), sigma=pm.HalfNormal("sigma", 1)
        )
    return model


def periodic_hilbert_space():
    x = np.linspace(0, 3, 30)
    with pm.Model() as model:
        cov = pm.gp.cov.Periodic(1, period=1.0, ls=pm.Gamma("ls", 2, 1))
        f = pm.gp.HSGPPeriodic(m=8, scale=pm.HalfNormal("scale", 1), cov_func=cov).prior("f", X=x[:, None])
        pm.Poisson("y", pm.math.exp(f), observed=draws(24).poisson(1 + np.sin(2 * np.pi * x) ** 2))
    return model


def volatile_returns():
    """GARCH(1, 1), whose variances are the steps of a loop."""
    r = draws(25).standard_t(5, 40)
    with pm.Model() as model:
        omega, sigma_0 = pm.HalfNormal("omega", 1), pm.HalfNormal("sigma_0", 1)
        alpha, beta = pm.Uniform("alpha", 0, 1), pm.Beta("beta", 2, 2)
        variances = pytensor.scan(
            lambda x, v, omega, alpha, beta: omega + alpha * x**2 + beta * (1 - alpha) * v,
            sequences=[pt.as_tensor(r)], outputs_info=[sigma_0**2], non_sequences=[omega, alpha, beta],
            return_updates=False,
        )
        pm.Normal("y", 0, pm.math.sqrt(variances), observed=r)
    return model


def walk_with_drift():
    steps = draws(26).normal(0.2, 1, 30)
    with pm.Model() as model:
        walk = pm.GaussianRandomWalk(
            "walk", mu=pm.Normal("drift"), sigma=pm.HalfNormal("sigma"), init_dist=pm.Normal.dist(0, 5), steps=29
        )
        pm.Laplace("y", walk, 0.5, observed=np.cumsum(steps))
    return model


def right_censored():
    """Times to failure, censored at the end of the study, with a Weibull regression."""
    rng = draws(27)
    x = rng.normal(size=40)
    times = np.minimum(rng.weibull(1.3, 40) * np.exp(0.4 * x), 2.0)
    with pm.Model() as model:
        scale = pm.math.exp(pm.Normal("a") + pm.Normal("b") * x)
        latent = pm.Weibull.dist(pm.HalfNormal("alpha", 2), scale)
        pm.Censored("y", latent, lower=None, upper=np.where(times < 2, np.inf, 2.0), observed=times)
    return model


def truncated():
    rng = draws(28)
    y = rng.gamma(3.0, 1.0, 80)
    with pm.Model() as model:
        mu, sigma = pm.Normal("mu", 2, 2), pm.HalfNormal("sigma", 2)
        pm.Truncated("y", pm.Normal.dist(mu, sigma), lower=0.5, upper=4.0, observed=y[(y > 0.5) & (y < 4)])
        pm.TruncatedNormal("z", mu, sigma, lower=0.5, observed=y[y > 0.5])
    return model


def mixture_of_kinds():
    """Outliers come from a distribution of another kind."""
    rng = draws(29)
    y = np.concatenate([rng.normal(1, 0.5, 50), rng.standard_cauchy(8) * 3])
    with pm.Model() as model:
        inner = pm.Normal.dist(pm.Normal("mu"), pm.HalfNormal("sigma"))
        parts = [inner, pm.StudentT.dist(nu=3, sigma=pm.HalfNormal("wide", 5))]
        pm.Mixture("y", w=pm.Dirichlet("w", [5.0, 1.0]), comp_dists=parts, observed=y)
    return model


def mixture_of_vectors():
    rng = draws(30)
    y = np.concatenate([rng.normal(-1, 1, (15, 2)), rng.normal(2, 1, (15, 2))])
    with pm.Model() as model:
        centres = pm.Normal("centres", 0, 3, shape=(2, 2), initval=np.array([[-1.0, -1.0], [1.0, 1.0]]))
        parts = [pm.MvNormal.dist(centres[k], pm.HalfNormal(f"s{k}") ** 2 * np.eye(2)) for k in range(2)]
        pm.Mixture("y", w=pm.StickBreakingWeights("w", 1.5, K=1), comp_dists=parts, observed=y)
    return model


def votes():
    """Overdispersed counts in several classes."""
    rng = draws(31)
    counts = np.stack([rng.multinomial(30, p) for p in rng.dirichlet([4, 2, 1], 12)])
    with pm.Model() as model:
        share, conc = pm.Dirichlet("share", np.ones(3)), pm.LogNormal("conc", 1, 1)
        pm.DirichletMultinomial("y", n=counts.sum(1), a=share * conc, observed=counts)
    return model


def ratings():
    """An ordered logistic regression with effects of judges, apart from their scale."""
    rng = draws(32)
    judge, x = rng.integers(0, 5, 60), rng.normal(size=60)
    y = np.digitize(x + rng.logistic(size=60), [-1.0, 0.0, 1.0])
    with pm.Model(coords={"judge": range(5)}) as model:
        cuts = pm.Normal("cuts", 0, 2, shape=3, transform=ORDERED, initval=np.array([-1.0, 0.0, 1.0]))
        effects = pm.HalfNormal("scale", 1) * pm.ZeroSumNormal("effects", dims="judge")
        pm.OrderedLogistic("y", eta=pm.Normal("b") * x + effects[judge], cutpoints=cuts, compute_p=False, observed=y)
    return model


def areas():
    """Counts of neighbouring areas, with structured and unstructured effects."""
    counts = draws(33).poisson(4, 6)
    with pm.Model() as model:
        phi = pm.ICAR("phi", W=RING)
        theta = pm.Normal("theta", shape=6)
        mixed = pm.CAR("mixed", mu=np.zeros(6), W=RING, alpha=pm.Beta("alpha", 2, 2), tau=pm.HalfNormal("tau", 1))
        rho = pm.Beta("rho", 0.5, 0.5)
        rate = pm.math.exp(pm.Normal("b") + pm.math.sqrt(rho) * phi + pm.math.sqrt(1 - rho) * theta + mixed)
        pm.Poisson("y", rate, observed=counts)
    return model


def directions():
    angles = draws(34).vonmises(1.0, 3.0, 40)
    with pm.Model() as model:
        pm.VonMises("y", mu=pm.VonMises("mu", 0, 0.5), kappa=pm.HalfNormal("kappa", 5), observed=angles)
    return model


def custom_terms():
    """A density and a penalty of the user's own."""
    y = draws(35).gumbel(1, 2, 40)

    def density(value, mu, beta):
        z = (value - mu) / beta
        return -z - pt.exp(-z) - pt.log(beta)

    with pm.Model() as model:
        mu, beta = pm.Normal("mu", 0, 5), pm.HalfNormal("beta", 3)
        w = pm.Flat("w", shape=3)
        made = {"logp": density, "random": lambda mu, beta, rng, size: rng.gumbel(mu, beta, size)}
        pm.CustomDist("y", mu, beta, **made, observed=y)
        pm.Potential("ridge", -0.5 * pt.sum(pt.sqr(pt.diff(w))) - pt.logsumexp(abs(w)))
    return model


def changing_rate():
    """The year in which accidents became rarer is a discrete parameter."""
    counts = np.r_[draws(36).poisson(4, 15), draws(37).poisson(1, 15)]
    with pm.Model() as model:
        year = pm.DiscreteUniform("year", 0, 29)
        early, late = pm.Exponential("early", 1), pm.Exponential("late", 1)
        pm.Poisson("y", pm.math.switch(year >= np.arange(30), early, late), observed=counts)
    return model


def missing_values():
    y = draws(38).normal(1, 2, 30)
    y[[3, 7, 20]] = np.nan
    with pm.Model() as model:
        pm.Normal("y", pm.Normal("mu", 0, 5), pm.HalfCauchy("sigma", 2), observed=np.ma.masked_invalid(y))
    return model


def measured_again():
    """Data that change: a regression on predictors in shared variables."""
    rng = draws(39)
    with pm.Model() as model:
        x = pm.Data("x", rng.normal(size=(25, 2)))
        y = pm.Data("y_seen", rng.normal(size=25))
        b = pm.Laplace("b", 0, 1, shape=2)
        pm.AsymmetricLaplace("y", mu=x @ b, b=pm.HalfNormal("s"), kappa=2.0, observed=y, shape=x.shape[0])
    return model


FURTHER = [
    excess_zeros, hurdle, covarying_outcomes, sum_of_kernels, sparse_process, periodic_hilbert_space, volatile_returns,
    walk_with_drift, right_censored, truncated, mixture_of_kinds, mixture_of_vectors, votes, ratings, areas, directions,
    custom_terms, changing_rate, missing_values, measured_again,
]
