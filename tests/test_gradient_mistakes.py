"""Mistakes in gradients, and in the methods of ops that they ask: the class, the facts and the hint of each error."""

import pickle

import pytest
from mistakes import check, names, parameters

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import DisconnectedInputError, NullTypeGradError


class Plain(theano.Op):
    """An op of one input that doubles; subclasses get a part of it wrong."""

    __props__ = ()

    def make_node(self, x):
        x = T.as_tensor_variable(x)
        return theano.Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = 2 * inputs[0]


class GradVariable(Plain):
    def grad(self, inputs, output_gradients):
        return 2 * output_gradients[0]


class GradDict(Plain):
    def grad(self, inputs, output_gradients):
        return {"x": output_gradients[0]}


class GradArity(Plain):
    def grad(self, inputs):
        return inputs

    def R_op(self, inputs):
        return inputs


class PatternArity(GradArity):
    def connection_pattern(self):
        return [[True]]


class PatternRows(GradArity):
    def connection_pattern(self, node):
        return [[True], [True]]


class PatternColumns(GradArity):
    def connection_pattern(self, node):
        return [[True, False]]


class NoProp(Plain):
    __props__ = ("k",)


class TypesOfText(theano.Op):
    __props__ = ()
    itypes = ["float64"]
    otypes = ["float64"]


class GradNothing(Plain):
    def grad(self, inputs, output_gradients):
        2 * output_gradients[0]


class GradMany(Plain):
    def grad(self, inputs, output_gradients):
        return [output_gradients[0]] * 2


class GradNumber(Plain):
    def grad(self, inputs, output_gradients):
        return [2.0]


class GradNone(Plain):
    def grad(self, inputs, output_gradients):
        return [None]


class GradInteger(Plain):
    def grad(self, inputs, output_gradients):
        return [T.constant(2)]


class GradRank(Plain):
    def grad(self, inputs, output_gradients):
        return [output_gradients[0].dimshuffle("x")]


class NodeOfVariable(Plain):
    def make_node(self, x):
        return x.type()


class NoNode(theano.Op):
    __props__ = ()


