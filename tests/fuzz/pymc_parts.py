"""Parts of random models of PyMC: priors of numbers and of vectors."""

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from expressions import chosen
from pymc.distributions import transforms as tr

ROWS, GROUPS = 7, 3


def prior(cls, *parameters, **fixed):
    """Return a function that adds a variable; parameters are methods' names, of which the result is taken."""

    def make(p, name, **given):
        values = [getattr(p, v)() if isinstance(v, str) else v for v in parameters]
        named = {k: getattr(p, v)() if v in ("real", "positive", "unit") else v for k, v in fixed.items()}
        return cls(name, *values, **named, **given)

    return make


def noncentered(p, name, **given):
    z = pm.Normal(f"{name}_z", 0, 1, **given)
    return pm.Deterministic(name, p.real() + z * p.positive())


def transformed(p, name, **given):
    """A prior with a transformation that is not its own."""
    kind = p.r.choice(("interval", "log", "chain", "logodds", "lower"))
    if kind == "lower":
        return pm.Normal(name, 0, p.positive(), transform=tr.Interval(-3, None), **given)
    if kind == "interval":
        return pm.Normal(name, p.real(), 2, transform=tr.Interval(-4, 5), **given)
    if kind == "log":
        return pm.Normal(name, 3, 1, transform=tr.log, **given)
    if kind == "logodds":
        return pm.Uniform(name, 0, 1, transform=tr.logodds, **given)
    return pm.Normal(name, 3, 1, transform=tr.Chain([tr.log, tr.Interval(-3, 3)]), **given)


def truncated(p, name, **given):
    student = pm.StudentT.dist(4, mu=p.real(), sigma=1.0)
    base = p.r.choice((pm.Normal.dist(p.real(), p.positive()), student, pm.Laplace.dist(0, p.positive())))
    return pm.Truncated(name, base, lower=-2, upper=p.r.choice((3, None)), **given)


def custom(p, name, **given):
    if p.r.random() < 0.6:
        return pm.CustomDist(name, p.real(), dist=lambda mu, size: pm.Normal.dist(mu, 1, size=size) * 2, **given)
    return pm.CustomDist(
        name, p.real(), logp=lambda value, mu: -pt.abs(value - mu) ** 1.6,
        random=lambda mu, rng=None, size=None: rng.normal(mu, size=size), **given,
    )


GRID = np.linspace(-3, 3, 12)
PRIORS = {
    "real": [
        prior(pm.Normal, "real", "positive"),
        prior(pm.Normal, "real", tau="positive"),
        prior(pm.StudentT, 4.0, mu="real", sigma="positive"),
        prior(pm.Cauchy, "real", "positive"),
        prior(pm.Laplace, "real", "positive"),
        prior(pm.Logistic, "real", "positive"),
        prior(pm.Gumbel, "real", "positive"),
        prior(pm.SkewNormal, mu="real", sigma="positive", alpha=1.6),
        prior(pm.Moyal, "real", "positive"),
        prior(pm.AsymmetricLaplace, b="positive", kappa="positive", mu="real"),
        prior(pm.Uniform, -3, 3.6),
        prior(pm.TruncatedNormal, "real", "positive", lower=-2, upper=2.6),
        prior(pm.ExGaussian, "real", "positive", nu="positive"),
        prior(pm.VonMises, "real", "positive"),
        prior(pm.Triangular, -2.0, 3.0, c=0.6),
        noncentered,
        noncentered,
        transformed,
        truncated,
        custom,
        lambda p, name, **given: pm.Interpolated(name, GRID, np.exp(-GRID**2), **given),
        prior(pm.SkewStudentT, 2.0, 3.0, mu="real", sigma="positive"),
        prior(pm.Flat),
    ],
    "positive": [
        prior(pm.HalfNormal, "positive"),
        prior(pm.HalfCauchy, "positive"),
        prior(pm.Exponential, "positive"),
        prior(pm.Gamma, "positive", "positive"),
        prior(pm.Gamma, mu="positive", sigma="positive"),
        prior(pm.InverseGamma, 3.0, "positive"),
        prior(pm.LogNormal, "real", "positive"),
        prior(pm.Weibull, "positive", "positive"),
        prior(pm.ChiSquared,
        3.0),
        prior(pm.HalfStudentT, 3.0, "positive"),
        prior(pm.Pareto, "positive", "positive"),
        prior(pm.Wald, "positive", "positive"),
        prior(pm.Rice, nu="positive", sigma="positive"),
        prior(pm.HalfFlat),
        prior(pm.Uniform, 0.1, 4),
    ],
    "unit": [
        prior(pm.Beta, "positive", "positive"),
        prior(pm.Beta, mu="unit", nu=3.0),
        prior(pm.LogitNormal, "real", "positive"),
        prior(pm.Uniform, 0, 1),
        prior(pm.Kumaraswamy, "positive", "positive"),
    ],
}


