"""Random programs, those of ``tests/fuzz``, through JAX: values, and the gradients that JAX takes."""

import differential
import jax
import jax_agreement  # noqa: F401 - it lets JAX compute in 64 bits
import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import ExportError


def is_float(v):
    """Return True for dense variables in double precision."""
    return isinstance(v.type, T.TensorType) and v.type.dtype == "float64"


def through_jax(program):
    """Raise a Difference if a program is not the same in JAX."""
    outputs, inputs = differential.outputs_of(program), program.inputs
    arguments = [program.values[v] for v in inputs]
    wanted, rtol = [program.values[v] for v in outputs], differential.tolerance(program, outputs)
    f = theano.to_jax(outputs, inputs)
    try:
        found = jax.jit(f)(*arguments)
    except ExportError as error:
        assert "depends on the value of an argument" in str(error)
        found = f(*arguments)
    differential.compare("in JAX", found, wanted, rtol, program.size)
    wrt, parts = [v for v in inputs if is_float(v)], [z for z in outputs if is_float(z)]
    if wrt and parts:
        cost = sum(T.sum(z) for z in parts)
        ours = theano.function(
            inputs, T.grad(cost, wrt, disconnected_inputs="ignore"), on_unused_input="ignore")(*arguments)
        theirs = jax.grad(theano.to_jax(cost, inputs), [inputs.index(v) for v in wrt])(*arguments)
        size = max([program.size, *[np.abs(g).max(initial=0) for g in ours]])
        differential.compare("gradient in JAX", theirs, ours, max(rtol, 1e-6), size)


@pytest.mark.filterwarnings("ignore:the gradient of the cost")
@pytest.mark.parametrize("seed", range(2))
def test_program(seed, monkeypatch):
    monkeypatch.setattr(differential, "check", through_jax)
    found = differential.run(seed)
    assert found is None, found[1]
