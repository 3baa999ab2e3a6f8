"""From objects to the document of a file: tables of types, operations, graphs, containers and functions.

Entries refer to earlier entries by number, so deep graphs need no recursion. A value is written as itself if JSON has
it (None, bool, int, str), else as a dict of one entry: ``{"tuple": [...]}``.
"""

from contextlib import contextmanager
from inspect import Parameter

import numpy as np
import scipy.sparse

from ..compile.callable import Function
from ..compile.container import moment
from ..compile.maker import lives_between_calls
from ..compile.mode import Mode, predefined_modes
from ..compile.opfromgraph import OpFromGraph
from ..compile.shared import SharedVariable
from ..errors import SaveError
from ..gradient.maprows import MapBlocks, MapRows
from ..graph.derivation import derivations_of
from ..graph.op import Op
from ..graph.traverse import io_toposort
from ..graph.type import Type
from ..graph.variable import Constant, Variable
from ..rewriting.query import PREDEFINED, Query
from ..scalar import REGISTRY, Composite, ScalarOp
from ..scan.op import Scan
from ..tensor.shape.rebroadcast import Rebroadcast
from .known import RULE_CLASSES, class_name, derivative_name, function_name, parameters
from .reader import Reader


class Writer:
    """A writer that fills the tables of a document."""

    def __init__(self):
        self.tables = {name: [] for name in ("types", "ops", "graphs", "containers", "functions")}
        self.arrays = []
        self._numbers = {}  # by kind and identity, or by kind and the object itself
        self._kept = []  # keeps objects alive, so that their identities stay unique
        self._path = []
        self._held = []  # the containers, by number
        self._variables = {}  # the number of each variable of the main graph

    # ------------------------------------------------------------- position

    @contextmanager
    def _within(self, place):
        self._path.append(place)
        yield
        self._path.pop()

    def refuse(self, what):
        """Return the error that says that `what` cannot be saved, and its path in the object."""
        return SaveError(what, ", ".join(self._path))

    # ------------------------------------------------------------- file

    def document(self, root):
        """Return the document of an object."""
        variables = {}
        _find(root, Variable, variables)
        order = [v for v in variables.values() if not isinstance(v, SharedVariable)]
        defaults = self._defaults(list(variables.values()))
        with self._within("the graph"):
            main = self.graph([], [*order, *defaults.values()])
        self._variables = {id(v): i for i, v in enumerate(order)}
        updates = {self.container(v.container, v): len(order) + i for i, v in enumerate(defaults)}
        with self._within("the object"):
            value = self.value(root)
        # all values of one moment, even while other threads train
        for record, held, new in zip(self.tables["containers"], self._held, moment(self._held)):
            with self._within(f"the value of {held.name or 'a shared variable'}"):
                record["value"] = self.value(new)
        updates = [[container, output] for container, output in updates.items()]
        return {**self.tables, "main": main, "default_updates": updates, "root": value}

    def _defaults(self, variables):
        """Return the default updates of the shared variables that a graph needs, recursively."""
        found, pending, seen = {}, list(variables), set()
        while pending:
            reached = [v for v in [*pending, *_leaves(pending)] if isinstance(v, SharedVariable) and v not in seen]
            seen.update(reached)
            pending = [v.default_update for v in reached if v.default_update is not None]
            found.update((v, v.default_update) for v in reached if v.default_update is not None)
        return found

    # ------------------------------------------------------------- values

    def value(self, x):
        """Return a value as JSON."""
        if x is None or type(x) in (bool, int, str):
            return x
        for kind, write in _WRITERS:
            if isinstance(x, kind):
                found = write(self, x)
                if found is not None:
                    return found
        if callable(x) and function_name(x) is not None:
            return {"function": function_name(x)}
        raise self.refuse(f"{type(x).__module__}.{type(x).__qualname__} object {str(x)[:60]!r}")

    def _items(self, kind, items):
        found = []
        for i, item in enumerate(items):
            with self._within(f"{kind} item {i}"):
                found.append(self.value(item))
        return {kind: found}

    def array(self, x):
        """Return the number of an array, one per object."""
        def make():
            if type(x) is not np.ndarray and not isinstance(x, np.memmap) or x.dtype.kind not in "biufc":
                raise self.refuse(f"{type(x).__name__} of dtype {x.dtype}")
            self.arrays.append(x)
            return len(self.arrays) - 1

        return self._once("array", x, make)

    def _once(self, kind, x, make):
        key = kind, id(x)
        if key not in self._numbers:
            self._kept.append(x)
            self._numbers[key] = make()
        return self._numbers[key]

    def _add(self, table, record):
        self.tables[table].append(record)
        return len(self.tables[table]) - 1

    # ------------------------------------------------------------- types and operations

    def type(self, t):
        """Return the number of a type."""
        return self._once("type", t, lambda: self._add("types", self._made(t)))

    def op(self, op):
        """Return the number of an operation."""
        return self._once("op", op, lambda: self._add("ops", self._op(op)))

    def _op(self, op):
        with self._within(f"the operation {str(op)[:60]}"):
            if isinstance(op, ScalarOp):
                if REGISTRY.get(op.name) is op:
                    return {"scalar": op.name}
                if op.is_record:
                    rule = self.value(op.output_types_preference)
                    return {"record": type(op).record_name, "rule": rule, "text": op.text}
            if isinstance(op, (Scan, Composite, OpFromGraph, MapRows)):
                return self._of_graph(op)
            if type(op) is Rebroadcast:
                return {"class": class_name(type(op)), "positional": self.value(tuple(op.axis.items()))}
            return self._made(op)

    def _of_graph(self, op):
        name = class_name(type(op))
        if type(op) not in (Scan, Composite, OpFromGraph, MapRows, MapBlocks):
            raise self.refuse(f"the class {type(op).__qualname__}")
        ends = op.inner if isinstance(op, OpFromGraph) else op
        record = {"class": name, "graph": self.graph(ends.inputs, ends.outputs)}
        if isinstance(op, Scan):
            info = {k: v for k, v in op.info.items() if k != "profile"}
            return {**record, "arguments": {"info": self.value(info)}}
        if isinstance(op, Composite):
            return {**record, "arguments": {"name": self.value(op.name if "name" in vars(op) else None)}}
        if isinstance(op, MapRows):
            return {**record, "arguments": {}}
        names = ("lop_overrides", "grad_overrides", "rop_overrides", "name")
        arguments = {**{name: getattr(op, name) for name in names}, "inline": op.is_inline, **op.kwargs}
        record["shared"] = [self.container(v.container, v) for v in op.inner.shared]
        return {**record, "arguments": {name: self.value(v) for name, v in arguments.items()}}

    def _made(self, x):
        """Return the record of constructor arguments that make an equal object."""
        name = class_name(type(x))
        if name is None:
            raise self.refuse(f"{type(x).__module__}.{type(x).__qualname__}, which is not of this package")
        arguments = {}
        for parameter, default in parameters(type(x)).items():
            if hasattr(x, parameter):
                with self._within(parameter):
                    arguments[parameter] = self.value(getattr(x, parameter))
            elif default is Parameter.empty:
                raise self.refuse(f"it does not say its {parameter}")
        record = {"class": name, "arguments": arguments}
        if not _alike(x, Reader(self.tables, self.arrays).made(record, Op if isinstance(x, Op) else Type)):
            raise self.refuse("what its constructor makes differs from it")
        return record

    # ------------------------------------------------------------- graphs

    def graph(self, inputs, outputs, order=None, plain=False):
        """Return the number of a graph; with `plain`, its inputs are plain variables of their types."""
        notes = []
        if order is None:
            order = io_toposort(inputs, outputs)
            # gradients that are still to be rewritten; the main graph has no inputs of its own
            notes, more = derivations_of(order, inputs or None)
            order = [*order, *more]
        number, leaves, nodes = {}, [], []
        for v in inputs:
            number[v] = len(number)
            leaves.append(self._variable(v) if plain else self._leaf(v))
        needed = [v for derivation, _ in notes for v in derivation.variables]
        for v in (*(w for node in order for w in node.inputs), *outputs, *needed):
            if v not in number and v.owner is None:
                number[v] = len(number)
                leaves.append(self._leaf(v))
        made = {v for node in order for v in node.outputs}
        for v in outputs:
            if v not in number and v not in made:
                raise self.refuse(f"{v}, which is computed outside of the graph")
        for i, node in enumerate(order):
            with self._within(f"node {i}"):
                op = self.op(node.op)
                results = [[self.type(v.type), self._name(v)] for v in node.outputs]
            nodes.append([op, [number[v] for v in node.inputs], results])
            for v in node.outputs:
                number[v] = len(number)
        record = {"inputs": len(inputs), "leaves": leaves, "nodes": nodes, "outputs": [number[v] for v in outputs]}
        if notes:
            record["derivations"] = [
                [derivative_name(d.take), [[number[v] for v in p] for p in d.parts], [[number[v], k] for v, k in made]]
                for d, made in notes
            ]
        return self._add("graphs", record)

    def _name(self, v):
        if v.name is not None and type(v.name) is not str:
            raise self.refuse(f"a name that is no text: {v.name!r}")
        return v.name

    def _variable(self, v):
        return {"variable": [self.type(v.type), self._name(v)]}

    def _leaf(self, v):
        with self._within(f"the variable {str(v)[:60]}"):
            if isinstance(v, SharedVariable):
                return {"shared": self.container(v.container, v)}
            if isinstance(v, Constant):
                return {"constant": [self.type(v.type), self.value(v.data), self._name(v)]}
            return self._variable(v)

    # ------------------------------------------------------------- state

    def container(self, container, variable=None):
        """Return the number of a container; `variable` is the shared variable that owns it."""
        number = self._once("container", container, lambda: self._container(container))
        if variable is not None and self.tables["containers"][number]["variable"] is None:
            name = class_name(type(variable))
            if name is None:
                raise self.refuse(f"{type(variable).__qualname__}, which is not of this package")
            self.tables["containers"][number]["variable"] = [name, self._name(variable)]
        return number

    def _container(self, container):
        self._held.append(container)
        flags = {name: getattr(container, name) for name in ("readonly", "strict", "allow_downcast", "name")}
        return self._add("containers", {"type": self.type(container.type), "variable": None, **flags})

    def function(self, f):
        """Return the number of a function."""
        return self._once("function", f, lambda: self._function(f))

    def _function(self, f):
        maker = f.maker  # first: it binds a function from a pickle, which is of another class until then
        if type(f).__qualname__ not in ("Function", "ProfiledFunction"):
            raise self.refuse(f"a {type(f).__qualname__}")
        with self._within(f"the function {f.name}"):
            fgraph = maker.fgraph
            inputs = [self._input(spec, held) for spec, held in zip(maker.inputs, f.input_storage)]
            record = {
                "graph": self.graph(fgraph.inputs, fgraph.outputs, fgraph.toposort(), plain=True),
                "inputs": inputs,
                "outputs": [bool(out.borrow) for out in maker.outputs],
                "mode": self.value(maker.mode),
                "name": f._name if f._name is not None else maker.name,
                "unpack_single": maker.unpack_single,
                "return_none": maker.return_none,
                "output_keys": self.value(maker.output_keys),
                "trust_input": bool(f.trust_input),
            }
        return self._add("functions", record)

    def _input(self, spec, held):
        with self._within(f"the input {spec.name}"):
            record = {
                name: self.value(getattr(spec, name))
                for name in ("name", "mutable", "strict", "allow_downcast", "implicit", "borrow", "shared")
            }
            record["update"] = spec.update is not None
            shared = spec.variable if spec.shared and isinstance(spec.variable, SharedVariable) else None
            if lives_between_calls(spec) or shared is not None:
                record["container"] = self.container(held, shared)
            else:
                record["value"] = self.value(held.value)
        return record

    def mode(self, mode):
        """Return a mode as its name, or as its linker and query."""
        for name, known in predefined_modes.items():
            if known is mode:
                return {"mode": name}
        query = mode.query
        if type(mode) is not Mode or not isinstance(mode.linker, str) or not isinstance(query, Query):
            raise self.refuse(f"the mode {mode}")
        for name, known in PREDEFINED.items():
            if known is query:
                return {"mode": [mode.linker, name]}
        if query.extra_optimizations or query.subquery:
            raise self.refuse(f"the mode {mode}")
        tags = [sorted(map(str, part)) for part in (query.include, query.require, query.exclude)]
        return {"mode": [mode.linker, tags, self.value(query.position_cutoff)]}


