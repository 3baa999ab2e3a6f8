"""Tables as text and as HTML."""

import os
from html import escape

from ..graph.messages.called import cut

_MOST = 50  # characters of a line of the user's program


def line_text(lines):
    """Return the first of some lines of the user's program, and how many more there are."""
    if not lines:
        return ""
    more = f" (+{len(lines) - 1})" if len(lines) > 1 else ""
    return f"{os.path.basename(lines[0].filename)}:{lines[0].line}{more}  {cut(lines[0].source, _MOST)}"


class Table:
    """A base of what is shown as a table: it has a ``title``, and ``cells()`` returns the head and the lines."""

    def __str__(self):
        heads, lines = self.cells()
        widths = [max(len(line[k]) for line in [heads, *lines]) for k in range(len(heads))]
        text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in [heads, *lines]]
        return "\n".join([self.title, *text])

    __repr__ = __str__

    def _repr_html_(self):
        heads, lines = self.cells()
        rows = "".join(f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in line)}</tr>" for line in lines)
        head = "".join(f"<th>{escape(text)}</th>" for text in heads)
        return (
            f"<table><caption>{escape(self.title)}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )
