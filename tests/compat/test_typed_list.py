"""``theano.typed_list``: lists as values."""

import numpy as np
import pytest
import scipy.sparse

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import sparse
from tensorgraph.typed_list import Append, TypedListType, TypedListVariable, make_list

A, B, C = np.ones(2), np.arange(3.0), np.zeros(1)
VECTORS = TypedListType(T.dvector)


def same(a, b):
    return len(a) == len(b) and all(np.array_equal(x, y) for x, y in zip(a, b))


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE", "DebugMode"])
def test_operations(mode):
    x, v, i = VECTORS("x"), T.dvector("v"), T.lscalar("i")
    assert isinstance(x, TypedListVariable) and x.ttype == T.dvector and x.ndim == 2
    results = [
        x[i], x[1:], x[-1], x.append(v), x.extend(x), x.insert(i, v), x.remove(v), x.reverse(), x.ind(v), x.count(v),
        x.__len__(), x.extend([A, A]),
    ]  # fmt: skip
    f = theano.function([x, v, i], results, mode=mode)
    given = [A, B, A]
    at, part, last, appended, extended, inserted, removed, turned, place, number, n, more = f(given, A, 1)
    assert same([at, last], [B, A]) and same(part, [B, A]) and same(appended, [A, B, A, A])
    assert same(extended, given * 2) and same(inserted, [A, A, B, A]) and same(removed, [B, A])
    assert same(turned, given[::-1]) and place == 0 and number == 2 and n == 3 and same(more, [*given, A, A])
    assert same(given, [A, B, A])


def test_what_is_not_there():
    x, v = VECTORS("x"), T.dvector("v")
    f = theano.function([x, v], x.remove(v))
    assert same(f([A], B), [A])
    with pytest.raises(ValueError, match="not in the list"):
        theano.function([x, v], x.ind(v))([A], B)
    with pytest.raises(IndexError):
        theano.function([x], x[3])([A])


@pytest.mark.parametrize("element, value", [
    (sparse.SparseType("csr", "float64"), scipy.sparse.csr_matrix(np.eye(2))),
    (VECTORS, [A, B]),
    (T.iscalar, np.int32(3)),
], ids=["sparse", "list", "scalar"])  # fmt: skip
def test_any_elements(element, value):
    x, v = TypedListType(element)(), element()
    f = theano.function([x, v], [x.count(v), x.ind(v), x.append(v)[-1]])
    count, place, last = f([value, value], value)
    assert count == 2 and place == 0 and element.values_eq(last, value)


def test_operations_print_their_names():
    x, v, i = VECTORS("x"), T.dvector("v"), T.lscalar("i")
    lists = [x.append(v), Append(inplace=True)(x, v), x.extend(x), x.insert(i, v), x.remove(v), x.reverse()]
    names = ["Append(x, v)", "Append(x, v)", "Extend(x, x)", "Insert(x, i, v)", "Remove(x, v)", "Reverse(x)"]
    assert [str(made.owner) for made in lists] == names


def test_the_list_itself_is_changed_where_it_may_be():
    x = VECTORS("x")
    f = theano.function([theano.In(x, mutable=True, borrow=True)], x.append(A).reverse())
    assert [node.op.inplace for node in f.maker.fgraph.toposort()[:2]] == [True, True]
    assert same(f([B]), [A, B])


def test_elements_are_not_overwritten():
    """An element is a view of the list, and of the lists that it goes on in."""
    x, v = VECTORS("x"), T.dvector("v")
    f = theano.function([x, v], [x.append(v)[0] * 2, x.append(v)])
    given = [B.copy()]
    doubled, both = f(given, A)
    assert same([doubled], [B * 2]) and same(both, [B, A]) and same(given, [B])


def test_types():
    assert TypedListType(T.dvector, 2) == TypedListType(TypedListType(VECTORS)) != VECTORS
    assert TypedListType(T.dvector, 2).get_depth() == 2 and hash(VECTORS) == hash(TypedListType(T.dvector))
    assert VECTORS.values_eq([A, B], [A, B]) and not VECTORS.values_eq([A], [A, B])
    assert VECTORS.may_share_memory([A], [B, A]) and not VECTORS.may_share_memory([A], [B])
    assert str(VECTORS) == "TypedList <TensorType(float64, vector)>"
    assert same(VECTORS.filter((np.float32([1]), A)), [[1], A])
    for wrong in (3, [np.zeros((2, 2))], ["a"]):
        with pytest.raises((TypeError, ValueError)):
            VECTORS.filter(wrong)
    with pytest.raises(TypeError):
        VECTORS.filter((A,), strict=True)
    with pytest.raises(TypeError):
        TypedListType(float)
    with pytest.raises(ValueError, match="depth"):
        TypedListType(T.dvector, -1)


def test_bad_operands():
    x = VECTORS("x")
    with pytest.raises(TypeError, match="index"):
        x[T.dscalar()]
    with pytest.raises(TypeError, match="one type"):
        make_list([T.dvector(), T.dscalar()])
    with pytest.raises(TypeError):
        x.append(T.dscalar())
    with pytest.raises(TypeError, match="typed list"):
        TypedListVariable.append(T.dvector(), A)
    with pytest.raises(TypeError, match="iterated"):
        list(x)
    with pytest.raises(TypeError):
        len(x)
