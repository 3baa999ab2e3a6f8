"""Models in the manner of PyMC's example gallery: states, spaces, copulas, survival, networks, interventions."""

import numpy as np
import pymc as pm
import pytensor
import pytensor.tensor as pt
import scipy.sparse
from models import draws
from scipy.interpolate import BSpline

OLD = int(pm.__version__.split(".")[0]) < 6

ORDERED = pm.distributions.transforms.ordered


def local_level():
    """A trend with level and slope, marginalised by a Kalman filter in a loop over matrices."""
    y = np.cumsum(draws(50).normal(0.1, 1, 25)) + draws(51).normal(size=25)
    with pm.Model() as model:
        q, r = pm.HalfNormal("q", 1, shape=2), pm.HalfNormal("r", 1)
        T, Z = pt.as_tensor(np.array([[1.0, 1.0], [0.0, 1.0]])), np.array([1.0, 0.0])

        def step(y, m, P, q, r):
            m, P = T @ m, T @ P @ T.T + pt.diag(q**2)
            v, F = y - Z @ m, Z @ P @ Z + r**2
            K = P @ Z / F
            return m + K * v, P - pt.outer(K, Z @ P), -0.5 * (pt.log(2 * np.pi * F) + v**2 / F)

        *_, terms = pytensor.scan(
            step, sequences=[pt.as_tensor(y)], outputs_info=[pt.zeros(2), 10 * pt.eye(2), None],
            non_sequences=[q, r], return_updates=False,
        )
        pm.Potential("y", terms.sum())
    return model


