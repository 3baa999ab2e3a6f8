"""Parameters and values of PyMC's distributions of scalars, which are compared at each of them."""

import numpy as np
import pymc as pm
from case import elementwise

INF, NAN = np.inf, np.nan
REAL = [0.3, -INF, -1e3, -37.5, -1.2, -0.3, 0.0, 1e-10, 1.0, 2.7, 40.0, 1e3, INF, NAN]
POSITIVE = [0.7, -1.0, 0.0, 1e-12, 1e-3, 0.2, 1.0, 1.9, 11.0, 400.0, 1e5, INF, NAN]
UNIT = [0.4, -0.1, 0.0, 1e-12, 0.01, 0.3, 0.5, 0.93, 1 - 1e-12, 1.0, 1.1, NAN]
COUNT = np.array([0, 1, 2, 3, 5, 10, 11, 50, 1000, -1])
LOCATION = [0.3, -2.0, 50.0, INF]
SCALE = [1.3, 0.02, 60.0, 0.0, -1.0, INF]
SHAPE = [1.7, 0.3, 1.0, 2.0, 25.0, 0.0, -0.5]
CHANCE = [0.4, 0.0, 1.0, 0.999, -0.1, 1.1]
MEAN = [3.2, 0.2, 70.0, 0.0, -1.0]
TRIALS = [10, 1, 50, 0, -1]


