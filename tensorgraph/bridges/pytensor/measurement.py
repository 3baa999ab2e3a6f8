"""Measure PyMC's models in its default mode and in mode TENSORGRAPH, in processes of their own with empty caches.

``python -m tensorgraph bench pymc`` prints the table.
"""

import json
import os
import subprocess
import sys
import tempfile
from importlib import import_module
from time import perf_counter

import numpy as np

MODES = ("default", "TENSORGRAPH")


def schools(pm, rng):
    """Eight schools, with the standard deviation apart from the standard normal effects."""
    y, sigma = np.array([28.0, 8, -3, 7, -1, 1, 18, 12]), np.array([15.0, 10, 16, 11, 9, 11, 10, 18])
    mu, tau, effect = pm.Normal("mu", 0, 5), pm.HalfCauchy("tau", 5), pm.Normal("effect", 0, 1, shape=8)
    pm.Normal("y", mu + tau * effect, sigma, observed=y)


def glm(pm, rng):
    """Logistic regression on 1,000 rows of 20 columns."""
    x, y = rng.standard_normal((1000, 20)), (rng.random(1000) < 0.5).astype(int)
    w, b = pm.Normal("w", 0, 1, shape=20), pm.Normal("b", 0, 1)
    pm.Bernoulli("y", logit_p=x @ w + b, observed=y)


def radon(pm, rng):
    """Levels and slopes of 85 counties, 919 houses."""
    county, floor, y = rng.integers(0, 85, 919), rng.integers(0, 2, 919), rng.standard_normal(919)
    mean_a, sd_a = pm.Normal("mean_a", 0, 1), pm.HalfNormal("sd_a", 1)
    mean_b, sd_b = pm.Normal("mean_b", 0, 1), pm.HalfNormal("sd_b", 1)
    a, b, sd = pm.Normal("a", 0, 1, shape=85), pm.Normal("b", 0, 1, shape=85), pm.HalfNormal("sd", 1)
    pm.Normal("y", (mean_a + sd_a * a)[county] + (mean_b + sd_b * b)[county] * floor, sd, observed=y)


def gp(pm, rng):
    """The marginal likelihood of a Gaussian process at 60 points."""
    x = np.linspace(0, 1, 60)[:, None]
    length, scale, noise = pm.Gamma("length", 2, 1), pm.HalfNormal("scale", 1), pm.HalfNormal("noise", 1)
    process = pm.gp.Marginal(cov_func=scale**2 * pm.gp.cov.ExpQuad(1, length))
    process.marginal_likelihood("y", x, np.sin(6 * x[:, 0]), sigma=noise)


def many(pm, rng):
    """500 variables in 50 terms."""
    total = 0.0
    for i in range(50):
        scale = pm.HalfNormal(f"scale_{i}", 1)
        total = total + (rng.standard_normal((200, 9)) @ (pm.Normal(f"w_{i}", 0, 1, shape=9) * scale))
    pm.StudentT("y", nu=4, mu=total, sigma=1.0, observed=rng.standard_normal(200))


def loop(pm, rng):
    """An autoregressive state of 200 steps, by PyTensor's scan."""
    pt, pytensor = import_module("pytensor.tensor"), import_module("pytensor")
    rate, sd = pm.Beta("rate", 2, 2), pm.HalfNormal("sd", 1)
    noise = pm.Normal("noise", 0, 1, shape=200)
    found = pytensor.scan(lambda e, s, r: r * s + e, [noise], [pt.zeros(())], [rate])
    # newer versions return the outputs alone
    states = found[0] if isinstance(found, tuple) else found
    pm.Normal("y", states, sd, observed=rng.standard_normal(200))


MODELS = {f.__name__: f for f in (schools, glm, radon, gp, many, loop)}


