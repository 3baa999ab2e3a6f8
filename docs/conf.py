"""Configuration of the documentation: ``sphinx-build -W docs docs/_build``."""

import tensorgraph

project = "tensorgraph"
author = "the tensorgraph developers"
release = version = tensorgraph.__version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx-mathjax-offline",
    "numpydoc",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_gallery.gen_gallery",
]
templates_path = ["_templates"]
exclude_patterns = ["_build", "tutorial", "tutorial_pages/*.ipynb", "tutorial_pages/*.py"]
autosummary_generate = True
nitpicky = True
nitpick_ignore = [
    # attributes and names in "See Also" that numpydoc makes links of
    ("py:obj", "profile"), ("py:obj", "logit"), ("py:obj", "sigmoid"),
    # bases that are no part of the reference
    ("py:class", "tensorgraph.compile.inputs.SymbolicOutput"), ("py:class", "numpy.random.mtrand.RandomState"),
]  # fmt: skip
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
html_theme = "pydata_sphinx_theme"
html_title = "tensorgraph"
html_static_path = ["_static"]
html_css_files = ["wide.css"]
html_theme_options = {
    "navbar_align": "left",
    "secondary_sidebar_items": ["page-toc"],
    "show_prev_next": True,
    "navigation_with_keys": False,
}
# pages that have none below them have the whole width
html_sidebars = {"*": []}
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True


def setup(app):
    import sys
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parent))
    import elementwise_page

    app.connect("builder-inited", elementwise_page.write)