def hidden_states():
    """A Markov chain of two hidden states, summed over by the forward algorithm."""
    rng = draws(52)
    y = np.where(np.arange(30) // 7 % 2, 2.0, -1.0) + rng.normal(0, 0.7, 30)
    with pm.Model() as model:
        P = pm.Dirichlet("P", np.ones((2, 2)) + 3 * np.eye(2), shape=(2, 2))
        mu = pm.Normal("mu", 0, 2, shape=2, transform=ORDERED, initval=np.array([-1.0, 1.0]))
        emission = pm.logp(pm.Normal.dist(mu, pm.HalfNormal("sigma", 1)), y[:, None])

        def step(e, alpha, logP):
            return e + pt.logsumexp(alpha[:, None] + logP, axis=0)

        alphas = pytensor.scan(
            step, sequences=[emission[1:]], outputs_info=[emission[0] + np.log(0.5)], non_sequences=[pt.log(P)],
            return_updates=False,
        )
        pm.Potential("y", pt.logsumexp(alphas[-1]))
    return model


def counts_of_groups():
    """A negative binomial regression with exposures, nested groups and their scales."""
    rng = draws(53)
    group, x, exposure = rng.integers(0, 8, 80), rng.normal(size=80), rng.uniform(0.5, 3, 80)
    y = rng.negative_binomial(3, 3 / (3 + exposure * np.exp(0.5 + 0.4 * x)))
    with pm.Model(coords={"group": range(8), "row": range(80)}) as model:
        a = pm.Normal("mu_a", 0, 1) + pm.Exponential("s_a", 1) * pm.Normal("z_a", dims="group")
        b = pm.Normal("b", pm.Normal("mu_b"), pm.HalfCauchy("s_b", 1), dims="group")
        mu = exposure * pm.math.exp(a[group] + b[group] * x)
        pm.NegativeBinomial("y", mu=mu, alpha=pm.Gamma("alpha", 2, 0.5, dims="group")[group], observed=y, dims="row")
    return model


def classes():
    """Softmax regression with a pivot, on standardised data."""
    rng = draws(54)
    X, y = rng.normal(size=(60, 3)), rng.integers(0, 4, 60)
    with pm.Model() as model:
        w, b = pm.Normal("w", 0, 1, shape=(3, 3)), pm.Normal("b", 0, 1, shape=3)
        eta = pm.math.concatenate([pt.zeros((60, 1)), X @ w + b], axis=1)
        pm.Categorical("y", p=pm.math.softmax(eta, axis=1), observed=y)
    return model


def breaking_sticks():
    """A Dirichlet process mixture, truncated at 8 components."""
    rng = draws(55)
    y = np.concatenate([rng.normal(-3, 0.6, 25), rng.normal(0, 0.3, 20), rng.normal(2, 1, 25)])
    with pm.Model() as model:
        beta = pm.Beta("beta", 1, pm.Gamma("alpha", 1, 1), shape=8)
        w = beta * pt.concatenate([[1], pt.cumprod(1 - beta)[:-1]])
        tau = pm.Gamma("tau", 2, 1, shape=8)
        lam = pm.Gamma("lambda", 5, 1, shape=8)
        pm.NormalMixture("y", w=w / w.sum(), mu=pm.Normal("mu", 0, tau=lam * tau, shape=8), tau=lam * tau, observed=y)
    return model


def regions():
    """Conditional autoregression over a sparse graph of regions."""
    W = scipy.sparse.csr_matrix(np.roll(np.eye(10), 1, axis=0) + np.roll(np.eye(10), -1, axis=0))
    with pm.Model() as model:
        phi = pm.CAR("phi", mu=np.zeros(10), W=W, alpha=pm.Beta("alpha", 5, 1), tau=pm.Gamma("tau", 2, 2))
        psi = pm.ZeroSumNormal("psi", shape=10)
        pm.Binomial("y", n=20, logit_p=pm.Normal("b") + phi + 0.3 * psi, observed=draws(56).binomial(20, 0.3, 10))
    return model


def copula():
    """Two margins of different kinds, tied by a Gaussian copula."""
    rng = draws(57)
    z = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], 40)
    a, b = np.exp(0.5 * z[:, 0] + 1), 2 + 1.5 * z[:, 1]
    with pm.Model() as model:
        mu, sigma = pm.Normal("mu", 1, 1, shape=2), pm.HalfNormal("sigma", 2, shape=2)
        rho = pm.Uniform("rho", -1, 1)
        first, second = pm.LogNormal.dist(mu[0], sigma[0]), pm.Laplace.dist(mu[1], sigma[1])
        normal = pm.Normal.dist(0, 1)
        u = [pm.icdf(normal, pt.exp(pm.logcdf(d, v))) for d, v in ((first, a), (second, b))]
        cov = pt.stack([pt.stack([1.0, rho]), pt.stack([rho, 1.0])])
        joint = pm.logp(pm.MvNormal.dist(np.zeros(2), cov), pt.stack(u, axis=1))
        margins = pm.logp(first, a) + pm.logp(second, b) - sum(pm.logp(normal, v) for v in u)
        pm.Potential("y", pt.sum(joint + margins))
    return model


def proportional_hazards():
    """Cox' model as Poisson counts in intervals, with a baseline that is a random walk."""
    rng = draws(58)
    edges, x = np.arange(0, 8.0), rng.normal(size=30)
    times, seen = rng.exponential(4 * np.exp(-0.5 * x)).clip(0.1, 7.9), rng.random(30) < 0.7
    interval = np.digitize(times, edges) - 1
    deaths = np.zeros((30, 8))
    deaths[np.arange(30), interval] = seen
    exposure = np.clip(times[:, None] - edges, 0, 1)
    with pm.Model() as model:
        walk = pm.GaussianRandomWalk("walk", sigma=0.5, init_dist=pm.Normal.dist(-1, 1), shape=8)
        hazard = pt.outer(pm.math.exp(pm.Normal("b") * x), pm.math.exp(walk))
        pm.Poisson("y", exposure * hazard + 1e-12, observed=deaths)
    return model


