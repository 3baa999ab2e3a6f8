"""Theano's module paths resolve, below the package's own name and below ``theano``."""

import importlib
import sys

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
    """Guards such as ``try: import theano.sandbox.cuda`` work."""
    install_as_theano()
    try:
        with pytest.raises(ImportError):
            importlib.import_module("theano.sandbox.cuda")
    finally:
        uninstall()


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


def test_modules_below_a_package_are_its_attributes():
    """Without an import of them, as in Theano, whose packages import what is in them."""
    install_as_theano()
    try:
        import theano.scalar

        assert theano.scalar.basic_scipy.erf is theano.scalar.erf and theano.scalar.sharedvar.shared
        assert not hasattr(theano.scalar, "nosuch")
    finally:
        uninstall()
