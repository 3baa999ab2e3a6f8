"""Symbolic loops: not in this version, which says so when a loop is asked for.

The name exists so that programs that only look it up, as benchmarks and libraries with loops among other things do,
can be imported.
"""


def scan(
    fn,
    sequences=None,
    outputs_info=None,
    non_sequences=None,
    n_steps=None,
    truncate_gradient=-1,
    go_backwards=False,
    mode=None,
    name=None,
    profile=False,
    allow_gc=None,
    strict=False,
    return_list=False,
):
    """A loop over the leading axis of `sequences`, with the arguments of Theano's ``scan``.

    Raises
    ------
    NotImplementedError
        Always: this version has no loops. A loop of a known number of steps can be unrolled in Python.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x, h = T.dmatrix("x"), T.dvector("h")
    >>> for t in range(3):
    ...     h = T.tanh(h + x[t])
    """
    raise NotImplementedError(
        f"scan(fn={getattr(fn, '__name__', fn)}): this version of tensorgraph has no symbolic loops. "
        "A loop of a known number of steps can be unrolled: call fn in a Python loop and use its last result."
    )