def accelerated_failure():
    """A log-logistic regression of times, censored on the right through potentials."""
    rng = draws(59)
    x = rng.normal(size=40)
    logs = 1 + 0.5 * x + rng.logistic(0, 0.5, 40)
    seen = logs < 1.8
    logs = np.minimum(logs, 1.8)
    with pm.Model() as model:
        s, b = pm.HalfNormal("s", 5), pm.Normal("b", 0, 5, shape=2)
        eta = b[0] + b[1] * x
        pm.Logistic("seen", mu=eta[seen], s=s, observed=logs[seen])
        pm.Potential("longer", -pm.math.log1pexp((logs[~seen] - eta[~seen]) / s))
        k = pm.HalfNormal("k", 1)
        latent = pm.Gumbel.dist(eta, k)
        pm.Potential("extreme", pt.log1mexp(pm.logcdf(latent, logs))[~seen].sum() / 10)
    return model


def coregions():
    """Two outputs whose Gaussian processes share a kernel over inputs."""
    x = np.linspace(0, 1, 12)
    X = np.vstack([np.c_[x, np.zeros(12)], np.c_[x, np.ones(12)]])
    y = np.concatenate([np.sin(5 * x), np.cos(5 * x)]) + draws(60).normal(0, 0.1, 24)
    with pm.Model() as model:
        W, kappa = pm.Normal("W", 0, 1, shape=(2, 2)), pm.Gamma("kappa", 1.5, 1, shape=2)
        kernel = pm.gp.cov.Matern52(2, ls=pm.Gamma("ls", 2, 2), active_dims=[0])
        coregion = pm.gp.cov.Coregion(2, W=W, kappa=kappa, active_dims=[1])
        gp = pm.gp.Marginal(mean_func=pm.gp.mean.Linear(np.zeros(2), pm.Normal("c")), cov_func=kernel * coregion)
        gp.marginal_likelihood("y", X, y, sigma=pm.HalfNormal("sigma", 1))
    return model


def grid_of_processes():
    """A Gaussian process on a grid, whose covariance is a Kronecker product."""
    Xs = [np.linspace(0, 1, 5)[:, None], np.linspace(0, 2, 4)[:, None]]
    with pm.Model() as model:
        kernels = [pm.gp.cov.ExpQuad(1, pm.Gamma("l1", 3, 4)), pm.gp.cov.Matern32(1, pm.Gamma("l2", 3, 2))]
        gp = pm.gp.MarginalKron(cov_funcs=kernels)
        gp.marginal_likelihood("y", Xs, draws(61).normal(size=20), sigma=pm.HalfNormal("sigma", 1))
    return model


def heavy_process():
    """A Student-t process with an input that is warped and a length scale that varies."""
    x = np.linspace(0.1, 1, 18)[:, None]
    with pm.Model() as model:
        a = pm.HalfNormal("a", 1)
        matern = pm.gp.cov.Matern52(1, 0.5)
        warped = pm.gp.cov.WarpedInput(1, cov_func=matern, warp_func=lambda x, a: pt.log1p(a * x), args=(a,))
        gibbs = pm.gp.cov.Gibbs(1, lambda x, b: 0.2 + b * x, args=(pm.HalfNormal("b", 1),))
        tp = pm.gp.TP(cov_func=warped + pm.gp.cov.Constant(0.1) + gibbs + pm.gp.cov.WhiteNoise(0.1), nu=4)
        f = tp.prior("f", x, reparameterize=False)
        pm.Normal("y", f, 0.2, observed=np.sin(4 * x[:, 0]))
    return model


def items():
    """Item response: abilities, difficulties and discriminations, with missing answers."""
    rng = draws(62)
    answers = (rng.random((12, 6)) < 0.6).astype(float)
    answers[2, 3] = answers[7, 0] = np.nan
    with pm.Model(coords={"person": range(12), "item": range(6)}) as model:
        theta = pm.Normal("theta", dims="person")
        b, a = pm.Normal("b", 0, pm.HalfNormal("s", 1), dims="item"), pm.LogNormal("a", 0, 0.3, dims="item")
        seen = ~np.isnan(answers)
        person, item = np.nonzero(seen)
        eta = a[item] * (theta[person] - b[item])
        guess = pm.Beta("guess", 2, 8)
        p = guess + (1 - guess) * pm.math.invlogit(eta)
        pm.Bernoulli("y", p=p, observed=answers[seen].astype(int))
    return model


