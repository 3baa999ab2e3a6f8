"""Functions with one guard taken away: what a proof of a rewrite must notice.

A guard is a condition under which a function gives up (``if condition: return None``, ``continue``), goes on
(``if condition:``), picks (``return x if condition else None``, ``for v in vs if condition``), says yes
(``return condition``), or a part of such a condition that ``or`` and ``and`` put together.
"""

import ast
import inspect
import textwrap
from contextlib import contextmanager


def guards_of(function):
    """Return the guards of a function as ``{text: code of the function without it}``.

    Equal texts are told apart by a number: ``x is None #2``.
    """
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    (definition,) = tree.body
    definition.decorator_list = []
    ast.increment_lineno(tree, function.__code__.co_firstlineno - 1)
    found = {}
    for node, field, index, part, value in _sites(definition):
        text = ast.unparse(part)
        number = 1 + sum(t.partition(" #")[0] == text for t in found)
        holder = getattr(node, field)
        replacement = ast.copy_location(ast.Constant(value), part)
        if index is None:
            setattr(node, field, replacement)
        else:
            holder[index] = replacement
        found[text if number == 1 else f"{text} #{number}"] = _code(tree, function)
        if index is None:
            setattr(node, field, part)
        else:
            holder[index] = part
    return found


def _code(tree, function):
    scope = {}
    exec(compile(tree, function.__code__.co_filename, "exec"), function.__globals__, scope)
    return scope[function.__name__].__code__


def _sites(definition):
    """Yield ``(node, field, index, condition, value that takes it away)``."""
    for node in ast.walk(definition):
        if isinstance(node, ast.If):
            yield from _parts(node, "test", None, not gives_up(node.body))
        elif isinstance(node, ast.IfExp):
            if _is_none(node.orelse):
                yield from _parts(node, "test", None, True)
            elif _is_none(node.body):
                yield from _parts(node, "test", None, False)
        elif isinstance(node, ast.Return) and is_condition(node.value):
            yield from _parts(node, "value", None, True)
        elif isinstance(node, ast.comprehension):
            for i in range(len(node.ifs)):
                yield from _parts(node, "ifs", i, True)


def _parts(node, field, index, value):
    """Yield the sites of a condition that `value` takes away: its own, or those of what it is put together of."""
    condition = getattr(node, field) if index is None else getattr(node, field)[index]
    joined = ast.And if value else ast.Or
    if isinstance(condition, ast.BoolOp) and isinstance(condition.op, joined):
        for i in range(len(condition.values)):
            yield from _parts(condition, "values", i, value)
    elif isinstance(condition, ast.UnaryOp) and isinstance(condition.op, ast.Not):
        yield from _parts(condition, "operand", None, not value)
    else:
        yield node, field, index, condition, value


def is_condition(expression):
    """Return whether an expression can only be true or false."""
    if isinstance(expression, ast.BoolOp):
        return all(map(is_condition, expression.values))
    if isinstance(expression, ast.UnaryOp):
        return isinstance(expression.op, ast.Not)
    if isinstance(expression, ast.Call) and isinstance(expression.func, ast.Name):
        return expression.func.id in ("all", "any", "bool", "isinstance")
    return isinstance(expression, ast.Compare)


def gives_up(body):
    """Return whether the statements only leave."""
    if len(body) != 1:
        return False
    (statement,) = body
    if isinstance(statement, (ast.Continue, ast.Break)):
        return True
    return isinstance(statement, ast.Return) and (
        statement.value is None or _is_none(statement.value) or isinstance(statement.value, (ast.Constant, ast.Tuple))
    )


def _is_none(expression):
    return isinstance(expression, ast.Constant) and expression.value is None


@contextmanager
def without(function, code):
    """Let `function` run `code`, wherever it was imported to."""
    kept = function.__code__
    function.__code__ = code
    try:
        yield
    finally:
        function.__code__ = kept
