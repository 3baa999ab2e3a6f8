"""Random programs of every family, held against themselves in other modes, layouts and calls.

    python tests/fuzz/differential.py --programs 2000 --seed 1 --jobs 2

Of each program: what the references of its ops give on the graph as it was written, step by step in NumPy; the
compiled function in several modes, called twice, on arrays of several layouts; a shared variable that is updated by
it; its gradient, compiled and not, and by finite differences.  What differs is shrunk to few steps.
"""

import io
import sys
import traceback
import warnings

import numpy as np
from seeds import sweep
from typed_programs import Program, Unfit

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.gradient.barriers import DisconnectedGrad, GradClip
from tensorgraph.graph.traverse import ancestors
from tensorgraph.tensor.reductions.maxandargmax import MaxAndArgmax
from tensorgraph.tensor.signal.pool import Pool

# a gradient goes to all that are largest, or nowhere, or is cut, which no difference quotient tells
OWN_GRADIENT = MaxAndArgmax, DisconnectedGrad, GradClip
RTOL = {"float32": 2e-5, "float64": 1e-10}
STEP = 1e-5


def modes():
    """Return the modes that must agree with the graph as it was written."""
    default = theano.compile.get_mode("FAST_RUN")
    return {
        "default": default,
        "FAST_COMPILE": theano.compile.get_mode("FAST_COMPILE"),
        "without fusion and in place": default.excluding("fusion", "inplace"),
        "references": theano.compile.Mode("py", "fast_run"),
    }


LAYOUTS = {
    "contiguous": np.copy,
    "Fortran": lambda x: x.copy(order="F"),
    "every other element": lambda x: np.repeat(x, 2, axis=-1)[..., ::2] if x.ndim else x,
    "backwards": lambda x: x[..., ::-1].copy()[..., ::-1] if x.ndim else x,
    "misaligned": lambda x: misaligned(x),
}


def misaligned(x):
    """Return a copy of `x` at an odd address."""
    raw = np.empty(x.nbytes + 1, "uint8")
    z = raw[1:].view(x.dtype) if x.nbytes else np.empty(0, x.dtype)
    z = z[: x.size].reshape(x.shape)
    z[...] = x
    return z


class Difference(Exception):
    """A result that is not what it should be."""


def tolerance(program, outputs):
    """Return the error that rounding may make, relative to the largest value met."""
    dtypes = {getattr(v.type, "dtype", "") for v in ancestors(outputs)}
    return RTOL["float32"] if dtypes & {"float32", "float16"} else RTOL["float64"]


def compare(what, got, want, rtol, size):
    """Raise a Difference where results are not those that are wanted."""
    for k, (a, b) in enumerate(zip(got, want)):
        a, b = (x.toarray() if hasattr(x, "toarray") else np.asarray(x) for x in (a, b))
        if a.dtype != b.dtype or a.shape != b.shape:
            raise Difference(f"{what}: output {k} is {a.dtype}{a.shape}, not {b.dtype}{b.shape}")
        same = np.array_equal(a, b) if b.dtype.kind in "iub" else np.allclose(a, b, rtol=rtol, atol=rtol * size)
        if not same:
            raise Difference(f"{what}: output {k} is\n{a}\nnot\n{b}")


def outputs_of(program):
    """Return the results that are compared: all that steps made, the last first."""
    return [v for v in reversed(program.pool) if v.owner is not None][:4]


def check(program):
    """Raise a Difference if the program is not the same in some way of running it."""
    outputs = outputs_of(program)
    if not outputs:
        return
    args = [program.values[v] for v in program.inputs]
    want = [program.values[v] for v in outputs]
    rtol = tolerance(program, outputs)
    for name, mode in modes().items():
        f = theano.function(program.inputs, outputs, mode=mode, on_unused_input="ignore")
        got = f(*args)
        compare(f"mode {name}", got, want, rtol, program.size)
        del got
        compare(f"mode {name}, called again", f(*args), want, rtol, program.size)
        if name == "default":
            for layout, arrange in LAYOUTS.items():
                compare(f"{layout} arguments", f(*[arrange(x) for x in args]), want, rtol, program.size)
    check_update(program, outputs, args, want, rtol)
    check_gradient(program, outputs, args)