def network():
    """A neural network with two hidden layers and priors on its weights."""
    rng = draws(63)
    X = rng.normal(size=(50, 2))
    y = (X[:, 0] * X[:, 1] > 0).astype(int)
    with pm.Model() as model:
        h = pt.tanh(X @ pm.Normal("w1", 0, 1, shape=(2, 5)))
        h = pt.tanh(h @ pm.Normal("w2", 0, 1, shape=(5, 5)))
        pm.Bernoulli("y", p=pm.math.sigmoid(h @ pm.Normal("w3", 0, 1, shape=5)), observed=y)
    return model


def diffusion():
    """A stochastic differential equation in steps of Euler and Maruyama."""
    y = draws(64).normal(size=30).cumsum() * 0.3
    with pm.Model() as model:
        lam = pm.HalfNormal("lam", 1)
        x = pm.EulerMaruyama(
            "x", dt=0.1, sde_fn=lambda x, lam: (-lam * x, 0.5 + 0.1 * pt.sqr(x)), sde_pars=[lam], shape=30,
            init_dist=pm.Normal.dist(0, 1),
        )
        pm.Normal("y", x, 0.2, observed=y)
    return model


def elicited():
    """A prior that is given as points of a density, and one that is cut off."""
    with pm.Model() as model:
        at = np.linspace(-3, 3, 60)
        mu = pm.Interpolated("mu", at, np.exp(-(at**2)) + 0.3 * np.exp(-((at - 1) ** 2) * 4))
        sigma = pm.Truncated("sigma", pm.Gamma.dist(2, pm.Exponential("rate", 1)), lower=0.1, upper=5)
        pm.SkewNormal("y", mu=mu, sigma=sigma, alpha=pm.Normal("alpha"), observed=draws(65).normal(size=30))
    return model


def vectors_that_walk():
    with pm.Model() as model:
        chol, _, _ = pm.LKJCholeskyCov("chol", n=2, eta=2, sd_dist=pm.Exponential.dist(1, shape=2))
        start = pm.MvNormal.dist(np.zeros(2), np.eye(2))
        walk = pm.MvGaussianRandomWalk("walk", mu=np.zeros(2), chol=chol, init_dist=start, shape=(12, 2))
        pm.StudentT("y", nu=5, mu=walk, sigma=0.3, observed=draws(66).normal(size=(12, 2)).cumsum(0))
    return model


def mixtures_within():
    """A mixture of which one component is zero-inflated and another one is a mixture."""
    rng = draws(67)
    y = np.concatenate([rng.poisson(3, 30), np.zeros(10, int), rng.poisson(12, 15)])
    with pm.Model() as model:
        inner = pm.Mixture.dist(
            w=pm.Dirichlet("v", np.ones(2)),
            comp_dists=[pm.Poisson.dist(pm.Gamma("r1", 2, 0.5)), pm.Geometric.dist(pm.Beta("p", 2, 2))],
        )
        zeros = pm.ZeroInflatedPoisson.dist(psi=pm.Beta("psi", 2, 2), mu=pm.Gamma("r2", 2, 0.2))
        beta = pm.BetaBinomial.dist(alpha=2, beta=pm.HalfNormal("b", 3), n=30)
        pm.Mixture("y", w=pm.Dirichlet("w", np.ones(3)), comp_dists=[inner, zeros, beta], observed=y)
    return model


def matrices():
    """Rows and columns that covary, correlations of an LKJ prior, and a Wishart prior."""
    with pm.Model() as model:
        # before version 6, other values than matrices were the default
        corr = pm.LKJCorr("corr", n=3, eta=2, **({"return_matrix": True} if OLD else {}))
        scale = pm.Wishart("scale", nu=5, V=np.eye(2), initval=np.eye(2) * 2)
        y, z = draws(68).normal(size=(3, 2)), draws(69).normal(size=6)
        pm.MatrixNormal("y", mu=np.zeros((3, 2)), rowcov=corr, colcov=scale + 0.1 * np.eye(2), observed=y)
        pm.KroneckerNormal("z", mu=np.zeros(6), covs=[corr, np.eye(2)], sigma=pm.HalfNormal("s"), observed=z)
    return model


