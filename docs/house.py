"""Draw the house: the folders of the package in the order of layers, with their rooms.

``python docs/house.py`` writes ``docs/house.svg``; a test fails if it is out of date.
"""

import ast
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "tensorgraph"
WIDTH, LINE, LEFT = 860, 18, 20
TITLE = "A program passes from top to bottom. A folder imports only from those above it."
STYLE = (
    "text{font:12px sans-serif;fill:#222}.name{font-weight:bold}.rooms{fill:#5a6672}rect{fill:#f4f6f8;stroke:#9aa5b1}"
)


def layers():
    """Return the folders of the package, from the lowest layer to the highest."""
    tree = ast.parse((ROOT / "tests/test_layers.py").read_text())
    assigned = {ast.unparse(node.targets[0]): node.value for node in tree.body if isinstance(node, ast.Assign)}
    return [name for name in ast.literal_eval(assigned["LAYERS"]) if (PACKAGE / name / "__init__.py").exists()]


def summary(folder):
    """Return the first sentence of a folder's docstring, without markup."""
    text = ast.get_docstring(ast.parse((folder / "__init__.py").read_text())).split("\n\n")[0]
    return " ".join(text.split()).replace("`", "").split(". ")[0].rstrip(".")


def rooms(folder):
    """Return the names of the folders in a folder that hold sources."""
    return sorted(path.parent.name for path in folder.glob("*/__init__.py"))


def picture():
    """Return the text of the drawing."""
    shapes, y = [], 34
    for name in layers():
        inside = rooms(PACKAGE / name)
        height = LINE * (2 if inside else 1) + 10
        shapes += [
            f'<rect x="{LEFT}" y="{y}" width="{WIDTH - 2 * LEFT}" height="{height}" rx="4"/>',
            f'<text class="name" x="{LEFT + 10}" y="{y + 18}">{name}</text>',
            f'<text x="{LEFT + 100}" y="{y + 18}">{escape(summary(PACKAGE / name))}</text>',
        ]
        if inside:
            names = " · ".join(inside)
            shapes.append(f'<text class="rooms" x="{LEFT + 100}" y="{y + 18 + LINE}">{names}</text>')
        y += height + 6
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y + 10}" viewBox="0 0 {WIDTH} {y + 10}">',
        f"<style>{STYLE}</style>",
        f'<text x="{LEFT}" y="20">{TITLE}</text>',
        *shapes,
        "</svg>",
        "",
    ])


if __name__ == "__main__":
    (ROOT / "docs/house.svg").write_text(picture())
