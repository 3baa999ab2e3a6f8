"""How a node is computed when its op does more than ``perform(node, inputs, output_storage)``.

An op may have a ``params_type``: ``perform`` then gets ``get_params(node)`` as a fourth argument. It may
define ``make_thunk``: what that returns computes the node.
"""


class Performer:
    """An op that computes in a way of its own, with the plain ``perform`` of all others.

    Parameters
    ----------
    op : Op
    """

    def __init__(self, op):
        self.op = op

    def __str__(self):
        return str(self.op)

    def perform(self, node, inputs, output_storage):
        """Compute the outputs: put each value into ``output_storage[i][0]``."""
        if hasattr(self.op, "make_thunk"):
            self._run_thunk(node, inputs, output_storage)
            return
        params = self.op.get_params(node)
        if hasattr(self.op.params_type, "filter"):
            params = self.op.params_type.filter(params)
        self.op.perform(node, inputs, output_storage, params)

    def _run_thunk(self, node, inputs, output_storage):
        storage = {v: [value] for v, value in zip(node.inputs, inputs)}
        computed = {v: [True] for v in node.inputs}
        for v, cell in zip(node.outputs, output_storage):
            storage[v] = cell
            computed[v] = [False]
        self.op.make_thunk(node, storage, computed, [])()


def performing(op):
    """What has the ``perform`` of `op`: mostly `op` itself."""
    plain = getattr(op, "params_type", None) is None and not hasattr(op, "make_thunk")
    return op if plain else Performer(op)