def prey():
    """Lotka and Volterra's equations, in steps of the classical Runge-Kutta method."""
    rng = draws(70)
    y = np.exp(rng.normal(0.5, 0.4, (15, 2)))
    with pm.Model() as model:
        theta = pm.LogNormal("theta", [-0.5, -3.5, -0.3, -3.5], 0.3, shape=4)
        start = pm.LogNormal("start", 1, 0.5, shape=2)

        def slope(s, a, b, c, d):
            return pt.stack([s[0] * (a - b * s[1]), s[1] * (d * s[0] - c)])

        def step(s, *p):
            k1 = slope(s, *p)
            k2 = slope(s + 0.1 * k1, *p)
            k3 = slope(s + 0.1 * k2, *p)
            k4 = slope(s + 0.2 * k3, *p)
            return s + 0.2 / 6 * (k1 + 2 * k2 + 2 * k3 + k4)

        states = pytensor.scan(
            step, outputs_info=[start], non_sequences=[theta[i] for i in range(4)], n_steps=15, return_updates=False
        )
        pm.LogNormal("y", pt.log(states), pm.HalfNormal("sigma", 1), observed=y)
    return model


def factors():
    """Factor analysis with a triangular matrix of loadings."""
    y = draws(71).normal(size=(4, 25))
    with pm.Model() as model:
        packed = pm.Normal("packed", 0, 1, shape=3)
        top = pm.expand_packed_triangular(2, packed, lower=True)
        W = pt.concatenate([top, pm.Normal("rest", 0, 1, shape=(2, 2))])
        F = pm.Normal("F", 0, 1, shape=(2, 25))
        pm.Normal("y", W @ F, pm.HalfNormal("psi", 1, shape=(4, 1)), observed=y)
    return model


def reactions():
    """Reaction times: exponentially modified and inverse Gaussian, truncated and hurdled."""
    rng = draws(72)
    t = 0.3 + rng.exponential(0.2, 40) + rng.normal(0, 0.03, 40)
    hurdles = rng.lognormal(0, 1, 30) * (rng.random(30) < 0.8)
    with pm.Model() as model:
        mu, sigma, nu = pm.Normal("mu", 0.3, 0.1), pm.HalfNormal("sigma", 0.1), pm.HalfNormal("nu", 0.3)
        pm.ExGaussian("t", mu=mu, sigma=sigma, nu=nu, observed=t)
        pm.Wald("w", mu=pm.HalfNormal("m", 1), lam=pm.HalfNormal("lam", 1), alpha=0.1, observed=t)
        pm.HurdleLogNormal("h", psi=pm.Beta("psi", 2, 2), mu=mu, sigma=sigma + 1, observed=hurdles)
        pm.HurdleNegativeBinomial("n", psi=0.7, mu=nu * 10, alpha=sigma * 20, observed=rng.poisson(3, 20))
        pm.Kumaraswamy("k", a=nu + 1, b=sigma + 1, observed=rng.random(10))
    return model


def intervened():
    """A causal graph of which one variable is set, and another one observed later."""
    rng = draws(73)
    with pm.Model() as model:
        z = pm.Normal("z", shape=20)
        x = pm.Normal("x", pm.Normal("a") * z, 1.0)
        pm.Normal("y", pm.Normal("b") * x + pm.Normal("c") * z, pm.HalfNormal("s"))
    return pm.observe(pm.do(model, {"x": rng.normal(size=20)}), {"y": rng.normal(size=20)})


