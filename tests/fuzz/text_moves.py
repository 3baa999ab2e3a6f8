"""Steps that move elements, for random array programs."""

from growing_program import Unfit

KINDS = "biufc"


def part(r, n):
    """Return a random slice of an axis of about `n` elements, in words."""
    ends = [None, 0, 1, 2, -1, -2, -n, n // 2, n, n + 3, r.randint(-n - 1, n + 1)]
    step = r.choice((None, None, None, 1, -1, -1, 2, 3, -2, -3, 7, 16, -n - 1, 100))
    words = [str(r.choice(ends)) if r.random() < 0.6 else "", str(r.choice(ends)) if r.random() < 0.5 else ""]
    words = ["" if w == "None" else w for w in words]
    return ":".join(words) + ("" if step is None else f":{step}")


def some_index(p, x, numbers=True):
    """Return an index of leading axes in words."""
    shape = p.shapes(x)[0]
    words = []
    for n in shape[: p.r.randint(1, len(shape))]:
        words.append(p.r.choice(("0", "-1")) if numbers and p.r.random() < 0.1 else part(p.r, n))
    if p.r.random() < 0.1 and len(words) < len(shape):
        words.insert(0, "...")
    return ", ".join(words)


def slices(p):
    x = p.any(KINDS, ndim=(1, 2, 3, 4))
    text = f"{{0}}[{some_index(p, x)}]"
    return p.step(text, text, x)


def reversals(p):
    x = p.any(KINDS, ndim=(1, 2, 3, 4))
    text = "{0}[" + ", ".join(p.r.choice((":", "::-1")) for _ in range(p.ndim(x))) + "]"
    return p.step(text, text, x)


def transposes(p):
    """Axes in another order, new ones, and all as one."""
    x = p.any(KINDS, ndim=(1, 2, 3, 4))
    n = p.ndim(x)
    order = tuple(p.r.sample(range(n), n))
    at = p.r.randrange(n + 1)
    with_new = (*order[:at], "x", *order[at:])
    ours, theirs = p.r.choice((
        (f"{{0}}.transpose{order}" if n > 1 else "{0}.T", f"{{0}}.transpose({order})"),
        (f"{{0}}.dimshuffle{with_new}", f"np.expand_dims({{0}}.transpose({order}), {at})"),
        ("{0}.flatten()", "{0}.reshape(-1)"),
        ("{0}.flatten(2)", "{0}.reshape({0}.shape[0], -1)" if n > 1 else "{0}[:, None]"),
        (f"{{0}}.transpose{order}.flatten()" if n > 1 else "{0}.T.flatten()", f"{{0}}.transpose({order}).reshape(-1)"),
        ("{0}.reshape((-1, {0}.shape[0]))", "{0}.reshape((-1, {0}.shape[0]))"),
        ("T.diagonal({0})", "np.diagonal({0})"), ("{0}.swapaxes(0, -1)", "{0}.swapaxes(0, -1)"),
    ))  # fmt: skip
    if ours.endswith("flatten(2)") and n == 1 or "diagonal" in ours and n < 2:
        raise Unfit
    return p.step(ours, theirs, x)


def joins(p):
    """Arrays one after the other, and on top of each other."""
    x = p.any(KINDS, ndim=(1, 2, 3))
    dtype = p.dtype(x) if p.kind(x) == "c" or p.r.random() < 0.6 else None
    others = [p.partner(x, dtype=dtype) for _ in range(p.r.randint(1, 3))]
    if any(p.shapes(o) != p.shapes(x) for o in others):
        raise Unfit
    names = [x, *others]
    p.r.shuffle(names)
    axis = p.r.randrange(p.ndim(x))
    parts = [f"{{{k}}}" for k in range(len(names))]
    if p.r.random() < 0.4:
        cut = part(p.r, p.shapes(x)[0][axis])
        parts[0] += "[" + ", ".join([":"] * axis + [cut]) + "]"
    if "[" not in parts[0] and p.r.random() < 0.4:
        text = f"stack([{', '.join(parts)}], axis={p.r.randrange(p.ndim(x) + 1)}"
    else:
        text = f"concatenate([{', '.join(parts)}], axis={axis}"
    return p.step(f"T.{text})", f"np.{text}, dtype={{dtype}})", *names)  # its dtype depends on the order of three


def repetitions(p):
    x = p.any(KINDS, ndim=(1, 2, 3))
    n = p.ndim(x)
    axis, k = p.r.randrange(n), p.r.choice((1, 2, 3))
    shifts = p.r.choice((1, -1, 2, 5, -17, 0, 1000))
    text = p.r.choice((
        f"tile({{0}}, {tuple(p.r.choice((1, 2, 3)) for _ in range(n))})", f"repeat({{0}}, {k}, axis={axis})",
        f"roll({{0}}, {shifts}, axis={axis})", f"roll({{0}}, {shifts})",
    ))  # fmt: skip
    return p.step(f"T.{text}", f"np.{text}", x)


def triangles(p):
    x = p.any(KINDS, ndim=(2,))
    text = f"{p.r.choice(('tril', 'triu'))}({{0}}, {p.r.choice((0, 0, 1, -1, 3, -40))})"
    return p.step(f"T.{text}", f"np.{text}", x)


def updates(p):
    """Parts set or increased, by numbers, by parts of others, by other parts of the same."""
    x = p.any("iuf" if p.r.random() < 0.8 else "b", ndim=(1, 2, 3))
    index, dtype = some_index(p, x), p.dtype(x)
    what, sign = p.r.choice((("set", "="), ("inc", "+="))) if dtype != "bool" else ("set", "=")
    names = [x]
    form = p.r.random()
    if form < 0.35:
        new = "np.bool_(True)" if dtype == "bool" else f"np.{dtype}({p.r.randint(0, 5)})"
    elif form < 0.7:
        names.append(p.partner(x, dtype=dtype))
        if p.shapes(names[1]) != p.shapes(x):
            raise Unfit
        new = f"{{1}}[{index}]"
    else:
        new = f"{{0}}[::-1][{index}]"
    theirs = f"{{z}} = {{0}}.copy(); {{z}}[{index}] {sign} {new}"
    exact, is_finite = ("same", False) if what == "set" else ("sum", True)
    return p.step(f"T.{what}_subtensor({{0}}[{index}], {new})", theirs, *names, exact=exact, is_finite=is_finite)


def picks(p):
    """Elements by lists and by masks."""
    x = p.any(KINDS, ndim=(1, 2, 3))
    if p.r.random() < 0.5:
        rows = [p.r.choice((0, -1, 1)) for _ in range(p.r.choice((1, 2, 9, 33)))]
        text = f"{{0}}[np.array({rows})]"
        return p.step(text, text, x)
    mask = p.partner(x, dtype="bool")
    if p.shapes(mask) != p.shapes(x) or True in p.variables[x].type.broadcastable:
        raise Unfit
    return p.step("{0}[{1}]", "{0}[{1}]", x, mask)


FAMILIES = (
    slices, slices, slices, reversals, transposes, transposes, joins, joins, repetitions, triangles, updates, updates,
    picks,
)  # fmt: skip
