"""The table of operations: from their classes to functions that add nodes of ONNX that compute the same."""

from importlib import import_module

from ...errors import ExportError

FAMILIES = (
    "mathematics", "reduce", "shape", "indexing", "products", "sorting", "layers", "images", "diagonals", "loopnodes",
    "matrices", "spectrum", "expansions", "places", "windows", "frequencies", "special",
    "bessel", "composed", "doubles", "refused",
)  # fmt: skip
CONVERSIONS = {}
REASONS = {}
_FOUND = {}


def converts(*ops):
    """Register the decorated function as the conversion of operations.

    Parameters
    ----------
    *ops : type
        Classes of operations; those derived from them are converted alike, but for the user's with another
        ``perform``.

    Returns
    -------
    callable
        The decorator. The function takes the builder of the model, the apply node and the names of its inputs; it
        returns the name of the output, or a list of them.

    Examples
    --------
    >>> from tensorgraph.graph.op import Op
    >>> class Unheard(Op):
    ...     pass
    >>> @converts(Unheard)
    ... def convert_unheard(model, node, x):
    ...     return model.add("Identity", x)
    >>> conversion_of(Unheard()) is convert_unheard
    True
    """

    def register(function):
        _FOUND.clear()
        for op in ops:
            CONVERSIONS[op] = function
        return function

    return register


def expands(*ops):
    """Register the decorated function as the formula of operations: of the apply node and of variables like its inputs.

    It returns a variable like the output, or a list of them, made of operations that are converted.

    Parameters
    ----------
    *ops : type
        As of :func:`converts`.

    Returns
    -------
    callable
        The decorator.
    """

    def register(function):
        def convert(model, node, *names):
            def cast(*variables):
                made = function(node, *variables)
                made = made if isinstance(made, (list, tuple)) else [made]
                return [z if z.type.dtype == v.type.dtype else z.astype(v.type.dtype)
                        for z, v in zip(made, node.outputs)]  # fmt: skip

            return model.expand(cast, names, node.inputs)

        converts(*ops)(convert)
        return function

    return register


def refuses(reason, *ops):
    """Say why operations have no conversion."""
    REASONS.update(dict.fromkeys(ops, reason))


def reason_of(op):
    """Return why an operation without a conversion has none."""
    found = next((REASONS[base] for base in type(op).__mro__ if base in REASONS), None)
    return found or (
        f"there is no conversion of {type(op).__name__}.\nhint: tensorgraph.bridges.onnx.converts registers one"
    )


def conversion_of(op):
    """Return the function that converts an operation, None if there is none."""
    cls = type(op)
    if cls not in _FOUND:
        registered = dict(CONVERSIONS)
        for family in FAMILIES:
            import_module(f"{__package__}.families.{family}")
        CONVERSIONS.update(registered)
        base = next((base for base in cls.__mro__ if base in CONVERSIONS), None)
        ours = cls.__module__.startswith(__name__.partition(".")[0] + ".")
        # a class of the user may compute something else
        other = base is not None and not ours and getattr(cls, "perform", None) is not getattr(base, "perform", None)
        _FOUND[cls] = None if base is None or other else CONVERSIONS[base]
    return _FOUND[cls]


def ordered(node, v):
    """Return the dtype of a variable whose elements are compared.

    Raises
    ------
    ExportError
        For uint64, which no dtype holds that runtimes compare.
    """
    if v.type.dtype == "uint64":
        raise refusal(node, "runtimes have no order of uint64.\nhint: cast to int64")
    return v.type.dtype


def refusal(node, reason):
    """Return the error that an operation cannot be exported."""
    made = node.outputs[0].where_made
    return ExportError("ONNX", node.op, reason, None if made is None else made.location())
