"""The import hook: a path of :mod:`paths` becomes a module that looks its names up in their homes."""

import functools
import importlib
import importlib.machinery
import sys
import types

from ..misuse import guessing_function
from ..nearest import UnknownModule, unknown_name
from .paths import ADDED, BESIDES, PATHS, SHOWN

PACKAGE = __name__.partition(".")[0]
LINALG = f"{PACKAGE}.tensor.linalg."


def _modules(homes):
    """Yield the existing modules among some names."""
    for home in homes:
        try:
            yield importlib.import_module(f"{PACKAGE}.{home}")
        except ModuleNotFoundError as error:
            if error.name != f"{PACKAGE}.{home}":
                raise


def _public(module):
    """Return the names that a star import of a module gives."""
    return getattr(module, "__all__", None) or [name for name in vars(module) if name[0] != "_"]


def _guessing(value):
    """Return a value, or the function of linear algebra that answers wrong arguments with guesses.

    Other functions may be in use already, and pickled by name: they stay what they are.
    """
    return guessing_function(value) if getattr(value, "__module__", "").startswith(LINALG) else value


class Alias(types.ModuleType):
    """A module without names of its own, which looks them up in its homes."""

    _shadowed = None

    def __call__(self, *args, **kwargs):
        # ``tensor.var`` is a function and, once imported, a module
        if self._shadowed is None:
            raise TypeError(f"module {self.__name__!r} is not callable")
        return self._shadowed(*args, **kwargs)

    def __getattr__(self, name):
        if name == "__all__":
            # for ``from theano.x import *``
            return [*dir(self), "theano"]
        if name == "__path__" or name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        foreign = []
        for home in self._homes():
            if hasattr(home, name):
                value = getattr(home, name)
                if str(getattr(value, "__module__", PACKAGE)).startswith(PACKAGE):
                    return _guessing(value)
                # what a home imports, such as ``collections.abc.Container``, must not hide our own of that name
                foreign.append(value)
        if foreign:
            return foreign[0]
        if name == "theano":
            # the modules of Theano import the package by this name
            return sys.modules[PACKAGE]
        path = self.__name__.partition(".")[2]
        if f"{path}.{name}" in PATHS:
            return importlib.import_module(f"{self.__name__}.{name}")
        raise unknown_name(self.__name__, name)

    def _homes(self):
        path = self.__name__.partition(".")[2]
        beside = BESIDES.get(path, ()) if _theano in sys.meta_path else ()
        return _modules((*PATHS[path], *beside))

    def __dir__(self):
        below = self.__name__.partition(".")[2] + "."
        names = {path[len(below) :].partition(".")[0] for path in PATHS if path.startswith(below)}
        return sorted(names.union(*[[name for name in dir(home) if name[0] != "_"] for home in self._homes()]))


class AliasFinder:
    """A finder of the table's paths below this package; real modules there learn to guess names."""

    def find_spec(self, name, path=None, target=None):
        package, _, rest = name.partition(".")
        if package != PACKAGE:
            return None
        if rest in PATHS:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader.exec_module = functools.partial(_executed, spec.loader.exec_module)
        return spec

    def create_module(self, spec):
        module = Alias(spec.name)
        parent, _, name = spec.name.rpartition(".")
        # the import system is about to bind the module to that name
        parent = sys.modules[parent]
        homes = _modules(PATHS[parent.__name__.partition(".")[2]]) if isinstance(parent, Alias) else [parent]
        module._shadowed = next((vars(home)[name] for home in homes if callable(vars(home).get(name))), None)
        if module._shadowed is not None:
            module.__doc__ = module._shadowed.__doc__
        return module

    def exec_module(self, module):
        module.__path__ = []


class LastFinder:
    """The finder after all others: what it is asked for below this package is not there."""

    def find_spec(self, name, path=None, target=None):
        # who asks by ``importlib.util.find_spec`` is answered with None
        imports = sys._getframe(2).f_code.co_name == "_find_and_load_unlocked"
        ours = sys.modules.get(name.partition(".")[0]) is sys.modules[PACKAGE]
        if imports and ours and "." in name and name.rpartition(".")[0] in sys.modules:
            # programs may have added finders since
            others = sys.meta_path[sys.meta_path.index(self) + 1 :]
            if all(finder.find_spec(name, path, target) is None for finder in others):
                raise UnknownModule(name)
        return None


class Beside:
    """The ``__getattr__`` of a module that has further names elsewhere.

    Parameters
    ----------
    module : module
    homes : tuple of str
        Where else to look.
    """

    def __init__(self, module, homes):
        self.module, self.homes = module, homes
        self.own = vars(module).get("__getattr__")
        self.listed = {name: vars(module).pop(name) for name in ("__all__", "__dir__") if name in vars(module)}
        module.__getattr__ = self

    def names(self):
        """Return the names that ``from theano.tensor import *`` gives."""
        own = {name for name in vars(self.module) if name[0] != "_"}
        return sorted(own.union(*[_public(home) for home in _modules(self.homes)]))

    def __call__(self, name):
        if self.own is not None:
            try:
                return self.own(name)
            except AttributeError:
                pass
        if name == "__all__":
            return self.names()
        if not name.startswith("__"):
            for home in _modules(self.homes):
                if hasattr(home, name):
                    return getattr(home, name)
            path = f"{self.module.__name__}.{name}"
            if path.partition(".")[2] in PATHS:
                return importlib.import_module(path)
        raise unknown_name(self.module.__name__, name)

    def remove(self):
        """Restore the module."""
        vars(self.module).update(self.listed)
        if self.own is None:
            del self.module.__getattr__
        else:
            self.module.__getattr__ = self.own


