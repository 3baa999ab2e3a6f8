"""Names of Theano's that live in ``compat.names``: they do what they say."""

import importlib
import pickle

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compat.names import configparser
from tensorgraph.compat.names.misc import arrays
from tensorgraph.compat.names.tensor import operations
from tensorgraph.config import FLAGS, config


@pytest.fixture
def flag():
    name = "tests.names"
    yield name
    FLAGS.pop(name, None)


def test_a_flag_is_added_with_its_default(flag):
    configparser.AddConfigVar(flag, "a test", configparser.IntParam(3, lambda v: v > 0))
    assert config.tests.names == 3
    with pytest.raises(ValueError):
        config.tests.names = -1
    with pytest.raises(AttributeError, match="taken"):
        configparser.AddConfigVar(flag, "a test", configparser.StrParam("x"))


def test_an_invalid_default_does_not_matter_where_a_value_is_given(flag):
    choice = configparser.EnumStr("low", "high")
    configparser.THEANO_FLAGS_DICT[flag] = "high"
    configparser.AddConfigVar(flag, "a test", choice)
    assert config.tests.names == "high" and flag not in configparser.THEANO_FLAGS_DICT


def test_an_invalid_value_adds_no_flag(flag):
    configparser.THEANO_FLAGS_DICT[flag] = "many"
    with pytest.raises(ValueError):
        configparser.AddConfigVar(flag, "a test", configparser.FloatParam(1.0))
    assert flag not in FLAGS


def test_floats_take_the_dtypes_that_they_are_told():
    with theano.scalar.autocast_float_as("float64"):
        assert (T.fvector() + 0.5).dtype == "float64"
        with theano.scalar.autocast_float_as("float16", "float32"):
            assert T.constant(0.5).dtype == "float16" and T.constant(0.1).dtype == "float32"
    assert (T.fvector() + 0.5).dtype == "float32"


def test_rounding_up_a_quotient():
    x, y = T.ivectors(2)
    f = theano.function([x, y], T.ceil_intdiv(x, y))
    np.testing.assert_array_equal(f([7, 8, -7, 0], [4, 4, 4, 4]), [2, 2, -1, 0])


@pytest.mark.parametrize("axis", [None, 0, (0, 1)])
def test_mean(axis):
    rng = np.random.default_rng(0)
    x, a = T.matrix(), rng.standard_normal((3, 4))
    z = operations.Mean(axis)(x)
    f = theano.function([x], [z, z.shape, theano.grad(z.sum(), x)])
    value, shape, g = f(a)
    np.testing.assert_allclose(value, a.mean(axis))
    assert tuple(shape) == value.shape
    np.testing.assert_allclose(g, np.full((3, 4), value.size / a.size))


def test_differences_and_tiles():
    rng = np.random.default_rng(0)
    x, a = T.matrix(), rng.standard_normal((3, 4))
    z = operations.DiffOp(n=2, axis=0)(x)
    theano.gradient.verify_grad(operations.DiffOp(n=2, axis=0), [a], rng=np.random.RandomState(0))
    f = theano.function([x], [z, z.shape, operations.Tile(3)(x, [2, 1, 3])])
    value, shape, tiled = f(a)
    np.testing.assert_allclose(value, np.diff(a, 2, 0))
    assert tuple(shape) == value.shape
    np.testing.assert_array_equal(tiled, np.tile(a, (2, 1, 3)))


def test_hashes_differ_with_layout_and_not_with_place():
    a = np.arange(25.0).reshape(5, 5)
    assert arrays.hash_from_ndarray(a) != arrays.hash_from_ndarray(a.T)
    assert arrays.hash_from_ndarray(a[1:]) == arrays.hash_from_ndarray(a[1:].copy())
    assert arrays.hash_from_ndarray(a.astype("int64")) != arrays.hash_from_ndarray(a.astype("uint64"))


def test_complex_numbers_have_no_remainder():
    with pytest.raises(theano.scalar.ComplexError):
        T.cvector() % 5


def test_rounding_of_arrays():
    np.testing.assert_array_equal(theano.scalar.basic.round_half_away_from_zero_vec([2.5, -0.5]), [3, -1])


