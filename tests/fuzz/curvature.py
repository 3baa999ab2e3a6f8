"""Second derivatives and pushforwards of the random programs of every family, by differences of their gradients.

    python tests/fuzz/curvature.py --programs 2000 --seed 1 --jobs 2

Of each program: the pushforward of a sum of its results, which is the product with the gradient; the pushforward of its
gradient, and the gradient of the product, which both are the product with the Hessian; each rewritten and as written.
Differences are those of gradients, with steps of two sizes, on both sides: where these do not agree, there is a kink.
"""

import sys

import numpy as np
from differential import OWN_GRADIENT, Difference, finding, outputs_of, written
from seeds import sweep
from typed_programs import Program

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.graph.traverse import ancestors

STEP = 1e-5
RTOL = 1e-4


def check(program):
    """Raise a Difference if a derivative of the program is not what differences tell."""
    dense = [v for v in outputs_of(program) if not hasattr(program.values[v], "toarray")]
    smooth = [v for v in dense if v.type.dtype == "float64"]
    wrt = [v for v in program.inputs if v.type.dtype == "float64" and program.values[v].size]
    if not smooth or not wrt:
        return
    made = set(ancestors(smooth))
    if any(v.owner is not None and isinstance(v.owner.op, OWN_GRADIENT) for v in made):
        return
    if any(getattr(v.type, "dtype", "") in ("float32", "float16", "complex64") for v in made):
        return
    # a curved function of them, so that linear programs have second derivatives
    cost = sum(T.sum(T.sin(v / 8)) for v in smooth)
    args = [program.values[v] for v in program.inputs]
    draw = np.random.default_rng(program.seed % 2**32)
    directions = [draw.normal(size=program.values[v].shape) for v in wrt]
    moves = [v.type() for v in wrt]
    gradients = T.grad(cost, wrt, disconnected_inputs="ignore")
    product = sum((g * m).sum() for g, m in zip(gradients, moves))
    wanted = {
        "gradient": gradients,
        "pushforward": [T.Rop(cost, wrt, moves, disconnected_outputs="ignore")],
        "gradient of the product": T.grad(product, wrt, disconnected_inputs="ignore"),
        "pushforward of the gradient": T.Rop(gradients, wrt, moves, disconnected_outputs="ignore"),
    }
    outputs = [v for part in wanted.values() for v in part]
    found = {}
    for name, mode in (("as written", theano.compile.Mode("py", None)), ("default", "FAST_RUN")):
        f = theano.function([*program.inputs, *moves], outputs, mode=mode, on_unused_input="ignore")
        results = f(*args, *directions)
        if not all(np.isfinite(g).all() for g in results):
            # as of a power of 0, written down once more than it has derivatives
            if name == "as written":
                return
            raise Difference(f"{name}: not finite, as it is as written")
        values = iter(results)
        found[name] = {key: [next(values) for _ in part] for key, part in wanted.items()}
    slope = theano.function(program.inputs, gradients, mode=theano.compile.Mode("py", None), on_unused_input="ignore")
    size = max([program.size, *(abs(g).max() for g in found["as written"]["gradient"])])
    for name, values in found.items():
        for k, v in enumerate(wrt):
            close(f"{name}, gradient for {v}", values["gradient"][k], found["as written"]["gradient"][k], size)
        total = sum((g * d).sum() for g, d in zip(values["gradient"], directions))
        close(f"{name}, pushforward", values["pushforward"][0], total, size)
    second = by_differences(program, slope, args, wrt, directions)
    if second is None:
        return
    size = max([size, *(abs(h).max() for h in second)])
    for name, values in found.items():
        for key in ("gradient of the product", "pushforward of the gradient"):
            for v, a, b in zip(wrt, values[key], second):
                close(f"{name}, {key} for {v}", a, b, size)


def close(what, got, want, size):
    """Raise a Difference unless arrays are equal as far as differences tell."""
    if np.shape(got) != np.shape(want):
        raise Difference(f"{what} has shape {np.shape(got)}, not {np.shape(want)}")
    if not np.allclose(got, want, rtol=RTOL, atol=RTOL * size):
        raise Difference(f"{what} is\n{got}\nnot\n{want}")


def by_differences(program, slope, args, wrt, directions):
    """Return the product of the Hessian with directions, None where differences do not agree on one."""
    found = []
    for h in (STEP, -STEP, 8 * STEP, -8 * STEP):
        moved = list(args)
        for v, d in zip(wrt, directions):
            k = program.inputs.index(v)
            moved[k] = args[k] + h * d
        try:
            found.append([np.array(g) for g in slope(*moved)])
        except (ValueError, IndexError):
            return None  # a mask became another
    here = slope(*args)
    quotients = []
    for h, gradients in zip((STEP, -STEP, 8 * STEP, -8 * STEP), found):
        if any(g.shape != g0.shape for g, g0 in zip(gradients, here)):
            return None
        quotients.append([(g - g0) / h for g, g0 in zip(gradients, here)])
    means = [[(a + b) / 2 for a, b in zip(quotients[i], quotients[i + 1])] for i in (0, 2)]
    for parts in zip(*quotients, means[0]):
        if not np.isfinite(parts).all():
            return None
        scale = 1 + program.size + abs(parts[-1]).max()
        if np.ptp(np.array(parts), axis=0).max() > RTOL / 2 * scale + 1e-3 * abs(parts[-1]).max():
            return None
    return means[0]


def failure(seed):
    """Return what is to be said of the program of that seed, None if it is right."""
    return finding(seed, Program, check, written)


if __name__ == "__main__":
    sys.exit(sweep(failure, __doc__))
