"""Steps of reductions, for random array programs."""

import numpy as np
from growing_program import Unfit
from text_elements import is_mixed
from text_program import executed


def some_axes(p, n, one=False):
    """Return axes in words: all, one, or several."""
    if n == 0 or p.r.random() < 0.25:
        return "None"
    if one or n == 1 or p.r.random() < 0.6:
        return str(p.r.randrange(-n, n))
    return str(tuple(sorted(p.r.sample(range(n), p.r.randint(1, n)))))


def fold(p, what, inner, reference, kind, axis, names, keepdims=False):
    """Add one reduction of an expression.

    Parameters
    ----------
    inner, reference : str
        The expression in both languages.
    kind : str
        Of its elements.
    """
    kept = f", keepdims={keepdims}" if keepdims else ""
    ours, theirs, exact, is_finite = f"T.{what}({inner}, axis={axis}{kept})", None, "same", False
    if what == "xor":
        at = axis if axis == "None" or axis[0] == "(" else f"({axis},)"
        n = p.ndim(names[0])
        at = at if at == "None" else str(tuple(sorted(a % n for a in eval(at))))
        ours = f"T.CAReduce(theano.scalar.xor, {at})({inner})"
        theirs = f"np.bitwise_xor.reduce({reference}, axis={tuple(range(n)) if at == 'None' else at})"
    elif kind in "fc" and what in ("sum", "prod", "mean"):
        wide = "complex128" if kind == "c" else "float64"
        theirs = f"np.asarray(np.{what}({reference}, axis={axis}, dtype={wide!r}{kept})).astype({{dtype}})"
        exact, is_finite = {"sum": "total"}.get(what, "rounded"), what != "sum"
    else:
        theirs = f"np.{what}({reference}, axis={axis}{kept})"
        exact = {"argmax": "flat", "argmin": "flat", "any": "flat", "all": "flat"}.get(what, "same")
    if what == "mean":
        exact = "rounded"
    if what == "prod" and kind == "f":
        sizes = f"np.abs({reference.format(*names)}).astype('float64')"
        check_range(p, f"np.prod(np.maximum({sizes}, 1), axis={axis})", 1e38)
    return p.step(ours, theirs, *names, exact=exact, is_finite=is_finite)


def check_range(p, text, limit):
    """Raise Unfit if a bound of results on the way is above a limit."""
    for values in p.values:
        if not np.max(executed(f"most = {text}", values)["most"], initial=0) < limit:
            raise Unfit


def choices(kind):
    """Return the reductions of elements of a kind."""
    if kind == "c":
        return ["sum"]
    if kind == "b":
        return ["sum", "any", "all", "any", "all", "max", "min", "mean", "xor", "prod"]
    both = ["sum", "sum", "prod", "max", "min", "max", "min", "mean", "argmax", "argmin", "any", "all"]
    return both + (["xor"] if kind in "iu" else [])


def plain(p):
    """A reduction of a variable."""
    x = p.any("biufc")
    what = p.r.choice(choices(p.kind(x)))
    axis = some_axes(p, p.ndim(x), one=what.startswith("arg"))
    return fold(p, what, "{0}", "{0}", p.kind(x), axis, (x,), what != "xor" and p.r.random() < 0.25)


def several(p):
    """Several reductions of one variable, along one or several axes."""
    x = p.any(ndim=(1, 2, 3, 4))
    axis = some_axes(p, p.ndim(x), one=True)
    made = []
    for _ in range(p.r.randint(2, 4)):
        if p.r.random() < 0.3:
            axis = some_axes(p, p.ndim(x), one=True)
        made.append(fold(p, p.r.choice(choices(p.kind(x))), "{0}", "{0}", p.kind(x), axis, (x,)))
    return made


def of_expressions(p):
    """A reduction of an elementwise expression, which one loop may compute."""
    x = p.any("iuf")
    y = p.partner(x, "iuf", dtype=p.r.choice((None, p.dtype(x))))
    axis = some_axes(p, p.ndim(x))
    forms = [
        ("{0} * {1}", None), ("{0} + {1}", None), ("T.maximum({0}, {1})", "np.maximum({0}, {1})"),
        ("T.gt({0}, {1})", "({0} > {1})"), ("T.neq({0}, {1})", "({0} != {1})"), ("abs({0})", None),
        ("T.switch({0} > {1}, {0}, {1})", "np.where({0} > {1}, {0}, {1})"), ("{0} - {1}", None), ("-{0}", None),
    ]  # fmt: skip
    ours, theirs = p.r.choice(forms)
    if is_mixed(p, x, y) or not {x, y} <= set(p.grids):
        raise Unfit
    theirs = theirs or ours
    kind = "b" if ">" in theirs[:8] or "!=" in theirs else np.result_type(p.dtype(x), p.dtype(y)).kind
    if "{1}" not in ours:
        kind = p.kind(x)
    last = ()
    if kind == "f" and ("*" in ours or "+" in ours or "-" in ours):
        if not all(np.isfinite(v[n]).all() for v in p.values for n in (x, y)):
            raise Unfit
        last = (p.step(ours, theirs, x, y, exact="product" if "*" in ours else "sum"),)
        if last[0] not in p.grids:
            raise Unfit
    what = p.r.choice(choices(kind))
    if what.startswith("arg"):
        axis = some_axes(p, p.ndim(x), one=True)
    return fold(p, what, ours, theirs, kind, axis, (x, y, *last))


