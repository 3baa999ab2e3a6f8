"""Parts of random models of PyMC: what is observed."""

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from expressions import chosen
from pymc.distributions import transforms as tr
from pymc_parts import ROWS, cholesky


def observed(p, value):
    """Return data, of which some may be missing, or are known as data of the model."""
    if value.ndim == 1 and p.r.random() < 0.15:
        return np.ma.masked_array(value, mask=np.arange(len(value)) % 3 == 1)
    if p.r.random() < 0.2:
        return pm.Data(p.name("data"), value)
    return value


OF_REALS = """
pm.Normal(name, mu, s, observed=y, dims="row")
pm.StudentT(name, 3, mu=mu, sigma=s, observed=y)
pm.Laplace(name, mu, s, observed=y)
pm.Logistic(name, mu, s, observed=y)
pm.SkewNormal(name, mu=mu, sigma=s, alpha=2.0, observed=y)
pm.Cauchy(name, mu, s, observed=y)
pm.Gumbel(name, mu, s, observed=y)
pm.ExGaussian(name, mu, s, nu=1.0, observed=y)
pm.AsymmetricLaplace(name, b=s, kappa=1.3, mu=mu, observed=y)
pm.Mixture(name, [p.unit(), 0.6], [pm.Normal.dist(mu, s), pm.StudentT.dist(3, mu=mu, sigma=2.0)], observed=y)
pm.Normal(name, mu, tau=s, observed=y)
pm.NormalMixture(name, [0.2, 0.8], mu=pt.stack([mu, mu + 1], axis=-1), sigma=1.0, observed=y)
pm.Moyal(name, mu, s, observed=y)
pm.Normal(name, mu, s, observed=p.rng.normal(size=ROWS), total_size=100)
"""


def of_reals(p, name):
    y, mu, s = observed(p, p.rng.normal(size=ROWS)), p.predictor(), p.spread()
    chosen(p, OF_REALS, globals() | locals())


RESTRICTED = """
pm.Normal.dist(mu, s)
pm.Laplace.dist(mu, s)
pm.Logistic.dist(mu, s)
pm.StudentT.dist(4, mu=mu, sigma=s)
"""


RESTRICTED2 = """
pm.Censored(name, base, lower=-1, upper=1.6, observed=y)
pm.Truncated(name, base, lower=-2, upper=2, observed=y)
pm.TruncatedNormal(name, mu, s, lower=-2, observed=y)
pm.Censored(name, pm.Weibull.dist(1.6, s), lower=None, upper=1.2, observed=np.abs(y).clip(0.1, 1.2))
"""


def restricted(p, name):
    y, mu, s = np.clip(p.rng.normal(size=ROWS), -1, 1.6), p.predictor(), p.spread()
    base = chosen(p, RESTRICTED, globals() | locals())
    chosen(p, RESTRICTED2, globals() | locals())


OF_POSITIVES = """
pm.Gamma(name, mu=mu, sigma=s, observed=y)
pm.Gamma(name, s, s / mu, observed=y)
pm.LogNormal(name, pt.log(mu), s, observed=y)
pm.Weibull(name, s, mu, observed=y)
pm.Exponential(name, 1 / mu, observed=y)
pm.InverseGamma(name, s, mu, observed=y)
pm.Wald(name, mu, s, observed=y)
pm.HalfNormal(name, mu, observed=y)
pm.HurdleGamma(name, 0.7, s, mu, observed=p.rng.gamma(1.0, size=ROWS) * (np.arange(ROWS) % 2))
pm.HurdleLogNormal(name, 0.7, pt.log(mu), s, observed=p.rng.gamma(1.0, size=ROWS) * (np.arange(ROWS) % 2))
pm.Beta(name, mu=pm.math.invlogit(p.predictor()), nu=3.0, observed=p.rng.uniform(0.1, 0.9, ROWS))
"""


def of_positives(p, name):
    y, mu, s = observed(p, p.rng.gamma(2.0, size=ROWS)), pm.math.exp(p.predictor() * 0.6), p.spread()
    chosen(p, OF_POSITIVES, globals() | locals())


OF_COUNTS = """
pm.Poisson(name, mu, observed=y)
pm.NegativeBinomial(name, mu=mu, alpha=a, observed=y)
pm.Bernoulli(name, logit_p=eta, observed=few)
pm.Bernoulli(name, p=q, observed=few)
pm.Bernoulli(name, p=pm.math.invprobit(eta), observed=few)
pm.Binomial(name, n=20, p=q, observed=y)
pm.Binomial(name, n=20, logit_p=eta, observed=y)
pm.BetaBinomial(name, alpha=mu, beta=a, n=20, observed=y)
pm.Geometric(name, q, observed=y + 1)
pm.ZeroInflatedPoisson(name, p.unit(), mu, observed=y)
pm.ZeroInflatedNegativeBinomial(name, psi=p.unit(), mu=mu, alpha=a, observed=y)
pm.ZeroInflatedBinomial(name, psi=p.unit(), n=20, p=q, observed=y)
pm.HurdlePoisson(name, p.unit(), mu, observed=y)
pm.DiscreteWeibull(name, q, a, observed=y)
pm.Censored(name, pm.Poisson.dist(mu), lower=None, upper=4, observed=np.minimum(y, 4))
pm.Truncated(name, pm.Poisson.dist(mu), lower=0, upper=30, observed=y)
pm.Mixture(name, [0.3, 0.7], [pm.Poisson.dist(mu), pm.Geometric.dist(0.4)], observed=y + 1)
pm.DiscreteUniform(name, 0, 30, observed=y)
"""


