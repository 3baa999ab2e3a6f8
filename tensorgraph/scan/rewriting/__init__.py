"""Rewrites of loops, registered in the table of all rewrites."""

from ...rewriting.pipeline import fill
from .initial import fix_depths
from .inputs import merge_equal, simplify
from .memory import make_inplace, save_memory
from .merge import merge_loops
from .pushout import push_out_invariants, push_out_sequences
from .results import push_out_results
from .sums import push_out_sums

fill("scan_initial_states", fix_depths)
fill("scanOp_remove_constants_and_unused_inputs0", simplify)
fill("scanOp_pushout_nonseqs_ops", push_out_invariants)
fill("scanOp_pushout_seqs_ops", push_out_sequences)
fill("scan_pushout_dot1", push_out_sums)
fill("scanOp_pushout_output", push_out_results)
fill("scanOp_remove_constants_and_unused_inputs1", simplify)
fill("scanOp_merge", merge_loops)
fill("scanop_remove_constants_and_unused_inputs2", simplify)
fill("scanOp_merge_inouts", merge_equal)
fill("scanOp_remove_constants_and_unused_inputs3", simplify)
fill("scanOp_save_mem", save_memory)
fill("scanOp_make_inplace", make_inplace)
