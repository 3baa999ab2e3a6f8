"""``theano.gof.compilelock``: the lock of the folder of compiled C code, which does not exist here."""

import contextlib

__all__ = ["force_unlock", "get_lock", "lock_ctx", "release_lock", "set_lock_status"]


def get_lock(lock_dir=None, **kw):
    """Return at once."""


def release_lock():
    """Return at once."""


def force_unlock():
    """Return at once."""


def set_lock_status(use_lock):
    """Return at once."""


@contextlib.contextmanager
def lock_ctx(lock_dir=None, keep_lock=False, **kw):
    """Return a context in which nothing is locked."""
    yield