def _continuous():
    cauchy = {"alpha": LOCATION, "beta": SCALE}
    yield "AsymmetricLaplace", elementwise(pm.AsymmetricLaplace, REAL, kappa=SHAPE, mu=LOCATION, b=SCALE)
    yield "Beta", elementwise(pm.Beta, UNIT, alpha=SHAPE, beta=SHAPE)
    yield "Beta of moments", elementwise(pm.Beta, UNIT, mu=[0.4, 0.1, 1.2], sigma=[0.2, 0.05, 0.0])
    yield "Cauchy", elementwise(pm.Cauchy, REAL, **cauchy)
    yield "ChiSquared", elementwise(pm.ChiSquared, POSITIVE, nu=SHAPE)
    yield "ExGaussian", elementwise(pm.ExGaussian, REAL, mu=LOCATION[:3], sigma=SCALE[:5], nu=SCALE[:5])
    yield "Exponential", elementwise(pm.Exponential, POSITIVE, lam=SCALE)
    yield "Exponential of scale", elementwise(pm.Exponential, POSITIVE, scale=SCALE)
    yield "Flat", elementwise(pm.Flat, REAL)
    yield "Gamma", elementwise(pm.Gamma, POSITIVE, alpha=SHAPE, beta=SCALE)
    yield "Gamma of moments", elementwise(pm.Gamma, POSITIVE, mu=SHAPE, sigma=SCALE)
    yield "Gumbel", elementwise(pm.Gumbel, REAL, mu=LOCATION, beta=SCALE)
    yield "HalfCauchy", elementwise(pm.HalfCauchy, POSITIVE, beta=SCALE)
    yield "HalfFlat", elementwise(pm.HalfFlat, POSITIVE)
    yield "HalfNormal", elementwise(pm.HalfNormal, POSITIVE, sigma=SCALE)
    yield "HalfNormal of precision", elementwise(pm.HalfNormal, POSITIVE, tau=SCALE)
    yield "HalfStudentT", elementwise(pm.HalfStudentT, POSITIVE, nu=SHAPE, sigma=SCALE)
    yield "InverseGamma", elementwise(pm.InverseGamma, POSITIVE, alpha=SHAPE, beta=SCALE)
    yield "Kumaraswamy", elementwise(pm.Kumaraswamy, UNIT, a=SHAPE, b=SHAPE)
    yield "Laplace", elementwise(pm.Laplace, REAL, mu=LOCATION, b=SCALE)
    yield "LogNormal", elementwise(pm.LogNormal, POSITIVE, mu=LOCATION, sigma=SCALE)
    yield "Lognormal", elementwise(pm.Lognormal, POSITIVE, mu=LOCATION, tau=SCALE)
    yield "Logistic", elementwise(pm.Logistic, REAL, mu=LOCATION, s=SCALE)
    yield "LogitNormal", elementwise(pm.LogitNormal, UNIT, mu=LOCATION, sigma=SCALE)
    yield "Moyal", elementwise(pm.Moyal, REAL, mu=LOCATION, sigma=SCALE)
    yield "Normal", elementwise(pm.Normal, REAL, mu=LOCATION, sigma=SCALE)
    yield "Normal of precision", elementwise(pm.Normal, REAL, mu=LOCATION, tau=SCALE)
    yield "Pareto", elementwise(pm.Pareto, POSITIVE, alpha=SHAPE, m=SCALE)
    yield "PolyaGamma", elementwise(pm.PolyaGamma, POSITIVE, h=[1.0, 0.5, 4.0, -1.0], z=[0.0, 0.4, -2.0])
    yield "Rice", elementwise(pm.Rice, POSITIVE[:10], nu=[1.2, 0.0, 4.0, -1.0], sigma=SCALE[:5])
    yield "SkewNormal", elementwise(pm.SkewNormal, REAL, alpha=LOCATION[:3], mu=LOCATION[:3], sigma=SCALE)
    yield "SkewStudentT", elementwise(pm.SkewStudentT, REAL[4:10], a=SHAPE, b=SHAPE, mu=LOCATION[:2], sigma=[1.3, -1.0])
    yield "StudentT", elementwise(pm.StudentT, REAL, nu=SHAPE, mu=LOCATION, sigma=SCALE)
    yield "Triangular", elementwise(pm.Triangular, UNIT, lower=[0.0, -1.0, 2.0], upper=[1.0, 3.0], c=[0.5, 0.0, 1.0])
    yield "TruncatedNormal", elementwise(
        pm.TruncatedNormal, REAL, mu=LOCATION[:3], sigma=SCALE, lower=[-1.0, 3.5, -INF], upper=[2.0, INF]
    )
    yield "Uniform", elementwise(pm.Uniform, REAL, lower=[-1.0, 0.5, 3.0], upper=[1.0, 2.7, -4.0])
    yield "VonMises", elementwise(pm.VonMises, [0.3, -4.0, -3.1, -1.0, 0.0, 3.0, 3.2], mu=LOCATION[:2], kappa=SCALE[:5])
    yield "Wald", elementwise(pm.Wald, POSITIVE[4:], mu=SHAPE, lam=SCALE, alpha=[0.0, 0.2])
    yield "Weibull", elementwise(pm.Weibull, POSITIVE, alpha=SHAPE, beta=SCALE)
    yield "Interpolated", elementwise(_interpolated, REAL)


def _interpolated():
    grid = np.linspace(-2.0, 3.0, 12)
    return pm.Interpolated.dist(grid, np.exp(-0.5 * grid**2))