def casted(p):
    """A reduction of a cast, or one with a dtype of its own."""
    x = p.any("biu")
    axis = some_axes(p, p.ndim(x))
    dtype = p.r.choice(("int64", "int32", "float64", "float32"))
    if dtype[0] == "f" and p.sizes[x] > 100:
        raise Unfit
    if p.r.random() < 0.5:
        text = f"T.sum(T.cast({{0}}, '{dtype}'), axis={axis})"
        theirs = f"np.sum({{0}}.astype('{dtype}'), axis={axis})"
    else:
        dtype = "int64" if dtype == "int32" else dtype
        text, theirs = f"T.sum({{0}}, axis={axis}, dtype='{dtype}')", f"np.sum({{0}}, axis={axis}, dtype='{dtype}')"
    return p.step(text, theirs, x, exact="total")


def spread(p):
    """What a reduction with keepdims is good for: an array minus its largest, over its sum."""
    x = p.any("iuf", ndim=(1, 2, 3))
    axis = some_axes(p, p.ndim(x), one=True)
    what = p.r.choice(("max", "min", "sum"))
    sign = p.r.choice(("-", "+"))
    if p.kind(x) == "f" and what == "sum":
        raise Unfit
    ours = f"{{0}} {sign} T.{what}({{0}}, axis={axis}, keepdims=True)"
    return p.step(ours, ours.replace("T.", "np."), x, exact="sum", is_finite=True)


def pairs(p):
    """Largest elements and their places at once, and differences of largest and smallest."""
    x = p.any("iuf", ndim=(1, 2, 3))
    axis = p.r.randrange(p.ndim(x))
    k = p.r.randrange(2)
    if p.r.random() < 0.3:
        return p.step(f"T.ptp({{0}}, axis={axis})", f"np.ptp({{0}}, axis={axis})", x, exact="sum", is_finite=True)
    theirs = f"np.{('max', 'argmax')[k]}({{0}}, axis={axis})"
    return p.step(f"T.max_and_argmax({{0}}, axis={axis})[{k}]", theirs, x, exact="flat" if k else "same")


def running(p):
    """Cumulated sums and products."""
    x = p.any("iuf", ndim=(1, 2, 3))
    axis = p.r.choice((None, p.r.randrange(p.ndim(x))))
    if p.kind(x) == "f":
        text = f"cumsum({{0}}, axis={axis})"
        return p.step(f"T.{text}", f"np.{text}", x, exact="total", is_finite=True)
    what = p.r.choice(("cumsum", "cumprod"))
    return p.step(f"T.{what}({{0}}, axis={axis})", f"np.{what}({{0}}, axis={axis}, dtype={{dtype}})", x)


def products(p):
    """Products of matrices and vectors of small numbers or integers."""
    x = p.any("iuf", ndim=(1, 2))
    y = p.partner(x, "iuf", dtype=p.r.choice((p.dtype(x), None)))
    if p.ndim(x) != p.ndim(y) or is_mixed(p, x, y) or {p.dtype(x), p.dtype(y)} & {"float16"}:
        raise Unfit
    both = p.r.choice(("{0}, {1}.T", "{0}.T, {1}") if p.ndim(x) == 2 else ("{0}, {1}",))
    name = p.step(f"T.dot({both})", f"np.dot({both})", x, y, exact="rounded", is_finite=True)
    p.sizes[name] = max(p.sizes[name], *(float(v[x].size) * p.sizes[x] * p.sizes[y] for v in p.values))
    return name


def sorted_elements(p):
    """Elements in order, and how they come there."""
    x = p.any("iuf", ndim=(1, 2, 3))
    axis = p.r.randrange(-p.ndim(x), p.ndim(x))
    if p.r.random() < 0.5:
        return p.step(f"T.sort({{0}}, axis={axis})", f"np.sort({{0}}, axis={axis})", x)
    return p.step(f"T.argsort({{0}}, axis={axis}, kind='stable')", f"np.argsort({{0}}, axis={axis}, kind='stable')", x)


def counts(p):
    """Differences of neighbours, numbers of elements that are not 0, and the places of those."""
    x = p.any("iuf", ndim=(1, 2, 3), where=lambda n: n in p.grids)
    axis = p.r.randrange(p.ndim(x))
    if p.r.random() < 0.3:
        return p.step(f"T.diff({{0}}, axis={axis})", f"np.diff({{0}}, axis={axis})", x, exact="sum", is_finite=True)
    if p.r.random() < 0.5:
        return p.step("T.nonzero({0})[-1]", "np.nonzero({0})[-1]", x, exact="flat")
    return p.step(f"T.neq({{0}}, 0).sum(axis={axis})", f"({{0}} != 0).sum(axis={axis})", x, exact="flat")


FAMILIES = (
    plain, plain, plain, several, of_expressions, of_expressions, casted, spread, pairs, running, products,
    sorted_elements, counts,
)  # fmt: skip
