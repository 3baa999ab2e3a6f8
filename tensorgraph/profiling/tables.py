"""The tables of a profile: times by class, operation and apply node, and memory."""

import sys
import time
from importlib import import_module

import numpy as np

from ..config import config
from ..printing import debugprint

PROFILERS = []  # printers of additional summaries, see `register_profiler_printer`


def _sorted_sum(pairs):
    """Return ``{key: sum of values}``."""
    found = {}
    for key, value in pairs:
        found[key] = found.get(key, 0) + value
    return found

_imported = time.perf_counter()


def time_since_import():
    """Seconds since this package was imported."""
    return time.perf_counter() - _imported


class Tables:
    """The part of :class:`ProfileStats` that aggregates and prints."""

    # ------------------------------------------------------------- sums

    def class_time(self):
        """Return the seconds by class of operation."""
        return _sorted_sum((type(node.op), seconds) for node, seconds in self.apply_time.items())

    def class_callcount(self):
        """Return the numbers of runs by class of operation."""
        return _sorted_sum((type(node.op), runs) for node, runs in self.apply_callcount.items())

    def class_nodes(self):
        """Return the numbers of nodes by class of operation."""
        return _sorted_sum((type(node.op), 1) for node in self.apply_callcount)

    def class_impl(self):
        """Return ``"C "`` (kernels) or ``"Py"`` by class of operation."""
        return self._kinds(lambda node: type(node.op))

    def op_time(self):
        """Return the seconds by operation."""
        return _sorted_sum((node.op, seconds) for node, seconds in self.apply_time.items())

    def op_callcount(self):
        """Return the numbers of runs by operation."""
        return _sorted_sum((node.op, runs) for node, runs in self.apply_callcount.items())

    def op_nodes(self):
        """Return the numbers of nodes by operation."""
        return _sorted_sum((node.op, 1) for node in self.apply_callcount)

    def op_impl(self):
        """Return ``"C "`` (kernels) or ``"Py"`` by operation."""
        return self._kinds(lambda node: node.op)

    def _kinds(self, key):
        found = {}
        for node, kernel in self.apply_cimpl.items():
            found[key(node)] = found.get(key(node), True) and kernel
        return {k: "C " if kernel else "Py" for k, kernel in found.items()}

    def compute_total_times(self):
        """Return for each node the seconds of it and of all its ancestors."""
        own = self.apply_time
        totals = {}
        for function in self.functions:
            order = function.maker.fgraph.toposort()
            seconds = np.array([own.get(node, 0.0) for node in order])
            below = {}  # bit i: depends on node i
            for i, node in enumerate(order):
                bits = 1 << i
                for v in node.inputs:
                    bits |= below.get(v.owner, 0)
                below[node] = bits
                members = np.frombuffer(bits.to_bytes(i // 8 + 1, "little"), np.uint8)
                totals[node] = float(seconds[: i + 1] @ np.unpackbits(members, bitorder="little")[: i + 1])
        return totals

    # ------------------------------------------------------------- tables

    def summary_class(self, file=sys.stderr, N=None):
        """Print the table by class."""
        self._table(
            "Class", "<Class name>", "Classes", file, N,
            self.class_time(), self.class_callcount(), self.class_nodes(), self.class_impl(), _class_name,
        )

    def summary_ops(self, file=sys.stderr, N=None):
        """Print the table by operation."""
        self._table(
            "Ops", "<Op name>", "Ops", file, N,
            self.op_time(), self.op_callcount(), self.op_nodes(), self.op_impl(), str,
        )

    def _table(self, title, column, remaining, file, N, times, calls, nodes, kinds, name):
        total = sum(times.values())
        if total == 0:
            print(f"ProfileStats.summary_{title.lower()}: total time 0 (did you forget to enable counters?)", file=file)
            return
        lines = [
            title,
            "---",
            f"<% time> <sum %> <apply time> <time per call> <type> <#call> <#apply> {column}",
        ]
        N = len(times) if N is None else N
        ordered = sorted(times, key=lambda key: (-times[key], -calls[key], name(key)))
        so_far = 0.0
        for key in ordered[:N]:
            seconds, runs = times[key], calls[key]
            so_far += seconds
            lines.append(
                f"  {100 * seconds / total:4.1f}%   {100 * so_far / total:5.1f}%      {seconds:6.3f}s"
                f"      {seconds / max(runs, 1):8.2e}s    {kinds[key]:>2}   {runs:6d}   {nodes[key]:5d}   {name(key)}"
            )
        rest = total - so_far
        lines.append(
            f"   ... (remaining {max(0, len(times) - N)} {remaining} account for {100 * rest / total:6.2f}%"
            f"({rest:.2f}s) of the runtime)"
        )
        self._write(file, [*lines, ""])

    def summary_nodes(self, file=sys.stderr, N=None):
        """Print the table by apply node, with the shapes of the last call."""
        times, calls = self.apply_time, self.apply_callcount
        total = sum(times.values())
        if total == 0:
            print("ProfileStats.summary_nodes: total time 0 (did you forget to enable counters?)", file=file)
            return
        position = {}
        for function in self.functions:
            position.update((node, i) for i, node in enumerate(function.maker.fgraph.toposort()))
        lines = ["Apply", "------", "<% time> <sum %> <apply time> <time per call> <#call> <id> <Apply name>"]
        N = len(times) if N is None else N
        shapes, strides = self.variable_shape, self.variable_strides
        so_far = 0.0
        for node in sorted(times, key=lambda node: -times[node])[:N]:
            seconds, runs = times[node], calls[node]
            so_far += seconds
            lines.append(
                f"  {100 * seconds / total:4.1f}%   {100 * so_far / total:5.1f}%      {seconds:6.3f}s"
                f"      {seconds / max(runs, 1):8.2e}s   {runs:4d}  {position[node]:4d}   {node}"
            )
            if config.profile_memory:
                for kind, variables in (("input", node.inputs), ("output", node.outputs)):
                    lines += [
                        f"    {kind} {i}: dtype={getattr(v.type, 'dtype', 'no dtype')}, "
                        f"shape={shapes.get(v, 'no shape')}, strides={strides.get(v, 'no strides')}"
                        for i, v in enumerate(variables)
                    ]
        rest = total - so_far
        lines.append(
            f"   ... (remaining {max(0, len(times) - N)} Apply instances account for {100 * rest / total:.2f}%"
            f"({rest:.2f}s) of the runtime)"
        )
        self._write(file, [*lines, ""])

    def _write(self, file, lines):
        for line in lines:
            print(line[: self.line_width], file=file)

    def summary_function(self, file):
        """Print the header: totals of calls and compilation."""
        lines = [
            "Function profiling",
            "==================",
            f"  Message: {self.message}",
            f"  Time in {self.fct_callcount} calls to Function.__call__: {self.fct_call_time:e}s",
        ]
        if self.fct_call_time > 0:
            share = 100 / self.fct_call_time
            lines.append(
                f"  Time in Function.fn.__call__: {self.vm_call_time:e}s ({share * self.vm_call_time:.3f}%)"
            )
            thunks = sum(self.apply_time.values())
            if thunks > 0:
                lines.append(f"  Time in thunks: {thunks:e}s ({share * thunks:.3f}%)")
        lines += [
            f"  Total compile time: {self.compile_time:e}s",
            f"    Number of Apply nodes: {self.nb_nodes}",
            f"    Theano Optimizer time: {self.optimizer_time:e}s",
            f"       Theano validate time: {self.validate_time:e}s",
            f"    Theano Linker time (includes C, CUDA code generation/compiling): {self.linker_time:e}s",
            f"       Import time {self.import_time:e}s",
            f"       Node make_thunk time {self.linker_node_make_thunks:e}s",
        ]
        self._write(file, [*lines, ""])

    def summary_globals(self, file):
        """Print the time of all gradients, and since the import."""
        # the package has the function of that name
        seconds = import_module("..gradient.grad", __package__).grad_time
        print(f"Time in all call to theano.grad() {seconds:e}s", file=file)
        print(f"Time since theano import {time_since_import():.3f}s", file=file)

    def summary(self, file=sys.stderr, n_ops_to_print=20, n_apply_to_print=20):
        """Print the whole profile.

        Parameters
        ----------
        file : file
        n_ops_to_print, n_apply_to_print : int
            How many rows the tables have.
        """
        self.summary_function(file)
        self.summary_globals(file)
        if sum(self.apply_time.values()) > 0:
            self.summary_class(file, n_ops_to_print)
            self.summary_ops(file, n_ops_to_print)
            self.summary_nodes(file, n_apply_to_print)
        elif self.fct_callcount > 0:
            print("  No execution time accumulated (hint: try config profiling.time_thunks=1)", file=file)
        if config.profile_memory:
            self.summary_memory(file, n_apply_to_print)
        if self.optimizer_profile:
            self.summary_optimizer(file)
        for printer in PROFILERS:
            printer(
                self.message, self.compile_time, self.fct_call_time, self.apply_time, self.apply_cimpl,
                self._output_sizes(), file,
            )
        if config.profiling.debugprint:
            for function in self.functions:
                debugprint(function, file=file)

    def summary_optimizer(self, file):
        """Print the time of each pass, with the numbers of nodes before and after it."""
        seconds = sum(entry[1] for entry in self.optimizer_profile)
        lines = [
            "Optimizer Profile",
            "-----------------",
            f" SeqOptimizer  time {seconds:.3f}s for {self.optimizer_profile[0][2]}/{self.optimizer_profile[-1][3]} "
            "nodes before/after optimization",
            "   time      - (name, position, nodes before, nodes after) - times applied",
        ]
        for name, spent, before, after, position, applied in sorted(self.optimizer_profile, key=lambda e: -e[1]):
            uses = " ".join(f"({rule!r}, {n})" for rule, n in sorted(applied.items(), key=lambda item: -item[1]))
            lines.append(f"   {spent:f}s - ({name!r}, {position}, {before}, {after}) - {uses}".rstrip(" -"))
        self._write(file, [*lines, ""])

    # ------------------------------------------------------------- memory

    def _output_sizes(self):
        """Return the bytes of each output of a node, by the shapes of the last call."""
        shapes = self.variable_shape
        return {
            v: _nbytes(v, shapes[v])
            for f in self.functions
            for node in f.maker.fgraph.toposort()
            for v in node.outputs
            if v in shapes
        }

    def summary_memory(self, file, N=None):
        """Print the memory of the results of operations, and the nodes with the largest ones."""
        sizes = self._output_sizes()
        peaks = [_memory(f, sizes) for f in self.functions]
        kept, freed = (max((peak[i] for peak in peaks), default=0) for i in (0, 1))
        lines = [
            "Memory Profile (the max between all functions in that profile)",
            "(Sparse variables are ignored)",
            "---",
            "    Max peak memory with current setting",
            f"        CPU: {_kilobytes(freed)}",
            "    Max peak memory if allow_gc=False (linker don't make a difference)",
            f"        CPU: {_kilobytes(kept)}",
            "---",
            "",
            "    This list is based on all functions in the profile",
            "    <Sum apply outputs (bytes)> <Apply outputs shape> <created/inplace/view> <Apply node>",
            "",
        ]
        rows = self._memory_rows(sizes)
        N = len(rows) if N is None else N
        shown = [row for row in rows[:N] if row[0] >= config.profiling.min_memory_size]
        lines += [
            f"    {total:9d}B  [{', '.join(map(str, known))}] {' '.join(kind)} {node}"
            for total, known, kind, node in shown
        ]
        everything = sum(row[0] for row in rows)
        rest = everything - sum(row[0] for row in shown)
        lines.append(
            f"   ... (remaining {len(rows) - len(shown)} Apply account for {rest:4d}B/{everything:d}B "
            f"({100 * rest / max(1, everything):.2f}%) of the Apply with dense outputs sizes)"
        )
        self._write(file, [*lines, ""])

    def _memory_rows(self, sizes):
        """Return bytes and shapes of the results, kind and node, for each node; the largest first."""
        rows = []
        for function in self.functions:
            for node in function.maker.fgraph.toposort():
                own = [v for v in node.outputs if v in sizes]
                if own:
                    kind = "v" if node.op.view_map else "i" if node.op.destroy_map else "c"
                    rows.append((sum(sizes[v] for v in own), [self.variable_shape[v] for v in own], kind, node))
        return sorted(rows, key=lambda row: -row[0])


def _class_name(cls):
    return f"{cls.__module__}.{cls.__qualname__}"


def _kilobytes(n):
    return f"{round(n / 1024)}KB"


def _nbytes(v, shape):
    n = v.type.numpy_dtype.itemsize
    for length in shape:
        n *= length
    return n


def _memory(function, sizes):
    """Return ``(bytes of all results, peak of live bytes)`` of the nodes that make new arrays."""
    fgraph = function.maker.fgraph
    order = fgraph.toposort()
    last = {}
    for i, node in enumerate(order):
        for v in node.inputs:
            last[v] = i
    outputs = set(fgraph.outputs)
    live = peak = total = 0
    for i, node in enumerate(order):
        if node.op.view_map or node.op.destroy_map:
            continue
        made = sum(sizes.get(v, 0) for v in node.outputs)
        total += made
        live += made
        peak = max(peak, live)
        for v in set(node.inputs):
            owner = v.owner
            if owner is not None and last[v] == i and v not in outputs and not owner.op.view_map:
                live -= sizes.get(v, 0)
    return total, peak
