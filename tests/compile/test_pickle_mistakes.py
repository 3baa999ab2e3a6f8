"""Pickles of what has no name in a module: lambdas, and what is defined inside of functions."""

import copy
import io
import pickle

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import PickleError


class Holds(theano.Op):
    """An operation with a function."""

    __props__ = ("function",)

    def __init__(self, function):
        self.function = function

    def make_node(self, x):
        x = T.as_tensor_variable(x)
        return theano.Apply(self, [x], [x.type()])

    def perform(self, node, inputs, outputs):
        outputs[0][0] = self.function(inputs[0])


def local_op():
    class Local(Holds):
        def __init__(self):
            super().__init__(np.negative)

    return Local()


def of_as_op():
    @theano.as_op([T.dvector], [T.dvector])
    def inner(v):
        return v

    return inner


def tagged():
    x = T.dvector("x")
    x.tag.hook = lambda: 1
    return x


CASES = {
    "class": (local_op, r"class Local \(test_pickle_mistakes.py:\d+\), made inside of local_op"),
    "lambda": (lambda: Holds(lambda v: v), r"a lambda \(test_pickle_mist.*attribute function of Holds"),
    "deep": (lambda: Holds([{"key": (len, lambda v: v)}]), "a lambda"),
    "as_op": (of_as_op, "function inner .*made inside of of_as_op"),
    "tag": (tagged, "a lambda.*attribute hook of a tag"),
    "value": (lambda: theano.shared(lambda: 1, "s"), "a lambda.*in the value of s"),
}


class NamesNothing(pickle.Pickler):
    """A pickler that writes functions and classes itself, as cloudpickle does."""

    def reducer_override(self, obj):
        return (int, (3,)) if getattr(obj, "__name__", "") in ("<lambda>", "Local", "inner") else NotImplemented


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("dumps", [
    lambda v: pickle.dumps(v), lambda v: pickle.dump(v, io.BytesIO()), lambda v: pickle.Pickler(io.BytesIO()).dump(v),
    lambda v: pickle._Pickler(io.BytesIO()).dump(v),
], ids=["dumps", "dump", "Pickler", "Python"])  # fmt: skip
def test_what_has_no_name_is_named(name, dumps):
    make, text = CASES[name]
    made = make()
    with pytest.raises(PickleError, match=f"(?s){text}.*hint: .*cloudpickle"):
        dumps(made)
    if isinstance(made, theano.Op) and name != "deep":
        x = T.dvector("x")
        f = theano.function([x], made(x))
        with pytest.raises(PickleError, match=text):
            dumps(f)


def elsewhere(pickler):
    """Return a class of picklers that leave functions and classes without names to others."""

    class Elsewhere(pickler):
        def persistent_id(self, obj):
            return 1 if getattr(obj, "__name__", "") in ("<lambda>", "Local", "inner") else None

    return Elsewhere


@pytest.mark.parametrize("name", CASES)
def test_other_picklers_and_copies_are_not_refused(name):
    made = CASES[name][0]()
    NamesNothing(io.BytesIO()).dump(made)
    elsewhere(pickle.Pickler)(io.BytesIO()).dump(made)
    elsewhere(pickle._Pickler)(io.BytesIO()).dump(made)
    if name != "value":
        copy.deepcopy(made)
    copy.copy(made)


def test_a_class_that_writes_itself_needs_no_name():
    class Written(Holds):
        def __reduce__(self):
            return Holds, (np.negative,)

    class Dropped(Holds):
        def __getstate__(self):
            return {}

    assert pickle.loads(pickle.dumps(Written(lambda v: v))) == Holds(np.negative)
    Dropped.__qualname__ = "Dropped"
    globals()["Dropped"] = Dropped
    pickle.dumps(Dropped(lambda v: v))
