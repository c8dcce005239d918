"""Whether a quotation still stands in the library as it was quoted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kb.citing.finding import Clue, find
from kb.citing.quoting import quote
from kb.store.library import Library
from kb.types import Document, Quotation

State = Literal["未变", "移位", "有改动", "已不在"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a quotation stands.

    未变: the same words at the same place. 移位: the same words, blanks and line ends aside,
    at another place of the document, or of the file that has taken its path. 有改动: the words
    are no longer there; ``now`` is the nearest text. 已不在: nothing like it. ``now``: the
    quotation as the library has it, ``None`` for 已不在. ``succeeded``: ``now`` is of another
    version of the file.
    """

    state: State
    now: Quotation | None = None
    succeeded: bool = False

    @property
    def stands(self) -> bool:
        """Whether the words are in the library."""
        return self.state in ("未变", "移位")

    @property
    def told(self) -> str:
        """The state as a sentence for the user."""
        where = "同一文件的新版本" if self.succeeded else "同一文件"
        return {
            "未变": "与库内文字一致。",
            "移位": f"文字未变，在{where}中换了位置。",
            "有改动": f"库内{where}的文字已有改动，请对照现在的文字。",
            "已不在": "库内已没有这段文字，无法核对。",
        }[self.state]


def stand(quotation: Quotation, library: Library) -> Standing:
    """How ``quotation`` stands in ``library``."""
    document = library.document(quotation.document_id)
    near: Standing | None = None
    for candidate in _candidates(quotation, document, library):
        standing = _stand_in(candidate, quotation, candidate is not document)
        if standing and standing.stands:
            return standing
        near = near or standing
    return near or Standing("已不在")


def _stand_in(document: Document, quotation: Quotation, succeeded: bool) -> Standing | None:
    words = quotation.text
    found = find(document.text, Clue(quotation.start, quotation.end, words))
    if found is None:
        return None
    now = quote(document, found.start, found.end)
    if found.how == "same":
        return Standing("移位" if succeeded else "未变", now, succeeded)
    same = "".join(now.text.split()) == "".join(words.split())
    return Standing("移位" if same else "有改动", now, succeeded)


def _candidates(
    quotation: Quotation, document: Document | None, library: Library
) -> Iterator[Document]:
    """The document itself, then those that the file at its path is now."""
    if document:
        yield document
    for record in library.files():
        if record.path == quotation.path:
            successor = library.document(record.id)
            if successor and successor is not document:
                yield successor
