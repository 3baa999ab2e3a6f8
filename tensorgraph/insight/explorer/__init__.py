"""The explorer: a function as a page with its graphs, the steps of its rewriting, its program and its times."""
