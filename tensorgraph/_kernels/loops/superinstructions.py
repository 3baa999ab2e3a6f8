"""Expression trees that have a kernel of their own, for float32 and float64.

A loop program runs one kernel after the other over blocks of 2 KB; a kernel that does the work of several saves
the loads and stores between them. ``mul_add_f64(o, a, b, c, d, n)`` computes ``a * b + c``.

A tree is ``(op, *operands)``, an operand another tree, an int (the position of an operand of the kernel; the same
position is the same operand) or a float (that constant). Trees are written as the peephole pass of the lowering meets
them: left to right, sums and products of many terms folded from the left. Operands of commutative ops may come in
either order. ``("fma", x, y, z)`` is ``x * y + z``, rounded once.
"""


def tree_operands(tree):
    """Return the set of operand positions in a tree."""
    if isinstance(tree, tuple):
        return set().union(*map(tree_operands, tree[1:]))
    return {tree} if isinstance(tree, int) else set()


SUPER = {
    # sums and products
    "add_add": ("add", ("add", 0, 1), 2),
    "add_add_add": ("add", ("add", ("add", 0, 1), 2), 3),
    "add_sub": ("sub", ("add", 0, 1), 2),
    "sub_add": ("add", ("sub", 0, 1), 2),
    "sub_sub": ("sub", ("sub", 0, 1), 2),
    "mul_mul": ("mul", ("mul", 0, 1), 2),
    "mul_mul_mul": ("mul", ("mul", ("mul", 0, 1), 2), 3),
    "mul_add": ("add", ("mul", 0, 1), 2),
    "mul_sub": ("sub", ("mul", 0, 1), 2),
    "nmul_add": ("sub", 2, ("mul", 0, 1)),
    "mul_add_add": ("add", ("add", ("mul", 0, 1), 2), 3),
    "mul_mul_add": ("add", ("mul", ("mul", 0, 1), 2), 3),
    "mul_mul_sub": ("sub", 3, ("mul", ("mul", 0, 1), 2)),
    "mul_plus_mul": ("add", ("mul", 0, 1), ("mul", 2, 3)),
    "mul_minus_mul": ("sub", ("mul", 0, 1), ("mul", 2, 3)),
    "add_mul": ("mul", ("add", 0, 1), 2),
    "sub_mul": ("mul", ("sub", 0, 1), 2),
    "sub_mul_mul": ("mul", ("mul", ("sub", 0, 1), 2), 3),
    "sub_mul_add": ("add", ("mul", ("sub", 0, 1), 2), 3),
    "one_minus_mul": ("mul", ("sub", 1.0, 0), 1),
    # squares
    "sqr_add": ("add", ("sqr", 0), 1),
    "sqr_plus_sqr": ("add", ("sqr", 0), ("sqr", 1)),
    "sqr_mul": ("mul", ("sqr", 0), 1),
    "sqr_mul_add": ("add", ("mul", ("sqr", 0), 1), 2),
    "mul_plus_sqr_mul": ("add", ("mul", 0, 1), ("mul", ("sqr", 2), 3)),
    "sqr_sub": ("sqr", ("sub", 0, 1)),
    "sqr_sub_mul": ("mul", ("sqr", ("sub", 0, 1)), 2),
    # quotients
    "add_div": ("true_div", ("add", 0, 1), 2),
    "sub_div": ("true_div", ("sub", 0, 1), 2),
    "mul_div": ("true_div", ("mul", 0, 1), 2),
    "div_add": ("true_div", 0, ("add", 1, 2)),
    "div_mul": ("true_div", 0, ("mul", 1, 2)),
    "mul_div_add": ("true_div", ("mul", 0, 1), ("add", 2, 3)),
    "div_sqrt_add": ("true_div", 0, ("add", ("sqrt", 1), 2)),
    "div_sqrt_of_add": ("true_div", 0, ("sqrt", ("add", 1, 2))),
    # by a constant, see reciprocals.py
    "quotient": ("fma", 0, 1, ("mul", 0, 2)),
    # exponentials and their derivatives
    "exp_neg": ("exp", ("neg", 0)),
    "exp_mul": ("exp", ("mul", 0, 1)),
    "exp_sub": ("exp", ("sub", 0, 1)),
    "exp_mul_mul": ("mul", ("exp", ("mul", 0, 1)), 2),
    "mul_exp": ("mul", 0, ("exp", 1)),
    "sigmoid_add": ("sigmoid", ("add", 0, 1)),
    "sigmoid_mul_add": ("sigmoid", ("add", ("mul", 0, 1), 2)),
    "mul_sigmoid": ("mul", 0, ("sigmoid", 1)),
    "tanh_add": ("tanh", ("add", 0, 1)),
    "tanh_mul_add": ("tanh", ("add", ("mul", 0, 1), 2)),
    "logsigmoid": ("neg", ("softplus", ("neg", 0))),
    "softplus_neg": ("softplus", ("neg", 0)),
    "mul_log": ("mul", 0, ("log", 1)),
    "sigmoid_grad": ("mul", 0, ("sub", 1.0, 0)),
    "mul_sigmoid_grad": ("mul", ("mul", 0, 1), ("sub", 1.0, 1)),
    "one_minus_sqr": ("sub", 1.0, ("sqr", 0)),
    "mul_one_minus_sqr": ("mul", 0, ("sub", 1.0, ("sqr", 1))),
    # choices
    "switch_lt": ("switch", ("lt", 0, 1), 2, 3),
    "switch_le": ("switch", ("le", 0, 1), 2, 3),
    "switch_gt": ("switch", ("gt", 0, 1), 2, 3),
    "switch_ge": ("switch", ("ge", 0, 1), 2, 3),
    "switch_eq": ("switch", ("eq", 0, 1), 2, 3),
    "maximum_minimum": ("minimum", ("maximum", 0, 1), 2),
    "add_maximum": ("maximum", ("add", 0, 1), 2),
    "abs_sub": ("abs_", ("sub", 0, 1)),
}
