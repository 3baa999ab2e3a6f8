"""Steps of elementwise operations, for random array programs."""

import numpy as np
from growing_program import Unfit
from text_program import DTYPES


def is_mixed(p, *names):
    """Return whether no integer dtype holds all of these."""
    dtypes = {p.dtype(n) for n in names}
    return "uint64" in dtypes and any(d[0] == "i" for d in dtypes)


def number(p, dtype, low=-4, high=5):
    """Return a number of that dtype in words."""
    if dtype == "bool":
        return f"np.bool_({p.r.random() < 0.5})"
    value = p.r.randint(low if dtype[0] != "u" else max(low, 0), high)
    return f"np.{dtype}({value / 4 if dtype[0] == 'f' else value})"


def arithmetic(p):
    """Sums, differences and products, also of different dtypes."""
    x = p.any("biufc")
    y = p.partner(x, "fc" if p.kind(x) == "c" else "biuf")
    if p.kind(x) == p.kind(y) == "b":
        return bits(p)
    sign, exact = p.r.choice((("+", "sum"), ("-", "sum"), ("*", "product")))
    if "b" in (p.kind(x), p.kind(y)) and sign == "-":
        raise Unfit
    return p.step(f"{{0}} {sign} {{1}}", f"{{0}} {sign} {{1}}", x, y, exact=exact, is_finite=True)


def arithmetic_with_numbers(p):
    """Arithmetic with a constant of the same or of another dtype."""
    x = p.any("iuf")
    c = number(p, p.r.choice((p.dtype(x), p.dtype(x), p.r.choice(DTYPES[1:]))))
    sign, exact = p.r.choice((("+", "sum"), ("-", "sum"), ("*", "product")))
    form = f"{{0}} {sign} {c}" if p.r.random() < 0.6 else f"{c} {sign} {{0}}"
    p.sizes[x] = max(p.sizes[x], 2.0)
    return p.step(form, form, x, exact="rounded" if p.kind(x) == "f" and exact == "product" else exact, is_finite=True)


def extrema(p):
    """The larger or smaller of two."""
    x = p.any()
    y = p.partner(x)
    name = p.r.choice(("maximum", "minimum"))
    return p.step(f"T.{name}({{0}}, {{1}})", f"np.{name}({{0}}, {{1}})", x, y)


def comparisons(p):
    x = p.any("biufc")
    if p.kind(x) == "c":
        y, names = p.partner(x, dtype=p.dtype(x)), (("eq", "equal"), ("neq", "not_equal"))
    else:
        y = p.partner(x, dtype=p.r.choice((None, p.dtype(x))))
        names = (
            ("eq", "equal"), ("neq", "not_equal"), ("lt", "less"), ("le", "less_equal"), ("gt", "greater"),
            ("ge", "greater_equal"),
        )  # fmt: skip
    ours, theirs = p.r.choice(names)
    return p.step(f"T.{ours}({{0}}, {{1}})", f"np.{theirs}({{0}}, {{1}})", x, y, exact="flat")


def casts(p):
    """A cast to any dtype that holds the value."""
    x = p.any()
    dtype = p.r.choice(DTYPES)
    values = [v[x] for v in p.values]
    if p.kind(x) == "f" and dtype[0] in "iu":
        info = np.iinfo(dtype)
        if not all(np.isfinite(v).all() and (v > info.min - 1.0).all() and (v < info.max * 1.0).all() for v in values):
            raise Unfit
    if p.kind(x) in "iuf" and dtype[0] == "f":
        if p.sizes[x] > np.finfo(dtype).max / 2:
            raise Unfit
        exact = "sum" if p.grids.get(x) != float("inf") else "rounded"
        if not all(np.isfinite(v).all() for v in values):
            exact = "same" if p.grids.get(x, 9) <= 2 and p.sizes[x] < 10 else "rounded"
    else:
        exact = "flat" if dtype[0] in "biu" else "same"
    text = p.r.choice(("T.cast({{0}}, '{}')", "{{0}}.astype('{}')")).format(dtype)
    return p.step(text, f"{{0}}.astype('{dtype}')", x, exact=exact)


def bits(p):
    """And, or, xor, not."""
    x = p.any("biu")
    if p.r.random() < 0.2:
        return p.step("~{0}", "~{0}", x)
    y = p.partner(x, "biu" if p.kind(x) != "b" else "b")
    if is_mixed(p, x, y):
        raise Unfit
    sign = p.r.choice("&|^")
    return p.step(f"{{0}} {sign} {{1}}", f"{{0}} {sign} {{1}}", x, y)


def shifts(p):
    """Shifts by fewer bits than there are, or by any number."""
    x = p.any("iu")
    sign = p.r.choice(("<<", ">>"))
    dtype = p.dtype(x)
    if p.r.random() < 0.5:
        text = f"{{0}} {sign} np.{dtype}({p.r.randrange(np.dtype(dtype).itemsize * 8)})"
        return p.step(text, text, x)
    y = p.partner(x, "iu")
    if is_mixed(p, x, y):
        raise Unfit
    text = f"{{0}} {sign} ({{1}} & np.{p.dtype(y)}(7))" if p.r.random() < 0.7 else f"{{0}} {sign} {{1}}"
    return p.step(text, text, x, y)


