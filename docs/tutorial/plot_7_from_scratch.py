r"""
A small tensorgraph from scratch
================================

A package like this one does less between an expression and a number than one might think. This page builds a small
one with nothing but NumPy: variables, operations, gradients, rewrites and functions. It trains the classifier of the
page on logistic regression; at the end, the real package must find the same weights.
"""

# %%
import numpy as np

# %%
# Variables
# ---------
# A variable stands for a value that is not known yet. Its ``owner`` is the *node* that will compute it; an input has
# none. Operators on variables compute nothing: they create new variables.


class Variable:
    def __init__(self, name=None, owner=None):
        self.name = name
        self.owner = owner

    def __add__(self, other):
        return add(self, other)

    def __radd__(self, other):
        return add(other, self)

    def __mul__(self, other):
        return mul(self, other)

    def __rmul__(self, other):
        return mul(other, self)

    def __neg__(self):
        return neg(self)

    def __sub__(self, other):
        return add(self, neg(other))

    def __rsub__(self, other):
        return add(other, neg(self))

    def __truediv__(self, other):
        return div(self, other)

    def __rtruediv__(self, other):
        return div(other, self)

    def __repr__(self):
        return text(self)


class Constant(Variable):
    """A variable whose value is known."""

    def __init__(self, value):
        super().__init__()
        self.value = np.asarray(value, dtype=float)


class Shared(Variable):
    """A variable that keeps its value from call to call."""

    def __init__(self, value, name):
        super().__init__(name)
        self.value = np.asarray(value, dtype=float)


def as_variable(x):
    return x if isinstance(x, Variable) else Constant(x)


# %%
# Operations
# ----------
# An operation is a record of how to compute it on arrays, and of its gradient. The gradient is written in the language
# itself: from the inputs, the output ``z`` and the gradient ``gz`` of the output it builds the graphs of the inputs'
# gradients. Applied to variables, an operation creates a node.


class Node:
    def __init__(self, op, inputs):
        self.op = op
        self.inputs = inputs
        self.output = Variable(owner=self)


class Op:
    def __init__(self, name, compute, gradient, commutative):
        self.name = name
        self.compute = compute
        self.gradient = gradient
        self.commutative = commutative

    def __call__(self, *inputs):
        return Node(self, [as_variable(x) for x in inputs]).output


def op(compute, commutative=False):
    """Decorate the gradient of an operation that has the name of the function."""
    return lambda gradient: Op(gradient.__name__, compute, gradient, commutative)


# %%
# Arrays broadcast, so the gradient of an input can have more elements than the input. ``fit`` sums it to the shape of
# the input. (The real package knows from the types which axes broadcast, and sums only these; this one finds out when
# it runs.)
def sum_to_shape(g, x):
    g = np.sum(g, axis=tuple(range(np.ndim(g) - np.ndim(x))))
    return np.sum(g, axis=tuple(i for i, n in enumerate(np.shape(x)) if n == 1), keepdims=True)


@op(sum_to_shape)
def fit(g, x, z, gz):
    return [gz + 0 * g, 0 * x]


@op(np.add, commutative=True)
def add(x, y, z, gz):
    return [fit(gz, x), fit(gz, y)]


@op(np.multiply, commutative=True)
def mul(x, y, z, gz):
    return [fit(gz * y, x), fit(gz * x, y)]


@op(np.negative)
def neg(x, z, gz):
    return [-gz]


@op(np.divide)
def div(x, y, z, gz):
    return [fit(gz / y, x), fit(-gz * z / y, y)]


@op(np.exp)
def exp(x, z, gz):
    return [gz * z]


@op(np.log)
def log(x, z, gz):
    return [gz / x]


@op(lambda x: np.exp(-np.logaddexp(0, -x)))
def sigmoid(x, z, gz):
    return [gz * z * (1 - z)]


@op(lambda x: np.logaddexp(0, x))
def softplus(x, z, gz):
    return [gz * sigmoid(x)]


@op(np.transpose)
def transpose(x, z, gz):
    return [transpose(gz)]


@op(np.dot)
def dot(x, y, z, gz):
    """Multiply a matrix and a vector."""
    return [outer(gz, y), dot(transpose(x), gz)]


@op(np.outer)
def outer(x, y, z, gz):
    return [dot(gz, y), dot(transpose(gz), x)]


@op(np.sum)
def total(x, z, gz):
    return [gz + 0 * x]


@op(np.mean)
def mean(x, z, gz):
    return [(gz + 0 * x) / count(x)]


@op(np.size)
def count(x, z, gz):
    return [0 * x]