def _discrete():
    yield "Bernoulli", elementwise(pm.Bernoulli, [0, 1, 2, -1], p=CHANCE)
    yield "Bernoulli of logits", elementwise(pm.Bernoulli, [0, 1, 2, -1], logit_p=[0.2, -40.0, 800.0])
    yield "BetaBinomial", elementwise(pm.BetaBinomial, COUNT, alpha=SHAPE, beta=SHAPE, n=TRIALS)
    yield "Binomial", elementwise(pm.Binomial, COUNT, n=TRIALS, p=CHANCE)
    yield "DiracDelta", elementwise(pm.DiracDelta, COUNT, c=[2, 0])
    yield "DiscreteUniform", elementwise(pm.DiscreteUniform, COUNT, lower=[0, 2, 9], upper=[10, 2, -5])
    yield "DiscreteWeibull", elementwise(pm.DiscreteWeibull, COUNT, q=[0.4, 0.0, 1.0, 0.99, -0.1], beta=SHAPE)
    yield "Geometric", elementwise(pm.Geometric, COUNT, p=CHANCE)
    yield "HyperGeometric", elementwise(pm.HyperGeometric, COUNT[:7], N=[20, 11], k=[6, 0, 30], n=[5, 20, 0])
    yield "NegativeBinomial", elementwise(pm.NegativeBinomial, COUNT, mu=MEAN, alpha=SHAPE)
    yield "NegativeBinomial of chances", elementwise(pm.NegativeBinomial, COUNT, p=CHANCE, n=SHAPE)
    yield "Poisson", elementwise(pm.Poisson, COUNT, mu=MEAN)
    yield "ZeroInflatedBinomial", elementwise(pm.ZeroInflatedBinomial, COUNT, psi=CHANCE, n=TRIALS, p=CHANCE)
    yield "ZeroInflatedNegativeBinomial", elementwise(
        pm.ZeroInflatedNegativeBinomial, COUNT, psi=CHANCE, mu=MEAN, alpha=SHAPE
    )
    yield "ZeroInflatedPoisson", elementwise(pm.ZeroInflatedPoisson, COUNT, psi=CHANCE, mu=MEAN)


def _of_several():
    hurdle = {"psi": [0.6, 0.0, 1.0]}
    yield "HurdleGamma", elementwise(pm.HurdleGamma, POSITIVE, **hurdle, alpha=SHAPE[:5], beta=SCALE[:3])
    yield "HurdleLogNormal", elementwise(pm.HurdleLogNormal, POSITIVE, **hurdle, mu=LOCATION[:3], sigma=SCALE[:3])
    yield "HurdleNegativeBinomial", elementwise(
        pm.HurdleNegativeBinomial, COUNT, **hurdle, mu=MEAN[:3], alpha=SHAPE[:5]
    )
    yield "HurdlePoisson", elementwise(pm.HurdlePoisson, COUNT, **hurdle, mu=MEAN[:3])
    yield "Censored", elementwise(_censored, REAL, mu=LOCATION[:3], sigma=SCALE[:5])
    yield "Censored of counts", elementwise(
        lambda mu: pm.Censored.dist(pm.Poisson.dist(mu), lower=2, upper=11), COUNT, mu=MEAN
    )
    yield "Truncated", elementwise(_truncated, POSITIVE, alpha=SHAPE, beta=SCALE)
    yield "Truncated of counts", elementwise(
        lambda mu: pm.Truncated.dist(pm.Poisson.dist(mu), lower=2, upper=11), COUNT, mu=MEAN
    )
    yield "CustomDist", elementwise(_custom, REAL, mu=LOCATION[:3], sigma=SCALE[:3])
    yield "CustomDist of a graph", elementwise(_custom_graph, POSITIVE, mu=LOCATION[:3], sigma=SCALE[:3])
    yield "DensityDist", elementwise(_custom, REAL, mu=LOCATION[:3], sigma=SCALE[:3])


def _censored(mu, sigma):
    return pm.Censored.dist(pm.Normal.dist(mu, sigma), lower=-1.2, upper=2.7)


def _truncated(alpha, beta):
    return pm.Truncated.dist(pm.Weibull.dist(alpha, beta), lower=0.2, upper=11.0)


def _custom(mu, sigma):
    return pm.CustomDist.dist(
        mu, sigma,
        logp=lambda value, mu, sigma: -((value - mu) ** 2) / sigma - pm.math.log(sigma),
        random=lambda mu, sigma, rng=None, size=None: rng.normal(mu, sigma, size=size),
    )


def _custom_graph(mu, sigma):
    return pm.CustomDist.dist(mu, sigma, dist=lambda mu, sigma, size: pm.math.exp(pm.Normal.dist(mu, sigma, size=size)))


SCALARS = dict([*_continuous(), *_discrete(), *_of_several()])