def test_a_function_from_a_file(tmp_path):
    x = T.dscalar("x")
    theano.function_dump(str(tmp_path / "f"), [x], x + 1, name="f")
    f = theano.function(**pickle.loads((tmp_path / "f").read_bytes()))
    assert f(1) == 2 and f.name == "f"


@pytest.mark.parametrize("mmap_mode", [None, "c"])
def test_an_array_from_a_file(tmp_path, mmap_mode):
    a, path = np.arange(5, dtype="int32"), tmp_path / "a.npy"
    np.save(path, a)
    where = theano.Variable(theano.Generic())
    f = theano.function([where], T.load(where, "int32", (False,), mmap_mode) ** 2)
    for _ in range(2):
        np.testing.assert_array_equal(f(str(path)), a**2)
    np.testing.assert_array_equal(np.load(path), a)
    with pytest.raises(TypeError, match="expected dtype"):
        T.load(str(path), "int64", (False,)).eval()
    with pytest.raises(ValueError):
        T.load(where, "int32", (False,), "r+")


def test_flags_as_a_list(flag):
    """pymc3 sets flags through it."""
    configparser.AddConfigVar(flag, "a test", configparser.IntParam(3))
    known = {variable.fullname: variable for variable in configparser._config_var_list}
    variable = known[flag]
    assert variable.__get__(True, None) == variable.default == 3 and variable.doc == "a test"
    variable.__set__(None, 4)
    assert config.tests.names == 4
    before = config.floatX
    known["floatX"].__set__(None, "float32")
    assert config.floatX == "float32"
    known["floatX"].__set__(None, before)
    assert not hasattr(configparser, "nosuch")


def test_a_text_about_inputs():
    from tensorgraph.compat.names.compile import get_info_on_inputs

    assert get_info_on_inputs(["x"], 0) == "The function has 1 named input ('x')."
    assert get_info_on_inputs([], 2) == "The function has 2 unnamed inputs, which cannot be given by keyword."
    assert get_info_on_inputs([], 0) == "The function has no inputs."


@pytest.mark.parametrize("outdim", [1, 2, 3])
def test_flatten(outdim):
    x, a = T.tensor3(), np.random.default_rng(0).standard_normal((2, 3, 4))
    z = T.Flatten(outdim)(x)
    assert str(z) == f"Flatten{{{outdim}}}.0" and T.Flatten(outdim) == z.owner.op
    f = theano.function([x], [z, z.shape, theano.grad((z**2).sum(), x), T.Rop(z, x, x * 2)])
    value, shape, g, pushed = f(a)
    np.testing.assert_array_equal(value, a.reshape(a.shape[: outdim - 1] + (-1,)))
    assert tuple(shape) == value.shape
    np.testing.assert_allclose(g, 2 * a)
    np.testing.assert_array_equal(pushed, 2 * value)


@pytest.mark.parametrize("path, names", [
    ("gof.type", "PureType CLinkerType"), ("gof.op", "ops_with_inner_function"),
    ("tensor.blas", "BatchedDot batched_dot"),
    ("gof.toolbox", "ReplacementDidntRemovedError"), ("compile.pfunc", "Param"), ("compile.nanguardmode", "flatten"),
    ("configparser", "TheanoConfigParser TheanoConfigWarning THEANO_FLAGS"), ("tensor.basic", "Flatten"),
])
def test_names_that_old_programs_import(path, names):
    module = importlib.import_module(f"tensorgraph.{path}")
    assert all(hasattr(module, name) for name in names.split())


def test_spellings_of_python_2():
    from tensorgraph.compat.names.misc import cpucount, python, strutil

    assert [*python.decode_iter([b"a", "b"])] == ["a", "b"] and python.decode(b"c") == "c"
    counts = python.DefaultOrderedDict(int)
    counts["a"] += 1
    assert counts == {"a": 1} and python.get_unbound_function(len) is len
    assert python.get_unbound_function(T.dvector.make_variable) is type(T.dvector).make_variable
    assert cpucount.cpuCount() >= 1
    assert strutil.render_string("%(a)s", {"a": 1}) == "1"
    with pytest.raises(KeyError, match="'b'.*must be one of a"):
        strutil.render_string("%(b)s", {"a": 1})


def test_there_is_no_lock():
    from tensorgraph.compat.names.gof import compilelock

    assert compilelock.set_lock_status(False) is compilelock.force_unlock() is compilelock.get_lock() is None
