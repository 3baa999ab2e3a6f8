"""Code on tiles: the operations of a segment in order, with a tile for each value."""

from ..._kernels.loops import dispatch
from ..._kernels.loops.tileops import (
    BOUNDED,
    FREE,
    JOINED,
    LOADS,
    MASKS,
    OF_MASKS,
    REVERSED,
    SHIFTS,
    SYMMETRIC,
    TERNARY,
)
from ...scalar import KERNEL_CODES

DTYPES = {"f32": "float32", "f64": "float64", "i32": "int32", "i64": "int64"}

_TILES = dispatch.module("tiles").tiles()
_LOADS = {"bool": "loadmask", "float16": "loadhalf"}
STORED_AS = {"to_half": "storehalf", "complex": "storecomplex"}  # what no operation reads
_ADDED = {"fma": "addmul", "fms": "mulsub", "fnma": "submul"}  # with the tile of what is added as target


class TileValue:
    """An operation of a segment, and where its value is.

    Attributes
    ----------
    op : str
    args : list
        Nodes, and numbers of registers of the loop.
    uses : int
        How many arguments it still will be.
    next_uses : list of int
        Positions of the operations that read it, the last one first.
    tile : str or None
    saved : int or None
        The register of the loop in which it is stored, too.
    is_mask : bool
    source, result : int or None
        The register of the loop from which it is loaded, and in which it is wanted.
    """

    __slots__ = ("op", "args", "uses", "next_uses", "tile", "saved", "is_mask", "source", "result")

    def __init__(self, op, args):
        self.op, self.args = op, args
        self.uses = 0
        self.next_uses = []
        self.tile = self.saved = self.source = self.result = None
        self.is_mask = op in MASKS or op == "loadmask"
        if op in OF_MASKS:
            # else they are of the bits of integers
            self.is_mask = isinstance(args[0], TileValue) and args[0].is_mask


def _is_array(arg):
    return isinstance(arg, TileValue) and arg.op == "load"


def _is_square(arg):
    return isinstance(arg, TileValue) and arg.op == "sqr"


