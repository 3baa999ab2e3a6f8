"""Graphs run here and by onnxruntime."""

import numpy as np
import onnxruntime

import tensorgraph as theano
import tensorgraph.tensor as T

onnxruntime.set_default_logger_severity(4)


def run(model, *values):
    """Return the outputs of a model for values of its inputs, in order."""
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, {i.name: np.asarray(v) for i, v in zip(session.get_inputs(), values)})


def assert_close(got, wanted, tol, what=""):
    """Check the dtype, the shape and the numbers of a result."""
    wanted = np.asarray(wanted)
    assert (got.dtype, got.shape) == (wanted.dtype, wanted.shape), what
    if wanted.dtype.kind == "f":
        scale = np.abs(wanted[np.isfinite(wanted)]).max(initial=0)
        np.testing.assert_allclose(got, wanted, rtol=tol, atol=tol * max(1, scale), err_msg=what)
    else:
        np.testing.assert_array_equal(got, wanted, err_msg=what)


def check(outputs, inputs, *values, tol=1e-5):
    """Check that onnxruntime gives what a function of this package gives."""
    several = outputs if isinstance(outputs, list) else [outputs]
    model = theano.to_onnx(outputs, inputs)
    wanted = theano.function(inputs, several, on_unused_input="ignore")(*values)
    for got, want in zip(run(model, *values), wanted, strict=True):
        assert_close(got, want, tol)
    return model


def variables_like(points):
    """Return a variable for each array."""
    return [T.TensorType(p.dtype.name, (False,) * p.ndim)(f"x{i}") for i, p in enumerate(points)]
