"""Functions with one guard taken away: what a proof of a rewrite must notice.

A guard is a condition, or a part of one that ``or``, ``and`` and ``not`` put together: of an ``if``, a ``while``, an
``x if c else y`` or a comprehension, one that is returned or kept in a variable, and one that ``all`` and ``any`` ask
of each element. It is taken away twice: it always holds, and it never does.
"""

import ast
import inspect
import signal
import sys
import textwrap
from contextlib import ExitStack, contextmanager


def guards_of(function):
    """Return the guards of a function as ``{"condition: value": code of the function in which it has that value}``.

    Equal conditions are told apart by a number: ``x is None #2: True``.
    """
    tree, guards = _parsed(function)
    found = {}
    for text, holder, key, values in guards:
        part = holder[key]
        for value in values:
            holder[key] = ast.copy_location(ast.Constant(value), part)
            found[f"{text}: {value}"] = _code(tree, function)
        holder[key] = part
    return found


def _noting(function, name):
    """Return code of a function that tells ``__noted__`` which value each of its guards has."""
    tree, guards = _parsed(function)
    for text, holder, key, _ in guards:
        part = holder[key]
        # without it the rest lacks a variable
        names = any(isinstance(inner, ast.NamedExpr) for inner in ast.walk(part))
        call = ast.parse(f"__noted__({name!r}, {text!r}, {names}, None)", mode="eval").body
        call.args[-1] = part
        holder[key] = ast.fix_missing_locations(ast.copy_location(call, part))
    return _code(tree, function)


def _parsed(function):
    """Return the syntax tree of a function, and its guards as ``(text, holder, key, values)``."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    (definition,) = tree.body
    definition.decorator_list = []
    ast.increment_lineno(tree, function.__code__.co_firstlineno - 1)
    counts, guards = {}, []
    for holder, key, values in _sites(definition):
        text = ast.unparse(holder[key])
        counts[text] = number = counts.get(text, 0) + 1
        guards.append((f"{text} #{number}" if number > 1 else text, holder, key, values))
    return tree, guards


def _code(tree, function):
    scope = {}
    exec(compile(tree, function.__code__.co_filename, "exec"), function.__globals__, scope)
    return scope[function.__name__].__code__


def _sites(definition):
    """Yield ``(what holds a condition, by which key, the values that take it away)``."""
    for node in ast.walk(definition):
        if isinstance(node, (ast.If, ast.IfExp, ast.While)):
            yield from _parts(vars(node), "test")
        elif isinstance(node, (ast.Return, ast.Assign)) and node.value is not None and is_condition(node.value):
            yield from _parts(vars(node), "value")
        elif isinstance(node, ast.comprehension):
            for i in range(len(node.ifs)):
                yield from _parts(node.ifs, i)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("all", "any"):
            (each,) = node.args
            if isinstance(each, ast.GeneratorExp) and isinstance(each.elt, ast.BoolOp):
                yield from _parts(vars(each), "elt")


def _parts(holder, key):
    condition = holder[key]
    if isinstance(condition, ast.BoolOp):
        absorbing = isinstance(condition.op, ast.Or)
        yield holder, key, (absorbing,)
        for i in range(len(condition.values)):
            for inner, k, values in _parts(condition.values, i):
                if inner is condition.values:
                    values = tuple(v for v in values if v != absorbing)
                yield inner, k, values
    elif isinstance(condition, ast.UnaryOp) and isinstance(condition.op, ast.Not):
        yield from _parts(vars(condition), "operand")
    else:
        yield holder, key, (True, False)


def is_condition(expression):
    """Return whether an expression can only be true or false."""
    if isinstance(expression, ast.BoolOp):
        return all(map(is_condition, expression.values))
    if isinstance(expression, ast.UnaryOp):
        return isinstance(expression.op, ast.Not)
    if isinstance(expression, ast.Call) and isinstance(expression.func, ast.Name):
        return expression.func.id in ("all", "any", "bool", "isinstance")
    return isinstance(expression, ast.Compare)


@contextmanager
def without(function, code):
    """Let `function` run `code`, wherever it was imported to."""
    kept = function.__code__
    function.__code__ = code
    try:
        yield
    finally:
        function.__code__ = kept


@contextmanager
def limited(seconds=2):
    """Let what does not end in `seconds` of work fail."""
    running = [True]

    def too_long(number, frame):
        # an alarm may be late
        if running:
            raise TimeoutError

    def lost(unraisable):
        if unraisable.exc_type is not TimeoutError:
            hook(unraisable)

    before, hook = signal.signal(signal.SIGPROF, too_long), sys.unraisablehook
    try:
        # again and again: what raises in a callback is lost
        sys.unraisablehook = lost
        signal.setitimer(signal.ITIMER_PROF, seconds, 1)
        try:
            yield
        finally:
            running.clear()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        sys.unraisablehook = hook
        signal.signal(signal.SIGPROF, before)


def functions_of(module):
    """Yield ``(name, function)`` of what a module defines, methods and properties of its classes too."""
    for name, value in list(vars(module).items()):
        if getattr(value, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(value):
            # what a decorator wraps has the guards
            yield name, inspect.unwrap(value)
        elif inspect.isclass(value):
            for inner, method in list(vars(value).items()):
                method = method.fget if isinstance(method, property) else method
                if inspect.isfunction(method):
                    yield f"{name}.{inner}", method


@contextmanager
def noted(functions):
    """Let functions note what would change if a guard were taken away.

    Parameters
    ----------
    functions : dict of str to function

    Yields
    ------
    set of (str, str)
        Grows while they run: the name of a function, and a guard with the value that it did not have, as `guards_of`
        names it.
    """
    found = set()

    def note(name, text, names, value):
        found.add((name, f"{text}: {not value}"))
        if names:
            found.add((name, f"{text}: {bool(value)}"))
        return value

    with ExitStack() as stack:
        for name, function in functions.items():
            stack.enter_context(without(function, _noting(function, name)))
            function.__globals__["__noted__"] = note
        try:
            yield found
        finally:
            for function in functions.values():
                function.__globals__.pop("__noted__", None)
