"""Theano's module paths resolve, below the package's own name and below ``theano``."""

import builtins
import importlib
import importlib.util
import inspect
import pickle
import pkgutil
import sys
import types

import numpy as np
import pytest

import tensorgraph
from tensorgraph.compat import install_as_theano, uninstall
from tensorgraph.compat.paths import PATHS


@pytest.mark.parametrize("path", PATHS)
def test_every_path_has_a_home(path):
    """Each home of the table exists, or it would silently give no names; some paths only lead to others."""
    module = importlib.import_module(f"tensorgraph.{path}")
    assert len(list(module._homes())) == len(PATHS[path])
    assert dir(module) or not PATHS[path]


def test_theano_is_this_package():
    """While installed, ``import theano`` gives the same module objects; afterwards it is gone."""
    install_as_theano()
    try:
        import theano.gof.graph
        import theano.tensor as T

        assert sys.modules["theano"] is tensorgraph
        assert T is tensorgraph.tensor
        assert theano.gof.graph.Variable is tensorgraph.Variable
        from theano.tensor.var import TensorVariable

        assert TensorVariable is T.TensorVariable
    finally:
        uninstall()
    assert "theano" not in sys.modules
    with pytest.raises(ImportError):
        importlib.import_module("theano.gof")


def test_absent_module_is_an_import_error():
    """Guards such as ``try: from theano.sandbox.cuda import dnn`` work."""
    install_as_theano()
    try:
        for name in ("theano.sandbox.cuda.dnn", "theano.gpuarray.basic_ops"):
            with pytest.raises(ImportError):
                importlib.import_module(name)
        with pytest.raises(ImportError):
            exec("from theano.gpuarray import dnn")
        with pytest.raises(ImportError, match="^No module named 'theano.tensor.nnt'.* Did you mean 'nnet'"):
            importlib.import_module("theano.tensor.nnt")
    finally:
        uninstall()


def test_programs_learn_that_there_is_no_gpu():
    """By the flags of modules that can be imported; to use one is an error that says so."""
    install_as_theano()
    try:
        import theano

        assert not theano.gpuarray.pygpu_activated
        for name in ("gpuarray", "sandbox.gpuarray", "sandbox.cuda", "gpuarray.type"):
            module = importlib.import_module(f"theano.{name}")
            assert not (module.pygpu_activated or module.cuda_available or module.cuda_enabled or module.pygpu)
            assert not isinstance(theano.tensor.dvector().type, module.GpuArrayType)
            with pytest.raises(RuntimeError, match="no GPU"):
                module.use("cuda0")
            with pytest.raises(RuntimeError, match="no GPU"):
                module.GpuArrayType("float32", (False,))
    finally:
        uninstall()


def test_param():
    """The old name of In, with a default of the old name."""
    from tensorgraph.compat.names.package import Param

    T = tensorgraph.tensor
    x, y = T.dscalars("x", "y")
    with pytest.warns(UserWarning, match="deprecated"):
        default = Param(y, default=np.array(0.9), name="z", strict=True, borrow=True, mutable=False)
    f = tensorgraph.function([x, default], x + y)
    assert f(1.0) == 1.9 and f(1.0, z=np.array(2.0)) == 3.0


def test_a_function_of_the_same_name_can_still_be_called():
    import importlib

    import tensorgraph.tensor as T

    module = importlib.import_module("tensorgraph.tensor.var")
    assert T.var(T.constant([1.0, 3.0])).eval() == 1.0 and module.TensorVariable is T.TensorVariable


def test_so_can_one_of_a_path_without_a_module():
    """``theano.scan_module.scan`` is a function beside the others of ``theano.scan_module``, and a module."""
    module = importlib.import_module("tensorgraph.scan_module.scan")
    x = tensorgraph.tensor.dvector("x")
    rows, _ = module(lambda row: row, x)
    assert rows.type == x.type and module.scan is tensorgraph.scan


def test_modules_of_networks_are_attributes():
    import tensorgraph.tensor as T

    assert T.nnet.nnet.softmax is T.nnet.softmax and T.nnet.sigm.sigmoid is T.nnet.sigmoid
    assert not hasattr(T.nnet, "nosuch")


