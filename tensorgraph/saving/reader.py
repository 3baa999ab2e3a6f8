"""From the document of a file to objects; nothing from the file is executed (:mod:`tensorgraph.saving.known`)."""

import numpy as np
import scipy.sparse

from ..compile.container import Container
from ..compile.inputs import In, SymbolicOutput
from ..compile.maker import FunctionMaker
from ..compile.mode import Mode, predefined_modes
from ..compile.shared import SharedVariable
from ..errors import LoadError
from ..graph.apply import Apply
from ..graph.derivation import Derivation
from ..graph.fgraph import FunctionGraph
from ..graph.op import Op
from ..graph.traverse import clone_get_equiv
from ..graph.type import Type
from ..rewriting.query import PREDEFINED, Query
from ..scalar import REGISTRY
from ..tensor.types.type import TensorType
from .known import DERIVATIVES, FUNCTIONS, RULE_CLASSES, construct, exception_class, known_class, node_of

_BIT_GENERATORS = ("MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64")


class Reader:
    """A reader that makes the objects of a document.

    Parameters
    ----------
    document : dict
        Of tables.
    arrays : list of ndarray
    """

    def __init__(self, document, arrays):
        self.document, self.arrays = document, arrays
        self._made = {}
        self._variables = None

    def root(self):
        """Return the object that was saved."""
        main = self.graph(self.document["main"])
        self._variables = main[1]
        for container, output in self.document["default_updates"]:
            self._get("containers", container)[1].default_update = main[1][output]
        return self.value(self.document["root"])

    def _get(self, table, number):
        """Return the object of an entry of a table, made once."""
        key = table, number
        if key not in self._made:
            if type(number) is not int or not 0 <= number < len(self.document[table]):
                raise LoadError(f"there is no entry {number!r} among the {table}")
            make = {"types": self._type, "ops": self._op, "graphs": self._graph, "containers": self._container,
                    "functions": self._function}[table]
            record = self.document[table][number]
            try:
                self._made[key] = make(record)
            except (LoadError, MemoryError):
                raise
            except Exception as error:
                what = record.get("class", record.get("name", "")) if isinstance(record, dict) else ""
                raise LoadError(f"entry {number} of the {table} {what}: {type(error).__name__}: {error}") from error
        return self._made[key]

    # ------------------------------------------------------------- values

    def value(self, x):
        """Return the value of a part of the document."""
        if x is None or type(x) in (bool, int, str):
            return x
        if type(x) is not dict or len(x) != 1:
            raise LoadError(f"{str(x)[:60]!r} is no value")
        (kind, content), = x.items()
        read = _READERS.get(kind)
        if read is None:
            raise LoadError(f"there are no values of kind {kind[:60]!r}")
        return read(self, content)

    def array(self, number):
        """Return an array by its number."""
        if type(number) is not int or not 0 <= number < len(self.arrays):
            raise LoadError(f"there is no array {number!r}")
        return self.arrays[number]

    def graph(self, number):
        """Return the inputs, the outputs and the nodes in order of a graph."""
        return self._get("graphs", number)

    # ------------------------------------------------------------- types and operations

    def made(self, record, base):
        """Make the object of a record by its constructor."""
        return construct(record["class"], base, {str(k): self.value(x) for k, x in record["arguments"].items()})

    def _type(self, record):
        return self.made(record, Type)

    def _op(self, record):
        if "scalar" in record:
            return REGISTRY[record["scalar"]]
        if "record" in record:
            return type(REGISTRY[record["record"]])(self.value(record["rule"]), record["text"])
        cls = known_class(record["class"], Op)
        if "positional" in record:
            return cls(*self.value(record["positional"]))
        if "graph" in record:
            inputs, outputs, _ = self.graph(record["graph"])
            shared = [self._shared(number) for number in record.get("shared", ())]
            if shared:
                places = dict(zip(inputs[-len(shared) :], shared, strict=True))
                inputs, outputs = inputs[: -len(shared)], on(inputs, outputs, places)
            return cls(list(inputs), list(outputs), **{k: self.value(v) for k, v in record["arguments"].items()})
        return self.made(record, Op)

    # ------------------------------------------------------------- graphs

    def _graph(self, record):
        variables = [self._leaf(leaf) for leaf in record["leaves"]]
        order = []
        for number, inputs, results in record["nodes"]:
            op = self._get("ops", number)
            given = [_at(variables, i) for i in inputs]
            node = node_of(op, given)
            types = [self._get("types", t) for t, _ in results]
            made = [v.type for v in node.outputs]
            if len(made) != len(types) or len(node.inputs) != len(given) or not all(map(_fits, made, types)):
                raise LoadError(f"node {len(order)}, {str(op)[:60]}, makes {made}, not {types}")
            if made != types or any(a is not b for a, b in zip(node.inputs, given)):
                node = Apply(op, given, [t.make_variable() for t in types])
            for v, (_, name) in zip(node.outputs, results):
                v.name = _text(name)
            order.append(node)
            variables.extend(node.outputs)
        for name, parts, results in record.get("derivations", ()):
            starts, wrt, constants, points = ([_at(variables, i) for i in part] for part in parts)
            derivation = Derivation(DERIVATIVES[name], starts, wrt, constants, points)
            for i, k in results:
                _at(starts if name == "pushforward" else wrt, k)
                _at(variables, i).derivation = derivation, k
        outputs = [_at(variables, i) for i in record["outputs"]]
        return [_at(variables, i) for i in range(record["inputs"])], outputs, order

    def _leaf(self, leaf):
        (kind, content), = leaf.items()
        if kind == "shared":
            return self._shared(content)
        if kind == "constant":
            t, data = self._get("types", content[0]), self.value(content[1])
            return t.make_constant(t.filter(data) if not t.is_valid_value(data) else data, _text(content[2]))
        if kind == "variable":
            return self._get("types", content[0]).make_variable(_text(content[1]))
        raise LoadError(f"there are no variables of kind {kind[:60]!r}")

    # ------------------------------------------------------------- state

    def _container(self, record):
        t = self._get("types", record["type"])
        value = self.value(record["value"])
        container = Container(t, [None], record["readonly"], record["strict"], record["allow_downcast"], record["name"])
        if value is not None:
            container.storage[0] = value if t.is_valid_value(value) else t.filter(value)
        if record["variable"] is None:
            return container, None
        name, text = record["variable"]
        cls = known_class(name, SharedVariable)
        return container, cls(_text(text), t, None, strict=None, container=container)

    def _shared(self, number):
        variable = self._get("containers", number)[1]
        if variable is None:
            raise LoadError(f"container {number} is none of a shared variable")
        return variable

    def _function(self, record):
        inputs, outputs, order = self.graph(record["graph"])
        specs, containers = [], []
        for v, given in zip(inputs, record["inputs"], strict=True):
            container, shared, value = None, None, None
            if "container" in given:
                container, shared = self._get("containers", given["container"])
                if container.type != v.type:
                    raise LoadError(f"the container of the input {given['name']} is of another type")
            else:
                value = self.value(given["value"])
            names = ("mutable", "strict", "allow_downcast", "implicit", "borrow", "shared")
            flags = {name: given[name] for name in names}
            spec = In(v if shared is None else shared, _text(given["name"]), value, autoname=False, **flags)
            if container is not None:
                spec.value = container
            if given["update"]:
                spec.update = True
            specs.append(spec)
            containers.append(container)
        maker = FunctionMaker.of_graph(
            FunctionGraph(inputs, outputs, clone=False), order, specs,
            [SymbolicOutput(None, bool(borrow)) for borrow in record["outputs"]], self.value(record["mode"]),
            called=_text(record["name"]), output_keys=self.value(record["output_keys"]),
            unpack_single=bool(record["unpack_single"]), return_none=bool(record["return_none"]),
        )
        f = maker.create(containers)
        f.trust_input = bool(record["trust_input"])
        return f