def check_update(program, outputs, args, want, rtol):
    """An input as a shared variable that the program updates in two calls."""
    for v in program.inputs:
        new = next((z for z in outputs if z.type == v.type and v in set(ancestors([z]))), None)
        if new is not None:
            break
    else:
        return
    shared = theano.shared(program.values[v].copy(), broadcastable=v.type.broadcastable)
    others = [w for w in program.inputs if w is not v]
    rest = [program.values[w] for w in others]
    step = theano.function(others, outputs, updates=[(shared, new)], givens={v: shared}, on_unused_input="ignore")
    compare("with an update", step(*rest), want, rtol, program.size)
    compare("the update", [shared.get_value()], [program.values[new]], rtol, program.size)
    plain = theano.function(
        program.inputs, outputs, mode=theano.compile.Mode("py", None), on_unused_input="ignore"
    )
    moved = [program.values[new] if w is v else program.values[w] for w in program.inputs]
    try:
        second = plain(*moved)
    except (ValueError, IndexError, np.linalg.LinAlgError):
        return
    if all(np.isfinite(np.asarray(z, "complex128")).all() for z in second if not hasattr(z, "toarray")):
        size = max([program.size, *(float(abs(np.asarray(z)).max()) for z in second
                                    if not hasattr(z, "toarray") and z.size)])
        if size < 1e5 and is_continuous(plain, moved, program.inputs.index(v), second, rtol * 10, size):
            compare("with an update, again", step(*rest), second, rtol * 10, size)


def is_continuous(f, args, k, results, rtol, size):
    """Return whether results stay what they are where the argument at `k`, a rounded one, is rounded otherwise."""
    x = args[k]
    if x.dtype.kind not in "fc":
        return True
    noise = np.random.default_rng(0).choice([-1, 1], x.shape) * np.finfo(x.dtype).eps * 8
    moved = [*args[:k], (x + noise * (1 + abs(x))).astype(x.dtype), *args[k + 1 :]]
    try:
        compare("moved", f(*moved), results, rtol, size)
    except (Difference, ValueError, IndexError, np.linalg.LinAlgError):
        return False
    return True


def check_gradient(program, outputs, args):
    """The gradient of a sum of all results, compiled, as it was written, and by differences."""
    smooth = [v for v in outputs if v.type.dtype in RTOL and not hasattr(program.values[v], "toarray")]
    wrt = [v for v in program.inputs if v.type.dtype == "float64" and program.values[v].size]
    if not smooth or not wrt:
        return
    cost = sum(T.sum(T.cast(v, "float64") * 0.7) for v in smooth)
    gradients = T.grad(cost, wrt, disconnected_inputs="ignore")
    options = {"on_unused_input": "ignore"}
    want = theano.function(program.inputs, gradients, mode=theano.compile.Mode("py", None), **options)(*args)
    if not all(np.isfinite(g).all() for g in want):
        return
    size = max([program.size, *(float(abs(g).max()) for g in want)])
    rtol = tolerance(program, [*smooth, *gradients]) * 10
    for name in ("default", "without fusion and in place"):
        got = theano.function(program.inputs, gradients, mode=modes()[name], **options)(*args)
        try:
            compare(f"gradient, mode {name}", got, want, rtol, size)
        except Difference:
            # a gradient as it was written may leave the range of numbers on its way
            if agree(program, cost, wrt, want, args) or not agree(program, cost, wrt, got, args):
                raise
            return
    made = [v for v in ancestors([cost]) if v.owner is not None]
    if rtol < 1e-8 and not any(isinstance(v.owner.op, OWN_GRADIENT) or has_ties(program, v, args) for v in made):
        check_differences(program, cost, wrt, want, args)


def agree(program, cost, wrt, gradients, args):
    """Return whether difference quotients tell nothing against gradients."""
    try:
        check_differences(program, cost, wrt, gradients, args)
    except Difference:
        return False
    return True