class TileCode:
    """The code of a segment.

    Parameters
    ----------
    kind : str
        The code of its dtype.
    scalars : dict
        From the registers of the loop that hold one value to constants, and None for inputs.
    dtypes : list of str
        Of the loop's registers; what does not fit into the tiles is stored in further ones.
    kept_from : int
        Arrays that are read so often are kept in tiles.

    Attributes
    ----------
    ops, stored
        The code, and the registers that it writes.
    crowded : bool
        Whether a value had to make room for another.
    """

    # Idea: operations in depth-first order, operands that need more tiles first; a value takes the tile of an operand
    # that is not needed any more. Where no tile is free, one is given up that is in memory too.
    # Invariant: a value that is needed is in a tile or saved; tiles have their node in `held`.
    # Example: x * y + z * w: load a x, mul a y, load b z, fma b w a, and a is free.

    def __init__(self, kind, scalars, dtypes, kept_from=2):
        self.dtype = DTYPES[kind]
        self.scalars, self.dtypes, self.kept_from = scalars, dtypes, kept_from
        self.nodes = {}  # by the register of the loop that an instruction writes, or that is read
        self.operations = []
        self.ops, self.stored = [], []
        self.held, self.crowded = dict.fromkeys(_TILES), False
        self.spare = []  # registers for values that do not fit, which are free

    def add(self, register, tree):
        """Add the instruction that computes a tree of operations on registers."""
        self.nodes[register] = self._node(tree)

    def cost(self):
        """Return what the code costs, in operations; one that reads an array takes three times as long."""
        return len(self.ops) + 2 * sum(kinds.count("m") for _, _, kinds, *_ in self.ops)

    def _node(self, tree):
        if not isinstance(tree, tuple):
            if tree not in self.nodes and (tree not in self.scalars or self.dtypes[tree] == "bool"):
                dtype = self.dtypes[tree]
                op = "load" if dtype == self.dtype else _LOADS.get(dtype) or f"load{KERNEL_CODES[dtype]}"
                self.nodes[tree] = TileValue(op, [])
                self.nodes[tree].source = tree
            return self.nodes.get(tree, tree)
        if tree[0] in LOADS:
            found = TileValue(tree[0], [])
            found.source = tree[1]
            return found
        op, args = tree[0], [self._node(part) for part in tree[1:]]
        for arg in args:
            if isinstance(arg, TileValue):
                arg.uses += 1
        if op in REVERSED:
            op, args = REVERSED[op], args[::-1]
        self.operations.append(TileValue(op, args))
        return self.operations[-1]

    def write(self, results):
        """Return the code, which stores the values of `results`, registers of the loop."""
        order = self._sorted(self._joined(results))
        for position in range(len(order) - 1, -1, -1):
            for arg in order[position].args:
                if isinstance(arg, TileValue):
                    arg.next_uses.append(position)
        for node in order:
            self._compute(node)
            for arg in node.args:
                if isinstance(arg, TileValue):
                    arg.next_uses.pop()
        return tuple(self.ops)

    def _joined(self, results):
        """Join operations; return those that give the results."""
        for register in results:
            node = self.nodes[register]
            node.result = register
            node.uses += 1  # until it is stored
        self._read_in_memory()
        for node in reversed(self.operations):
            self._join(node)
        return [self.nodes[register] for register in results]

    def _read_in_memory(self):
        """Let operations read arrays from memory that are not kept."""
        for node in self.operations:
            node.args = [arg.source if _is_array(arg) and arg.uses < self.kept_from else arg for arg in node.args]

    def _sorted(self, roots):
        """Return the nodes that are computed, in order."""
        needs = self._needs()
        order, placed = [], set()
        pending = list(reversed(roots))
        while pending:
            node = pending[-1]
            if node in placed:
                pending.pop()
                continue
            waiting = [arg for arg in node.args if isinstance(arg, TileValue) and arg not in placed]
            if waiting:
                pending += sorted(reversed(waiting), key=lambda arg: needs.get(arg, 0))
            else:
                placed.add(pending.pop())
                order.append(node)
        return order

    @staticmethod
    def _join(node):
        """Let an operation do the work of one that computes an operand for it alone."""
        operands = list(enumerate(node.args if len(node.args) == 2 else ()))
        # squares first: they take one source
        for i, arg in sorted(operands, key=lambda operand: not _is_square(operand[1])):
            if not isinstance(arg, TileValue) or arg.uses > 1:
                continue
            joined, other = JOINED.get((node.op, "mul" if arg.op == "sqr" else arg.op, i)), node.args[1 - i]
            if joined is None:
                continue
            node.op = joined
            node.args = [arg.args[0], arg.args[-1], other] if joined in _ADDED else [other, *arg.args]
            if _is_square(arg) and isinstance(arg.args[0], TileValue):
                arg.args[0].uses += 1
            return

    def _needs(self):
        """Return how many tiles each operation takes, with those that it reads; what is in memory takes none."""
        found = {}
        for node in self.operations:
            operands = sorted([found.get(arg, 0) for arg in node.args if isinstance(arg, TileValue)], reverse=True)
            found[node] = max([1, *[need + i for i, need in enumerate(operands)]])
        return found

    # ------------------------------------------------------------- operations

    def _compute(self, node):
        args = node.args
        if node.op in LOADS:
            tile = self._free(())
            self._emit(node.op, tile, register=node.source)
        elif node.op in STORED_AS:
            self._store_as(node)
        elif node.op == "load":
            tile = self._free(())
            self._emit("load", tile, node.source)
            node.saved = node.source
        elif node.op in _ADDED:
            tile = self._fused(node, *args)
        elif node.op in TERNARY or node.op in BOUNDED or node.op in SHIFTS or node.op == "leave":
            tile = self._target(args[0], args)
            self._emit(node.op, tile, *args[1:])
        else:
            tile, sources = self._placed(node.op, list(args))
            self._emit(node.op, tile, *sources)
        for arg in args:
            if isinstance(arg, TileValue):
                arg.uses -= 1
                if not arg.uses:
                    self._release(arg)
        if node.op in STORED_AS or node.op == "leave":
            return
        self.held[tile], node.tile = node, tile
        if node.result is not None:
            self._emit("storemask" if node.is_mask else "store", tile, register=node.result)
            self.stored.append(node.result)
            if not node.is_mask:
                node.saved = node.result
            node.uses -= 1
            if not node.uses:
                self._release(node)

    def _store_as(self, node):
        """Store the values of some tiles, into which they are loaded first, as one array of another dtype."""
        tiles = []
        for arg in node.args:
            tile = arg.tile if self._is_held(arg) else self._free((*node.args, node))
            if not self._is_held(arg):
                self._emit("load", tile, arg)
                # until it is stored
                self.held[tile] = node
            tiles.append(tile)
        self.ops.append((STORED_AS[node.op], tiles[0], "".join(tiles[1:]), node.result, 0))
        self.stored.append(node.result)
        self.held.update((tile, None) for tile in tiles if self.held[tile] is node)

    def _placed(self, op, args):
        """Return the tile that an operation writes, and its sources, one of which may be copied there first."""
        dying = [arg.tile for arg in args if self._is_dying(arg, ())]
        if op in FREE or not any(map(self._is_held, args)):
            return dying[0] if dying else self._free(args), args
        if op in SYMMETRIC and not self._is_dying(args[0], ()) and (dying or not self._is_held(args[0])):
            args.reverse()
        changed = 0 if self._is_held(args[0]) else 1
        if self._is_dying(args[changed], ()):
            return args[changed].tile, args
        tile = self._free(args)
        self._emit("load", tile, args[changed])
        args[changed] = tile
        return tile, args

    def _fused(self, node, x, y, z):
        if not self._is_dying(x, [z]) and self._is_dying(y, [z]):
            x, y = y, x
        if not self._is_dying(x, [z]) and self._is_dying(z, [x, y]):
            tile = self._target(z, node.args)
            self._emit(_ADDED[node.op], tile, x, y)
        else:
            tile = self._target(x, node.args, 1 + (y is x))
            self._emit(node.op, tile, tile if y is x else y, z)
        return tile

    @staticmethod
    def _is_held(arg):
        return isinstance(arg, TileValue) and arg.tile is not None

    @staticmethod
    def _is_dying(arg, others):
        """Return True if a value is in a tile that nothing else needs."""
        return isinstance(arg, TileValue) and arg.tile is not None and len(arg.next_uses) <= 1 and arg not in others

    def _target(self, arg, args, times=1):
        """Return a tile that holds `arg`, so many times an operand, and may be changed."""
        if self._is_dying(arg, ()) and sum(other is arg for other in args) == arg.uses == times:
            self.held[arg.tile] = None
            return self._taken(arg)
        tile = self._free(args)
        self._emit("load", tile, arg)
        return tile

    def _taken(self, node):
        tile, node.tile = node.tile, None
        return tile

    def _free(self, args):
        """Return a tile that holds nothing, or what is needed last: of the values in memory too, else of all."""
        for tile, node in self.held.items():
            if node is None:
                return tile
        self.crowded = True
        others = [node for node in self.held.values() if node not in args] or list(self.held.values())
        chosen = max(others, key=lambda node: (node.saved is not None, node.next_uses[-1]))
        if chosen.saved is None:
            chosen.saved = self.spare.pop() if self.spare else self._more()
            self._emit("store", chosen.tile, register=chosen.saved)
        self.held[chosen.tile] = None
        return self._taken(chosen)

    def _more(self):
        self.dtypes.append(self.dtype)
        self.stored.append(len(self.dtypes) - 1)
        return self.stored[-1]

    def _release(self, node):
        if node.tile is not None:
            self.held[node.tile] = None
            node.tile = None
        if node.saved is not None and node.saved not in (node.result, node.source):
            self.spare.append(node.saved)

    def _emit(self, op, tile, *sources, register=0):
        """Write an operation: its name, the tile that it changes, the kinds of its sources, and their registers."""
        kinds, registers = "", []
        for source in sources:
            place = 0
            if isinstance(source, str):
                kind = source
            elif isinstance(source, TileValue) and source.tile is not None:
                kind = source.tile
            else:
                place = source.saved if isinstance(source, TileValue) else source
                kind = "s" if place in self.scalars else "m"
            kinds += kind
            registers.append(place)
        if op in SYMMETRIC and kinds[1] not in "ms" and (kinds[0] in "ms" or kinds[0] > kinds[1]):
            kinds, registers = kinds[::-1], registers[::-1]
        self.ops.append((op, tile, kinds, *(*registers, register, 0)[:2]))
