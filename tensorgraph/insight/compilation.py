"""Reports of compilations: the time of each phase and pass, and how often which rule was used."""

from .tabular import Table

_LEAST = 0.01  # of the time, for a pass that is shown though it changes nothing


class CompileReport(Table):
    """The time of a compilation by phases and passes; made by ``f.compile_report()``.

    Attributes
    ----------
    seconds : float
        Of the whole compilation.
    phases : list of (str, float)
        Names and seconds: copying the graph, the passes of rewriting, writing the program.
    passes : list of tuple
        For each pass its name, seconds, numbers of nodes before and after it, and ``{rule: times used}``.
    """

    def __init__(self, name, seconds, phases, passes):
        self.name, self.seconds, self.phases = name, seconds, phases
        self.passes = [(title, spent, before, after, dict(rules)) for title, spent, before, after, _, rules in passes]

    @property
    def rules(self):
        """The number of uses of each rule, the most frequent first."""
        found = {}
        for *_, rules in self.passes:
            for rule, times in rules.items():
                found[rule] = found.get(rule, 0) + times
        return dict(sorted(found.items(), key=lambda item: -item[1]))

    @property
    def title(self):
        """The function, the time of its compilation, and the phases."""
        phases = ", ".join(f"{name} {1e3 * spent:.2f}" for name, spent in self.phases)
        return f"{self.name}: compiled in {1e3 * self.seconds:.2f} ms ({phases})"

    def cells(self):
        """Return the head and the lines of the table."""
        ordered = sorted(self.passes, key=lambda entry: -entry[1])
        shown = [entry for entry in ordered if entry[1] >= _LEAST * self.seconds or entry[4]]
        lines = [
            [f"{1e3 * spent:.3f}", title, str(before), str(after), _used(rules)]
            for title, spent, before, after, rules in shown
        ]
        rest = sum(entry[1] for entry in ordered) - sum(entry[1] for entry in shown)
        lines.append([f"{1e3 * rest:.3f}", f"{len(ordered) - len(shown)} others", "", "", ""])
        return ["ms", "pass", "nodes before", "after", "rules"], lines


def _used(rules):
    return ", ".join(f"{rule} {times}" for rule, times in sorted(rules.items(), key=lambda item: -item[1]))
