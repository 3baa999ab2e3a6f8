"""Modes: which rewrites a function gets and what runs it."""

from ..config import config
from ..rewriting.database import as_query

LINKERS = ("cvm", "c|py", "py", "c", "c|py_nogc", "vm", "vm_nogc", "cvm_nogc", None)


class Mode:
    """How :func:`function` compiles.

    Parameters
    ----------
    linker : str, optional
        ``"py"`` runs the NumPy references of the operations; every other name of Theano's means the kernels.
    optimizer : str, Query or None, optional
        Which rewrites to run: ``"fast_run"``, ``"fast_compile"``, a query by tags, None for none.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> mode = theano.Mode(linker="cvm", optimizer="fast_run").excluding("fusion")
    """

    def __init__(self, linker=None, optimizer="default"):
        if linker is None:
            linker = config.linker
        if isinstance(linker, str) and linker not in LINKERS:
            raise ValueError(f"there is no linker {linker!r}; there are {', '.join(map(str, LINKERS[:-1]))}")
        if isinstance(optimizer, str) and optimizer == "default":
            optimizer = config.optimizer
        self.provided_linker = linker
        self.provided_optimizer = optimizer
        self.linker = linker
        self.query = as_query(optimizer)

    @property
    def optimizer(self):
        """The query that selects the rewrites."""
        return self.query

    watch = None  # a subclass's method that gives what runs instead of an op: ``watch(op, position)``

    @property
    def uses_kernels(self):
        """Whether functions run on kernels, not on the NumPy references."""
        return self.linker != "py"

    def including(self, *tags):
        """The mode with the rewrites of these names or tags too."""
        return self._with(self.query.including(*tags))

    def excluding(self, *tags):
        """The mode without the rewrites of these names or tags."""
        return self._with(self.query.excluding(*tags))

    def requiring(self, *tags):
        """The mode with only those rewrites that have all of these tags."""
        return self._with(self.query.requiring(*tags))

    def clone(self, link_kwargs=None, optimizer="", **kwargs):
        """A copy of the mode, with another optimizer if one is given."""
        return self._with(self.query if optimizer == "" else as_query(optimizer))

    def _with(self, query):
        new = self.__class__.__new__(self.__class__)
        new.__dict__.update(self.__dict__)
        new.query = new.provided_optimizer = query
        return new

    def __str__(self):
        return f"{type(self).__name__}(linker = {self.provided_linker}, optimizer = {self.provided_optimizer})"

    __repr__ = __str__


FAST_RUN = Mode("cvm", "fast_run")
FAST_COMPILE = Mode("py", "fast_compile")

predefined_modes = {"FAST_COMPILE": FAST_COMPILE, "FAST_RUN": FAST_RUN}
_LATER = {
    "DebugMode": ("debugmode", "DebugMode"),
    "NanGuardMode": ("nanguardmode", "NanGuardMode"),
    "MonitorMode": ("monitormode", "MonitorMode"),
}
_defaults = {}


def register_mode(name, mode):
    """Let `name` mean `mode` in ``function(mode=name)`` and in ``config.mode``.

    Parameters
    ----------
    name : str
        Not taken yet.
    mode : Mode

    Raises
    ------
    ValueError
        If the name is taken.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> import tensorgraph.tensor as T
    >>> theano.compile.register_mode("WITHOUT_FUSION", theano.Mode().excluding("fusion"))
    >>> x = T.dscalar("x")
    >>> theano.function([x], T.exp(x) * 2, mode="WITHOUT_FUSION")(0.0)
    array(2.)
    """
    if name in predefined_modes or name in _LATER:
        raise ValueError(f"Mode name already taken: {name}")
    predefined_modes[name] = mode


def get_mode(orig_string):
    """The mode for a name, a Mode, or None for the default.

    Parameters
    ----------
    string : str, Mode or None

    Returns
    -------
    Mode

    Raises
    ------
    Exception
        If there is no mode of that name.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> theano.compile.get_mode("FAST_RUN")
    Mode(linker = cvm, optimizer = fast_run)
    """
    string = config.mode if orig_string is None else orig_string
    if not isinstance(string, str):
        return string
    if string == "Mode":
        key = (
            config.linker,
            config.optimizer,
            config.optimizer_including,
            config.optimizer_excluding,
            config.optimizer_requiring,
        )
        mode = _defaults.get(key)
        if mode is None:
            mode = _defaults[key] = _with_flags(Mode())
        return mode
    if string in _LATER:
        from importlib import import_module

        module, name = _LATER[string]
        return getattr(import_module(f".{module}", __package__), name)()
    if string not in predefined_modes:
        raise Exception(f"No predefined mode exist for string: {string}")
    mode = predefined_modes[string]
    return _with_flags(mode) if orig_string is None else mode


def _with_flags(mode):
    for flag, change in (
        (config.optimizer_excluding, mode.excluding),
        (config.optimizer_including, mode.including),
        (config.optimizer_requiring, mode.requiring),
    ):
        if flag:
            mode = getattr(mode, change.__name__)(*flag.split(":"))
    return mode


def get_default_mode():
    """The mode that ``config.mode``, ``config.linker`` and ``config.optimizer`` name.

    Returns
    -------
    Mode

    Examples
    --------
    >>> import tensorgraph as theano
    >>> theano.compile.get_default_mode() is theano.compile.get_mode(None)
    True
    """
    return get_mode(None)