class Added:
    """A ``__getattr__`` of a module that finds its names in :data:`.paths.ADDED`, and its submodules.

    Parameters
    ----------
    module : module
    homes : dict
        From the path of a module to the names that are looked up there.
    """

    def __init__(self, module, homes):
        self.module = module
        self.homes = {name: home for home, names in homes.items() for name in names.split()}
        self.own = vars(module).get("__getattr__")
        module.__getattr__ = self

    def __call__(self, name):
        package = self.module.__name__
        if name in self.homes:
            value = getattr(importlib.import_module(f"{PACKAGE}.{self.homes[name]}"), name)
            setattr(self.module, name, value)
            return value
        if self.own is not None:
            try:
                return self.own(name)
            except AttributeError:
                pass
        if not name.startswith("__") and hasattr(self.module, "__path__"):
            try:
                return importlib.import_module(f"{package}.{name}")
            except ModuleNotFoundError as error:
                if error.name != f"{package}.{name}":
                    raise
        raise unknown_name(package, name)


def _executed(execute, module):
    """Execute a module, and let it answer names that it does not have with guesses."""
    execute(module)
    _guess_names(module)


def _guess_names(module):
    vars(module).setdefault("__getattr__", Unknown(module))


class Unknown:
    """A ``__getattr__`` of a module that knows no further names; its errors name the nearest ones."""

    def __init__(self, module):
        self.module = module

    def __call__(self, name):
        raise unknown_name(self.module.__name__, name)


def add_names():
    """Give the modules of :data:`.paths.ADDED` the names that Theano's have, and keep theirs.

    ``tensor.sort`` is a function and a module. Importing a module binds its name, so it is done here, once, and the
    function bound again.
    """
    for path, homes in ADDED.items():
        Added(importlib.import_module(f"{PACKAGE}.{path}"), homes)
    for path, names in SHOWN.items():
        module = importlib.import_module(f"{PACKAGE}.{path}")
        module.__all__ = sorted({*module.__all__, *names.split()})
    for path in PATHS:
        parent, _, name = path.rpartition(".")
        parent = sys.modules.get(f"{PACKAGE}.{parent}")
        bound = None if parent is None else vars(parent).get(name)
        if callable(bound):
            importlib.import_module(f"{PACKAGE}.{path}")
            setattr(parent, name, bound)
    # those that were imported before the finder was there
    for name, module in list(sys.modules.items()):
        if name.startswith(f"{PACKAGE}.") and not isinstance(module, Alias):
            _guess_names(module)


class TheanoFinder:
    """A finder that makes ``theano.x.y`` the module object ``tensorgraph.x.y``.

    Parameters
    ----------
    tests : bool
        Whether to answer for ``theano.tests`` and below it, or for everything else.
    """

    def __init__(self, tests=False):
        self.tests = tests

    def find_spec(self, name, path=None, target=None):
        if name != "theano" and not name.startswith("theano."):
            return None
        if ("tests" in name.split(".")) != self.tests:
            return None
        real = PACKAGE + name[len("theano") :]
        try:
            module = importlib.import_module(real)
        except ModuleNotFoundError as error:
            if error.name and (real == error.name or real.startswith(error.name + ".")):
                return None
            raise
        _supply(module, name[len("theano.") :])
        spec = importlib.machinery.ModuleSpec(name, self, is_package=hasattr(module, "__path__"))
        spec.loader_state = module, module.__spec__
        return spec

    def create_module(self, spec):
        return spec.loader_state[0]

    def exec_module(self, module):
        alias = module.__spec__
        # the import system has just put the alias' spec onto the real module
        module.__spec__ = alias.loader_state[1]
        sys.modules[alias.name] = module


_theano = TheanoFinder()
# the last finder, so that Theano's own tests are preferred where they are installed
_theano_tests = TheanoFinder(tests=True)
_supplied = []


def _supply(module, path):
    """Give a module the further names of Theano's module of that path."""
    if path in BESIDES and path not in PATHS and not any(supplied.module is module for supplied in _supplied):
        _supplied.append(Beside(module, BESIDES[path]))


def install_as_theano():
    """Make ``import theano`` and ``import theano.x.y`` give this package, until :func:`uninstall`.

    Examples
    --------
    >>> from tensorgraph.compat import install_as_theano, uninstall
    >>> install_as_theano()
    >>> import theano.tensor
    >>> theano.tensor.__name__
    'tensorgraph.tensor'
    >>> uninstall()
    """
    if _theano not in sys.meta_path:
        sys.meta_path.insert(0, _theano)
        sys.meta_path.append(_theano_tests)
    for name in list(sys.modules):
        if name == PACKAGE or name.startswith(PACKAGE + "."):
            sys.modules.setdefault("theano" + name[len(PACKAGE) :], sys.modules[name])
            _supply(sys.modules[name], name[len(PACKAGE) + 1 :])


def uninstall():
    """Undo :func:`install_as_theano`."""
    if _theano in sys.meta_path:
        sys.meta_path.remove(_theano)
        sys.meta_path.remove(_theano_tests)
    while _supplied:
        _supplied.pop().remove()
    for name in list(sys.modules):
        if name == "theano" or name.startswith("theano."):
            del sys.modules[name]
