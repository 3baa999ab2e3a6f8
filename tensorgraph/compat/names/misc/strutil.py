"""``theano.misc.strutil``: texts with places for values."""

__all__ = ["render_string"]


def render_string(string, sub):
    """Return ``string % sub``.

    Parameters
    ----------
    string : str
        With places such as ``%(name)s``.
    sub : dict
        The values.

    Raises
    ------
    KeyError
        If there is no value for a place.

    Examples
    --------
    >>> render_string("a%(x)s", {"x": 1})
    'a1'
    """
    try:
        return string % sub
    except KeyError as error:
        raise KeyError(f"{error.args[0]!r} is in {string!r}, and must be one of {', '.join(sub) or 'none'}") from None
