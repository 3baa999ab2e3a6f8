"""Graphs for other libraries, which are imported when a graph is exported to them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ..description import spelled
from ..graph.messages.called import with_type
from ..graph.variable import Variable
from ..misuse import with_guesses

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence
    from typing import Any


def _load(module, *packages):
    """Return a module of this folder.

    Raises
    ------
    ImportError
        If a package is not installed that it needs.
    """
    try:
        return import_module(f"{__package__}.{module}")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in packages:
            raise
        extra = module.partition(".")[0]
        raise ImportError(
            f"{' and '.join(packages)} must be installed to export graphs: pip install 'pytensorgraph[{extra}]'"
        ) from error


def _listed(inputs, name, outputs):
    """Return the inputs as a list.

    Raises
    ------
    TypeError
        If a variable is given instead.
    """
    if isinstance(inputs, Variable):
        hint = f"hint: use [{inputs.name or 'x'}]"
        if isinstance(outputs, (list, tuple)) and all(v.owner is None for v in outputs if isinstance(v, Variable)):
            hint = f"hint: outputs come first, then inputs: use {name}(y, {spelled(outputs)}), with y the variable"
        raise TypeError(f"{name} takes a list of inputs, not {with_type(inputs)}, alone.\n{hint}")
    return list(inputs)


@with_guesses
def to_jax(
    outputs: Variable | Sequence[Variable], inputs: Sequence[Variable], stabilize: bool = True
) -> Callable[..., Any]:
    """Return a graph as a pure function of JAX.

    It runs under ``jax.jit``, ``jax.vmap``, ``jax.grad`` and ``jax.pmap``, on whatever device JAX runs on, and computes
    in the dtypes of the graph; gradients follow the conventions of this package.

    Parameters
    ----------
    outputs : Variable or sequence of Variable
        What to compute; updates of shared variables and next states of random streams are outputs too.
    inputs : sequence of Variable
        What the arguments stand for, in order. A shared variable may be among them; others are constants of the
        function, with the values that they have now.
    stabilize : bool
        Whether the graph is first rewritten into forms that are stable for large and small numbers, as a function of
        this package is.

    Returns
    -------
    callable
        It takes an array for each input, and returns an array for one variable, a list of arrays for several. A Python
        integer for an integer input is known while JAX traces, so that shapes may depend on it.

    Raises
    ------
    MissingInputError
        If the outputs need a variable that is neither among the inputs nor shared.
    ExportError
        When the function is traced, if an operation has no counterpart, a shape depends on values, or the graph needs
        64 bits and ``jax_enable_x64`` is not set.
    ImportError
        If JAX is not installed.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.fvector("x")
    >>> f = theano.to_jax((x**2).sum(), [x])                    # doctest: +SKIP
    >>> jax.jit(jax.grad(f))(jnp.arange(3, dtype="float32"))    # doctest: +SKIP
    Array([0., 2., 4.], dtype=float32)
    """
    inputs = _listed(inputs, "to_jax", outputs)
    entry = _load("jax.entry", "jax", "jaxlib")
    return entry.ExportedFunction(outputs, inputs, stabilize)


@with_guesses
def to_onnx(
    outputs: Variable | Sequence[Variable], inputs: Sequence[Variable], path: str | os.PathLike[str] | None = None
) -> Any:
    """Return a graph as a model of ONNX, for inference elsewhere.

    The model is of opset 18. Its inputs and outputs have the names of the variables, or ``input_0``, ``output_0`` and
    so on; axes whose length is not known have a name each. Shared variables that are not among the inputs are stored.

    Parameters
    ----------
    outputs : Variable or sequence of Variable
        What to compute.
    inputs : sequence of Variable
        The inputs, in order; shared variables may be among them.
    path : path, optional
        A file to write the model to.

    Returns
    -------
    onnx.ModelProto

    Raises
    ------
    MissingInputError
        If the outputs need a variable that is neither among the inputs nor shared.
    ExportError
        If an operation has no counterpart.
    ImportError
        If the package ``onnx`` is not installed.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.fmatrix("x")
    >>> model = theano.to_onnx(T.nnet.softmax(x), [x], "softmax.onnx")    # doctest: +SKIP
    """
    inputs = _listed(inputs, "to_onnx", outputs)
    return _load("onnx.onnxmodel", "onnx").export(outputs, inputs, path)