def limited_counts():
    """Counts, shares and t-distributed numbers outside of limits, through distribution functions."""
    rng = draws(74)
    with pm.Model() as model:
        a, b, nu = pm.HalfNormal("a", 3), pm.HalfNormal("b", 3), pm.Gamma("nu", 4, 1)
        pm.Censored("c", pm.Poisson.dist(a * 2), lower=1, upper=8, observed=rng.poisson(5, 20).clip(1, 8))
        pm.Truncated("n", pm.NegativeBinomial.dist(mu=b + 1, alpha=a + 0.5), lower=1, observed=1 + rng.poisson(2, 20))
        pm.Truncated("p", pm.Beta.dist(a + 1, b + 1), upper=0.9, observed=0.9 * rng.random(15))
        t = rng.standard_t(4, 20).clip(-1)
        pm.Censored("t", pm.StudentT.dist(nu=nu, mu=0.0, sigma=b), lower=-1, upper=None, observed=t)
        pm.Truncated("g", pm.InverseGamma.dist(a + 1, b), lower=0.1, upper=20, observed=0.2 + rng.random(10))
    return model


def splines():
    """A penalised regression on a basis of B-splines, with dims and data that may be swapped."""
    x = np.linspace(0, 1, 40)
    knots = np.r_[[0] * 3, np.linspace(0, 1, 8), [1] * 3]
    B = BSpline.design_matrix(x.clip(0, 1 - 1e-9), knots, 3).toarray()
    with pm.Model(coords={"basis": range(B.shape[1]), "row": range(40)}) as model:
        basis = pm.Data("B", B, dims=("row", "basis"))
        w = pm.Normal("w0") + pt.cumsum(pm.Normal("dw", 0, pm.HalfNormal("tau", 1), dims="basis"))
        mu = pm.math.exp(pt.dot(basis, w))
        pm.Gamma("y", mu=mu, sigma=pm.HalfNormal("s", 1), observed=np.exp(np.sin(6 * x)), dims="row")
    return model


def transitions():
    """A Markov chain in continuous time, whose probabilities are the exponential of a matrix of rates."""
    with pm.Model() as model:
        rates = pm.Exponential("rates", 1, shape=(3, 3)) * (1 - np.eye(3))
        P = pt.linalg.expm(0.3 * (rates - pt.diag(rates.sum(axis=1))))
        pm.Multinomial("y", n=10, p=P, observed=draws(75).multinomial(10, [0.5, 0.3, 0.2], size=3))
    return model


def stationary():
    """A vector autoregression that starts with its stationary covariance, the solution of a matrix equation."""
    y = draws(76).normal(size=(12, 2))
    with pm.Model() as model:
        A = pm.Normal("A", 0, 0.2, shape=(2, 2))
        pm.MvNormal("start", np.zeros(2), pt.linalg.solve_discrete_lyapunov(A, pt.eye(2)), observed=y[0])
        pm.MvNormal("y", y[:-1] @ A.T, np.eye(2), observed=y[1:])
        pm.Potential("drift", -pt.sqr(pt.linalg.solve_sylvester(A + 2 * np.eye(2), A.T, np.eye(2))).sum())
    return model


def gaps_in_a_series():
    y = draws(77).normal(size=15)
    y[8] = np.nan
    with pm.Model() as model:
        start = pm.Normal.dist(0, 1, shape=2)
        pm.AR(
            "y", rho=pm.Normal("rho", 0, 0.3, shape=2), sigma=pm.HalfNormal("s"), init_dist=start,
            observed=np.ma.masked_invalid(y),
        )
    return model


def latent_grid():
    Xs = [np.linspace(0, 1, 4)[:, None], np.linspace(0, 1, 3)[:, None]]
    with pm.Model() as model:
        kernels = [pm.gp.cov.ExpQuad(1, pm.Gamma("l", 2, 2)), pm.gp.cov.Matern32(1, 0.5)]
        f = pm.gp.LatentKron(cov_funcs=kernels).prior("f", Xs=Xs)
        pm.Poisson("y", pm.math.exp(f), observed=draws(78).poisson(1, 12))
    return model


