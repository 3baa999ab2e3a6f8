"""Models as PyMC's users write them, each a function that returns a model; the data are drawn from fixed seeds."""

import numpy as np
import pymc as pm
import pytensor
import pytensor.tensor as pt

EFFECTS = np.array([28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0])
ERRORS = np.array([15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0])


def draws(seed=0):
    """Return a generator of data."""
    return np.random.default_rng(seed)


def schools_centered():
    with pm.Model() as model:
        mu, tau = pm.Normal("mu", 0, 5), pm.HalfCauchy("tau", 5)
        theta = pm.Normal("theta", mu, tau, shape=8)
        pm.Normal("y", theta, ERRORS, observed=EFFECTS)
    return model


def schools_noncentered():
    with pm.Model(coords={"school": list("abcdefgh")}) as model:
        mu, tau = pm.Normal("mu", 0, 5), pm.HalfCauchy("tau", 5)
        z = pm.Normal("z", dims="school")
        theta = pm.Deterministic("theta", mu + tau * z, dims="school")
        pm.Normal("y", theta, ERRORS, observed=EFFECTS, dims="school")
    return model


def radon(houses=200, counties=17):
    rng = draws(1)
    county, floor = rng.integers(0, counties, houses), rng.integers(0, 2, houses)
    log_radon = 1.4 - 0.6 * floor + rng.normal(0, 0.3, counties)[county] + rng.normal(0, 0.7, houses)
    with pm.Model(coords={"county": range(counties), "house": range(houses)}) as model:
        place = pm.Data("county_of", county, dims="house")
        mu_a, sigma_a = pm.Normal("mu_a", 0, 1), pm.HalfNormal("sigma_a", 1)
        mu_b, sigma_b = pm.Normal("mu_b", 0, 1), pm.HalfNormal("sigma_b", 1)
        a = mu_a + sigma_a * pm.Normal("z_a", dims="county")
        b = mu_b + sigma_b * pm.Normal("z_b", dims="county")
        pm.Normal("y", a[place] + b[place] * floor, pm.Exponential("sigma", 1), observed=log_radon, dims="house")
    return model


def logistic_regression():
    rng = draws(2)
    X = rng.normal(size=(100, 4))
    y = rng.random(100) < 1 / (1 + np.exp(-X @ [1.0, -2.0, 0.5, 0.0]))
    with pm.Model() as model:
        b, a = pm.Normal("b", 0, 2, shape=4), pm.Normal("a", 0, 2)
        pm.Bernoulli("y", logit_p=a + pm.math.dot(X, b), observed=y.astype(int))
    return model


def robust_regression():
    rng = draws(3)
    x = np.linspace(-1, 1, 60)
    y = 1 + 2 * x + rng.standard_t(2, 60) * 0.3
    with pm.Model() as model:
        a, b = pm.Normal("a", 0, 10), pm.Normal("b", 0, 10)
        nu, sigma = pm.Gamma("nu", 2, 0.1), pm.HalfCauchy("sigma", 1)
        pm.StudentT("y", nu=nu, mu=a + b * x, sigma=sigma, observed=y)
    return model


def varying_slopes():
    """A hierarchical Poisson regression whose coefficients covary between groups."""
    rng = draws(4)
    group, x = np.repeat(np.arange(6), 15), rng.normal(size=90)
    counts = rng.poisson(np.exp(0.5 + 0.3 * x + rng.normal(0, 0.4, 6)[group]))
    with pm.Model() as model:
        spread = pm.Exponential.dist(1.0, shape=2)
        chol, corr, sds = pm.LKJCholeskyCov("chol", n=2, eta=2.0, sd_dist=spread, compute_corr=True)
        mean = pm.Normal("mean", 0, 1, shape=2)
        z = pm.Normal("z", 0, 1, shape=(2, 6))
        effects = pm.Deterministic("effects", mean[:, None] + chol @ z)
        pm.Poisson("y", pm.math.exp(effects[0, group] + effects[1, group] * x), observed=counts)
    return model


def _curve(n=25):
    x = np.linspace(0, 1, n)
    return x[:, None], np.sin(6 * x) + draws(5).normal(0, 0.1, n)


def gaussian_process():
    X, y = _curve()
    with pm.Model() as model:
        length, eta, sigma = pm.InverseGamma("length", 5, 1), pm.HalfNormal("eta", 1), pm.HalfNormal("sigma", 1)
        gp = pm.gp.Marginal(cov_func=eta**2 * pm.gp.cov.Matern52(1, length))
        gp.marginal_likelihood("y", X, y, sigma=sigma)
    return model


def latent_process():
    X, y = _curve()
    with pm.Model() as model:
        length, eta = pm.InverseGamma("length", 5, 1), pm.HalfNormal("eta", 1)
        gp = pm.gp.Latent(cov_func=eta**2 * pm.gp.cov.ExpQuad(1, length))
        f = gp.prior("f", X=X)
        pm.Bernoulli("y", logit_p=f, observed=(y > 0).astype(int))
    return model


def hilbert_space_process():
    X, y = _curve(60)
    with pm.Model() as model:
        length, eta = pm.InverseGamma("length", 5, 1), pm.HalfNormal("eta", 1)
        gp = pm.gp.HSGP(m=[12], c=1.5, cov_func=eta**2 * pm.gp.cov.Matern32(1, length))
        pm.Normal("y", gp.prior("f", X=X), pm.HalfNormal("sigma", 1), observed=y)
    return model


