"""Parameters and values of PyMC's distributions of arrays: multivariate ones, series, mixtures."""

import numpy as np
import pymc as pm
from case import whole

NAN = np.nan
MEAN = [0.3, -1.0, 2.0]
SPREAD = [[2.0, 0.3, -0.2], [0.3, 1.0, 0.1], [-0.2, 0.1, 0.5]]
SINGULAR = [[1.0, 2.0, 0.0], [2.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
FACTOR = np.linalg.cholesky(SPREAD).tolist()
VECTORS = [[0.1, 0.2, 0.3], [1.0, -5.0, 40.0], [NAN, 0.0, 1.0], [np.inf, 0.0, 1.0]]
SERIES = [[0.1, 0.4, -0.2, 1.0, 0.7], [5.0, -5.0, 40.0, 0.0, 1e-3]]
WEIGHTS = [[0.2, 0.5, 0.3], [0.0, 0.4, 0.6], [1.0, 0.0, 0.0], [0.4, 0.4, 0.4], [-0.2, 0.6, 0.6]]
ADJACENT = np.array([[0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 1, 0]])
CUTS = [-1.0, 0.2, 1.5]


def _gaussian():
    normal = [{"mu": MEAN, "cov": SPREAD}, {"mu": MEAN, "cov": SINGULAR}]
    yield "MvNormal", whole(pm.MvNormal, normal, VECTORS)
    yield "MvNormal of a factor", whole(pm.MvNormal, [{"mu": MEAN, "chol": FACTOR}], VECTORS)
    yield "MvNormal of precision", whole(pm.MvNormal, [{"mu": MEAN, "tau": SPREAD}], VECTORS)
    yield "MvNormal in a batch", whole(pm.MvNormal, [{"mu": [MEAN, VECTORS[0]], "cov": SPREAD}], [VECTORS[:2]])
    student = [{"nu": 3.5, "mu": MEAN, "scale": SPREAD}, {"nu": -1.0, "mu": MEAN, "scale": SPREAD}]
    yield "MvStudentT", whole(pm.MvStudentT, student, VECTORS)
    rows = {"mu": np.zeros((3, 2)), "rowcov": SPREAD, "colcov": [[1.0, 0.2], [0.2, 3.0]]}
    yield "MatrixNormal", whole(pm.MatrixNormal, [rows], [[[0.1, 0.2], [1.0, -1.0], [3.0, 0.0]]])
    kronecker = {"mu": np.zeros(6), "a": SPREAD, "b": rows["colcov"]}
    yield "KroneckerNormal", whole(_kronecker, [kronecker], [np.arange(6.0)])
    yield "KroneckerNormal with noise", whole(
        lambda mu, a, b: pm.KroneckerNormal.dist(mu=mu, covs=[a, b], sigma=0.4),
        [kronecker], [np.arange(6.0)],
    )
    yield "CAR", whole(
        lambda mu, alpha, tau: pm.CAR.dist(mu, ADJACENT, alpha, tau),
        [{"mu": [0.1, 0.2, 0.3, 0.4], "alpha": a, "tau": t} for a, t in ((0.6, 2.0), (1.5, 2.0), (0.6, -1.0))],
        [[0.3, -1.0, 2.0, 0.0]],
    )
    yield "ICAR", whole(
        lambda sigma: pm.ICAR.dist(ADJACENT, sigma), [{"sigma": 1.2}, {"sigma": -1.0}], [[0.5, -1, 1, 2.0]]
    )
    yield "ZeroSumNormal", whole(
        lambda sigma: pm.ZeroSumNormal.dist(sigma, shape=3), [{"sigma": 1.2}, {"sigma": -1.0}],
        [[0.5, -0.25, -0.25], [1.0, 1.0, 1.0]],
    )


def _kronecker(mu, a, b):
    return pm.KroneckerNormal.dist(mu=mu, covs=[a, b])


def _matrices():
    wishart = [{"nu": 5, "V": SPREAD}, {"nu": 2, "V": SPREAD}]
    yield "Wishart", whole(pm.Wishart, wishart, [SPREAD, SINGULAR])
    yield "LKJCorr", whole(
        lambda eta: pm.LKJCorr.dist(n=3, eta=eta), [{"eta": 2.0}, {"eta": 1.0}, {"eta": -1.0}], _lkj()
    )
    yield "LKJCholeskyCov", whole(
        lambda eta: pm.LKJCholeskyCov.dist(n=3, eta=eta, sd_dist=pm.Exponential.dist(1.0, shape=3), compute_corr=False),
        [{"eta": 2.0}, {"eta": 1.0}], [[1.0, 0.2, 0.9, -0.1, 0.3, 0.8], [1.0, 0.2, -0.9, -0.1, 0.3, 0.8]],
    )


def _lkj():
    """Return values of LKJCorr: matrices, in older versions the parts above the diagonal."""
    if pm.LKJCorr.dist(n=3, eta=1.0).type.ndim == 1:
        return [[0.2, -0.3, 0.1], [0.9, -0.9, 0.9]]
    return [[[1, 0.2, -0.3], [0.2, 1, 0.1], [-0.3, 0.1, 1]], [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]]


def _weights():
    simplex = [[0.2, 0.5, 0.3], [0.0, 0.4, 0.6], [0.9, 0.2, 0.1], [-0.1, 0.6, 0.5]]
    yield "Dirichlet", whole(pm.Dirichlet, [{"a": [1.0, 2.5, 0.3]}, {"a": [1.0, -1.0, 2.0]}], simplex)
    yield "StickBreakingWeights", whole(
        lambda alpha: pm.StickBreakingWeights.dist(alpha, K=2), [{"alpha": 1.7}, {"alpha": -1.0}], simplex
    )
    counts = [[2, 3, 5], [0, 0, 10], [1, 1, 1], [-1, 6, 5]]
    yield "Multinomial", whole(pm.Multinomial, [{"n": 10, "p": p} for p in WEIGHTS], counts)
    yield "DirichletMultinomial", whole(
        pm.DirichletMultinomial, [{"n": 10, "a": [1.0, 2.5, 0.3]}, {"n": 10, "a": [1.0, -1.0, 2.0]}], counts
    )
    yield "Categorical", whole(pm.Categorical, [{"p": p} for p in WEIGHTS], [0, 1, 2, 3, -1])
    yield "Categorical of logits", whole(pm.Categorical, [{"logit_p": [0.1, 2.0, -700.0]}], [0, 1, 2, 3, -1])
    ordered = [{"eta": 0.4, "cutpoints": CUTS}, {"eta": 30.0, "cutpoints": CUTS}]
    yield "OrderedLogistic", whole(
        lambda eta, cutpoints: pm.OrderedLogistic.dist(eta, cutpoints), ordered, [0, 1, 2, 3, 4, -1]
    )
    yield "OrderedProbit", whole(
        lambda eta, cutpoints: pm.OrderedProbit.dist(eta, cutpoints), ordered, [0, 1, 2, 3, 4, -1]
    )
    yield "OrderedMultinomial", whole(
        lambda eta, cutpoints: pm.OrderedMultinomial.dist(eta, cutpoints, n=6), ordered,
        [[1, 2, 3, 0], [0, 0, 0, 6]],
    )


def _series():
    walk = [{"mu": 0.1, "sigma": 0.7}, {"mu": 0.1, "sigma": -1.0}]
    yield "GaussianRandomWalk", whole(
        lambda mu, sigma: pm.GaussianRandomWalk.dist(mu, sigma, init_dist=pm.Normal.dist(0, 10), steps=4), walk, SERIES
    )
    yield "RandomWalk", whole(
        lambda mu, sigma: pm.RandomWalk.dist(pm.Normal.dist(0, 10), pm.Laplace.dist(mu, sigma), steps=4), walk, SERIES
    )
    steps = [[[0.0, 0.0, 0.0], *VECTORS[:2], [2.0, 1.0, 0.0]]]
    start = {"init_dist": pm.MvNormal.dist(np.zeros(3), np.eye(3)), "steps": 3}
    yield "MvGaussianRandomWalk", whole(
        lambda mu, cov: pm.MvGaussianRandomWalk.dist(mu=mu, cov=cov, **start), [{"mu": MEAN, "cov": SPREAD}], steps
    )
    yield "MvStudentTRandomWalk", whole(
        lambda mu, scale: pm.MvStudentTRandomWalk.dist(nu=4.0, mu=mu, scale=scale, **start),
        [{"mu": MEAN, "scale": SPREAD}], steps,
    )
    yield "AR", whole(
        lambda rho, sigma: pm.AR.dist(rho, sigma, constant=True, init_dist=pm.Normal.dist(0, 10, shape=2), steps=3),
        [{"rho": [0.1, 0.5, -0.3], "sigma": 0.8}, {"rho": [0.1, 0.5, -0.3], "sigma": -1.0}], SERIES,
    )
    names = ("omega", "alpha_1", "beta_1", "initial_vol")
    yield "GARCH11", whole(
        lambda **given: pm.GARCH11.dist(**given, steps=4),
        [dict(zip(names, v)) for v in ((0.4, 0.2, 0.5, 0.9), (0.4, 0.7, 0.5, 0.9), (-0.4, 0.2, 0.5, 0.9))], SERIES,
    )
    yield "EulerMaruyama", whole(
        lambda rate: pm.EulerMaruyama.dist(
            0.1, lambda x, rate: (-rate * x, 1.0 + x**2), (rate,), init_dist=pm.Normal.dist(0, 10), steps=4
        ),
        [{"rate": 0.7}, {"rate": -3.0}], SERIES,
    )


def _mixtures():
    weights = [{"w": w, "mu": MEAN, "sigma": [1.0, 0.3, 2.0]} for w in WEIGHTS]
    values = [0.3, -1e3, -1.2, 0.0, 40.0, np.inf, NAN]
    yield "NormalMixture", whole(pm.NormalMixture, weights, values)
    yield "Mixture", whole(
        lambda w, mu, sigma: pm.Mixture.dist(w, [
            pm.Normal.dist(mu[0], sigma[0]), pm.StudentT.dist(3.0, mu[1], sigma=sigma[1]), pm.Laplace.dist(mu[2], 1.0)
        ]),
        weights, values,
    )
    yield "Mixture of counts", whole(
        lambda w, mu: pm.Mixture.dist(w, pm.Poisson.dist(mu)), [{"w": w, "mu": [0.5, 3.0, 20.0]} for w in WEIGHTS],
        [0, 1, 30, -1],
    )
    yield "Mixture of vectors", whole(
        lambda w, a: pm.Mixture.dist(w, [pm.MvNormal.dist(MEAN, a), pm.MvNormal.dist(np.zeros(3), np.eye(3))]),
        [{"w": [0.3, 0.7], "a": SPREAD}], VECTORS,
    )


ARRAYS = dict([*_gaussian(), *_matrices(), *_weights(), *_series(), *_mixtures()])
