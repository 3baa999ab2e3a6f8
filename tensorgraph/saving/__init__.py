"""Functions, graphs and shared variables in a file, without pickles: loading runs no code from the file."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

from ..errors import LoadError, SaveError
from ..graph.messages.called import with_type
from ..misuse import guess_names as _guess_names
from ..misuse import with_guesses
from .archive import read, write
from .reader import Reader
from .writer import Writer

if TYPE_CHECKING:
    from typing import Any

__all__ = ["LoadError", "SaveError", "load", "save"]
_guess_names(globals())


@with_guesses
def save(path: str | PathLike[str], obj: Any) -> None:
    """Save functions, variables and shared variables in a file.

    The file is a zip of a JSON text and ``.npy`` arrays, written whole or not at all. Objects shared within `obj` are
    shared in the result of :func:`load`: a shared variable that two functions update stays one variable, and two of the
    same name stay two. Values of shared variables are those of one moment. A function is saved as the graph that it
    runs.

    Parameters
    ----------
    path : str or path
        Where; a file that is there is replaced.
    obj : Function, Variable, array, number, str, None, or list, tuple or dict of them

    Raises
    ------
    TypeError
        If `path` is no path.
    SaveError
        If a part cannot be saved, as an operation of the user or a Python object; the error says what it is, and where.

    See Also
    --------
    load

    Examples
    --------
    >>> import os, tempfile, numpy as np, tensorgraph as theano, tensorgraph.tensor as T
    >>> x, w = T.dvector("x"), theano.shared(np.ones(2), "w")
    >>> train = theano.function([x], [], updates=[(w, w + x)])
    >>> predict = theano.function([x], T.dot(w, x))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = os.path.join(folder, "model.zip")
    ...     theano.save(path, {"train": train, "predict": predict})
    ...     model = theano.load(path)
    >>> model["train"]([1.0, 2.0])
    []
    >>> model["predict"]([1.0, 1.0]), predict([1.0, 1.0])
    (array(5.), array(2.))
    """
    if not isinstance(path, (str, PathLike)):
        raise TypeError(
            f"the path must be a str or a path of a file, not {with_type(path)}: it comes first, and then the object"
        )
    writer = Writer()
    write(path, writer.document(obj), writer.arrays)


@with_guesses
def load(path: str | PathLike[str]) -> Any:
    """Load a file that :func:`save` wrote.

    Parameters
    ----------
    path : str or path

    Returns
    -------
    object
        As it was saved: functions give the same bits.

    Raises
    ------
    LoadError
        If the file is not as :func:`save` wrote it, or names what this package does not know.
    OSError
        If it cannot be opened.

    See Also
    --------
    save

    Examples
    --------
    >>> import os, tempfile, tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dscalar("x")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = os.path.join(folder, "graph.zip")
    ...     theano.save(path, [x, T.exp(x)])
    ...     x, y = theano.load(path)
    >>> y.eval({x: 0.0})
    array(1.)
    """
    document, arrays = read(path)
    try:
        return Reader(document, arrays).root()
    except (LoadError, MemoryError) as error:
        if isinstance(error, LoadError) and error.path is None:
            error.path = path
        raise
    except Exception as error:
        raise LoadError(f"{type(error).__name__}: {error}", path) from error