def measure(name, mode, draws):
    """Return times of a model in this process.

    Parameters
    ----------
    name : str
        One of ``MODELS``.
    mode : str
    draws : int
        For ``pm.sample``, and as many to tune it; 0: don't sample, but call the log-probability.

    Returns
    -------
    dict
        Seconds from the start of sampling to its end (``sample``); or until the first log-probability and its gradient
        (``first``), and of a call (``call``), with the log-probability (``value``).
    """
    import_module("tensorgraph.bridges.pytensor")
    pm = import_module("pymc")
    with pm.Model() as model:
        MODELS[name](pm, np.random.default_rng(0))
    return _sampling(pm, model, mode, draws) if draws else _calls(model, mode)


def _calls(model, mode):
    options = {} if mode == "default" else {"mode": mode}
    # PyMC computes an initial point on the way, and a second one here would be counted
    x = np.zeros(sum(np.prod(v.type.shape, dtype=int) for v in model.value_vars))
    begin = perf_counter()
    f = model.logp_dlogp_function(ravel_inputs=True, **options)._pytensor_function
    value = float(f(x)[0])
    return {"first": perf_counter() - begin, "value": value, "call": min(_time(f, x) for _ in range(50))}


def _sampling(pm, model, mode, draws):
    quiet = {"progressbar": False, "compute_convergence_checks": False, "random_seed": 1}
    # PyMC compiles some functions, such as that of the trace, in the mode of the configuration only
    flags = {} if mode == "default" else {"mode": mode}
    begin = perf_counter()
    with model, import_module("pytensor").config.change_flags(**flags):
        pm.sample(draws, tune=draws, chains=1, **quiet)
    return {"sample": perf_counter() - begin}


def _time(f, x, n=100):
    begin = perf_counter()
    for _ in range(n):
        f(x)
    return (perf_counter() - begin) / n


def _apart(name, mode, draws, cache):
    """Return the times of a model in a new process, with caches in a folder."""
    env = dict(os.environ, NUMBA_CACHE_DIR=os.path.join(cache, "numba"))
    # without the flag, PyTensor's interpreter, which finds initial points, compiles a part of itself at its first use
    compiler = "" if mode == "default" else "cxx=,"
    env["PYTENSOR_FLAGS"] = f"{compiler}base_compiledir={os.path.join(cache, 'pytensor')}"
    env.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TENSORGRAPH_NUM_THREADS"), "1"))
    command = [sys.executable, "-W", "ignore", "-m", __spec__.name, name, mode, str(draws)]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{name} in mode {mode} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def _in_empty_cache(name, mode, draws, runs=1):
    """Return the times of a model in new processes, one after the other, the first of which finds an empty cache."""
    with tempfile.TemporaryDirectory() as cache:
        return [_apart(name, mode, draws, cache) for _ in range(runs)]


def compare(draws=1000, names=tuple(MODELS)):
    """Print times of models in both modes: with empty caches, and for sampling with those of the run before too.

    Parameters
    ----------
    draws : int
        For ``pm.sample``, and as many to tune it.
    names : sequence of str
        Of ``MODELS``.
    """
    print(f"{'':9s}{'first logp and gradient':>27s}{'a call':>26s}{'pm.sample, cold':>24s}{'warm':>9s}")
    columns = f"{'default':>10s}{'here':>9s}{'ratio':>8s}"
    print(f"{'':9s}{columns}{columns}{'default':>10s}{'here':>8s}{'default':>11s}")
    for name in names:
        theirs, ours = (_in_empty_cache(name, mode, 0)[0] for mode in MODES)
        cold, warm = _in_empty_cache(name, "default", draws, 2)
        (here,) = _in_empty_cache(name, "TENSORGRAPH", draws)
        np.testing.assert_allclose(ours["value"], theirs["value"], rtol=1e-10)
        print(
            f"{name:9s}{theirs['first']:8.2f} s{ours['first']:7.2f} s{ours['first'] / theirs['first']:8.3f}"
            f"{1e6 * theirs['call']:7.1f} us{1e6 * ours['call']:6.1f} us{ours['call'] / theirs['call']:8.2f}"
            f"{cold['sample']:8.1f} s{here['sample']:6.1f} s{warm['sample']:9.1f} s", flush=True,
        )


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
