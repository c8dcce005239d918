"""ZIP files whose bytes depend on their content alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_FILE = 0o100644 << 16


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """An archive of ``files`` (name, content) in the given order, without clock and system."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = _UNIX
            entry.external_attr = _FILE
            archive.writestr(entry, content, compresslevel=6)
    return stream.getvalue()


def unclocked(archive: bytes) -> bytes:
    """An archive that a library wrote, packed anew with the same files in the same order."""
    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        return zipped((entry.filename, found.read(entry)) for entry in found.infolist())