def _rule(writer, x):
    for name, (kind, attribute) in RULE_CLASSES.items():
        if type(x) is kind:
            return {"rule": [name, writer.value(getattr(x, attribute))]}
    return None


def _random_state(writer, x):
    return {"RandomState": writer.value(x.get_state(legacy=False))}


def _generator(writer, x):
    return {"Generator": writer.value(x.bit_generator.state)}


def _sparse(writer, x):
    parts = [writer.array(part) for part in (x.data, x.indices, x.indptr)]
    return {"sparse": [x.format, parts, list(map(int, x.shape)), isinstance(x, scipy.sparse.sparray)]}


def _exception(writer, x):
    return {"exception": x.__name__} if issubclass(x, Exception) and x.__module__ == "builtins" else None


def _variable(writer, v):
    if isinstance(v, SharedVariable):
        return {"shared": writer.container(v.container, v)}
    number = writer._variables.get(id(v))
    return None if number is None else {"variable": number}


_WRITERS = [
    (float, lambda w, x: {"float": float(x).hex()} if type(x) is float else None),
    (complex, lambda w, x: {"complex": [x.real.hex(), x.imag.hex()]} if type(x) is complex else None),
    (np.generic, lambda w, x: {"number": w.array(np.asarray(x))}),
    (np.ndarray, lambda w, x: {"array": w.array(x)}),
    (np.dtype, lambda w, x: {"dtype": x.str} if x.kind in "biufc" else None),
    (tuple, lambda w, x: w._items("tuple", x)),
    (list, lambda w, x: w._items("list", x)),
    (dict, lambda w, x: w._items("dict", [part for pair in x.items() for part in pair])),
    (frozenset, lambda w, x: w._items("frozenset", sorted(x, key=str))),
    (set, lambda w, x: w._items("set", sorted(x, key=str))),
    (slice, lambda w, x: w._items("slice", (x.start, x.stop, x.step))),
    (Op, lambda w, x: {"op": w.op(x)}),
    (Type, lambda w, x: {"type": w.type(x)}),
    (Mode, lambda w, x: w.mode(x)),
    (Function, lambda w, x: {"function_number": w.function(x)}),
    (Variable, _variable),
    (np.random.RandomState, _random_state),
    (np.random.Generator, _generator),
    (tuple(kind for kind, _ in RULE_CLASSES.values()), _rule),
    ((scipy.sparse.csr_matrix, scipy.sparse.csc_matrix, scipy.sparse.csr_array, scipy.sparse.csc_array), _sparse),
    (type, _exception),
]


def _find(root, kind, found):
    """Return the objects of a class in nested lists, tuples and dicts."""
    pending, opened = [root], set()
    while pending:
        x = pending.pop()
        if isinstance(x, kind):
            found.setdefault(id(x), x)
        elif isinstance(x, (list, tuple, dict)) and id(x) not in opened:
            opened.add(id(x))
            pending.extend(reversed(x.values() if isinstance(x, dict) else x))


def _leaves(variables):
    found = {}
    for node in io_toposort([], variables):
        found.update((v, None) for v in node.inputs if v.owner is None)
    return list(found)


def _alike(x, y):
    """Return True if two objects are equal and of one class; without an ``__eq__``, if their states are equal."""
    if type(x) is not type(y):
        return False
    if type(x).__eq__ is not object.__eq__:
        return bool(x == y)
    a, b = ({k: v for k, v in vars(o).items() if not k.startswith("_")} for o in (x, y))
    return a.keys() == b.keys() and all(a[k] is b[k] or a[k] == b[k] for k in a)
