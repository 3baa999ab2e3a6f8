"""Steps with index arrays and steps that make arrays, for random array programs."""

from growing_program import Unfit

KINDS = "biufc"
INDICES = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32")


def places(p, x):
    """Return an index array in words of both languages, and the name of what it is made of.

    It counts from the start or from the end of the first axis of `x`, and may name a place twice.
    """
    lengths = [s[0] for s in p.shapes(x)]
    if 0 in lengths:
        raise Unfit
    more = (2,) * (p.ndim(x) < 2 and p.r.random() < 0.2)
    shapes = [(p.r.choice((1, 2, 9, 33, 64, 257)), *more) for _ in p.values]
    i = p.new_input(p.r.choice(INDICES), shapes, (False,) * len(shapes[0]), p.r.choice(("small", "full")))
    back = " - np.int64(1)" if p.r.random() < 0.3 else ""
    ours, theirs = f"({{1}} % {{0}}.shape[0]{back})", f"({{1}} % np.int64({{0}}.shape[0]){back})"
    return ours, theirs, i


def lookups(p):
    """Rows or elements at places that are computed."""
    x = p.any(KINDS, ndim=(1, 2, 3))
    ours, theirs, i = places(p, x)
    form = p.r.choice(("{{0}}[{}]", "{{0}}[{}]", "{{0}}[::-1][{}]", "{{0}}[{}][1:]", "{{0}}[..., :3][{}]"))
    if p.ndim(x) == 1 and "..." in form:
        raise Unfit
    return p.step(form.format(ours), form.format(theirs), x, i)


def deposits(p):
    """Rows or elements set, or increased as often as a place is named."""
    x = p.any("iuf", ndim=(1, 2))
    ours, theirs, i = places(p, x)
    dtype = p.dtype(x)
    number = f"np.{dtype}({p.r.randint(0, 5)})"
    if p.r.random() < 0.4:
        text = f"T.set_subtensor({{0}}[{ours}], {number})"
        return p.step(text, f"{{z}} = {{0}}.copy(); {{z}}[{theirs}] = {number}", x, i)
    added = (f"{{0}}[{ours}]", f"{{0}}[{theirs}]") if p.r.random() < 0.5 else (number, number)
    if dtype[0] == "f":
        if p.grids.get(x, 9) > 4 or p.sizes[x] > (0.1 if dtype == "float16" else 20):
            raise Unfit
    text = f"T.inc_subtensor({{0}}[{ours}], {added[0]})"
    return p.step(text, f"{{z}} = {{0}}.copy(); np.add.at({{z}}, {theirs}, {added[1]})", x, i, is_finite=True)


def pairs_of_places(p):
    """Elements by their rows and columns."""
    x = p.any(KINDS, ndim=(2,))
    ours, theirs, i = places(p, x)
    return p.step(f"{{0}}[{ours}, {{1}} % {{0}}.shape[1]]", f"{{0}}[{theirs}, {{1}} % np.int64({{0}}.shape[1])]", x, i)


def made(p):
    """Arrays of one number, of places, or of ones on a diagonal, beside others."""
    x = p.any("iuf", ndim=(1, 2))
    dtype = p.dtype(x)
    ours, theirs = p.r.choice((
        ("{0} * T.zeros_like({0})", "{0} * np.zeros_like({0})"), ("{0} + T.ones_like({0})", "{0} + np.ones_like({0})"),
        ("T.alloc({0}.max(), {0}.shape[0], 3)", "np.full(({0}.shape[0], 3), {0}.max())"),
        ("T.arange({0}.shape[-1]) + {0}", "np.arange({0}.shape[-1]) + {0}"),
        ("{0} - T.arange({0}.shape[0], dtype='int8').sum()", "{0} - np.arange({0}.shape[0]).astype('int8').sum()"),
        (f"T.eye({{0}}.shape[0], 5, 1, dtype='{dtype}')", f"np.eye({{0}}.shape[0], 5, 1, dtype='{dtype}')"),
        ("T.fill({0}, {0}.max())", "np.full({0}.shape, {0}.max())"),
        ("T.outer({0}.flatten()[:40], {0}.flatten()[-50:])", "np.outer({0}.reshape(-1)[:40], {0}.reshape(-1)[-50:])"),
    ))  # fmt: skip
    names = (x, x) if "outer" in ours else (x,)
    return p.step(ours, theirs, *names, exact="product" if len(names) > 1 else "sum", is_finite=True)


FAMILIES = lookups, lookups, deposits, deposits, pairs_of_places, made
