"""Matrix products as single BLAS calls, with the scaling and the sum around them.

A tree of sums, differences and multiples around a dot is read as ``sum of scale * term``; one dot and one other term
``C`` make ``alpha A B + beta C``. Where the tree feeds more elementwise work it is left alone: a fused loop adds and
scales for nothing.
"""

from ...scalar import REGISTRY
from ...scalar.dtypes import is_discrete
from ...tensor.creation.alloc import AllocEmpty
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.products.blas import BLAS_DTYPES, _dot22, _dot22scalar, gemm_no_inplace, gemv_no_inplace, ger
from ...tensor.products.dot import Dot
from ..equilibrium import replace
from ..rules.dimshuffle import shuffled
from ..values import cast, constant_value, make_constant

LINEAR = frozenset(("add", "sub", "neg", "mul", "true_div"))


def dots(fgraph):
    """Yield the Dot nodes that BLAS can compute: of ranks 1 and 2, of one float dtype."""
    for node in fgraph.toposort():
        if type(node.op) is Dot:
            x, y = node.inputs
            if x.type.dtype == y.type.dtype and x.type.dtype in BLAS_DTYPES and max(x.type.ndim, y.type.ndim) == 2:
                yield node


def fold_products(fgraph, query):
    """Replace the dots of a graph, and the linear trees around them, by BLAS ops."""
    exclude = query.exclude
    found = list(dots(fgraph))
    if not found:
        return
    roots = {}
    for node in found:
        root = linear_root(fgraph, node)
        if root is not node:
            roots.setdefault(root, None)
    for root in roots:
        if root in fgraph.apply_nodes and worth_it(fgraph, root.outputs[0]):
            new = update_for(fgraph, root, exclude)
            if new is not None:
                replace(fgraph, root.outputs, [new], "gemm_optimizer")
    for node in found:
        if node in fgraph.apply_nodes:
            new = plain_product(fgraph, node, exclude)
            if new is not None:
                replace(fgraph, node.outputs, [new], "local_dot_to_dot22")


def worth_it(fgraph, out):
    """Return True if the sum should be part of the product: it is a result, or no elementwise loop reads it."""
    clients = fgraph.clients(out)
    return any(c == "output" for c, _ in clients) or not any(isinstance(c.op, Elemwise) for c, _ in clients)


def linear_root(fgraph, node):
    """Return the root of the linear tree that a dot is a term of."""
    while True:
        out = node.outputs[0]
        clients = fgraph.clients(out)
        if len(clients) != 1 or clients[0][0] == "output":
            return node
        above, i = clients[0]
        if not is_linear(above, i) or above.outputs[0].type != out.type:
            return node
        node = above


def is_linear(node, i):
    """Return True if the output of `node` is a multiple of input `i`, or a sum with it."""
    if not isinstance(node.op, Elemwise) or node.op.inplace_pattern:
        return False
    name = node.op.scalar_op.record_name
    if name in ("add", "sub", "neg"):
        return True
    if name == "mul":
        return all(all(v.type.broadcastable) for j, v in enumerate(node.inputs) if j != i)
    return name == "true_div" and i == 0 and all(node.inputs[1].type.broadcastable)


class Scale:
    """A constant times scalar variables, divided by scalar variables."""

    __slots__ = ("number", "factors", "divisors")

    def __init__(self, number=1.0, factors=(), divisors=()):
        self.number = number
        self.factors = factors
        self.divisors = divisors

    def times(self, v, divided=False):
        value = constant_value(v)
        if value is not None:
            value = value.item()
            if divided and value == 0:
                return None
            return Scale(self.number / value if divided else self.number * value, self.factors, self.divisors)
        if divided:
            return Scale(self.number, self.factors, (*self.divisors, v))
        return Scale(self.number, (*self.factors, v), self.divisors)

    def key(self):
        return self.factors, self.divisors

    def variable(self, dtype):
        """Return the scale as a 0-d variable of a float dtype, or None if its dtype differs; cast integers first."""
        factors = [in_floats(shuffled(v, ()), dtype) for v in self.factors]
        if self.number != 1 or not factors:
            factors.insert(0, make_constant(self.number, dtype, 0))
        result = factors[0] if len(factors) == 1 else REGISTRY["mul"](*factors)
        for v in self.divisors:
            result = REGISTRY["true_div"](result, in_floats(shuffled(v, ()), dtype))
        return result if result.type.dtype == dtype else None


def in_floats(v, dtype):
    """Return `v` cast to `dtype` if it is discrete."""
    return cast(v, dtype) if is_discrete(v.type.dtype) else v


def terms(fgraph, root):
    """Return ``[(scales, variable)]``, which add up to the output of `root`, or None where a divisor is 0."""
    out = root.outputs[0]
    pending, found = [(Scale(), out)], []
    while pending:
        scale, v = pending.pop()
        node = v.owner
        inner = node is not None and isinstance(node.op, Elemwise) and node.op.scalar_op.record_name in LINEAR
        if not inner or v.type != out.type or (v is not out and len(fgraph.clients(v)) != 1):
            found.append((scale, v))
            continue
        name = node.op.scalar_op.record_name
        if name in ("add", "sub", "neg"):
            for i, w in reversed(list(enumerate(node.inputs))):
                minus = name == "neg" or (name == "sub" and i == 1)
                pending.append((Scale(-scale.number if minus else scale.number, *scale.key()), w))
            continue
        long = [i for i, w in enumerate(node.inputs) if not all(w.type.broadcastable)]
        if len(long) != 1 or (name == "true_div" and long != [0]):
            found.append((scale, v))
            continue
        for i, w in enumerate(node.inputs):
            if i != long[0]:
                scale = scale.times(w, name == "true_div")
                if scale is None:
                    return None
        pending.append((scale, node.inputs[long[0]]))
    return merged(found)


