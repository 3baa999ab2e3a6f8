"""Configuration of the documentation: ``sphinx-build -W docs docs/_build``."""

import tensorgraph

project = "tensorgraph"
author = "the tensorgraph developers"
release = version = tensorgraph.__version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.mathjax",
    "numpydoc",
    "sphinx_gallery.gen_gallery",
]
templates_path = ["_templates"]
exclude_patterns = ["_build", "tutorial", "tutorial_pages/*.ipynb", "tutorial_pages/*.py"]
autosummary_generate = True
numpydoc_show_class_members = False
autodoc_typehints = "none"  # docstrings say it in words
sphinx_gallery_conf = {
    "examples_dirs": "tutorial",
    "gallery_dirs": "tutorial_pages",
    "filename_pattern": "/plot_",
    "within_subsection_order": "FileNameSortKey",
    "abort_on_example_error": True,
    "download_all_examples": False,
    "show_memory": False,
}
html_theme = "alabaster"
html_theme_options = {"description": "Theano's language on precompiled kernels"}


def setup(app):
    import sys
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parent))
    import elementwise_page

    app.connect("builder-inited", elementwise_page.write)
