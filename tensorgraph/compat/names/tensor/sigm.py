"""Products as trees, from ``theano.tensor.nnet.sigm``, to find sigmoids and exponentials in a product.

A tree is ``[negated, factors]``: `factors` is a variable or a list of trees.
"""

from ....graph.equal import is_same_graph
from ....scalar import REGISTRY
from ....tensor.elementwise.elemwise import Elemwise
from ....tensor.elementwise.math import mul, neg
from ....tensor.nnet.sigmoid import sigmoid
from ....tensor.types.constant import NotScalarConstantError, get_scalar_constant_value

__all__ = ["compute_mul", "is_1pexp", "is_exp", "is_neg", "parse_mul_tree", "perform_sigm_times_exp", "simplify_mul"]

# the rewrite is registered with the rules anyway
register_local_1msigmoid = False


def _application(v, name):
    """Return the inputs of the scalar op `name` if `v` is its result, else None."""
    if v.owner is None or not isinstance(v.owner.op, Elemwise) or v.owner.op.scalar_op != REGISTRY[name]:
        return None
    return v.owner.inputs


def is_neg(v):
    """Return x if `v` is ``-x``, else None."""
    inputs = _application(v, "neg")
    return None if inputs is None else inputs[0]


def is_exp(v):
    """Return ``(negated, x)`` if `v` is ``exp(x)`` or ``-exp(x)``, else None."""
    inner = is_neg(v)
    inputs = _application(v if inner is None else inner, "exp")
    return None if inputs is None else (inner is not None, inputs[0])


def _number(v):
    try:
        return get_scalar_constant_value(v)
    except NotScalarConstantError:
        return None


def is_1pexp(t, only_process_constants=True):
    """Return ``(False, x)`` if `t` is ``1 + exp(x)``, else None.

    Parameters
    ----------
    t : TensorVariable
    only_process_constants : bool
        Accepted for Theano's sake.
    """
    terms = _application(t, "add")
    if terms is None:
        return None
    others = [v for v in terms if _number(v) is None]
    if len(others) != 1 or sum(_number(v) for v in terms if v is not others[0]) != 1:
        return None
    found = is_exp(others[0])
    return None if found is None or found[0] else found


def parse_mul_tree(root):
    """Return the tree of the product `root`."""
    factors = _application(root, "mul")
    if factors is not None:
        return [False, [parse_mul_tree(v) for v in factors]]
    inner = is_neg(root)
    if inner is None or _application(inner, "neg") is not None:
        return [False, root]
    negated, factors = parse_mul_tree(inner)
    return [not negated, factors]


def simplify_mul(tree):
    """Return `tree` without removed factors, and with one sign for each product that has a single factor left."""
    negated, factors = tree
    if not isinstance(factors, list):
        return tree
    kept = [s for s in map(simplify_mul, factors) if s[1] is not None]
    if not kept:
        return [negated, None]
    if len(kept) == 1:
        return [negated ^ kept[0][0], kept[0][1]]
    return [negated, kept]


def compute_mul(tree):
    """Return the product of a tree as a variable."""
    negated, factors = tree
    if factors is None:
        raise AssertionError("a product without factors: pass the tree through simplify_mul first")
    result = mul(*map(compute_mul, factors)) if isinstance(factors, list) else factors
    return neg(result) if negated else result


def _leaves(tree):
    if isinstance(tree[1], list):
        return [leaf for factor in tree[1] for leaf in _leaves(factor)]
    return [tree]


def _same(a, b):
    """Return True if `a` and `b` are the same computation."""
    return a is b or is_same_graph(a, b)


def perform_sigm_times_exp(tree):
    """Replace each ``exp(x) sigmoid(-x)`` in `tree` by ``sigmoid(x)``.

    Returns
    -------
    bool
        Whether `tree` changed.
    """
    leaves = [leaf for leaf in _leaves(tree) if leaf[1] is not None]
    sigmoids = [(leaf, leaf[1].owner.inputs[0]) for leaf in leaves if _application(leaf[1], "sigmoid") is not None]
    changed = False
    for leaf in leaves:
        argument = _application(leaf[1], "exp")
        if argument is None:
            continue
        (x,) = argument
        for pair in sigmoids:
            other, y = pair
            if (is_neg(x) is not None and _same(is_neg(x), y)) or (is_neg(y) is not None and _same(is_neg(y), x)):
                other[1], leaf[1] = sigmoid(x), None
                sigmoids.remove(pair)
                changed = True
                break
    return changed