def plane():
    """A Gaussian process in two dimensions, in Hilbert spaces."""
    X = draws(79).uniform(-1, 1, (25, 2))
    with pm.Model() as model:
        cov = pm.gp.cov.Matern52(2, ls=pm.Gamma("ls", 3, 2, shape=2))
        gp = pm.gp.HSGP(m=[5, 4], L=[1.5, 1.6], drop_first=True, parametrization="centered", cov_func=cov)
        pm.Normal("y", gp.prior("f", X=X), pm.HalfNormal("s"), observed=draws(80).normal(size=25))
    return model


def campaigns():
    """Effects of advertisements that fade and saturate, with the season as Fourier terms."""
    x, t = draws(81).random((40, 2)), np.arange(40)
    with pm.Model(coords={"channel": ["a", "b"]}) as model:
        fading = pm.Beta("fading", 2, 2, dims="channel") ** np.arange(8)[:, None]
        w, padded = fading / fading.sum(axis=0), np.vstack([np.zeros((7, 2)), x])
        reach = pm.Gamma("lam", 3, 1, dims="channel") * sum(padded[7 - k : 47 - k] * w[k] for k in range(8))
        season = np.stack([f(2 * np.pi * k * t / 12) for k in (1, 2) for f in (np.sin, np.cos)], axis=1)
        mu = pt.tanh(reach / 2) @ pm.HalfNormal("b", 2, dims="channel") + season @ pm.Laplace("g", 0, 1, shape=4)
        pm.Normal("y", pm.Normal("a") + mu, pm.HalfNormal("s"), observed=draws(82).normal(size=40))
    return model


def recaptured():
    """Survival of marked animals from when they were seen, by recursions in place of loops."""
    seen = draws(83).random((6, 6)) < 0.5
    seen[:, 0] = True
    with pm.Model() as model:
        phi, p = pm.Beta("phi", 1, 1, shape=5), pm.Beta("p", 1, 1, shape=5)
        never = [pt.ones(())]
        for t in reversed(range(5)):
            never.insert(0, 1 - phi[t] * (1 - (1 - p[t]) * never[0]))
        terms = []
        for history in seen:
            last = int(np.flatnonzero(history)[-1])
            found = pt.where(history[1 : last + 1], pt.log(p[:last]), pt.log1p(-p[:last]))
            terms += [(pt.log(phi[:last]) + found).sum(), pt.log(never[last])]
        pm.Potential("histories", sum(terms))
    return model


def seldom_seen():
    """Distributions that few models have."""
    rng = draws(84)
    with pm.Model() as model:
        a, b = pm.HalfNormal("a"), pm.HalfNormal("b")
        pm.Rice("rice", nu=a, sigma=b, observed=0.1 + rng.random(8))
        pm.DiscreteWeibull("dw", q=0.6, beta=a + 0.5, observed=rng.poisson(1, 8))
        pm.Moyal("moyal", mu=a, sigma=b, observed=rng.normal(size=8))
        pm.LogitNormal("logit", mu=a, sigma=b, observed=rng.random(8))
        pm.MvStudentT("mvt", nu=a + 3, mu=np.zeros(2), scale=b * np.eye(2), observed=rng.normal(size=(6, 2)))
        pm.Pareto("pareto", alpha=a + 1, m=0.1, observed=0.2 + rng.random(6))
        pm.HyperGeometric("hyper", N=20, k=8, n=5, observed=np.array([1, 2, 3]))
        pm.BetaBinomial("bb", n=10, alpha=a + 1, beta=b + 1, observed=np.array([3, 7, 1]))
        again, returns = 0.3 * pm.math.invlogit(b), rng.normal(size=20)
        pm.GARCH11("r", omega=a, alpha_1=0.2, beta_1=again, initial_vol=1.0, observed=returns)
    return model


GALLERY = [
    local_level, hidden_states, counts_of_groups, classes, breaking_sticks, regions, copula, proportional_hazards,
    accelerated_failure, coregions, grid_of_processes, heavy_process, items, network, diffusion, elicited,
    vectors_that_walk, mixtures_within, matrices, prey, factors, reactions, intervened, limited_counts, splines,
    transitions, stationary, gaps_in_a_series, latent_grid, plane, campaigns, recaptured, seldom_seen,
]