def of_counts(p, name):
    y, eta, a = observed(p, p.rng.poisson(2.0, size=ROWS)), p.predictor(), p.spread()
    mu, q = pm.math.exp(eta * 0.6), pm.math.invlogit(eta)
    few = p.rng.integers(0, 2, ROWS)
    chosen(p, OF_COUNTS, globals() | locals())


OF_CLASSES = """
pm.Categorical(name, p=q, observed=y)
pm.Categorical(name, logit_p=logits, observed=y)
pm.Multinomial(name, n=5, p=q, observed=counts)
pm.OrderedLogistic(name, eta=eta, cutpoints=cut, observed=y, compute_p=p.r.random() < 0.6)
pm.OrderedProbit(name, eta=eta, cutpoints=cut, observed=y)
pm.DirichletMultinomial(name, n=5, a=pt.exp(logits), observed=counts)
pm.Dirichlet(name, a=pt.exp(logits), observed=p.rng.dirichlet(np.ones(3), size=ROWS))
pm.Poisson(name, pt.exp(eta)[pm.Categorical(f"{name}_k", p=q[0], shape=ROWS)], observed=y)
pm.OrderedMultinomial(name, eta=eta, cutpoints=cut, n=5, observed=counts)
"""


def of_classes(p, name):
    eta, y = p.predictor(), p.rng.integers(0, 3, ROWS)
    logits = pt.stack([eta, eta * 0.6, pt.zeros_like(eta)], axis=-1)
    q = pm.math.softmax(logits, axis=-1)
    counts = p.rng.multinomial(5, [0.2, 0.3, 0.5], size=ROWS)
    cut = pm.Normal(f"{name}_cut", [-1.0, 1.0], 1.0, transform=tr.ordered, shape=2)
    chosen(p, OF_CLASSES, globals() | locals())


OF_VECTORS = """
pm.MvNormal(name, mu, chol=chol, observed=y)
pm.MvNormal(name, mu, cov=chol @ chol.T, observed=y)
pm.MvStudentT(name, nu=4, mu=mu, chol=chol, observed=y)
pm.MvNormal(name, mu, tau=np.eye(2) * p.positive(), observed=y)
pm.Normal(name, mu, pt.diagonal(chol), observed=y)
pm.MatrixNormal(name, mu=mu, rowcov=np.eye(ROWS), colchol=chol, observed=y)
"""


def of_vectors(p, name):
    y = p.rng.normal(size=(ROWS, 2))
    eta = p.predictor()
    mu = pt.stack([eta, p.real() * eta], axis=-1)
    chol, _, _ = cholesky(p, name, 2)
    chosen(p, OF_VECTORS, globals() | locals())


OF_TIMES = """
pm.GaussianRandomWalk(name, mu=p.real(), sigma=s, init_dist=pm.Normal.dist(0, 2), observed=y)
pm.AR(name, rho=[p.real() * 0.3, 0.2], sigma=s, init_dist=pm.Normal.dist(0, 1, shape=2), observed=y)
pm.GARCH11(name, omega=s, alpha_1=p.unit() * 0.4, beta_1=p.unit() * 0.6, initial_vol=s, observed=y)
pm.Normal(name, pt.cumsum(p.predictor()), s, observed=y)
"""


def of_times(p, name):
    y, s = p.rng.normal(size=ROWS).cumsum(), p.positive()
    chosen(p, OF_TIMES, globals() | locals())


def of_process(p, name):
    x = np.linspace(0, 2, ROWS)[:, None]
    gp = pm.gp.Marginal(cov_func=p.positive() * pm.gp.cov.Matern52(1, p.positive()))
    gp.marginal_likelihood(name, X=x, y=p.rng.normal(size=ROWS), sigma=p.positive())


def of_batches(p, name):
    x, y = pm.Minibatch(p.rng.normal(size=20), p.rng.normal(size=20), batch_size=5)
    pm.Normal(name, p.real() + p.real() * x, p.positive(), observed=y, total_size=20)


LIKELIHOODS = [
    of_reals, of_reals, restricted, of_positives, of_counts, of_counts, of_classes, of_vectors, of_times, of_process,
    of_batches,
]
