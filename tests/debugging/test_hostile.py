"""Programs that break what calls rely on: an error, or the right result, never the end of the process."""

import warnings
from contextlib import suppress

import numpy as np
import pytest
import scipy.sparse

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import sparse


def test_storage_that_is_emptied():
    """Between calls, and by an operation during a call that has an update."""
    w, v = theano.shared(np.ones(3), "w"), T.dvector("v")

    @theano.as_op(itypes=[T.dvector], otypes=[T.dvector])
    def empties(p):
        w.container.storage.clear()
        return p

    f, g = theano.function([v], v + w, updates=[(w, w + 1)]), theano.function([v], empties(v) * 2, updates=[(w, w * v)])
    assert f(np.ones(3)).tolist() == [2.0, 2.0, 2.0]
    for call in (g, f, g):
        with pytest.raises(TypeError, match="storage of a shared variable must be a list of one item: use set_value"):
            call(np.ones(3))
    w.container.storage.append(np.zeros(3))
    assert f(np.ones(3)).tolist() == [1.0, 1.0, 1.0] and w.get_value().tolist() == [1.0, 1.0, 1.0]


def _broken(part, place, value):
    matrix = scipy.sparse.csr_matrix(np.eye(3))
    getattr(matrix, part)[place] = value
    return matrix


@pytest.mark.parametrize("matrix", [
    _broken("indices", 0, 10**6), _broken("indices", 2, -5), _broken("indptr", 1, 10**6), _broken("indptr", 0, 1),
    _broken("indptr", 2, 0), _broken("indices", 1, 10**6).T.tocsc(),
], ids=range(6))  # fmt: skip
def test_sparse_elements_outside_of_their_matrix(matrix):
    kind = sparse.csc_matrix if matrix.format == "csc" else sparse.csr_matrix
    s, a = kind("s"), T.dmatrix("a")
    f = theano.function([s, a], [sparse.dot(s, a), s.T.toarray()])
    with pytest.raises(ValueError, match="place elements outside of it"):
        f(matrix, np.ones((3, 3)))
    for make in (theano.shared, sparse.as_sparse_variable):
        with pytest.raises(ValueError, match="elements outside of it|pointer should start"):
            make(matrix)
    assert f(kind("t").type.filter(np.eye(3)), np.ones((3, 3)))[0].tolist() == np.ones((3, 3)).tolist()


def test_sparse_matrices_without_elements():
    s = sparse.csr_matrix("s")
    f = theano.function([s], sparse.dense_from_sparse(s))
    for shape in ((0, 3), (3, 0), (2, 2)):
        assert f(scipy.sparse.csr_matrix(shape)).shape == shape


def test_graph_that_is_made_of_itself():
    v = T.dvector("v")
    z = T.exp(v)
    y = z + 1
    z.owner.inputs[0] = y
    for use in (lambda: theano.function([v], y), lambda: theano.clone(y), lambda: theano.pp(y)):
        with pytest.raises(ValueError, match="graph contains cycles"):
            use()
    z.owner.inputs[0] = v
    assert theano.pp(y) and theano.function([v], y)([0.0]).tolist() == [2.0]


def test_list_that_holds_itself(tmp_path):
    items = []
    items.append(items)
    x = T.dscalar("x")
    for use in (
        lambda: theano.save(tmp_path / "list", items), lambda: T.as_tensor_variable(items), lambda: T.grad(x, items),
        lambda: theano.function([x], items), lambda: theano.vmap(lambda q: q)(items),
    ):
        with pytest.raises((RecursionError, TypeError, ValueError)):
            use()


def test_windows_that_no_image_holds():
    q, w = T.dtensor4("q"), T.lvector("w")
    f = theano.function([q, w], T.signal.pool.pool_2d(q, w, ignore_border=True))
    assert f(np.ones((1, 1, 4, 4)), [2**31, 2**31]).shape == (1, 1, 0, 0)
    assert f(np.ones((1, 1, 4, 4)), [2**40, 2]).shape == (1, 1, 0, 2)


def test_arrays_that_are_resized_while_they_are_used():
    """Without a check of references, in place of the value of a shared variable, and by an operation."""
    w, v = theano.shared(np.arange(5.0), borrow=True), T.dvector("v")
    f = theano.function([v], v + w, updates=[(w, w + 1)])
    value = w.get_value(borrow=True)
    with suppress(ValueError):
        value.resize(10, refcheck=False)
    with suppress(ValueError):
        f(np.ones(5))

    @theano.as_op(itypes=[T.dvector], otypes=[T.dvector])
    def grows(p):
        with suppress(ValueError):
            p.resize(10000, refcheck=False)
        return p

    g = theano.function([v], [grows(v + 1) * 2, v.sum()])
    for _ in range(3):
        with suppress(ValueError):
            assert g(np.ones(5))[1] == 5.0


def test_operations_that_return_strange_arrays():
    held = []

    class Strange(theano.Op):
        __props__ = ()

        def make_node(self, x):
            return theano.Apply(self, [x], [T.dvector()])

        def perform(self, node, inputs, output_storage):
            output_storage[0][0] = held[0]

    v = T.dvector("v")
    f = theano.function([v], [Strange()(v) * 2 + 1, Strange()(v)[::-1]])
    unaligned = np.zeros(25, "u1")[1:].view("f8")
    repeated = np.lib.stride_tricks.as_strided(np.ones(1), (10,), (0,))
    for result in (np.zeros(0), np.zeros(6)[::-2], repeated, unaligned, np.arange(3, dtype=">f8")):
        held[:] = [result]
        assert f([1.0])[0].tolist() == (2 * result + 1).tolist()
    for result in (np.zeros((3, 1)), None, "text", np.array([None])):
        held[:] = [result]
        with pytest.raises((TypeError, ValueError)):
            f([1.0])


def test_functions_that_call_themselves():
    v, depth = T.dvector("v"), []

    @theano.as_op(itypes=[T.dvector], otypes=[T.dvector])
    def again(p):
        depth.append(1)
        return p if len(depth) == 20 else f(p)

    f = theano.function([v], again(v) + 1)
    assert f([0.0]).tolist() == [20.0]

    @theano.as_op(itypes=[T.dvector], otypes=[T.dvector])
    def forever(p):
        return g(p)

    g = theano.function([v], forever(v) + 1)
    with pytest.raises(RecursionError), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        g([0.0])


def test_lengths_of_deep_expressions():
    """A length that takes thousands of additions is unknown to a report, which is made all the same."""
    x, y = T.dvectors("x", "y")
    n = x.shape[0]
    for _ in range(2000):
        n = n + 1
    f = theano.function([x, y], T.zeros((n,)) + y, mode=theano.Mode(optimizer=None))
    with pytest.raises(ValueError, match=r"\(2003,\), y is \(2,\): lengths 2003 and 2") as caught:
        f(np.ones(3), np.ones(2))
    assert not hasattr(caught.value, "__notes__")