@pytest.mark.parametrize(
    ("module", "name", "meant"),
    [("tensor", "sotfmax", "softmax"), ("", "fucntion", "function"), ("tensor.nnet", "sofmax", "softmax"),
     ("tensor.elemwise", "Elemwize", "Elemwise"), ("tensor", "relu", "tensorgraph.tensor.nnet.relu"),
     ("sparse", "csr_matrx", "csr_matrix")],
)
@pytest.mark.parametrize("theano", [False, True])
def test_imports_of_names_with_mistakes(module, name, meant, theano):
    """``from module import name`` says what is there, like ``module.name``, and stays an ImportError of Python."""
    if theano:
        install_as_theano()
    try:
        path = f"tensorgraph.{module}".rstrip(".")
        with pytest.raises(ImportError, match=f"cannot import name '{name}' from '{path}' .*{meant}") as caught:
            exec(f"from {path} import {name}")
        assert caught.value.name == path and str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
        with pytest.raises(AttributeError, match=meant):
            getattr(importlib.import_module(path), name)
        assert getattr(importlib.import_module(path), name, None) is None
    finally:
        if theano:
            uninstall()


def test_modules_below_a_package_are_its_attributes():
    """Without an import of them, as in Theano, whose packages import what is in them."""
    install_as_theano()
    try:
        import theano.scalar

        assert theano.scalar.basic_scipy.erf is theano.scalar.erf and theano.scalar.sharedvar.shared
        assert not hasattr(theano.scalar, "nosuch")
    finally:
        uninstall()


def test_names_of_the_package_come_before_what_its_modules_import():
    """``gof.Container`` holds a value; one of the modules behind ``gof`` imports the abstract class of that name."""
    gof = importlib.import_module("tensorgraph.gof")
    x, y = tensorgraph.tensor.dscalars("x", "y")
    kept = gof.Container(x, storage=[None])
    kept.data = 3
    f = tensorgraph.function([tensorgraph.In(x, value=kept), y], x * y)
    assert f(y=2.0) == 6.0
    with pytest.raises(Exception, match="readonly"):
        gof.Container(x, storage=[1.0], readonly=True).data = 4


def modules_of_the_package():
    """Yield each module of the package, private ones and those of missing extras apart."""
    pending = [tensorgraph]
    while pending:
        module = pending.pop()
        yield module
        for found in pkgutil.iter_modules(getattr(module, "__path__", ()), f"{module.__name__}."):
            if found.name.rpartition(".")[2][0] != "_":
                try:
                    pending.append(importlib.import_module(found.name))
                except ImportError:  # of an extra
                    continue


def test_every_module_guesses_names():
    """A name with two letters swapped is guessed, by ``module.name`` and by ``from module import name``."""
    silent, seen = [], 0
    for module in modules_of_the_package():
        names = [name for name in dir(module) if name[0] != "_" and len(name) > 6]
        known = set(dir(module))
        for name in names[:2]:
            wrong = f"{name[:2]}{name[3]}{name[2]}{name[4:]}"
            if wrong in known or wrong == name:
                continue
            seen += 1
            try:
                getattr(module, wrong)
            except AttributeError as error:
                if name not in str(error):
                    silent.append((module.__name__, str(error)))
    assert seen > 500 and not silent, silent


def test_modules_are_found_as_python_finds_them():
    spec = importlib.util.find_spec("tensorgraph.tensor.nlinalg")
    assert spec is not None and inspect.getsource(importlib.import_module("tensorgraph.graph.op")).startswith('"""')
    assert not hasattr(importlib.import_module("tensorgraph.graph.op"), "nosuch")
    with pytest.raises(ImportError, match="Did you mean 'Variable'"):
        from tensorgraph.graph.variable import Vairable  # noqa: F401


def test_a_module_that_is_being_imported_is_found_by_python(monkeypatch):
    """It is not bound in its package yet, and what it imports may import it."""
    loading = types.ModuleType("tensorgraph.graph.loading")
    monkeypatch.setitem(sys.modules, loading.__name__, loading)
    code = compile("from tensorgraph.graph import loading as found", "<test>", "exec")
    names = {"__builtins__": {**vars(builtins), "__import__": lambda *args: tensorgraph.graph}}
    exec(code, names)
    assert names["found"] is loading
