"""Lengths that PyTensor knows are numbers in graphs of this package, and what follows from them is computed once."""

import numpy as np
import pytensor
import pytensor.tensor as pt
import pytest

import tensorgraph.bridges.pytensor  # noqa: F401 - the mode

MODE = "TENSORGRAPH"
VALUE = np.arange(12.0).reshape(3, 4)


def ours(f):
    """Return our function inside of one of PyTensor."""
    return f.vm.function


def test_masks_of_known_size_are_constants():
    x = pt.tensor("x", dtype="float64", shape=(3, 4))
    stacked = pt.stack([pt.exp(x)])
    rows, columns = pt.arange(stacked.shape[1]), pt.arange(stacked.shape[2])
    f = pytensor.function([x], stacked[0] * (rows[:, None] >= columns), mode=MODE)
    assert "arange" not in ours(f).kinds()
    np.testing.assert_allclose(f(VALUE), np.tril(np.exp(VALUE)))


def test_shapes_in_batches_are_constants():
    """A vector of lengths that PyTensor repeats for each of a batch of one."""
    x = pt.tensor("x", dtype="float64", shape=(1, 3, 4))
    lengths = pt.alloc(pt.exp(x).shape[1:], 1, 2)
    f = pytensor.function([x], [pt.zeros((lengths[0, -2], lengths[0, -1])), lengths], mode=MODE)
    assert ours(f).kinds().count("alloc") == 1
    zeros, found = f(VALUE[None])
    assert zeros.shape == (3, 4)
    np.testing.assert_array_equal(found, [[3, 4]])


def test_lengths_that_are_not_known_are_read():
    x = pt.tensor("x", dtype="float64", shape=(None, 4))
    f = pytensor.function([x], [x.shape, pt.alloc(2.0, x.shape[0], x.shape[1])], mode=MODE)
    shape, filled = f(VALUE)
    np.testing.assert_array_equal(shape, [3, 4])
    np.testing.assert_array_equal(filled, np.full((3, 4), 2.0))


def test_columns_times_rows_join_loops():
    """The product of a column and a row has one factor each, and is no product of matrices."""
    x, y = pt.vectors("x", "y")
    f = pytensor.function([x, y], pt.exp(pt.dot(x[:, None], y[None, :])) + 1, mode=MODE)
    assert not {"dot", "gemm", "ger"} & set(ours(f).kinds())
    values = np.array([1.0, -2.0, 0.5]), np.array([0.3, 0.7])
    np.testing.assert_allclose(f(*values), np.exp(np.outer(*values)) + 1)


@pytest.mark.parametrize("read", [lambda x: x * 0 + x, lambda x: pytensor.grad(x.sum(), x), lambda x: x.shape[0]])
def test_known_lengths_are_checked_of_all_arguments(read):
    """Arguments whose values or lengths the graph does not read are refused as PyTensor refuses them."""
    x, texts = pt.tensor("x", dtype="float64", shape=(3,)), []
    for mode in (MODE, "FAST_COMPILE"):
        f = pytensor.function([x], read(x), mode=mode, name="f", on_unused_input="ignore")
        for _ in range(2):
            f(np.ones(3))
            with pytest.raises(TypeError, match="shape|dimension") as caught:
                f(np.ones(4))
            texts.append("".join([str(caught.value), *getattr(caught.value, "__notes__", ())]))
    assert len(set(texts)) == 1 and "argument to " in texts[0]


def test_the_machine_checks_known_lengths():
    """What the types of arguments promise is held at each call."""
    x = pt.tensor("x", dtype="float64", shape=(3,))
    f = pytensor.function([x], x.shape[0] + x.sum(), mode=MODE)
    assert f(np.ones(3)) == 6
    f.trust_input = True
    with pytest.raises((AssertionError, TypeError)):
        f(np.ones(4))


def test_conditions_that_all_hold():
    """Checks of observed data, computed of constants, leave no switch behind."""
    x = pt.tensor("x", dtype="float64", shape=(4,))
    data = pt.constant(np.array([0.0, 1.0, 2.0, 5.0]))
    f = pytensor.function([x], pt.switch(data < 0, -np.inf, data * x), mode=MODE)
    assert [str(node.op) for node in ours(f).maker.fgraph.toposort()] == ["SpecifyShape", "Elemwise{mul,no_inplace}"]
    np.testing.assert_allclose(f(np.arange(4.0)), [0, 1, 4, 15])
