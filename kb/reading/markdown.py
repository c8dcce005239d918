"""Markdown: the text without its markup, headings and tables as marks.

Line by line and lenient, because the files at hand are Chinese prose with some Markdown
in it: list numbers are part of the official numbering and indented paragraphs are no code.
"""

from __future__ import annotations

import re

from kb.reading.encodings import decode
from kb.reading.lines import LineCollector, unify_line_ends
from kb.types import RawText

_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t\u3000]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-{2,})\s*$")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_TABLE_RULE = re.compile(r"^\s*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?\s*)?\|?\s*$")
_RULE = re.compile(r"^ {0,3}(?:(?:\*\s*){3,}|(?:_\s*){3,}|(?:-\s*){3,})$")
_BULLET = re.compile(r"^(\s*)[-*+]\s+(?=\S)")
_QUOTE = re.compile(r"^ {0,3}(?:>\s?)+")
_LINK = re.compile(r"(!?)\[([^\[\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\)")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<(?=https?://[^<>]*>)|(?<=[^\s<])>(?=\s|$)")
_STRONG = re.compile(r"(\*\*\*|\*\*|__|~~|\*)(?=\S)(.+?)(?<=\S)\1")
_CODE = re.compile(r"`([^`\n]+)`")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|~<>-])")


def read_markdown(content: bytes) -> RawText:
    """Read Markdown. Raises ``UnreadableError`` where the bytes are no text."""
    text, encoding = decode(content)
    lines = _without_comments(unify_line_ends(text)).split("\n")
    collector = LineCollector()
    body, title = _front_matter(lines, collector)
    _read_lines(lines[body:], collector)
    return collector.finish("markdown", title, encoding)


def _without_comments(text: str) -> str:
    # Each opening after the last end would be followed to the end of the text.
    closed = text.rfind("-->") + len("-->")
    return _COMMENT.sub("", text[:closed]) + text[closed:] if "-->" in text else text


def _front_matter(lines: list[str], collector: LineCollector) -> tuple[int, str | None]:
    """Add what stands between ``---`` lines at the top; return the first body line, the title."""
    if not lines or lines[0].strip() != "---":
        return 0, None
    end = next((i for i, line in enumerate(lines[1:60], 1) if line.strip() == "---"), None)
    if end is None or not all(":" in line or line[:1] in " -#" for line in lines[1:end] if line):
        return 0, None
    title = None
    for line in lines[1:end]:
        collector.add(line, "furniture")
        if line.startswith("title:"):
            title = line[6:].strip().strip("\"'") or None
    return end + 1, title


def _read_lines(lines: list[str], collector: LineCollector) -> None:
    i = 0
    while i < len(lines):
        if heading := _HEADING.match(lines[i]):
            collector.add(_inline(heading[2]), "heading", len(heading[1]))
        elif i + 1 < len(lines) and "|" in lines[i] and _TABLE_RULE.match(lines[i + 1]):
            i = _read_table(lines, i, collector)
            continue
        elif i + 1 < len(lines) and _is_underlined(lines[i], lines[i + 1]):
            level = 1 if "=" in lines[i + 1] else 2
            collector.add(_inline(lines[i].strip()), "heading", level)
            i += 1
        elif _FENCE.match(lines[i]) or _RULE.match(lines[i]):
            collector.add("")
        elif i < len(lines) - 1 or lines[i]:
            collector.add(_inline(_BULLET.sub(r"\1", _QUOTE.sub("", lines[i]))))
        i += 1


def _is_underlined(line: str, below: str) -> bool:
    plain = line.strip()
    return (
        bool(plain)
        and len(plain) <= 60
        and plain[-1] not in "。;\uff1b"
        and bool(_UNDERLINE.match(below))
    )


def _read_table(lines: list[str], i: int, collector: LineCollector) -> int:
    """Add the table that begins at line ``i``; return the first line after it."""
    with collector.marked("table"):
        collector.add(_row(lines[i]))
        i += 2
        while i < len(lines) and "|" in lines[i]:
            collector.add(_row(lines[i]))
            i += 1
    return i


def _row(line: str) -> str:
    cells = re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))
    return " | ".join(_inline(cell.strip()) for cell in cells)


def _inline(line: str) -> str:
    line = _LINK.sub(lambda link: "" if link[1] else link[2], line)
    line = _CODE.sub(r"\1", _TAG.sub("", line))
    for _ in range(3):
        line = _STRONG.sub(r"\2", line)
    return _ESCAPE.sub(r"\1", line)