def merged(found):
    """Return the scales of each variable; those with the same scalar variables are merged."""
    total = {}
    for scale, v in found:
        scales = total.setdefault(v, {})
        known = scales.get(scale.key())
        scales[scale.key()] = scale if known is None else Scale(known.number + scale.number, *scale.key())
    return [(list(scales.values()), v) for v, scales in total.items()]


def added(scales, dtype):
    """Return the sum of scales as a 0-d variable, or None."""
    values = [s.variable(dtype) for s in scales]
    if None in values:
        return None
    return values[0] if len(values) == 1 else REGISTRY["add"](*values)


def is_dot(v, fgraph):
    """Return True if `v` is a product that only this tree reads."""
    node = v.owner
    return (
        node is not None
        and type(node.op) is Dot
        and len(fgraph.clients(v)) == 1
        and v.type.ndim > 0
        and node.inputs[0].type.dtype == node.inputs[1].type.dtype == v.type.dtype
    )


def update_for(fgraph, root, exclude):
    """Return one BLAS op for the tree at `root`, or None."""
    out = root.outputs[0]
    found = terms(fgraph, root)
    if found is None or len(found) > 8:
        return None
    dtype = out.type.dtype
    found = [(added(scales, dtype), v) for scales, v in found]
    products = [t for t in found if is_dot(t[1], fgraph) and t[1].type == out.type]
    others = [t for t in found if t not in products]
    if not products or any(v.type != out.type for _, v in others) or any(scale is None for scale, _ in found):
        return None
    if len(others) == 1:
        beta, target = others[0]
        if is_loop(fgraph, target):
            return None
    elif not others and len(products) > 1:
        beta, target = products.pop(0)
    elif not others:
        return scaled_product(fgraph, products[0], exclude)
    else:
        return None
    for alpha, product in products:
        target = with_product(target, beta, alpha, product.owner, exclude)
        if target is None:
            return None
        beta = make_constant(1.0, dtype, 0)
    return target if target.type == out.type else None


def is_loop(fgraph, v):
    """Return True if `v` is computed by an elementwise loop that could compute the sum too."""
    return v.owner is not None and isinstance(v.owner.op, Elemwise) and len(fgraph.clients(v)) == 1


def scaled_product(fgraph, term, exclude):
    """Return ``alpha * dot`` as a BLAS op, or None."""
    alpha, product = term
    x, y = product.owner.inputs
    if x.type.ndim == y.type.ndim == 2:
        return None if "local_dot22_to_dot22scalar" in exclude else _dot22scalar(x, y, alpha)
    return vector_product(fgraph, product.owner, alpha, exclude)


def with_product(target, beta, alpha, dot, exclude):
    """Return ``beta target + alpha dot`` as one op, or None."""
    x, y = dot.inputs
    if x.type.ndim == y.type.ndim == 2:
        column, row = outer_operands(x, y)
        if column is not None and constant_value(beta) == 1 and "local_gemm_to_ger" not in exclude:
            return ger(target, alpha, column, row)
        return None if "gemm_optimizer" in exclude else gemm_no_inplace(target, alpha, x, y, beta)
    A, v = matrix_vector(x, y)
    return None if "local_gemm_to_gemv" in exclude else gemv_no_inplace(target, alpha, A, v, beta)


def outer_operands(x, y):
    """Return the vectors of an outer product of a column and a row, else (None, None)."""
    if x.type.broadcastable == (False, True) and y.type.broadcastable == (True, False):
        return shuffled(x, (0,)), shuffled(y, (1,))
    return None, None


def matrix_vector(x, y):
    """Return ``(A, v)`` with dot(x, y) = A v."""
    return (x, y) if x.type.ndim == 2 else (shuffled(y, (1, 0)), x)


def vector_product(fgraph, dot, alpha, exclude):
    """Return ``alpha A v`` as a Gemv into fresh memory, or None."""
    x, y = dot.inputs
    if "local_gemm_to_gemv" in exclude:
        return None
    A, v = matrix_vector(x, y)
    dtype = A.type.dtype
    target = AllocEmpty(dtype)(rows(fgraph, A))
    if target.type != dot.outputs[0].type:
        return None
    return gemv_no_inplace(target, alpha, A, v, make_constant(0.0, dtype, 0))


def rows(fgraph, A):
    """Return the number of rows of a matrix."""
    shapes = fgraph.shapes
    return A.shape[0] if shapes is None else shapes.dim(A, 0)


def plain_product(fgraph, node, exclude):
    """Return the BLAS op of a dot that is in no tree, or None."""
    x, y = node.inputs
    if x.type.ndim == y.type.ndim == 2:
        return None if "local_dot_to_dot22" in exclude else _dot22(x, y)
    dtype = node.outputs[0].type.dtype
    return vector_product(fgraph, node, make_constant(1.0, dtype, 0), exclude)
