"""The explorer's page: one file that needs no network."""

import json
from html import escape
from importlib.resources import files

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header>
<h1></h1><nav></nav>
<input type="search" placeholder="find a name, operation or line" aria-label="find">
</header>
<main></main>
<aside hidden></aside>
<script type="application/json" id="document">{document}</script>
<script>{layout}</script>
<script>{script}</script>
</body>
</html>
"""


def page(document):
    """Return the page of a document.

    Parameters
    ----------
    document : dict
        With ``title``, ``graphs``, ``steps``, ``replay``, ``uses``, ``rules`` and ``places``, as ``viz`` makes it.
    """
    here = files(__package__)
    layout, style, script = (
        here.joinpath(name).read_text(encoding="utf-8") for name in ("dagre.min.js", "explorer.css", "explorer.js")
    )
    # "</" would end the script
    text = json.dumps(document, separators=(",", ":")).replace("</", "<\\/")
    return PAGE.format(
        title=escape(document["title"]), style=style, document=text, layout=layout, script=script
    )
