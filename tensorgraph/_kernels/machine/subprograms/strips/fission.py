"""The body of a loop in parts that run many steps at a time.

A loop is run in strips of steps. Instructions that depend on no earlier step, directly or through others, run over all
rows of a strip at once; those of a recurrence run step by step, each recurrence by itself.

Idea: a graph with an edge from the writer of a value to each reader, also where the reader is a later step. Its
strongly connected components are the recurrences; in topological order, each may run over a whole strip before the
next.
Invariant: a row that is read was written before, or lies in the buffer since before the strip. Rows that a step reads
before it or a later one writes them are taken aside first.
Example: of ``s[i] = a * s[i-1] + x[i] * b[i]``, ``t[i] = t[i-1] + s[i]`` a strip runs all products ``x * b``, then the
recurrence of s, then that of t.
"""

from .bodies import Instruction

LONG_CHAIN = 40                 # instructions up to which each beginning is tried


def components(edges):
    """Return the strongly connected components of a graph in topological order.

    Parameters
    ----------
    edges : list of set of int
        The predecessors of each vertex.
    """
    index, low, stack, found = {}, {}, [], []
    for root in range(len(edges)):
        work = [] if root in index else [(root, iter(sorted(edges[root])))]
        while work:
            v, rest = work[-1]
            if v not in index:
                index[v] = low[v] = len(index)
                stack.append(v)
            for w in rest:
                if w not in index:
                    work.append((w, iter(sorted(edges[w]))))
                    break
                if w in stack:
                    low[v] = min(low[v], index[w])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[v])
                if low[v] == index[v]:
                    cut = stack.index(v)
                    found.append(sorted(stack[cut:]))
                    del stack[cut:]
    return found


class Part:
    """Instructions that run over a strip together: all rows at once, or, if they are a recurrence, step by step.

    Attributes
    ----------
    chain : str or None
        The dtype of a recurrence of numbers, which passes results on from one instruction to the next.
    initial : int
        The register of what the last instruction of the step before has computed, -1 if none reads it as such.
    """

    def __init__(self, code, is_bulk):
        self.code, self.is_bulk = code, is_bulk
        self.chain, self.initial = None, -1


def distribute(body, kept):
    """Return the parts of a body in their order.

    Parameters
    ----------
    body : Body
    kept : set of int
        Registers all rows of which are needed after a strip.
    """
    edges = _edges(body)
    parts = []
    for found in components(edges):
        is_bulk = len(found) == 1 and found[0] not in edges[found[0]]
        code = [body.code[i] for i in found]
        if is_bulk and parts and parts[-1].is_bulk:
            parts[-1].code += code
        else:
            parts.append(Part(code, is_bulk))
    for part in parts:
        if part.is_bulk:
            _gather(body, part)
        else:
            _chain(body, part)
    _find_local(body, parts, kept)
    return parts


def _edges(body):
    """Return for each instruction those that must run before it, in the same or in an earlier step."""
    written = {}
    for i, instruction in enumerate(body.code):
        written.setdefault(body.root(instruction.target), []).append((i, *body.span(instruction.target)))
    rows = {body.registers[r].number: r for r in written if body.registers[r].role == "out"}
    edges = []
    for i, instruction in enumerate(body.code):
        before = set()
        for r in (instruction.target, *instruction.sources):
            root, (first, last) = body.root(r), body.span(r)
            if body.registers[root].role == "tap":
                written_by = written[rows[body.registers[root].number]]
            else:
                written_by = [writer for writer in written.get(root, ()) if writer[0] < i]
            before.update(j for j, start, stop in written_by if start < last and first < stop)
        edges.append(before)
    return edges


def _gather(body, part):
    """Let kernels that run over all rows of a strip find and leave them one after another."""
    code, dense = [], {}
    for instruction in part.code:
        if instruction.what != "kernel":
            code.append(instruction)
            continue
        for r in instruction.sources:
            if body.registers[r].role == "view" and r not in dense:
                dense[r] = _aside(body, r)
                code.append(_copy(body, dense[r], r))
        instruction.sources = tuple([dense.get(r, r) for r in instruction.sources])
        code.append(instruction)
        r = instruction.target
        if body.registers[r].role == "view":
            instruction.target = dense[r] = _aside(body, r)
            code.append(_copy(body, r, dense[r]))
        for r in (instruction.target, *instruction.sources):
            body.registers[r].in_bulk = True
    part.code = code


def _aside(body, r):
    return body.temp(body.registers[r].dtype, body.registers[r].width)


def _copy(body, target, source):
    x = body.registers[target]
    return Instruction("copy", None, target, (source,), x.width, x.dtype)


def _find_local(body, parts, kept):
    """Mark the registers that one recurrence uses within a step."""
    users = {}
    for number, part in enumerate(parts):
        for instruction in part.code:
            for r in (instruction.target, *instruction.sources):
                users.setdefault(body.root(r), set()).add(-1 if part.is_bulk else number)
    for r, numbers in users.items():
        x = body.registers[r]
        x.is_local = x.role == "temp" and len(numbers) == 1 and -1 not in numbers and r not in kept


def _chain(body, part):
    """Order a recurrence of numbers so that many instructions read what the one before has computed."""
    dtypes = {task.dtype for task in part.code if task.dtype.startswith("float")}
    if len(dtypes) != 1 or not dtypes <= {"float32", "float64"} or any(task.width > 1 for task in part.code):
        return
    (part.chain,) = dtypes
    before = [
        {j for j in range(i) if part.code[j].target in (task.target, *task.sources)}
        for i, task in enumerate(part.code)
    ]
    starts = [i for i, found in enumerate(before) if not found] if len(before) <= LONG_CHAIN else [0]
    orders = [_follow(part, before, start) for start in starts]
    part.code = max(orders, key=lambda code: _link(body, code, part.chain)[0])
    _, part.initial = _link(body, part.code, part.chain)


def _follow(part, before, start):
    """Return the instructions from one on, each time one that reads the last result if there is any."""
    done, order, last = {start}, [start], part.code[start].target
    while len(order) < len(before):
        ready = [i for i, found in enumerate(before) if i not in done and found <= done]
        i = next((i for i in ready if last in part.code[i].sources), ready[0])
        if part.code[i].dtype == part.chain:
            last = part.code[i].target
        done.add(i)
        order.append(i)
    return [part.code[i] for i in order]


def _link(body, code, dtype):
    """Set the places of the last result among the operands; return how many read it, and the first one's register."""
    final = body.registers[[task.target for task in code if task.dtype == dtype][-1]]
    last = [
        r for r, x in enumerate(body.registers)
        if final.role == "out" and x.role == "tap" and x.number == final.number and x.place == -1]
    linked, initial, is_first = 0, -1, True
    for task in code:
        task.places = tuple([k for k, r in enumerate(task.sources) if r in last][:2])
        linked += bool(task.places)
        if task.places and is_first:
            initial = task.sources[task.places[0]]
        if task.dtype == dtype:
            last, is_first = [task.target], False
    return linked, initial