def has_ties(program, v, args):
    """Return whether `v` is the largest of windows of which one has two largest: the gradient goes to both."""
    if not isinstance(v.owner.op, Pool) or v.owner.op.mode != "max":
        return False
    f = theano.function(program.inputs, [v.size, T.grad(v.sum(), v.owner.inputs[0]).sum()], on_unused_input="ignore")
    count, total = f(*args)
    return total > count


def check_differences(program, cost, wrt, gradients, args):
    """Compare with difference quotients, where two steps of different sizes agree that there is a derivative."""
    value = theano.function(program.inputs, cost, mode=theano.compile.Mode("py", None), on_unused_input="ignore")
    draw = np.random.default_rng(program.seed % 2**32)
    for v, g in zip(wrt, gradients):
        k = program.inputs.index(v)
        direction = draw.normal(size=args[k].shape)
        slopes = []
        try:
            here = value(*args)
            for h in (STEP, 10 * STEP):
                right, left = (
                    value(*[x + side * direction if i == k else x for i, x in enumerate(args)]) for side in (h, -h)
                )
                slopes += [(right - here) / h, (here - left) / h]
        except (ValueError, IndexError):
            continue  # a mask became another
        near = (slopes[0] + slopes[1]) / 2
        scale = 1 + abs(near) + program.size
        if not np.isfinite(slopes).all() or max(slopes) - min(slopes) > 1e-3 * scale:
            continue  # a kink, or too steep
        if not abs((g * direction).sum() - near) <= 1e-3 * scale:
            raise Difference(f"gradient for {v} is {(g * direction).sum()} along a direction, by differences {near}")


def run(seed, steps=None, keep=None):
    """Return None if the program of that seed is right, else the program and what is wrong."""
    try:
        program = Program(seed, steps, keep)
    except Exception:  # noqa: BLE001 - to write a program must not fail either
        return None, "while it was written:\n" + traceback.format_exc(limit=-4)
    try:
        with np.errstate(all="ignore"):
            check(program)
    except Unfit:
        return None
    except Difference as difference:
        return program, str(difference)
    except Exception:  # noqa: BLE001 - what does not compile or run is a finding
        return program, traceback.format_exc(limit=-4)
    return None


def shrink(seed, steps):
    """Return the failing program with the fewest steps that leaving steps out finds."""
    keep = list(range(steps))
    found = run(seed, steps, keep)
    for k in reversed(range(steps)):
        fewer = [i for i in keep if i != k]
        smaller = run(seed, steps, fewer)
        if smaller is not None:
            keep, found = fewer, smaller
    return keep, found


def finding(seed, make, check, describe):
    """Return what is to be said of the program ``make(seed)``, None if it does not fit or ``check(program)`` passes.

    What does not compile or run is a finding, too.
    """
    program = None
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            program = make(seed)
            check(program)
    except Unfit:
        return None
    except Exception as error:  # noqa: BLE001
        what = str(error) if isinstance(error, Difference) else traceback.format_exc(limit=-4)
        text = "" if program is None else describe(program)
        return f"--- seed {seed}\n{text}\n{what[-3000:]}\n"
    return None


def written(program):
    """Return the steps of a program, and its graph."""
    text = io.StringIO()
    print(", ".join(program.text), file=text)
    theano.printing.debugprint(outputs_of(program), file=text)
    return text.getvalue()


def failure(seed):
    """Return what is to be said of the program of that seed, None if it is right."""
    found = run(seed)
    if found is None:
        return None
    text = io.StringIO()
    report(seed, *found, out=text)
    return text.getvalue()


def report(seed, program, what, out=sys.stdout):
    """Print a failing program."""
    print(f"--- seed {seed}", file=out)
    if program is not None:
        keep, smaller = shrink(seed, program.steps)
        if smaller is None:
            print("it does not fail again", file=out)
        else:
            program, what = smaller
        print(f"steps {keep}: " + ", ".join(program.text), file=out)
        for v in program.inputs:
            value = np.array2string(program.values[v], separator=",", threshold=60)
            print(f"{v} = {v.type} {value}", file=out)
        theano.printing.debugprint(outputs_of(program), file=out)
    print(what[-3000:], file=out, flush=True)


if __name__ == "__main__":
    sys.exit(sweep(failure, __doc__))