def mixture():
    rng = draws(6)
    y = np.concatenate([rng.normal(-2, 0.5, 40), rng.normal(1, 1, 60)])
    with pm.Model() as model:
        w = pm.Dirichlet("w", np.ones(2))
        ordered = pm.distributions.transforms.ordered
        mu = pm.Normal("mu", 0, 3, shape=2, transform=ordered, initval=np.array([-1.0, 1.0]))
        pm.NormalMixture("y", w=w, mu=mu, sigma=pm.HalfNormal("sigma", 1, shape=2), observed=y)
    return model


def autoregression():
    rng = draws(7)
    y = np.zeros(80)
    for t in range(2, 80):
        y[t] = 0.6 * y[t - 1] - 0.2 * y[t - 2] + rng.normal()
    with pm.Model() as model:
        rho, sigma = pm.Normal("rho", 0, 0.5, shape=2), pm.HalfNormal("sigma", 1)
        pm.AR("y", rho=rho, sigma=sigma, init_dist=pm.Normal.dist(0, 2, shape=2), observed=y)
    return model


def stochastic_volatility():
    returns = draws(8).standard_t(4, 60) * 0.5
    with pm.Model() as model:
        step = pm.Exponential("step", 10)
        volatility = pm.GaussianRandomWalk("volatility", sigma=step, init_dist=pm.Normal.dist(0, 1), shape=60)
        nu = pm.Exponential("nu", 0.1)
        pm.StudentT("y", nu=nu, lam=pm.math.exp(-2 * volatility), observed=returns)
    return model


def ordered_probit():
    rng = draws(9)
    x = rng.normal(size=80)
    y = np.digitize(x + rng.normal(size=80), [-1.0, 0.5])
    with pm.Model() as model:
        ordered = pm.distributions.transforms.ordered
        cuts = pm.Normal("cuts", 0, 2, shape=2, transform=ordered, initval=np.array([-0.5, 0.5]))
        pm.OrderedProbit("y", eta=pm.Normal("b", 0, 1) * x, cutpoints=cuts, compute_p=False, observed=y)
    return model


def censored():
    y = np.clip(draws(10).normal(1, 2, 60), -1, 3)
    with pm.Model() as model:
        latent = pm.Normal.dist(pm.Normal("mu", 0, 5), pm.HalfNormal("sigma", 3))
        pm.Censored("y", latent, lower=-1, upper=3, observed=y)
    return model


def state_space():
    """A noisy logistic growth, whose states are the steps of a loop."""
    rng = draws(11)
    y = 1 / (1 + np.exp(-np.linspace(-3, 3, 30))) + rng.normal(0, 0.05, 30)
    with pm.Model() as model:
        rate, start, sigma = pm.HalfNormal("rate", 1), pm.Beta("start", 1, 9), pm.HalfNormal("sigma", 0.2)
        states = pytensor.scan(
            lambda x, r: x + r * x * (1 - x),
            outputs_info=[start], non_sequences=[rate], n_steps=30, return_updates=False,
        )
        pm.Normal("y", states, sigma, observed=y)
    return model


def survival():
    """Weibull times, of which some are known to be longer than the study."""
    rng = draws(12)
    treated = rng.integers(0, 2, 50)
    times = rng.weibull(1.5, 50) * np.exp(0.3 * treated)
    seen = times < 1.5
    with pm.Model() as model:
        alpha, b = pm.HalfNormal("alpha", 2), pm.Normal("b", 0, 1, shape=2)
        scale = pm.math.exp(b[0] + b[1] * treated)
        pm.Weibull("times", alpha, scale[seen], observed=times[seen])
        pm.Potential("longer", -((1.5 / scale[~seen]) ** alpha))
    return model


def minibatches():
    rng = draws(13)
    x = rng.normal(size=500)
    y = 1 + 2 * x + rng.normal(size=500)
    with pm.Model() as model:
        x_batch, y_batch = pm.Minibatch(x, y, batch_size=50)
        a, b = pm.Normal("a", 0, 5), pm.Normal("b", 0, 5)
        pm.Normal("y", a + b * x_batch, pm.HalfNormal("sigma", 2), observed=y_batch, total_size=500)
    return model


def simulation():
    """A normal distribution that is known by its draws only."""
    y = draws(14).normal(1, 2, 100)
    with pm.Model() as model:
        mu, sigma = pm.Normal("mu", 0, 3), pm.HalfNormal("sigma", 3)
        pm.Simulator(
            "y", lambda rng, mu, sigma, size: rng.normal(mu, sigma, size=size), mu, sigma,
            sum_stat="sort", epsilon=1, observed=y,
        )
    return model


def custom_density():
    y = draws(15).exponential(2, 40)
    with pm.Model() as model:
        rate = pm.HalfNormal("rate", 1)
        pm.CustomDist("y", rate, logp=lambda value, rate: pt.log(rate) - rate * value, observed=y)
    return model


def precision_matrix():
    """A covariance by Bartlett's decomposition of a Wishart matrix."""
    y = draws(16).normal(size=(20, 2))
    with pm.Model() as model:
        spread = pm.WishartBartlett("spread", np.eye(2), nu=4)
        pm.MvNormal("y", np.zeros(2), tau=spread, observed=y)
    return model


MODELS = [
    schools_centered, schools_noncentered, radon, logistic_regression, robust_regression, varying_slopes,
    gaussian_process, latent_process, hilbert_space_process, mixture, autoregression, stochastic_volatility,
    ordered_probit, censored, state_space, survival, custom_density, precision_matrix,
]
