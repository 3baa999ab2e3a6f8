"""A hierarchical model of radon in houses, built in PyMC and sampled on precompiled kernels.

The data are synthetic: the logarithm of the radon in a house depends on its floor, and on the uranium in the soil of
its county. Nothing is compiled at run time, so that sampling begins at once.

Run:  python examples/pymc_radon.py [--houses 919] [--counties 85] [--draws 400] [--mode TENSORGRAPH]
"""

import argparse
import time

import arviz as az
import numpy as np
import pymc as pm

import tensorgraph.bridges.pytensor  # noqa: F401  registers the mode


def synthetic(houses, counties, seed=0):
    """Return the county, the floor and the log radon of each house, and the log uranium of each county."""
    rng = np.random.default_rng(seed)
    county, floor = rng.integers(0, counties, houses), rng.integers(0, 2, houses)
    uranium = rng.normal(0, 0.4, counties)
    level = rng.normal(1.4 + 0.7 * uranium, 0.25)
    slope = rng.normal(-0.6, 0.2, counties)
    return county, floor, rng.normal(level[county] + slope[county] * floor, 0.7), uranium


def build(county, floor, log_radon, uranium):
    """Return the model: levels and slopes vary between counties, and levels with the uranium."""
    with pm.Model(coords={"county": range(len(uranium)), "house": range(len(county))}) as model:
        gamma = pm.Normal("gamma", 0, 1, shape=2)
        spread_level, spread_slope = pm.HalfNormal("spread_level", 1), pm.HalfNormal("spread_slope", 1)
        level = gamma[0] + gamma[1] * uranium + spread_level * pm.Normal("z_level", dims="county")
        slope = pm.Normal("mean_slope", 0, 1) + spread_slope * pm.Normal("z_slope", dims="county")
        mean = level[county] + slope[county] * floor
        pm.Normal("log_radon", mean, pm.Exponential("noise", 1), observed=log_radon, dims="house")
    return model


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--houses", type=int, default=919)
    parser.add_argument("--counties", type=int, default=85)
    parser.add_argument("--draws", type=int, default=400, help="draws of each chain, after as many to tune it")
    parser.add_argument("--chains", type=int, default=2)
    parser.add_argument("--mode", default="TENSORGRAPH", help="of PyTensor: also NUMBA, or FAST_COMPILE")
    options = parser.parse_args()

    model = build(*synthetic(options.houses, options.counties))
    began = time.perf_counter()
    with model:
        trace = pm.sample(
            options.draws, tune=options.draws, chains=options.chains, cores=1, random_seed=0, progressbar=False,
            compile_kwargs={"mode": options.mode},
        )
    print(f"{options.chains * options.draws} draws in {time.perf_counter() - began:.1f} s, from the model to the trace")
    names = ["gamma", "spread_level", "mean_slope", "spread_slope", "noise"]
    print(az.summary(trace, var_names=names).to_string())


if __name__ == "__main__":
    main()
