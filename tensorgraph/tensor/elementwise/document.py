"""The documentation of elementwise functions, generated on demand from the records of their scalar operations."""

import math

import numpy as np

from ...graph.messages.called import listed
from ...nearest import did_you_mean
from ...scalar.dtypes import KERNEL_CODES
from ...scalar.text import graph_text

_DTYPES = {code: dtype for dtype, code in KERNEL_CODES.items()}
_LETTERS = {"float64": "d", "int64": "l", "bool": "b", "complex128": "z"}
# Theano's module of the operations that are not in `tensor` itself
MODULES = {
    **dict.fromkeys(("sigmoid", "softplus", "ultra_fast_sigmoid"), "nnet."),
    **dict.fromkeys(("xlogx", "xlogy0"), "xlogx."),
}
# values for the example of an operation: the first dtype that it takes
_KINDS = ("float64", "int64", "bool")
_VALUES = ((0.5, 2.0), (3.0, 1.5), (1.0, 2.5), (0.25, 0.75))


def elementwise_doc(elemwise):
    """Return the numpydoc docstring of a function of the package, or None for any other Elemwise.

    Parameters
    ----------
    elemwise : Elemwise

    Returns
    -------
    str or None
    """
    op = elemwise.scalar_op
    docs = getattr(op, "docs", None)
    if not docs or elemwise.name is None and op.name != "identity":
        return docs
    names = ("*xs",) if op.nin < 0 else op.params
    inplace = bool(elemwise.inplace_pattern)
    rule = " ".join((op.rule.__doc__ or "").split())
    lines = [
        " ".join(docs.split()),
        "",
        "Parameters",
        "----------",
        f"{', '.join(names)} : tensor_like",
        "    Of any shape: axes that the types call broadcastable stretch, missing ones are added on the left.",
        *(["    The memory of the first takes the result."] if inplace else ()),
        "",
        "Returns",
        "-------",
        "TensorVariable",
        f"    Elementwise, in the joint shape. dtype: {'that of the first' if inplace else _lower(rule)}",
        "",
        "Notes",
        "-----",
        *_kernels(op),
    ]
    # the printed gradient needs a dtype that the operation takes
    arguments = () if inplace else _arguments(op)
    if op.derivative is not None:
        lines += _gradient(op, arguments)
    else:
        lines += ["", "Locally constant: its gradient is zero."]
    if op.inverse is not None:
        lines += ["", "See Also", "--------", f"{op.inverse} : undoes it"]
    lines += _example(op, names, arguments)
    return "\n".join(lines) + "\n"


def _lower(sentence):
    return sentence[:1].lower() + sentence[1:]


def _kernels(op):
    """Describe the code that computes it."""
    if op.c is None:
        return [f"Computed by the loops of {_library(op)}." if op.ufunc is not None else f"No kernel: {op.no_kernel}."]
    dtypes = ", ".join(_DTYPES[code] for code in op.kernel_dtypes)
    lines = [f"A compiled kernel, ``{op.c}``, for {dtypes}."]
    return lines + [f"For other dtypes the loops of {_library(op)}."] if op.ufunc is not None else lines


def _library(op):
    module = getattr(op.ufunc, "__module__", None) or type(op.ufunc).__module__
    return "SciPy" if "scipy" in module or op.ufunc.__name__ not in dir(np) else "NumPy"


def _gradient(op, arguments):
    """Return the text of the graph that the record's body gives."""
    if not arguments:
        return []
    graph = op.gradient_graph(tuple(a.dtype.name for a in arguments))
    names = op.params if op.nin == len(arguments) else [f"xs[{i}]" for i in range(len(arguments))]
    given = [*graph.inputs, *graph.outputs, *graph.output_grads]
    lines = []
    for name, grad in zip(names, graph.grads):
        # neither an undefined gradient nor a disconnected one
        if hasattr(grad.type, "dtype") and grad.type.dtype != "bool":
            text = graph_text(given, [grad], [*names, "z", "gz"])
            lines += ["", f"Gradient with respect to `{name}`, from that of the result: ``{text}``."]
    return lines


