"""Random programs of every family, mapped over examples and held against a loop over them.

    python tests/fuzz/batches.py --programs 2000 --seed 1 --jobs 2

Some of a program's inputs get values of their own for each example; the map of the program, compiled, must give for
each example what the program gives for it alone, and so must the map of its gradient.
"""

import io
import sys
import traceback
import warnings

import numpy as np
from differential import Difference, compare, outputs_of, tolerance
from seeds import sweep
from typed_programs import Program, Unfit

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.types.type import TensorType

EXPECTED = ValueError, IndexError, np.linalg.LinAlgError, AssertionError


def values_of(draw, value, n):
    """Return `n` values near one, each valid where that is: floats are moved a little, integers keep theirs."""
    if value.dtype.kind not in "fc":
        return np.stack([value] * n)
    noise = draw.uniform(-1e-3, 1e-3, (n, *value.shape))
    return (value * (1 + noise)).astype(value.dtype)


def stacked_type(v):
    return TensorType(v.type.dtype, (False, *v.type.broadcastable))


def check(program):
    """Raise a Difference if the map of the program gives something else than a loop."""
    draw = np.random.default_rng(program.seed)
    outputs = [v for v in outputs_of(program) if isinstance(v.type, TensorType)]
    inputs = [v for v in program.inputs if isinstance(v.type, TensorType)]
    if not outputs or len(inputs) < len(program.inputs):
        return
    smooth = [v for v in outputs if v.type.dtype == "float64"]
    wrt = [v for v in inputs if v.type.dtype == "float64" and program.values[v].size]
    if smooth and wrt:
        cost = sum(T.sum(v * 0.7) for v in smooth)
        outputs = [*outputs, *T.grad(cost, wrt, disconnected_inputs="ignore")]
    rtol = tolerance(program, outputs) * 10
    n = int(draw.integers(1, 4))
    chosen = [i for i in range(len(inputs)) if draw.random() < 0.6] or [0]
    values = [program.values[v] for v in inputs]
    given = [values_of(draw, x, n) if i in chosen else x for i, x in enumerate(values)]
    options = {"on_unused_input": "ignore"}
    one = theano.function(inputs, outputs, mode=theano.compile.Mode("py", None), **options)
    try:
        rows = [one(*[x[k] if i in chosen else x for i, x in enumerate(given)]) for k in range(n)]
        want = [np.stack([row[j] for row in rows]) for j in range(len(outputs))]
    except EXPECTED:
        # another shape for each example, or no result for one
        return
    if not all(np.isfinite(z).all() for z in want):
        return
    stacks = [stacked_type(v)() if i in chosen else v.type() for i, v in enumerate(inputs)]
    axes = tuple([0 if i in chosen else None for i in range(len(inputs))])
    results = theano.vmap((inputs, outputs), axes)(*stacks)
    size = max([program.size, *(float(abs(z).max(initial=0)) for z in want)])
    for mode in ("FAST_RUN", "FAST_COMPILE"):
        f = theano.function(stacks, results, mode=mode, **options)
        compare(f"mapped over inputs {chosen}, mode {mode}", f(*given), want, rtol, size)


def failure(seed):
    """Return what is to be said of the program of that seed, None if it is right."""
    try:
        program = Program(seed)
    except Unfit:
        return None
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "vmap: no batching rule")
            check(program)
    except Exception as error:  # noqa: BLE001 - what does not compile or run is a finding
        text = io.StringIO()
        print(f"seed {seed}: {'' if isinstance(error, Difference) else traceback.format_exc()}{error}", file=text)
        theano.printing.debugprint(outputs_of(program), file=text)
        return text.getvalue()
    return None


if __name__ == "__main__":
    sys.exit(sweep(failure, __doc__))
