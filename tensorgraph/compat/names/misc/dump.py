"""``theano.function_dump``: the arguments of ``function`` in a file, to be compiled elsewhere."""

import pickle

__all__ = ["function_dump"]


def function_dump(
    filename,
    inputs,
    outputs=None,
    mode=None,
    updates=None,
    givens=None,
    no_default_updates=False,
    accept_inplace=False,
    name=None,
    rebuild_strict=True,
    allow_input_downcast=None,
    profile=None,
    on_unused_input=None,
):
    """Pickle a dict of the arguments of :func:`tensorgraph.function`.

    Parameters
    ----------
    filename : str
        Where to.

    Examples
    --------
    >>> import os, pickle, tempfile, tensorgraph as theano
    >>> x = theano.tensor.dscalar()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = os.path.join(folder, "f.pkl")
    ...     theano.function_dump(path, [x], x + 1)
    ...     with open(path, "rb") as file:
    ...         theano.function(**pickle.load(file))(2)
    array(3.)
    """
    arguments = {key: value for key, value in locals().items() if key != "filename"}
    with open(filename, "wb") as file:
        pickle.dump(arguments, file, protocol=-1)