# %%
# Graphs
# ------
# Nearly every algorithm on graphs visits the nodes in topological order: each node after those that it needs. A node
# waits on the stack until its inputs are done. There is no recursion, so Python's limit does not apply.
def toposort(outputs):
    order, done = [], set()
    stack = [v.owner for v in outputs if v.owner]
    while stack:
        node = stack[-1]
        waiting = [v.owner for v in node.inputs if v.owner and v.owner not in done]
        if node in done:
            stack.pop()
        elif waiting:
            stack.extend(waiting)
        else:
            done.add(stack.pop())
            order.append(node)
    return order


def text(v):
    """Return a graph as text, with a function call for each node."""
    known = {}
    for node in toposort([v]):
        known[node.output] = f"{node.op.name}({', '.join(known.get(x) or leaf(x) for x in node.inputs)})"
    return known.get(v) or leaf(v)


def leaf(v):
    return f"{v.value:g}" if isinstance(v, Constant) else v.name


u = Variable("u")
log(1 + exp(u))

# %%
# Gradients
# ---------
# The chain rule visits the nodes in reverse order. When it comes to a node, it has visited all nodes that use its
# output, so the gradient of the output is complete.


def grad(cost, wrt):
    gradients = {cost: Constant(1.0)}
    for node in reversed(toposort([cost])):
        gz = gradients[node.output]
        for x, gx in zip(node.inputs, node.op.gradient(*node.inputs, node.output, gz)):
            gradients[x] = gradients[x] + gx if x in gradients else gx
    return [gradients[x] for x in wrt]


(slope,) = grad(log(1 + exp(u)), [u])
slope

# %%
# This is correct, but not what one would write: it has ``fit`` of a scalar and a multiplication by 1. Rewrites
# simplify it.
#
# Rewrites
# --------
# A rule is a pair of graphs over pattern variables, so it can be written as an equation. Rules are tried until none
# matches, so their order matters only to the reader.
X = Variable("X")
RULES = [
    # arithmetic
    (X * 1, X),
    (X + 0, X),
    (X / 1, X),
    (neg(neg(X)), X),
    # the logistic function, and its logarithms without overflow and without losing all digits
    (1 / (1 + exp(X)), sigmoid(-X)),
    (log(1 + exp(X)), softplus(X)),
    (log(sigmoid(X)), -softplus(-X)),
    (log(1 - sigmoid(X)), -softplus(X)),
]


def match(pattern, v, found):
    """Return True if `v` matches `pattern`, and store the value of the pattern variable in `found`."""
    if pattern is X:
        return found.setdefault(X, v) is v
    if isinstance(pattern, Constant):
        return isinstance(v, Constant) and v.value.ndim == 0 and v.value == pattern.value
    if v.owner is None or v.owner.op is not pattern.owner.op:
        return False
    orders = [v.owner.inputs, v.owner.inputs[::-1]] if v.owner.op.commutative else [v.owner.inputs]
    for inputs in orders:
        attempt = dict(found)
        if all(match(p, x, attempt) for p, x in zip(pattern.owner.inputs, inputs)):
            found.update(attempt)
            return True
    return False


class Simplifier:
    """A builder of graphs that merges, folds and rewrites nodes as it creates them.

    The same operation on the same inputs is created once. An operation on constants is computed at once. If a rule
    matches, the other side of the equation is built in the same way, so that rules apply to the results of rules.
    """

    def __init__(self):
        self.made = {}

    def leaf(self, v):
        return self.made.setdefault(float(v.value), v) if isinstance(v, Constant) and v.value.ndim == 0 else v

    def node(self, op, inputs):
        key = op, *inputs
        if key not in self.made:
            self.made[key] = self.simplest(op, inputs)
        return self.made[key]

    def simplest(self, op, inputs):
        if all(isinstance(x, Constant) for x in inputs):
            return self.leaf(Constant(op.compute(*[x.value for x in inputs])))
        z = op(*inputs)
        for left, right in RULES:
            found = {}
            if match(left, z, found):
                return self.graph([right], found)[0]
        return z

    def graph(self, outputs, known):
        """Rebuild the graph of `outputs`, with the variables in `known` replaced by their values there."""
        known = dict(known)
        for node in toposort(outputs):
            known[node.output] = self.node(node.op, [known.get(x) or self.leaf(x) for x in node.inputs])
        return [known.get(v) or self.leaf(v) for v in outputs]


def rewrite(outputs):
    return Simplifier().graph(outputs, {})


rewrite([log(1 + exp(u)), 1 / (1 + exp(-u)) * 1 + 2 * 0.5])

# %%
# Functions
# ---------
# Compiling decides beforehand whatever can be decided: here, the order of the nodes, and the place of each value in a
# list. A call fills in the inputs and executes the steps. New values of shared variables are stored when everything is
# computed, so a call that fails changes nothing.