def _arguments(op):
    """Return arrays for the example, inside the domain."""
    count = 2 if op.nin < 0 else op.nin
    kinds = ("complex128", *_KINDS) if op.__class__.__module__.endswith(".complex") else _KINDS
    for kind in kinds:
        try:
            op.output_dtypes(*(kind,) * count)
        except (TypeError, NotImplementedError):
            continue
        if op.name == "switch":
            return [np.array([True, False]), np.array([0.5, 2.0]), np.array([3.0, 1.5])]
        return [_sample(op.domain[i] if i < len(op.domain) else None, kind, i) for i in range(count)]
    return ()


def _sample(domain, kind, i):
    if kind == "bool":
        return np.array([True, False] if i == 0 else [True, True])
    if kind == "int64":
        return np.array([6, 1] if i == 0 else [3, 2])
    values = np.array(_VALUES[i])
    if domain is not None and not all(v in domain for v in values):
        low = max(domain.low, -10.0) if math.isfinite(domain.low) else domain.high - 2.0
        high = min(domain.high, low + 4.0)
        values = low + (high - low) * np.array([0.25, 0.75])
    return values + 1j * values[::-1] if kind == "complex128" else values


def _example(op, names, arguments):
    """Return a call with values, and the result of the NumPy reference."""
    if not arguments or not op.name.isidentifier():
        return []
    with np.errstate(all="ignore"):
        (z,) = op.evaluate(arguments, op.output_dtypes(*[a.dtype.name for a in arguments]))
    letters = [f"x{i}" for i in range(len(arguments))] if names == ("*xs",) else names
    lines = ["", "Examples", "--------", ">>> import tensorgraph.tensor as T"]
    for name, a in zip(letters, arguments):
        maker = f'{_LETTERS[a.dtype.name]}vector("{name}")' if a.dtype != bool else f'vector("{name}", dtype="bool")'
        lines.append(f">>> {name} = T.{maker}")
    values = ", ".join(f"{name}: {a.tolist()}" for name, a in zip(letters, arguments))
    call = f"T.{MODULES.get(op.name, '')}{op.name}({', '.join(letters)})"
    return [*lines, f">>> {call}.eval({{{values}}})", repr(np.asarray(z))]


def wrong_count(op, inputs):
    """Return the message for an elementwise operation on too few or too many inputs."""
    scalar_op = op.scalar_op
    needed = ", ".join(scalar_op.params) if len(scalar_op.params) == scalar_op.nin else f"{scalar_op.nin} tensors"
    extra = ""
    if len(inputs) > scalar_op.nin == 2 and scalar_op.associative:
        extra = f"; use it twice for three, as T.{scalar_op.name}(T.{scalar_op.name}(a, b), c)"
    if len(inputs) == 1 and scalar_op.name == "switch":
        extra = "; (x > 0).nonzero() gives the indices of what is true, as numpy.where(x > 0) does"
    return (
        f"Wrong number of inputs for {op}: got {len(inputs)}, expected {scalar_op.nin} ({listed(inputs)}).\nhint: its "
        f"inputs must be {needed}{extra}"
    )


# what NumPy calls parameters
_OTHERS = {"min": "low", "max": "high", "a_min": "low", "a_max": "high", "x1": "x", "x2": "y"}


def placed(op, inputs, named):
    """Return the inputs of an elementwise operation of which some were given by name.

    Raises
    ------
    TypeError
        If there is no input of a name, or it is given twice.
    """
    names = list(op.scalar_op.params)
    if len(names) != op.scalar_op.nin:
        (first, *_) = named
        raise TypeError(f"{op}() got an unexpected keyword argument {first!r}: it must be given by position")
    given = dict(zip(names, inputs))
    for name, value in named.items():
        own = name if name in names else _OTHERS.get(name)
        if own not in names:
            raise TypeError(
                f"{op}() got an unexpected keyword argument {name!r}.{did_you_mean(name, names)} Its arguments must be "
                f"{', '.join(names)}. It was given {listed([*inputs, value])}"
            )
        if own in given:
            raise TypeError(f"{op}() got multiple values for {name}: its arguments must be {', '.join(names)}")
        given[own] = value
    if names[1:] == ["low", "high"]:
        # a bound that is left out is none
        return [given.get(name) for name in names] if "x" in given else inputs
    return [given[name] for name in names if name in given]
