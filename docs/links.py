"""Check the links inside of the built documentation: ``python docs/links.py FOLDER``, which needs no network.

Every page, picture and heading to which a page refers must be there. Links to other sites are looked at by
``sphinx-build -b linkcheck``.
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """A page: the names that links can end at, and the links that it has."""

    def __init__(self, path):
        super().__init__()
        self.names, self.links = set(), []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        """Note the names and the links of a tag."""
        found = dict(attrs)
        self.names.update(found[key] for key in ("id", "name") if found.get(key))
        self.links += [(self.getpos()[0], found[key]) for key in ("href", "src") if found.get(key)]


def broken(folder):
    """Yield ``file:line: link`` for each link below a folder that leads nowhere.

    Parameters
    ----------
    folder : pathlib.Path
    """
    pages = {path: Page(path) for path in sorted(folder.resolve().rglob("*.html")) if "_static" not in path.parts}
    for path, page in pages.items():
        for line, link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            end = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            end = end / "index.html" if end.is_dir() else end
            name = unquote(parts.fragment)
            if not end.exists() or name and end in pages and name not in pages[end].names:
                yield f"{path.relative_to(folder.resolve())}:{line}: {link}"


def main():
    """Print the broken links below the folder of the command line, and fail if there are any."""
    found = list(broken(Path(sys.argv[1])))
    print("\n".join(found) or "no broken links")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
