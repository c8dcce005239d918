"""Questions for discussion: fixed templates, of which only the slots are filled."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kb.casepacks.parts import Case
from kb.types import Quotation, Region

_FILE = Path(__file__).parent.parent / "lexicon" / "case_questions.toml"


@dataclass(frozen=True, slots=True)
class Question:
    """``kind``: 成因, 条件 … as shown. ``text``: with its slots filled. ``proposed``: one of
    those that a pack has unless its user chooses."""

    id: str
    kind: str
    text: str
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class _Template:
    id: str
    kind: str
    text: str
    needs: tuple[str, ...]
    proposed: bool


def questions(
    thing: str, cases: Sequence[Case], general: Sequence[Quotation] = ()
) -> tuple[Question, ...]:
    """Those that fit the cases, in the order of the data file. None without a case."""
    if not cases:
        return ()
    given = _given(cases, general)
    names = [short_name(case.region) for case in cases]
    slots = {"thing": thing, "place": names[0], "other": names[1] if len(names) > 1 else ""}
    return tuple(
        Question(t.id, t.kind, t.text.format(**slots), t.proposed)
        for t in _templates()
        if given.issuperset(t.needs)
    )


def short_name(region: Region) -> str:
    """The last part of a place's name."""
    return region.county or region.city or region.province or "这个地方"


def _given(cases: Sequence[Case], general: Sequence[Quotation]) -> set[str]:
    """Which needs the cases meet."""
    pieces = [piece for case in cases for piece in case.pieces]
    tests = {
        "several": len(cases) > 1,
        "figures": any(case.parts["指标数据"] for case in cases),
        "targets": any(piece.lead == "目标" for piece in pieces),
        "results": any(case.parts["成效"] for case in cases),
        "no_results": any(not case.parts["成效"] for case in cases),
        "leads": any(case.leads for case in cases),
        "basis": any(case.parts["政策依据"] for case in cases),
        "general": bool(general),
        "doubts": any("missing_digits" in piece.quotation.flags for piece in pieces),
        "digests": any(piece.quotation.digest for piece in pieces),
    }
    return {name for name, holds in tests.items() if holds}


@cache
def _templates() -> tuple[_Template, ...]:
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        _Template(
            q["id"],
            table["kinds"][q["kind"]],
            q["text"],
            tuple(q.get("needs", ())),
            q.get("proposed", False),
        )
        for q in table["questions"]
    )