class Function:
    def __init__(self, inputs, outputs, updates=()):
        results = rewrite([*outputs, *[new for _, new in updates]])
        nodes = toposort(results)
        leaves = dict.fromkeys(v for v in [*results, *[x for node in nodes for x in node.inputs]] if v.owner is None)
        missing = [v for v in leaves if v not in inputs and not hasattr(v, "value")]
        if missing:
            raise TypeError(f"the graph needs {missing}, which is no input")
        self.inputs = inputs
        self.held = [v for v in leaves if hasattr(v, "value")]
        place = {v: i for i, v in enumerate([*inputs, *self.held, *[node.output for node in nodes]])}
        self.steps = [(node.op.compute, [place[x] for x in node.inputs]) for node in nodes]
        self.results = [place[v] for v in results]
        self.targets = [target for target, _ in updates]

    def __call__(self, *values):
        values = [*values, *[v.value for v in self.held]]
        for compute, places in self.steps:
            values.append(compute(*[values[i] for i in places]))
        results = [values[i] for i in self.results]
        split = len(results) - len(self.targets)
        for target, value in zip(self.targets, results[split:]):
            target.value = value
        return results[:split]


soft = log(1 + exp(u))
Function([u], [soft, *grad(soft, [u])])(500.0)

# %%
# Training
# --------
# The model is that of the page on logistic regression, with the same literal cross-entropy.
rng = np.random.RandomState(0)
examples = rng.randn(100, 20)
labels = rng.randint(0, 2, 100).astype(float)
first_weights = 10 * rng.randn(20)

x, y = Variable("x"), Variable("y")
w, b = Shared(first_weights, "w"), Shared(0.0, "b")
p = 1 / (1 + exp(-dot(x, w) - b))
xent = -y * log(p) - (1 - y) * log(1 - p)
cost = mean(xent) + 0.01 * total(w * w)

# %%
# Without rewrites, the cost is not a number: for a confident guess ``1 - p`` rounds to 0, and its logarithm is
# infinite. With them, it is correct.
with np.errstate(all="ignore"):
    RULES, rules = [], RULES
    (literal,) = Function([x, y], [cost])(examples, labels)
    RULES = rules
(true,) = Function([x, y], [cost])(examples, labels)
print(literal, round(float(true), 6))

# %%
# The gradient is taken of the rewritten cost. (The real package differentiates the cost as it is written, and has rules
# that recognise the result.)
(simple,) = rewrite([cost])
gw, gb = grad(simple, [w, b])
train = Function([x, y], [simple], updates=[(w, w - 0.5 * gw), (b, b - 0.5 * gb)])
costs = [float(train(examples, labels)[0]) for _ in range(200)]
print(round(costs[0], 6), round(costs[-1], 6))

# %%
# The rewrites save work. These are the numbers of nodes of cost and gradient before rewriting, and after it, updates
# included.
print(len(toposort([cost, *grad(cost, [w, b])])), len(train.steps))

# %%
# The real package
# ----------------
# The same program, with another import.
import tensorgraph as theano
import tensorgraph.tensor as T

X_, Y_ = T.dmatrix("x"), T.dvector("y")
W_, B_ = theano.shared(first_weights, "w"), theano.shared(0.0, "b")
p_1 = 1 / (1 + T.exp(-T.dot(X_, W_) - B_))
cost_1 = T.mean(-Y_ * T.log(p_1) - (1 - Y_) * T.log(1 - p_1)) + 0.01 * T.sum(W_ * W_)
gw_1, gb_1 = T.grad(cost_1, [W_, B_])
train_1 = theano.function([X_, Y_], cost_1, updates=[(W_, W_ - 0.5 * gw_1), (B_, B_ - 0.5 * gb_1)])
costs_1 = [float(train_1(examples, labels)) for _ in range(200)]
np.allclose(costs, costs_1, rtol=1e-10), np.allclose(w.value, W_.get_value(), rtol=1e-10)

# %%
# The real package adds types, which find mistakes where they are made; hundreds of operations; an index that finds the
# rules for a node without trying all of them; matrix products that accumulate in place; and steps that are compiled
# kernels, where one pass over memory does the work of many nodes.
theano.printing.debugprint(train_1)

# %%
# Both learn the same:
import matplotlib.pyplot as plt

plt.semilogy(costs, linewidth=4, alpha=0.4, label="from scratch")
plt.semilogy(costs_1, "--", label="tensorgraph")
plt.legend()
plt.title("The cost of 200 steps")
plt.xlabel("step")
plt.show()
