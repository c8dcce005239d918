"""What a worker process can be asked to do, as plain functions over JSON."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kb.indexing.ingest import ingest
from kb.indexing.unpacking import contents, unpack
from kb.reading import read
from kb.reading.page_picture import page_picture
from kb.store.entries import Stamp, entry_json

Request = dict[str, Any]
Task = Callable[[Request], bytes]


def perform(request: Request) -> bytes:
    """Do what ``request["task"]`` names and return its result as JSON.

    Raises ``UnreadableError`` and whatever the task itself raises.
    """
    return _TASKS[request["task"]](request)


def _ingest(request: Request) -> bytes:
    entry = ingest(
        Path(request["file"]),
        request["path"],
        request["sha256"],
        request["id"],
        Stamp(*request["stamp"]),
    )
    return entry_json(entry)


def _contents(request: Request) -> bytes:
    found = contents(Path(request["file"]))
    inner = [[i.name, i.size_bytes, i.sha256, i.reason] for i in found.inner]
    return _json({"is_document": found.is_document, "inner": inner})


def _unpack(request: Request) -> bytes:
    return _json(unpack(Path(request["file"]), Path(request["target"])))


def _raw_text(request: Request) -> bytes:
    return _json(read(Path(request["file"])).text)


def _picture(request: Request) -> bytes:
    file = Path(request["file"])
    picture = page_picture(
        file.read_bytes(), file.suffix.lower(), request["page"], request["width_px"]
    )
    return _json(base64.b64encode(picture).decode())


def _json(value: object) -> bytes:
    # ASCII: a lone surrogate in a name of a file must not end the worker.
    return json.dumps(value).encode()


_TASKS: dict[str, Task] = {
    "ingest": _ingest,
    "contents": _contents,
    "unpack": _unpack,
    "raw_text": _raw_text,
    "picture": _picture,
}