def clips(p):
    """Elements between two numbers, or between those of another array."""
    x = p.any("iuf")
    dtype = p.dtype(x)
    if p.r.random() < 0.6:
        text = f"clip({{0}}, {number(p, dtype, -8, 3)}, {number(p, dtype, 4, 20)})"
        return p.step(f"T.{text}", f"np.{text}", x)
    low, high = f"T.minimum({{1}}, np.{dtype}(1))", f"T.maximum({{1}}, np.{dtype}(2))"
    if dtype[0] in "iu" and p.r.random() < 0.5:
        low, high = f"{{1}} & np.{dtype}(3)", f"{{1}} | np.{dtype}(3)"
        if dtype[0] == "i":
            high = f"T.maximum({high}, np.{dtype}(3))"
    text = f"T.clip({{0}}, {low}, {high})"
    return p.step(text, text.replace("T.", "np."), x, p.partner(x, dtype=dtype), is_finite=dtype[0] == "f")


def switches(p):
    """Elements of one or of another."""
    x = p.any("biufc")
    y = p.partner(x, *("c", p.dtype(x)) if p.kind(x) == "c" else ("biuf",))
    c = p.partner(x, p.r.choice(("b", "b", "biu")))
    text = p.r.choice(("T.switch({2}, {0}, {1})", "T.where({2}, {0}, {1})", "T.switch({2}, {1}, {0})"))
    return p.step(text, text.replace("T.switch", "np.where").replace("T.", "np."), x, y, c)


def divisions(p):
    """Floor division and remainder of integers, and of exact floats by constants."""
    sign = p.r.choice(("//", "%"))
    x = p.any("iuf", where=lambda n: n in p.grids)
    dtype = p.dtype(x)
    if dtype[0] == "f":
        if p.grids[x] > 4 or p.sizes[x] > 60:
            raise Unfit
        text = f"{{0}} {sign} np.{dtype}({p.r.choice((0.5, 2.0, 3.0, -3.0, 0.75, -1.0))})"
        return p.step(text, text, x, is_finite=True)
    if p.r.random() < 0.5:
        c = p.r.choice((1, 2, 3, 4, 5, 7, 8, 10, 16, 64, 100, 127, -1, -2, -3, -7, -8))
        text = f"{{0}} {sign} np.{dtype}({abs(c) if dtype[0] == 'u' else c})"
        return p.step(text, text, x)
    y = p.partner(x, "iu")
    if is_mixed(p, x, y):
        raise Unfit
    text = f"{{0}} {sign} ({{1}} | np.{p.dtype(y)}(1))" if p.r.random() < 0.7 else f"{{0}} {sign} {{1}}"
    return p.step(text, text, x, y)


def quotients(p):
    """Quotients of numbers, which are floats."""
    x = p.any("iuf")
    y = p.partner(x, "iuf")
    text = "{0} / (abs({1}) + np.%s(1))" if p.kind(y) == "f" else "{0} / ({1} | np.%s(1))"
    text = text.replace("%s", p.dtype(y))
    return p.step(text, text, x, y, exact="rounded", is_finite=True)


def unary(p):
    """Functions of one, most of them exact."""
    x = p.any("iuf")
    cubes = "rounded" if p.kind(x) == "f" or p.dtype(x) == "uint64" else "same"
    makers = [
        ("-{0}", "-{0}", "same", False), ("abs({0})", "abs({0})", "same", False),
        ("T.sqr({0})", "{0} * {0}", "product", True), ("T.sgn({0})", "np.sign({0})", "same", True),
        ("{0} ** np.int8(2)", "{0} ** np.int8(2)", "product", True),
        ("{0} ** np.int8(3)", "{0} ** np.int8(3)", cubes, True),
    ]  # fmt: skip
    if p.kind(x) == "f":
        makers += [(f"T.{f}({{0}})", f"np.{f}({{0}})", "flat", True) for f in ("floor", "ceil", "trunc")]
        makers += [(f"T.{f}({{0}})", f"np.{f}({{0}})", "flat", False) for f in ("isnan", "isinf")]
        makers += [("T.sqrt(abs({0}))", "np.sqrt(abs({0}))", "rounded", True),
                   ("T.exp(-abs({0}))", "np.exp(-abs({0}))", "rounded", True)]
    ours, theirs, exact, is_finite = p.r.choice(makers)
    if exact == "flat" and x not in p.grids:
        raise Unfit
    names = (x, x) if exact == "product" else (x,)
    return p.step(ours, theirs, *names, exact=exact, is_finite=is_finite)


FAMILIES = (
    arithmetic, arithmetic, arithmetic_with_numbers, extrema, comparisons, comparisons, casts, casts, bits, shifts,
    clips, switches, divisions, divisions, quotients, unary, unary,
)  # fmt: skip
