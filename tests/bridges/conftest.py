"""The bridges' tests run where the libraries on the other side are installed."""

import importlib.util
import warnings

collect_ignore_glob = []
if importlib.util.find_spec("pytensor") is None:
    collect_ignore_glob.append("pytensor/*")
else:
    with warnings.catch_warnings():
        # it warns of a missing BLAS, and its own code of what later versions of Python change
        warnings.simplefilter("ignore")
        import pytensor  # noqa: F401