def cholesky(p, name, n):
    sd = p.r.choice((pm.HalfNormal, pm.Exponential)).dist(1.0, shape=n)
    return pm.LKJCholeskyCov(f"{name}_chol", n=n, eta=p.r.choice((1.0, 2.0)), sd_dist=sd, compute_corr=True)


def correlated(p, name):
    """One number for each group, with a covariance of an LKJ prior."""
    chol, _, _ = cholesky(p, name, GROUPS)
    if p.r.random() < 0.6:
        return pm.MvNormal(name, mu=np.zeros(GROUPS), chol=chol, dims="group")
    z = pm.Normal(f"{name}_z", 0, 1, shape=GROUPS)
    return pm.Deterministic(name, pt.dot(chol, z), dims="group")


WALKS = """
pm.GaussianRandomWalk(name, mu=p.real(), sigma=s, init_dist=init, dims="row")
pm.AR(name, rho=[0.6, p.real()], sigma=s, init_dist=pm.Normal.dist(0, 1, shape=2), dims="row")
pm.AR(name, rho=[0.1, 0.4], constant=True, sigma=s, init_dist=init, dims="row")
pm.GARCH11(name, omega=s, alpha_1=p.unit() * 0.6, beta_1=0.3, initial_vol=1.0, dims="row")
pm.EulerMaruyama(name, dt=0.1, sde_fn=lambda x, a: (-a * x, 0.6 + 0.1 * a), sde_pars=(s,), init_dist=init, dims="row")
pm.RandomWalk(name, innovation_dist=pm.StudentT.dist(4, mu=0, sigma=s), init_dist=init, steps=ROWS - 1)
pm.MvGaussianRandomWalk(name, np.zeros(2), cov=np.eye(2), init_dist=pm.MvNormal.dist([0, 0], np.eye(2)), steps=6)[:, 0]
"""


def walks(p, name):
    init = pm.Normal.dist(0, 1)
    s = p.positive()
    made = chosen(p, WALKS, globals() | locals())
    return made


OF_GROUPS = """
pm.ZeroSumNormal(name, sigma=s, dims="group")
pm.MvNormal(name, np.zeros(GROUPS), cov=s * np.eye(GROUPS) + 0.3, dims="group")
pm.MvStudentT(name, nu=5, mu=np.zeros(GROUPS), scale=s * np.eye(GROUPS) + 0.3, dims="group")
pm.ICAR(name, W=W, sigma=s)
pm.CAR(name, mu=np.zeros(GROUPS), W=W, alpha=0.6, tau=s)
pt.log(pm.Dirichlet(name, np.ones(GROUPS) * s))
pm.Normal(name, [-1, 0, 1], s, transform=tr.ordered, dims="group")
pt.log(pm.StickBreakingWeights(name, alpha=s, K=GROUPS - 1))
pm.Mixture(name, [0.3, 0.7], [pm.Normal.dist(-1, s), pm.Normal.dist(1, 1)], dims="group")
pm.NormalMixture(name, w=[p.unit(), 0.6], mu=[-1, 1], sigma=s, shape=GROUPS)
pt.cumsum(pm.Exponential(name, s, dims="group"))
pm.LKJCorr(name, n=3, eta=2.0, return_matrix=False)
pm.MatrixNormal(name, mu=np.zeros((GROUPS, 2)), rowcov=np.eye(GROUPS), colcov=s * np.eye(2))[:, 0]
pm.KroneckerNormal(name, mu=np.zeros(4), covs=[np.eye(2), s * np.eye(2) + 0.2], sigma=0.1)[:GROUPS]
"""


def of_groups(p, name):
    s, W = p.positive(), np.ones((GROUPS, GROUPS)) - np.eye(GROUPS)
    return chosen(p, OF_GROUPS, globals() | locals())


PROCESS = """
C.ExpQuad(1, ls)
C.Matern52(1, ls)
C.Matern32(1, ls)
C.Periodic(1, period=1.0, ls=ls)
C.RatQuad(1, alpha=p.positive(), ls=ls)
C.Exponential(1, ls) + C.Constant(0.3)
ls * C.Linear(1, c=0.6) + C.WhiteNoise(0.1)
C.Matern12(1, ls) * C.Cosine(1, 1.3)
"""


def process(p, name):
    x = np.linspace(0, 2, ROWS)[:, None]
    ls = p.positive()
    C = pm.gp.cov
    cov = chosen(p, PROCESS, globals() | locals())
    mean = p.r.choice((pm.gp.mean.Zero(), pm.gp.mean.Constant(p.real()), pm.gp.mean.Linear(coeffs=p.real())))
    if p.r.random() < 0.3:
        return pm.gp.HSGP(m=[4], c=1.6, cov_func=C.ExpQuad(1, ls)).prior(name, X=x)
    gp = pm.gp.Latent(mean_func=mean, cov_func=cov + C.WhiteNoise(1e-2))
    return gp.prior(name, X=x, reparameterize=p.r.random() < 0.7)


VECTORS = [correlated, walks, walks, of_groups, of_groups, of_groups, process]
