"""``scan_checkpoints``: a loop that keeps few rows and recomputes the others for its gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..graph.messages.called import with_type
from ..graph.variable import Variable
from ..misuse import with_guesses
from ..tensor.creation.filled import zeros
from ..tensor.elementwise.math import eq, switch
from ..tensor.indexing.indexing import set_subtensor
from ..tensor.shape.join import join
from ..tensor.types.constant import as_tensor_variable
from .api import scan
from .arguments import as_list

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..compile.updates import OrderedUpdates
    from ..typing import Taps, TensorLike


@with_guesses
def scan_checkpoints(
    fn: Callable[..., Any], sequences: Taps = None, outputs_info: Taps = None, non_sequences: TensorLike | None = None,
    name: str | None = "checkpointscan_fn", n_steps: TensorLike | None = None, save_every_N: int = 10,
    padding: bool = True
) -> tuple[Any, OrderedUpdates]:
    """Build a loop that returns only the rows of every `save_every_N`-th step, and of the last one.

    Memory for its gradient grows with the number of those steps, and with `save_every_N`; the steps between them are
    computed twice.

    Parameters
    ----------
    fn, non_sequences, name
        As for :func:`scan`.
    sequences : Variable or list of Variable, optional
        All of one length, without taps.
    outputs_info : Variable, None or list of them, optional
        As for :func:`scan`, without taps.
    n_steps : int or Variable, optional
        As many as the sequences have rows by default.
    save_every_N : int
    padding : bool
        Whether sequences whose length is no multiple of `save_every_N` are made longer. Without, they must be.

    Returns
    -------
    outputs : Variable, list of Variable, or None
    updates : OrderedUpdates

    Raises
    ------
    RuntimeError
        If `sequences` or `outputs_info` have taps.
    ValueError
        If the number of steps is not known.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> a = T.dscalar("a")
    >>> powers, _ = theano.scan_checkpoints(lambda p, a: p * a, [], T.ones((), "float64"), a, n_steps=7, save_every_N=3)
    >>> theano.function([a], powers)(2.0)
    array([  8.,  64., 128.])
    """
    sequences = [v if isinstance(v, dict) else as_tensor_variable(v) for v in as_list(sequences)]
    outputs_info, others = as_list(outputs_info), as_list(non_sequences)
    if any(isinstance(v, dict) and "taps" in v for v in [*sequences, *outputs_info]):
        raise RuntimeError("scan_checkpoints doesn't work with taps.")
    sequences = [v["input"] if isinstance(v, dict) else v for v in sequences]
    if n_steps is None:
        if not sequences:
            raise ValueError("scan_checkpoints needs n_steps or a sequence to know the number of steps")
        n_steps = sequences[0].shape[0]
    every = save_every_N
    if not isinstance(every, Variable) and not (hasattr(every, "__index__") and every > 0):
        raise ValueError(f"save_every_N must be an integer of 1 or more, not {with_type(every)}")
    blocks = (as_tensor_variable(n_steps) + (every - 1)) // every
    left_over = n_steps % every
    last = switch(eq(left_over, 0), every, left_over)
    lengths = set_subtensor((zeros((blocks,), "int64") + every)[-1:], last)
    sequences = [_in_blocks(v, blocks, every, padding) for v in sequences]
    n_states = sum(v is not None for v in outputs_info)

    def block(*args):
        rows, earlier, rest = args[: len(sequences)], args[len(sequences) + 1 :], args[len(sequences) + 1 + n_states :]
        states = iter(earlier)
        info = [None if v is None else next(states) for v in outputs_info]
        outputs, updates = scan(
            fn, list(rows), info, list(rest), args[len(sequences)], name=f"{name}_inner", return_list=True
        )
        return [v[-1] for v in outputs], updates

    return scan(block, [*sequences, lengths], outputs_info, others, blocks, name=f"{name}_outer")


def _in_blocks(v, blocks, every, padding):
    rest = [v.shape[i] for i in range(1, v.type.ndim)]
    if padding:
        v = join(0, v, zeros([blocks * every - v.shape[0], *rest], dtype=v.type.dtype))
    return v.reshape([blocks, every, *rest], v.type.ndim + 1)
