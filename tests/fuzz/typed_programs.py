"""Random typed programs of every family."""

import array_steps
import library_steps
import rare_steps
from growing_program import GrowingProgram, Unfit

COMMON = (
    array_steps.floats, array_steps.floats, array_steps.signs, array_steps.steps_of_numbers, array_steps.pairs,
    array_steps.pairs, array_steps.pairs, array_steps.integers, array_steps.choices, array_steps.axes, array_steps.axes,
    array_steps.indices, array_steps.indices, library_steps.reductions, library_steps.reductions,
    library_steps.products, library_steps.losses, library_steps.loops, library_steps.images, library_steps.systems,
    library_steps.sparse_matrices, library_steps.branches, library_steps.orders,
)  # fmt: skip
RARE = (
    rare_steps.complex_numbers, rare_steps.index_arrays, rare_steps.index_arrays, rare_steps.masks,
    rare_steps.conversions, rare_steps.conversions, rare_steps.counts, rare_steps.wide_loops, rare_steps.wide_images,
    rare_steps.wide_systems, rare_steps.wide_sparse, rare_steps.inner_graphs, rare_steps.gradients,
)  # fmt: skip


class Program(GrowingProgram):
    """A random program of steps of all families."""

    families = COMMON + RARE


__all__ = ["Program", "Unfit"]
