"""Mistakes when a function is compiled, and in its first call: the class, the facts and the hint of each error."""

import pytest
from mistakes import check, names, parameters

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import UnusedInputError

TYPE, VALUE, INDEX = TypeError, ValueError, IndexError
# the program, the class of its error, and patterns that the text holds
MISTAKES = [
    ("theano.function(x, x)", Exception, "list", r"function\(\[x\]"),
    ("theano.function(None, x)", Exception, r"function\(\[\]"),
    ("theano.function([x, x], x)", UnusedInputError, "x is used twice", "0 and 1"),
    ("theano.function([x, y], x)", UnusedInputError, "y"),
    ("theano.function([x], nothing)", UnusedInputError, "x", "lack `return`"),
    ("theano.function([x], x.type('x') * 2)", UnusedInputError, "another variable of this name", "^x was made at"),
    ("theano.function([x], x)(y + 1)", TYPE, r"the variable `y \+ 1`"),
    ("theano.function(['x'], x)", TYPE, "input 0", "not its name"),
    ("theano.function([1.0], x)", TYPE, "input 0", "values are passed when"),
    ("theano.function([[x, y]], x + y)", TYPE, "input 0", "flat list"),
    ("theano.function([T.dscalar], x)", TYPE, "call it"),
    ("theano.function([nothing], x)", TYPE, "None", "return"),
    ("theano.function([T.constant(1)], x)", TYPE, "Constants not allowed", "input 0"),
    ("theano.function([w], w)", TYPE, "w", "givens"),
    ("theano.function([x], [x, None])", TYPE, "None", "index 1", "return"),
    ("theano.function([x], {'a': [x]})", TYPE, "'a'", "flat"),
    ("theano.function([x], [[x]])", TYPE, "index 0", "flat"),
    ("theano.function([x], 3.0)", TYPE, r"3\.0", r"T\.constant"),
    ("theano.function([x], np.zeros(2))", TYPE, "ndarray", r"T\.constant"),
    ("theano.function([x], 'x')", TYPE, "not its name"),
    ("theano.function([x], lambda: x)", TYPE, "call it"),
    ("theano.function([x], {1: x})", AssertionError, "strings", "1"),
    ("theano.function([x], x, update=[(w, w)])", TYPE, "'updates'"),
    ("theano.function([x], x, modes='FAST_RUN')", TYPE, "'mode'"),
    ("theano.function([x], x, mode='FASTRUN')", VALUE, "FASTRUN", "'FAST_RUN'"),
    ("theano.function([x], x, mode=3)", TYPE, "3", "FAST_RUN"),
    ("theano.function([x], x, profile=3)", TYPE, "profile must be True, False, a text", "3, of type int"),
    ("theano.Mode(linker='cmv')", VALUE, "cmv", "'cvm'"),
    ("theano.Mode(optimizer='fast_rum')", VALUE, "fast_rum", "fast_run"),
    ("theano.function([x], x, on_unused_input='ingore')", VALUE, "ingore", "ignore"),
    ("theano.function([], [], updates={w: np.array(['a', 'b'])})", (TYPE, VALUE), "the update of w"),
    ("theano.function([], [], updates={w: (w, w + 1)})", TYPE,
     "the update of w, a Tens", "a tuple of 2: w, `w", "one variable"),
    ("theano.Mode().excluding(['fusion', 'inplace'])", TYPE, "a list", r"excluding\('fusion', 'inplace'\)"),
    ("theano.Mode().including(('fusion',))", TYPE, "a tuple", r"'fusion'"),
    ("theano.function([], [], updates=(w, w + 1))", TYPE, "pairs", r"updates=\[\(w, "),
    ("theano.function([], [], updates=[w, w + 1])", TYPE, "pairs", r"updates=\[\(w, "),
    ("theano.function([], [], updates=[w])", TYPE, "element 0", "w"),
    ("theano.function([], [], updates=w)", TYPE, "w, a"),
    ("theano.function([], [], updates=[(w, w, w)])", TYPE, "tuple of 3"),
    ("theano.function([x], [], updates=[(x, x + 1)])", TYPE, "x, a", r"theano\.shared\(value, 'x'\)"),
    ("theano.function([], [], updates=[('w', w + 1)])", TYPE, "'w'", "shared"),
    ("theano.function([], [], updates=[(w, w), (w, w + 1)])", VALUE, "w is updated to w", "one update"),
    ("theano.function([], [], updates=[(w, w.sum(axis=0))])", TYPE, "1 dimension", "w has 2", "dimshuffle"),
    ("theano.function([], [], updates=[(w, T.cast(w, 'float32'))])", TYPE, "float32", "float64", "T.cast"),
    ("theano.function([], [], updates=[(w, w.sum(axis=0, keepdims=True))])", TYPE, "length 1 on axis 0", "unbroadcast"),
    ("theano.function([], [], updates=[(w, np.zeros(3))])", (TYPE, VALUE), "w, a", "expected 2"),
    ("theano.function([], x, givens={x: w})", TYPE, "x, a", "w, a", "0 dimension"),
    ("theano.function([], f32, givens={f32: T.zeros((2,))})", TYPE, "f32", "T.cast"),
    ("theano.function([], x, givens={x: np.ones((2, 2))})", TYPE, "x, a Tensor", "a ndarray", "of its type"),
    ("theano.function([], v, givens={v: [1.0, 'a']})", TYPE, r"\[1\.0, 'a'\], a list", "np.asarray"),
    ("theano.function([x], x, mode='FAST_RUN')(x=1.0, output_subset=0)", TYPE, "output_subset", "0"),
    ("theano.function([x], [x, x])(1.0, output_subset=[5])", INDEX, "5", "must be one of 0 to 1"),
    ("theano.function([x, y], x + y)([1.0, 2.0])", TYPE, "y is missing", r"f\(\*values\)"),
    ("theano.function([x, y], x + y)({'x': 1.0, 'y': 2.0})", TYPE, "y is missing", r"f\(\*\*values\)"),
    ("theano.function([x, x.type('x')], x, on_unused_input='ignore')(x=1.0)", TYPE, "takes 2", "by position"),
    ("theano.function([theano.In(v, value=[1.0, [2.0]])], v)", VALUE, "^the value of v must be", "pad the rows"),
    ("theano.function([], x, givens={'x': y})", TYPE, "'x'", "not its name"),
    ("theano.function([], x, givens=[x, y])", TYPE, "pairs", r"givens=\[\(x, y\)\]"),
    ("theano.function([x, y], x + y, givens={x: y})", RuntimeError, "x", "clone"),
    ("theano.OrderedUpdates([(x, x)])", TYPE, "x, a", r"theano\.shared"),
]


