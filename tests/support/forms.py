"""Tables of expressions and what their forms are: sums and products as lists, and expressions in the log domain.

A row is ``(program, text)``; a form says what it is in the words of the printer, and must have the value of what it is
made of.
"""

import importlib.util
from math import prod
from pathlib import Path

import numpy as np
from proof import Failure, apply_rules, shown, value_of
from run_graph import run

from tensorgraph.graph.fgraph import FunctionGraph
from tensorgraph.graph.traverse import inputs as graph_inputs
from tensorgraph.graph.variable import Constant
from tensorgraph.printing import pp
from tensorgraph.rewriting.logdomain.form import DEPTH, form, form_of, number, op
from tensorgraph.rewriting.logdomain.logcomplement import log_of_shares
from tensorgraph.rewriting.logdomain.normalized import power_of_shares, total_of
from tensorgraph.rewriting.logdomain.overflow import may_overflow
from tensorgraph.rewriting.logdomain.worth import is_needed

# the exponential of this overflows in float32
FAR = 80
# longer logarithms are known by their values only
LONGEST = 60


def tables():
    """Return the rows ``{name: (check, program, text)}`` of all tables."""
    found = {}
    for path in sorted((Path(__file__).parents[1] / "rewriting" / "forms").glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"forms_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        check = CHECKS.get(path.stem, check_log)
        for i, (program, text) in enumerate(module.FORMS):
            found[f"{path.stem} {i}: {text}"] = check, program, text
    return found


def check_canonical(program, text):
    """Hold the canonical form of an expression, or of some in one graph, against its text and its values."""
    outputs, before, after = apply_rules(
        ("local_mul_canonizer", "local_add_canonizer", "local_greedy_distributor"), program, shapes=False
    )
    if shown(outputs) != text:
        raise Failure(f"{shown(outputs)} instead of {text}")
    for a, b in zip(before, after):
        if a.dtype != b.dtype or a.shape != b.shape or not np.allclose(a, b, rtol=1e-6, equal_nan=True):
            raise Failure(f"another value of {text}")


def check_log(program, text):
    """Hold the form of an expression in the log domain against its text and its value."""
    x = program()
    found = form(x, DEPTH)
    if log_text(x, found) != text:
        raise Failure(f"{log_text(x, found)} instead of {text}")
    if found is None:
        return
    inputs = [v for v in dict.fromkeys(graph_inputs([x])) if not isinstance(v, Constant)]
    fgraph = FunctionGraph(inputs, [x, found.log, *found.top, *found.bottom])
    if found.over and form_of(x) is not None and not may_overflow(fgraph, fgraph.outputs[0]):
        raise Failure(f"{text} is taken for what cannot overflow")
    values = [value_of(v) for v in inputs]
    value, log, *rest = run(fgraph, values)
    with np.errstate(all="ignore"):
        product = prod(rest[: len(found.top)]) / prod(rest[len(found.top) :]) * np.exp(log)
    if product.shape != value.shape or not np.allclose(product, value, rtol=1e-5, atol=1e-7):
        raise Failure(f"another value of {text}")
    far = [3000 * v if v.dtype.kind == "f" else v for v in values]
    value, log, *_ = run(fgraph, far)
    if np.isnan(log).any() or (np.isinf(value) & ~(log > FAR)).any():
        raise Failure(f"no logarithm far out of {text}")
    check_infinite(fgraph, values, len(found.top), text)


def check_infinite(fgraph, values, n, text):
    """Hold the logarithm of an infinite value against the largest that is finite, where an argument is infinite."""
    for k, v in enumerate(values):
        if v.dtype.kind != "f" or not v.size:
            continue
        for end in (np.inf, -np.inf):
            given = [w.copy() for w in values]
            given[k].reshape(-1)[0] = end
            with np.errstate(all="ignore"):
                value, log, *rest = run(fgraph, given)
                size = log + sum(np.log(abs(t)) for t in rest[:n]) - sum(np.log(abs(t)) for t in rest[n:])
                if (np.isinf(value) & (size < np.log(np.finfo(value.dtype).max))).any():
                    raise Failure(f"a finite number for an infinite one of {text}")



def check_worth(program, text):
    """Hold against its text whether a product must keep the range of numbers, in the graph of what reads it."""
    made = program()
    product, out = made if isinstance(made, tuple) else (made, made)
    fgraph = FunctionGraph([v for v in graph_inputs([out]) if not isinstance(v, Constant)], [out], clone=False)
    found = "needed" if is_needed(fgraph, product, product.owner.inputs) else "as written"
    if found != text:
        raise Failure(f"{found} instead of {text}")


def check_shares(program, text):
    """Hold the shares of which an expression is a multiple of the logarithm against their text and its value."""
    x = program()
    found = power_of_shares(x)
    if shares_text(found) != text:
        raise Failure(f"{shares_text(found)} instead of {text}")
    if found is None:
        return
    power, z, axes, constants = found
    made, added = op("mul", number(power, x), log_of_shares(z, axes)), total_of(constants)
    made = made if added is None else op("add", made, added)
    inputs = [v for v in dict.fromkeys(graph_inputs([x])) if not isinstance(v, Constant)]
    value, again = run(FunctionGraph(inputs, [x, made]), [value_of(v) for v in inputs])
    if value.shape != again.shape or not np.allclose(value, again):
        raise Failure(f"another value of {text}")


def shares_text(found):
    if found is None:
        return "none"
    power, z, axes, constants = found
    shares = f"{power:.6g} * {pp(z)} over {axes}".replace("TensorConstant", "")
    return shares + f" + {len(constants)}" * bool(constants)


CHECKS = {"canonical": check_canonical, "worth": check_worth, "normalized": check_shares}


def log_text(x, found):
    if found is None:
        return "none"
    log = pp(found.log).replace("TensorConstant", "")
    size = "+" * bool(found.over) + "-" * bool(found.under)
    rest = [f" * {pp(v)}" for v in found.top] + [f" / {pp(v)}" for v in found.bottom]
    rest = "".join(t if len(t) <= LONGEST else t[:3] + "..." for t in rest).replace("TensorConstant", "")
    seen = "" if form_of(x) is not None else "tame "
    return f"{seen}exp{size}({log if len(log) <= LONGEST else '...'}){rest}"


