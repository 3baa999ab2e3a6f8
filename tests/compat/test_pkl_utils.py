"""Models in zip files, stripped pickles, and pickles of Python 2."""

import io
import pickle
import zipfile

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.misc.pkl_utils import (
    CompatUnpickler,
    PersistentNdarrayID,
    PersistentSharedVariableID,
    StripPickler,
    dump,
    load,
)


def test_a_zip_file_of_arrays():
    w, v, anonymous = theano.shared(np.eye(2), "w"), theano.shared(np.ones(3), "w"), theano.shared(np.zeros(4))
    x = T.dvector("x")
    own = np.arange(5)
    f = theano.function([x], T.dot(w, x), updates=[(w, w + 1)])
    file = io.BytesIO()
    dump({"model": (w, v, anonymous), "data": [own, own], "f": f, "words": np.array(["a", None])}, file)
    file.seek(0)
    with np.load(file) as arrays:
        assert list(arrays)[:2] == ["w", "w_2"] and list(arrays)[-1] == "pkl"
        np.testing.assert_array_equal(arrays["w"], np.eye(2))
        np.testing.assert_array_equal(arrays["w_2"], np.ones(3))
    found = load(file)
    first, second = found["data"]
    assert first is second
    np.testing.assert_array_equal(first, own)
    np.testing.assert_array_equal(found["f"]([1.0, 2.0]), [1.0, 2.0])
    np.testing.assert_array_equal(found["model"][0].get_value(), np.eye(2) + 1)
    np.testing.assert_array_equal(w.get_value(), np.eye(2))
    assert found["words"][1] is None


def test_names_that_are_refused():
    dump(theano.shared(1.0, "pkl2"), io.BytesIO())
    with pytest.raises(ValueError, match="`pkl`"):
        dump(theano.shared(1.0, "pkl"), io.BytesIO())

    def strict(zip_file):
        return PersistentSharedVariableID(zip_file, allow_unnamed=False, allow_duplicates=False)

    with pytest.raises(ValueError, match="unnamed"):
        dump(theano.shared(1.0), io.BytesIO(), persistent_id=strict)
    with pytest.raises(ValueError, match="multiple"):
        dump([theano.shared(1.0, "a"), theano.shared(2.0, "a")], io.BytesIO(), persistent_id=strict)
    file = io.BytesIO()
    dump([theano.shared(np.ones(2), "a")], file, persistent_id=PersistentNdarrayID)
    assert zipfile.ZipFile(file).namelist() == ["array_0", "pkl"]


def test_variables_of_one_name():
    """Each has a file of its own, also where a name is one that another would get."""
    names = ["w", "w", "w_2", "w_2", "array_0", None, "w"]
    shared = [theano.shared(np.full(2, float(i)), name) for i, name in enumerate(names)]
    file = io.BytesIO()
    dump([np.zeros(1), shared], file)
    assert len(set(zipfile.ZipFile(file).namelist())) == len(names) + 2
    _, found = load(file)
    assert [v.name for v in found] == names
    assert [v.get_value()[0] for v in found] == list(range(len(names)))


def test_other_persistent_things_are_refused():
    class OfTheGPU(pickle.Pickler):
        def persistent_id(self, obj):
            return "cudandarray.x" if obj == 1 else None

    file, buffer = io.BytesIO(), io.BytesIO()
    OfTheGPU(buffer).dump([1])
    with zipfile.ZipFile(file, "w") as out:
        out.writestr("pkl", buffer.getvalue())
    with pytest.raises(pickle.UnpicklingError, match="cudandarray"):
        load(file)


def test_stripping():
    x = T.dvector("x")
    x.tag.test_value, x.tag.secret, x.tag.kept = np.ones(3), "secret", "kept"
    z = T.exp(x)
    file = io.BytesIO()
    StripPickler(file, -1, extra_tag_to_remove="secret").dump(z)
    w = pickle.loads(file.getvalue())
    tag = w.owner.inputs[0].tag
    assert tag.kept == "kept" and not hasattr(tag, "test_value") and not hasattr(tag, "secret")
    assert w.owner.trace is None and z.owner.trace is not None and x.tag.secret == "secret"
    np.testing.assert_array_equal(w.eval({w.owner.inputs[0]: np.zeros(2)}), [1.0, 1.0])


def test_pickles_of_theano_and_of_python_2():
    data = pickle.dumps([T.dmatrix, theano.shared(np.ones(2), "w")], 2)
    assert b"tensorgraph.compile.shared" in data
    old = data.replace(b"ctensorgraph.compile.shared\n", b"ctheano.tensor.sharedvar\n")
    assert old != data
    kind, w = CompatUnpickler(io.BytesIO(old)).load()
    assert kind == T.dmatrix and w.get_value().sum() == 2.0
    # a str of Python 2 with a byte above 127
    assert CompatUnpickler(io.BytesIO(b"\x80\x02U\x02\xe9tq\x00.")).load() == "\xe9t"
