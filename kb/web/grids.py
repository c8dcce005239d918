"""Tables of a text, told by their tabs: the same characters, cell by cell, as safe HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.web.marking import Layer, Span, layered, tightened


def lines(text: str, start: int, end: int) -> Iterator[Span]:
    """The lines between two places, without their ends."""
    while start < end:
        line_end = text.find("\n", start, end)
        yield start, line_end if line_end >= 0 else end
        start = line_end + 1 if line_end >= 0 else end


def runs(text: str, start: int, end: int, least: int = 2) -> Iterator[tuple[bool, list[Span]]]:
    """The lines between two places in stretches that are tables, or are not.

    A table is at least ``least`` lines on end with a tab between other characters: one
    before a line is an indent.
    """
    held: list[Span] = []
    rows: list[Span] = []
    for line in lines(text, start, end):
        if "\t" in text[line[0] : line[1]].strip():
            rows.append(line)
            continue
        if len(rows) >= least:
            if held:
                yield False, held
            yield True, rows
            held = []
        else:
            held += rows
        rows = []
        held.append(line)
    if len(rows) >= least:
        if held:
            yield False, held
        yield True, rows
    elif held or rows:
        yield False, held + rows


def grid_html(
    text: str, rows: Sequence[Span], head: Sequence[Span], layers: Sequence[Layer]
) -> str:
    """``rows`` as a table below the rows of its ``head``."""
    width = max(text.count("\t", *row) + 1 for row in (*head, *rows))
    top = "".join(_row(text, row, width, "th", layers) for row in head)
    body = "".join(_row(text, row, width, "td", layers) for row in rows)
    return (
        '<div class="kb-gridbox" tabindex="0"><table class="kb-grid">'
        + (f"<thead>{top}</thead>" if top else "")
        + f"<tbody>{body}</tbody></table></div>"
    )


def passage_html(
    text: str, start: int, end: int, header: Span | None, layers: Sequence[Layer]
) -> str:
    """A piece of a document: its tables as tables, all else word for word with its line
    ends. ``header``: the rows that stand above a piece of a table."""
    head = list(lines(text, *header)) if header else []
    pieces = []
    for is_table, found in runs(text, start, end, 1 if head else 2):
        if is_table:
            pieces.append(grid_html(text, found, head, layers))
            head = []
        else:
            stop = min(found[-1][1] + 1, end)
            shown = tightened(layered(text, found[0][0], stop, layers))
            pieces.append(f'<div class="kb-words">{shown}</div>')
    return "".join(pieces)


def _row(text: str, row: Span, width: int, tag: str, layers: Sequence[Layer]) -> str:
    cells: list[str] = []
    at = row[0]
    within = [x for x in layers if x.start <= row[1] and x.end >= row[0]]
    while at <= row[1]:
        tab = text.find("\t", at, row[1])
        stop = tab if tab >= 0 else row[1]
        last = tab < 0
        # The tab stays: what is shown is the document's, character for character.
        cells.append(f"<{tag}>{layered(text, at, stop, within)}{'' if last else '&#9;'}</{tag}>")
        if last:
            break
        at = stop + 1
    missing = f"<{tag}></{tag}>" * (width - len(cells))
    return f"<tr>{''.join(cells)}{missing}</tr>"
