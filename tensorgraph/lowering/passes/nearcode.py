"""Code on tiles in two versions, one of which serves where no element is far from one.

What keeps its digits whatever the size of numbers asks for it, ``switch(abs(z) > 2**40, 2**-90, 1)``, and goes on with
the answer. Hardly any program has such numbers. So code with such choices first looks at the elements of a tile. Where
none is far from one it goes on with the other version, in which the answers are known.

Invariant: both versions give the same bits where both serve. They have the same operations, but those of which one
operand is a one that was chosen. Nothing is stored before the other version is left, which may need what lies there.
"""

from .tilecode import TileCode, TileValue

FAR = 2.0**30
SUMS = {"fma": ("add", 0, 1), "fms": ("sub", 0, 1), "fnma": ("sub", 1, 0)}
"""For an operation that adds a product, the one that adds its only factor, and the order of this and the addend."""


class NearCode(TileCode):
    """The code of a segment where no element is far from one.

    Parameters
    ----------
    kind, scalars, dtypes
        As of :class:`TileCode`; `scalars` has the values of constants, and None for inputs.

    Attributes
    ----------
    far : list of TileValue
        Masks of the elements that are.
    """

    def __init__(self, kind, scalars, dtypes):
        super().__init__(kind, scalars, dtypes)
        self.far, self.known = [], {}

    def _joined(self, results):
        self._assume_near(results)
        return self._alone([self._stored(self.nodes[register]) for register in results])

    def _assume_near(self, results):
        """Join operations, and find what they are if no element is far from one."""
        super()._joined(results)
        for node in self.operations:
            self._assume(node)

    def _alone(self, roots):
        """Let nodes know how often they are read for the sake of `roots` alone; return these."""
        reached, pending = dict.fromkeys(roots), list(roots)
        for node in (*reached, *self.operations):
            node.uses = 0
        for node in roots:
            node.uses = 1
        while pending:
            for arg in pending.pop().args:
                if isinstance(arg, TileValue):
                    arg.uses = arg.uses + 1 if arg in reached else 1
                    if arg not in reached:
                        reached[arg] = None
                        pending.append(arg)
        self.operations = [node for node in self.operations if node in reached]
        self._read_in_memory()
        return roots

    def _stored(self, node):
        """Return the node that is stored in place of a result, which may be known."""
        value = self.known.get(node, node)
        if isinstance(value, int):
            number = TileValue("load", [])
            number.source, number.result = value, node.result
            return number
        if value is not node and value.result is not None:
            # one value, two results
            return node
        value.result = node.result
        return value

    def _assume(self, node):
        """Find what a node is if no element is far from one."""
        args = node.args = [self.known.get(arg, arg) for arg in node.args]
        if node.op == "switch" and self._is_far(args[0]):
            self.far.append(args[0])
            self.known[node] = args[2]
            return
        ones = [i for i, arg in enumerate(args[:2]) if isinstance(arg, int) and self.scalars.get(arg) == 1]
        if not ones:
            return
        if node.op == "mul":
            self.known[node] = args[1 - ones[0]]
        elif node.op in SUMS:
            node.op, *places = SUMS[node.op]
            operands = args[1 - ones[0]], args[2]
            node.args = [operands[place] for place in places]

    def _is_far(self, node):
        """Return True if a mask is true of numbers alone that are far from one."""
        if not isinstance(node, TileValue):
            return False
        op, args = node.op, node.args
        if op == "isinf":
            return True
        if op == "lt":
            return self._is_beyond(*args)
        if op in ("and_", "or_"):
            return (any if op == "and_" else all)([self._is_far(arg) for arg in args])
        if op in ("and_lt", "or_lt"):
            return (any if op == "and_lt" else all)([self._is_far(args[0]), self._is_beyond(*args[1:])])
        return False

    def _is_beyond(self, x, y):
        """Return True if ``x < y`` holds for numbers alone that are far from one."""
        low, high = (self.scalars.get(v) if isinstance(v, int) else None for v in (x, y))
        return low is not None and low >= FAR or high is not None and (
            high <= -FAR or high <= 1 / FAR and self._is_magnitude(x)
        )

    def _is_magnitude(self, node):
        return isinstance(node, TileValue) and (
            node.op in ("abs_", "sqr", "sqrt") or node.op == "maximum" and all(map(self._is_magnitude, node.args))
        )


class LookingCode(NearCode):
    """The code that leaves a tile to the longer version if an element is far from one, before anything is stored.

    Attributes
    ----------
    is_alone : bool
        Whether it only looks; otherwise it goes on with what it has computed for that.
    """

    is_alone = False

    def _joined(self, results):
        self._assume_near(results)
        masks = list(dict.fromkeys(self.far))
        if not masks:
            return self._alone([])
        while len(masks) > 1:
            masks.append(TileValue("or_", [masks.pop(0), masks.pop(0)]))
            self.operations.append(masks[-1])
        leave = TileValue("leave", masks)
        self.operations.append(leave)
        self.is_alone = any(node.result is not None for node in self._sorted([leave]))
        if not self.is_alone:
            return self._alone([leave, *[self._stored(self.nodes[register]) for register in results]])
        for node in self.operations:
            node.result = None
        return self._alone([leave])


def in_two_versions(code, kind, scalars, filled, results):
    """Return the operations of a segment, the registers that they write, and the dtypes of all registers.

    Parameters
    ----------
    code : TileCode
        That of all numbers.
    kind, scalars
        As of :class:`NearCode`.
    filled : callable
        Returns the code that it is given with the instructions of the segment.
    results : list of int
        As of ``TileCode.write``.
    """
    whole = tuple(code.ops), tuple(code.stored), code.dtypes
    if not kind.startswith("f") or not any(node.op == "switch" for node in code.operations):
        return whole
    look = filled(LookingCode(kind, scalars, list(code.dtypes)))
    look.write(results)
    if not look.far:
        return whole
    ops, stored, dtypes, cost = look.ops, look.stored, look.dtypes, look.cost()
    if look.is_alone:
        near = filled(NearCode(kind, scalars, list(look.dtypes)))
        near.write(results)
        # what both read comes from memory once
        cost = near.cost() + len(look.ops)
        ops, stored, dtypes = [*look.ops, *near.ops], [*look.stored, *near.stored], near.dtypes
    if cost >= code.cost():
        return whole
    at = next(i for i, (op, *_) in enumerate(ops) if op == "leave")
    ops[at] = ("leave", ops[at][1], "", len(ops) + 1 - at, 0)
    ops = (*ops, ("go", "", "", len(code.ops) + 1, 0), *code.ops)
    return ops, tuple(dict.fromkeys((*stored, *code.stored))), dtypes