def _fits(made, said):
    """Return True if a node may have the type that the file says; less may be known of its shape here."""
    if made == said:
        return True
    if type(made) is not type(said) or not isinstance(made, TensorType) or made.dtype != said.dtype:
        return False
    if made.ndim != said.ndim:
        return False
    return all(one or not told for one, told in zip(made.broadcastable, said.broadcastable))


def on(inputs, outputs, places):
    """Return outputs in terms of other variables for some inputs."""
    memo = dict(places)
    clone_get_equiv(inputs, outputs, copy_inputs=False, memo=memo)
    return [memo[v] for v in outputs]


def _at(variables, i):
    if type(i) is not int or not 0 <= i < len(variables):
        raise LoadError(f"there is no variable {i!r}")
    return variables[i]


def _text(name):
    if name is not None and type(name) is not str:
        raise LoadError(f"{name!r} is no name")
    return name


def _items(reader, content):
    return [reader.value(x) for x in content]


def _dict(reader, content):
    items = _items(reader, content)
    return dict(zip(items[::2], items[1::2], strict=True))


def _number(reader, content):
    return reader.array(content)[()]


def _dtype(reader, content):
    dtype = np.dtype(str(content))
    if dtype.kind not in "biufc":
        raise LoadError(f"arrays of dtype {dtype} are not saved")
    return dtype