@pytest.mark.parametrize("program, kind, facts", **parameters(MISTAKES))
def test_mistake(program, kind, facts):
    check(program, kind, facts, names())


def test_a_compiled_function_has_no_elements():
    """Values are found by position, so that Python would iterate over them until one is missing."""
    x = T.dvector("x")
    f = theano.function([x], x, name="f")
    for use in (list, sum, lambda f: [*f], lambda f: theano.function([x], [*f])):
        with pytest.raises(TypeError, match=r"^f is compiled, and has no elements.*\nhint: use results = f"):
            use(f)
    assert "x" in f


def test_an_input_that_another_one_is_computed_from():
    x = T.dvector("x")
    y = x * 2
    with pytest.raises(theano.UnusedInputError, match=r"`x \* 2` .* is an input too.*pass one of both"):
        theano.function([x, y], y.sum())


@pytest.mark.parametrize(
    ("make", "value", "wanted"),
    [
        (T.dscalar, 3, 3.0), (T.dvector, [1, 2], [1.0, 2.0]), (T.fvector, [0.5, 2], [0.5, 2.0]),
        (T.drow, [[1, 2]], [[1.0, 2.0]]),
        (T.lscalar, 3.0, 3), (T.fscalar, 0.5, 0.5),
    ],
)  # fmt: skip
def test_givens_take_the_values_that_calls_take(make, value, wanted):
    x = make("x")
    z = theano.function([], x * 1, givens={x: value})()
    assert z.tolist() == wanted == theano.function([x], x * 1)(value).tolist()
    assert z.dtype == x.dtype
