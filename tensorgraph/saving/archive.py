"""The file: a zip with ``graph.json``, its digest, and one ``.npy`` for each array; nothing in it is compressed.

Everything read is checked before use: the names and sizes of the members, the digest of the text, and the digest, dtype
and number of bytes of each array. So a file cannot make the reader take more memory than the file has, nor write
anywhere.
"""

import hashlib
import io
import json
import os
import re
import secrets
import zipfile

import numpy as np

from ..errors import LoadError, SaveError

FORMAT, VERSION = "tensorgraph", 1
TEXT, DIGEST = "graph.json", "graph.sha256"
_ARRAY = re.compile(r"arrays/(0|[1-9][0-9]{0,8})\.npy")


def write(path, document, arrays):
    """Write a file atomically: an old one stays until the new one is on the disk."""
    path = os.fspath(path)
    members = {f"arrays/{i}.npy": _npy(array) for i, array in enumerate(arrays)}
    document = {
        "format": FORMAT, "version": VERSION,
        "arrays": [hashlib.sha256(data).hexdigest() for data in members.values()], **document,
    }
    text = json.dumps(document, separators=(",", ":"), allow_nan=False).encode()
    digest = hashlib.sha256(text).hexdigest().encode()
    temporary = f"{path}.{secrets.token_hex(8)}.tmp"
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    except OSError as error:
        # the user knows the file by its own name
        error.filename = path
        raise
    try:
        with open(descriptor, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                for name, data in {TEXT: text, DIGEST: digest, **members}.items():
                    archive.writestr(zipfile.ZipInfo(name), data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise
    _sync(os.path.dirname(path) or ".")


def _sync(folder):
    """Flush the folder itself to the disk, where the system allows it."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _npy(array):
    if array.dtype.kind not in "biufc":
        raise SaveError(f"arrays of dtype {array.dtype} cannot be saved", "an array")
    file = io.BytesIO()
    np.lib.format.write_array(file, array, allow_pickle=False)
    return file.getvalue()


def read(path):
    """Return the document and the arrays of a file.

    Raises
    ------
    LoadError
        If it is not such a file, or not as it was written.
    """
    try:
        with open(path, "rb") as file, zipfile.ZipFile(file) as archive:
            size = os.fstat(file.fileno()).st_size
            members = _members(archive, size)
            if TEXT not in members or DIGEST not in members:
                raise LoadError("it has no graph", path)
            text = members[TEXT]()
            if members[DIGEST]() != hashlib.sha256(text).hexdigest().encode():
                raise LoadError("the graph is not as it was written", path)
            document = json.loads(text)
            _check_version(document, path)
            arrays = [_array(members, i, digest) for i, digest in enumerate(document["arrays"])]
    except (LoadError, FileNotFoundError, IsADirectoryError, PermissionError):
        raise
    except MemoryError:
        raise
    except Exception as error:
        if _is_pickle(path):
            raise LoadError("it is a pickle, which only pickle.load reads", path) from error
        raise LoadError(f"it cannot be read: {type(error).__name__}: {error}", path) from error
    return document, arrays


def _is_pickle(path):
    """Return True if a file begins as pickles do since protocol 2."""
    with open(path, "rb") as file:
        return file.read(1) == b"\x80"


def _members(archive, size):
    """Return a function for each member that reads it."""
    found, total = {}, 0
    for info in archive.infolist():
        name = info.filename
        if name not in (TEXT, DIGEST) and not _ARRAY.fullmatch(name):
            raise LoadError(f"a member is called {name[:80]!r}")
        if name in found:
            raise LoadError(f"there are two members {name!r}")
        total += info.file_size
        if info.compress_type != zipfile.ZIP_STORED or info.file_size != info.compress_size or total > size:
            raise LoadError(f"member {name!r} is compressed, or larger than the file")
        found[name] = lambda info=info: archive.read(info)
    return found


def _check_version(document, path):
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise LoadError("it is none of this package's", path)
    if document.get("version") != VERSION:
        raise LoadError(f"it is of version {document.get('version')!r}, and this package reads version {VERSION}", path)


def _array(members, i, digest):
    data = members[f"arrays/{i}.npy"]()
    if hashlib.sha256(data).hexdigest() != digest:
        raise LoadError(f"array {i} is not as it was written")
    file = io.BytesIO(data)
    version = np.lib.format.read_magic(file)
    if version != (1, 0):
        raise LoadError(f"array {i} is of version {version}")
    shape, fortran, dtype = np.lib.format.read_array_header_1_0(file)
    count = 1
    for n in shape:
        count *= n
    if dtype.kind not in "biufc" or any(n < 0 for n in shape) or count * dtype.itemsize != len(data) - file.tell():
        raise LoadError(f"array {i} has {len(data) - file.tell()} bytes for shape {shape} and dtype {dtype}")
    flat = np.frombuffer(data, dtype, count, file.tell())
    return flat.reshape(shape, order="F" if fortran else "C").astype(dtype.newbyteorder("="), order="K", copy=True)