def _rule(reader, content):
    name, arguments = content
    return RULE_CLASSES[name][0](*reader.value(arguments))


def _random_state(reader, content):
    made = np.random.RandomState()
    made.set_state(reader.value(content))
    return made


def _generator(reader, content):
    state = reader.value(content)
    if state["bit_generator"] not in _BIT_GENERATORS:
        raise LoadError(f"there is no bit generator {state['bit_generator']!r}")
    bits = getattr(np.random, state["bit_generator"])()
    bits.state = state
    return np.random.Generator(bits)


def _sparse(reader, content):
    form, parts, shape, is_array = content
    if form not in ("csr", "csc"):
        raise LoadError(f"there are no sparse matrices of format {form!r}")
    cls = getattr(scipy.sparse, f"{form}_{'array' if is_array else 'matrix'}")
    made = cls(tuple(reader.array(i) for i in parts), shape=tuple(shape))
    made.check_format(full_check=True)
    return made


def _mode(reader, content):
    if isinstance(content, str):
        return predefined_modes[content]
    if isinstance(content[1], str):
        return Mode(content[0], PREDEFINED[content[1]])
    (include, require, exclude), cutoff = content[1], reader.value(content[2])
    return Mode(content[0], Query(include, require, exclude, position_cutoff=cutoff))


def _variable(reader, content):
    return _at(reader._variables or [], content)


_READERS = {
    "float": lambda r, x: float.fromhex(x),
    "complex": lambda r, x: complex(float.fromhex(x[0]), float.fromhex(x[1])),
    "number": _number,
    "array": lambda r, x: r.array(x),
    "dtype": _dtype,
    "tuple": lambda r, x: tuple(_items(r, x)),
    "list": _items,
    "dict": _dict,
    "frozenset": lambda r, x: frozenset(_items(r, x)),
    "set": lambda r, x: set(_items(r, x)),
    "slice": lambda r, x: slice(*_items(r, x)),
    "op": lambda r, x: r._get("ops", x),
    "type": lambda r, x: r._get("types", x),
    "mode": _mode,
    "function": lambda r, x: FUNCTIONS[x],
    "function_number": lambda r, x: r._get("functions", x),
    "variable": _variable,
    "shared": lambda r, x: r._shared(x),
    "RandomState": _random_state,
    "Generator": _generator,
    "rule": _rule,
    "sparse": _sparse,
    "exception": lambda r, x: exception_class(x),
}
