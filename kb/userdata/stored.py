"""Quotations as they stand in the file; a file may come from elsewhere, so they are checked."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from kb.errors import InputError
from kb.types import Quotation
from kb.userdata.limits import MAX_WORDS

_QUOTATION = TypeAdapter(Quotation)


def quotation_text(quotation: Quotation) -> str:
    """JSON of a quotation. Raises ``InputError`` where it is too long to be kept."""
    if len(quotation.text) > MAX_WORDS:
        raise InputError(
            f"这段文字有 {len(quotation.text)} 字，一条素材最多 {MAX_WORDS} 字。请分段收入。"
        )
    return _QUOTATION.dump_json(quotation).decode()


def quotation_from(text: str) -> Quotation | None:
    """A quotation from its JSON; ``None`` where it is none."""
    try:
        return _QUOTATION.validate_json(text)
    except ValidationError:
        return None
