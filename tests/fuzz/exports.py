"""Random programs of every family, exported to ONNX and to JAX and held against themselves.

    python tests/fuzz/exports.py --programs 500 --seed 1 --jobs 2
    TARGET=jax python tests/fuzz/exports.py --programs 500
    TARGET=maps python tests/fuzz/exports.py --programs 500

What cannot be exported must be refused by an ``ExportError``; all else must give the numbers that a function of this
package gives, and so must gradients: in ONNX those that we build, in JAX also its own, traced and not. ``maps`` holds
``vmap``, along any axes and nested, against ``jax.vmap`` of the exported program.
"""

import os
import sys

import numpy as np
from differential import compare, finding, outputs_of, tolerance, written
from seeds import sweep
from typed_programs import Program

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import ExportError
from tensorgraph.graph.traverse import ancestors
from tensorgraph.tensor.nnet.conv.abstract import BaseAbstractConv
from tensorgraph.tensor.types.type import TensorType


def described(program):
    """Return the inputs, the outputs and gradients, the smooth inputs and the cost of a program of dense arrays."""
    outputs = [v for v in outputs_of(program) if isinstance(v.type, TensorType)]
    inputs = list(program.inputs)
    if not outputs or not all(isinstance(v.type, TensorType) for v in inputs):
        return None
    smooth = [v for v in outputs if v.type.dtype == "float64"]
    wrt = [v for v in inputs if v.type.dtype == "float64" and program.values[v].size]
    cost = sum(T.sum(v * 0.7) for v in smooth) if smooth and wrt else None
    return inputs, outputs, wrt, cost


def wanted(inputs, outputs, values):
    """Return the values of outputs as they were written, None if some is not finite."""
    f = theano.function(inputs, outputs, mode=theano.compile.Mode("py", None), on_unused_input="ignore")
    found = f(*values)
    return found if all(np.isfinite(z).all() for z in found) else None


def check_onnx(program):
    """Raise a Difference where onnxruntime gives something else."""
    import onnxruntime

    onnxruntime.set_default_logger_severity(4)
    parts = described(program)
    if parts is None:
        return
    inputs, outputs, wrt, cost = parts
    values = [program.values[v] for v in inputs]
    for what in ("values", "gradients"):
        if what == "gradients":
            if cost is None:
                return
            outputs = T.grad(cost, wrt, disconnected_inputs="ignore")
        want = wanted(inputs, outputs, values)
        if want is None:
            return
        try:
            model = theano.to_onnx(outputs, inputs)
        except ExportError:
            return
        session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        given = {i.name: v for i, v in zip(session.get_inputs(), values)}
        got = session.run(None, given)
        single = any(v.owner and isinstance(v.owner.op, BaseAbstractConv) for v in ancestors(outputs))
        size = max([program.size, *(float(abs(z).max(initial=0)) for z in want)])
        rtol = max(tolerance(program, outputs), 2e-5 if single else 1e-9) * 10
        compare(what, got, want, rtol, size)


def check_jax(program):
    """Raise a Difference where JAX gives something else."""
    import jax

    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_disable_most_optimizations", True)
    parts = described(program)
    if parts is None:
        return
    inputs, outputs, wrt, cost = parts
    values = [program.values[v] for v in inputs]
    fixed = [int(x) if x.ndim == 0 and x.dtype.kind in "iu" else x for x in values]
    want = wanted(inputs, outputs, values)
    if want is None:
        return
    size = max([program.size, *(float(abs(z).max(initial=0)) for z in want)])
    rtol = max(tolerance(program, outputs), 1e-9) * 10
    try:
        f = theano.to_jax(outputs, inputs)
        compare("values", list(map(np.asarray, f(*fixed))), want, rtol, size)
        compare("values by jit", list(map(np.asarray, jax.jit(f)(*values))), want, rtol, size)
    except ExportError:
        pass
    if cost is None:
        return
    want = wanted(inputs, T.grad(cost, wrt, disconnected_inputs="ignore"), values)
    if want is None:
        return
    size = max([size, *(float(abs(z).max(initial=0)) for z in want)])
    try:
        slope = jax.grad(theano.to_jax(cost, inputs), [inputs.index(v) for v in wrt])
        compare("gradients of JAX", list(map(np.asarray, slope(*fixed))), want, rtol * 10, size)
    except ExportError:
        pass


def check_maps(program):
    """Raise a Difference where ``jax.vmap`` of the exported program is not our map of it."""
    import jax

    jax.config.update("jax_enable_x64", True)
    parts = described(program)
    if parts is None:
        return
    inputs, outputs, wrt, cost = parts
    if cost is not None:
        outputs = [*outputs, *T.grad(cost, wrt, disconnected_inputs="ignore")]
    draw = np.random.default_rng(program.seed)
    values = [program.values[v] for v in inputs]
    want = wanted(inputs, outputs, values)
    if want is None:
        return
    depth = int(draw.integers(1, 3))
    axes, given, flags = [], list(values), [list(v.type.broadcastable) for v in inputs]
    for _ in range(depth):
        level = [None if draw.random() < 0.4 else int(draw.integers(-x.ndim - 1, x.ndim + 1)) for x in given]
        if all(axis is None for axis in level):
            level[0] = 0
        for i, axis in enumerate(level):
            if axis is not None:
                given[i] = stacked(draw, given[i], axis)
                flags[i].insert(axis % given[i].ndim, False)
        axes.append(tuple(level))
    stacks = [TensorType(v.type.dtype, f)() for v, f in zip(inputs, flags)]
    ours, theirs = (inputs, outputs), theano.to_jax(outputs, inputs)
    for level in axes:
        ours = theano.vmap(ours, level)
        theirs = jax.vmap(theirs, level)
    found = theano.function(stacks, ours(*stacks), on_unused_input="ignore")(*given)
    try:
        jaxed = list(map(np.asarray, theirs(*given)))
    except ExportError:
        return
    if all(np.isfinite(z).all() for z in jaxed):
        size = max([program.size, *(float(abs(z).max(initial=0)) for z in jaxed)])
        rtol = max(tolerance(program, outputs), 1e-9) * 30
        compare(f"mapped along {axes}", found, jaxed, rtol, size)


def stacked(draw, x, axis):
    """Return three values near one, along an axis."""
    if x.dtype.kind not in "fc":
        return np.stack([x] * 3, axis)
    noise = draw.uniform(-1e-3, 1e-3, (3, *x.shape))
    return np.moveaxis((x * (1 + noise)).astype(x.dtype), 0, axis)


CHECKS = {"onnx": check_onnx, "jax": check_jax, "maps": check_maps}


def failure(seed, target=None):
    """Return what is to be said of the program of that seed, None if it is right."""
    return finding(seed, Program, CHECKS[target or os.environ.get("TARGET", "onnx")], written)


if __name__ == "__main__":
    sys.exit(sweep(failure, __doc__))
