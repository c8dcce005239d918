"""A paper as Markdown, with footnotes; source text never becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.citing import gbt7714
from kb.exporting.notes import footnote, mark, notices
from kb.exporting.printable import one_line, printable
from kb.exporting.proving import Problem
from kb.exporting.walking import NOT_SEEN, SOURCES, cited_in, sources_of
from kb.types import Block, Cell, Grid, Heading, Items, Paper, Prose, Quotation, Quoted

_MARKS = re.compile(r"([\\`*_{}\[\]<>|~$#&!^])")
_BEGINNINGS = re.compile(r"^([-+=:])|^(\d{1,9})([.)])")
_AUTOLINK = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp)(:)|\b(www)(\.)|(?<=\w)(@)(?=\w)")


def markdown(paper: Paper, problems: Sequence[Problem] = ()) -> str:
    """``paper`` as Markdown (CommonMark with tables and footnotes)."""
    writer = _Writer(problems)
    parts = [f"# {_inline(paper.title)}"]
    parts += [f"**{_inline(sentence)}**" for sentence in notices(problems)]
    parts += [part for block in paper.blocks if (part := writer.block(block))]
    sources = sources_of(paper)
    if sources:
        listed = (f"{n}. {_inline(gbt7714(source))}" for n, source in enumerate(sources, 1))
        parts += [f"## {SOURCES}", "\n".join(listed)]
    parts += [
        f"[^{cited.number}]: {_inline(footnote(cited.quotation, problems))}"
        for cited in cited_in(paper)
    ]
    return "\n\n".join(parts) + "\n"


class _Writer:
    """Counts the footnotes of one paper."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = problems
        self.noted = 0

    def block(self, block: Block) -> str:
        """One block, without a line end behind it."""
        if isinstance(block, Heading):
            hashes = "#" * (min(max(block.level, 1), 3) + 1)
            return f"{hashes} {_inline(block.text)}" if block.text.strip() else ""
        if isinstance(block, Prose):
            return "\n\n".join(map(_inline, filter(str.strip, block.text.splitlines())))
        if isinstance(block, Quoted):
            return self._quoted(block)
        if isinstance(block, Items):
            signs = (f"{n}." if block.numbered else "-" for n in range(1, len(block.lines) + 1))
            return "\n".join(f"{s} {_inline(x)}" for s, x in zip(signs, block.lines, strict=True))
        return self._grid(block)

    def _quoted(self, block: Quoted) -> str:
        lead = f"**{_inline(block.lead)}：** " if block.lead else ""
        lines = list(self._lines(block.quotation))
        quoted = "\n>\n".join(f"> {line}" for line in (lead + lines[0], *lines[1:]))
        note = one_line(block.note)
        return quoted + (f"\n\n备注：{_inline(note)}" if note else "")

    def _grid(self, grid: Grid) -> str:
        rows = [[_inline(name) for name in grid.header], ["---"] * len(grid.header)]
        rows += [[self._cell(cell) for cell in row] for row in grid.rows]
        table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
        return f"**{_inline(grid.caption)}**\n\n{table}" if grid.caption else table

    def _cell(self, cell: Cell) -> str:
        if isinstance(cell, str):
            return "<br>".join(map(_inline, cell.splitlines()))
        return "<br>".join(line for q in cell for line in self._lines(q)) or NOT_SEEN

    def _lines(self, quotation: Quotation) -> Iterator[str]:
        """The lines of the words that are not empty, the footnote's mark behind the last."""
        self.noted += 1
        lines = [_inline(x) for x in quotation.text.split("\n") if x.strip()] or [""]
        doubted = mark(quotation)
        lines[-1] += (f"**{doubted}**" if doubted else "") + f"[^{self.noted}]"
        yield from lines


def _inline(text: str) -> str:
    """Any text as one line of Markdown that shows exactly it, blanks aside."""
    shown = _MARKS.sub(r"\\\1", one_line(printable(text)))
    shown = _BEGINNINGS.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", shown)
    return _AUTOLINK.sub(_broken, shown)


def _broken(found: re.Match[str]) -> str:
    """An address with its sign escaped, which some programs would make a link of."""
    return "".join(f"\\{part}" if part in ":.@" else part for part in found.groups() if part)