TYPE, VALUE = TypeError, ValueError
# the program, the class of its error, and patterns that the text holds
MISTAKES = [
    ("T.grad(v, v)", TYPE, "cost must be a scalar", "v, a Tensor", r"v\.sum\(\) or v\.mean"),
    ("T.grad(None, x)", VALUE, "None", "return"),
    ("T.grad([x, y], x)", TYPE, "list", "sum"),
    ("0.1 * T.grad(x * y, [x, y])", TYPE, r"list of 2 gradients.* operator \* with 0\.1", "one by one"),
    ("2 * T.grad(x ** 2, [x])", TYPE, r"list of 1 gradient,.* operator \*", "one by one"),
    ("np.float32(0.1) * T.grad(x ** 2, [x])", TYPE, r"operator \* with np\.float32\(0\.1\)"),
    ("v - T.grad(v.sum(), [v])", TYPE, "operator - with v", "one by one"),
    ("v + T.grad(v.sum(), [v])", TYPE, r"operator \+ with v", "one by one"),
    ("-T.grad(v.sum(), [v])", TYPE, "operator -", "one by one"),
    ("T.grad(v.sum(), [v]).norm(2)", AttributeError, "list of gradients has no attribute 'norm'. Use them"),
    ("T.grad(3.0, x)", TYPE, r"3\.0", "variables"),
    ("T.grad(x ** 2, None)", TYPE, "None", "return"),
    ("T.grad(x ** 2, 'x')", TYPE, "'x'", "not its name"),
    ("T.grad(w.sum(), w.get_value())", TYPE, "not its value"),
    ("T.grad(x ** 2, [x, [y]])", TYPE, "element 1", "flat"),
    ("T.grad(n ** 2, n)", TYPE, "n of dtype int32", "cast"),
    ("T.grad(T.zvector('z').sum(), x)", TYPE, "dtype complex128: a cost must be real", r"x\.real"),
    ("T.grad(x ** 2, y)", DisconnectedInputError, "y was made at", "disconnected_inputs"),
    ("T.grad(w[k].sum(), k)", DisconnectedInputError, r"k, a TensorType\(int64", "where elements are"),
    ("T.grad((x * w.get_value()).sum(), w)", DisconnectedInputError, r"build the cost from w itself"),
    ("T.grad((w ** 2).sum(), w.T)", DisconnectedInputError, r"w\.T"),
    ("T.grad(x, x, disconnected_inputs='ingore')", VALUE, "'ignore'"),
    ("T.grad(x, x, return_disconnected='zeros')", AssertionError, "'zero'"),
    ("T.grad(x, x, null_gradients='foo')", AssertionError, "'return'"),
    ("T.grad(Plain()(x), x)", NullTypeGradError, r"input 0 \(x\)", "Plain", r"def|define grad"),
    ("T.grad(GradVariable()(x), x)", TYPE, "GradVariable.grad returned", "no list", r"x"),
    ("T.grad(GradDict()(x), x)", TYPE, "GradDict.grad returned dict", "no list", r"x"),
    ("T.grad(GradArity()(x), x)", TYPE, r"GradArity\.grad\(\) takes 2", r"define it as grad\(self, inputs, output_g"),
    ("theano.Rop(GradArity()(x), x, x)", TYPE, r"R_op\(\) takes 2", r"R_op\(self, inputs, eval_points\)"),
    ("theano.Rop(Plain()(x), x, x)", NotImplementedError, "needs a method R_op", r"^Plain\(x\), made at"),
    ("T.grad(PatternRows()(x), x)", VALUE, "1 rows but has 2", r"^PatternRows\(x\), made at"),
    ("T.grad(PatternColumns()(x), x)", VALUE, "1 columns but row 0 has 2", r"^PatternColumns\(x\), made at"),
    ("T.grad(PatternArity()(x), x)", TYPE, r"takes 1 positional", r"connection_pattern\(self, node\)"),
    ("str(NoProp())", AttributeError, "NoProp.__props__ names 'k'", r"self\.k = \.\.\."),
    ("TypesOfText()(x)", TYPE, "TypesOfText.itypes", r"\[T\.dvector\]", "'float64'"),
    ("theano.gradient.grad_scale(x, 'a')", TYPE, "'a', a str"),
    ("T.grad(GradNothing()(x), x)", TYPE, "GradNothing", "return"),
    ("T.grad(GradMany()(x), x)", VALUE, "2 for 1 input", "GradMany"),
    ("T.grad(GradNumber()(x), x)", TYPE, "float", r"input 0 \(x\)"),
    ("T.grad(GradNone()(x), x)", TYPE, "None", r"input 0 \(x\)"),
    ("T.grad(GradInteger()(x), x)", TYPE, "int8", r"\(x\)"),
    ("T.grad(GradRank()(x), x)", VALUE, "1 dimensions, but 0", "x"),
    ("T.grad(x ** 2, x, consider_constants=[y])", TYPE, "'consider_constant'"),
    ("theano.Rop(v, v, a)", VALUE, "v, a Tensor", "a, a Tensor"),
    ("theano.gradient.jacobian(a, a)", AssertionError, "a, a", "flatten"),
    ("theano.gradient.hessian(v, v)", AssertionError, "v, a", "sum"),
    ("theano.gradient.hessian(a.sum(), a)", AssertionError, "a, a", "reshape"),
    ("NodeOfVariable()(x)", TYPE, "NodeOfVariable.make_node", "Apply"),
    ("NoNode()(x)", NotImplementedError, "NoNode must define make_node"),
]


@pytest.mark.parametrize("program, kind, facts", **parameters(MISTAKES))
def test_mistake(program, kind, facts):
    check(program, kind, facts, names() | globals())


def test_lists_of_gradients_are_lists():
    x, y = T.dscalars("x", "y")
    found = T.grad(x * y, [x, y])
    assert isinstance(found, list) and len(found) == 2 and found == [*found] and found[:1] == [found[0]]
    assert found + [x] == [*found, x] and [x] + found == [x, *found] and sum([found, found], []) == [*found, *found]
    rows = others = []
    rows += found
    assert others is rows and others == [*found]
    found.append(x)
    assert type(pickle.loads(pickle.dumps(found))) is list
    assert type(T.grad(x * y, (x, y))) is tuple
    assert T.stack(found).eval({x: 2.0, y: 3.0}).tolist() == [3.0, 2.0, 2.0]


def test_lists_of_gradients_in_transformations():
    m = T.dmatrix("m")

    def slopes(row):
        w = row * 2
        return T.grad(T.sum(w * w), [row, w])

    first, second = theano.vmap(slopes)(m)
    assert theano.function([m], first)([[1.0, 2.0]]).tolist() == [[8.0, 16.0]]
    assert theano.function([m], second)([[1.0, 2.0]]).tolist() == [[4.0, 8.0]]
    both = theano.vmap(lambda row: {"g": slopes(row)})(m)
    assert type(both["g"]) is list
