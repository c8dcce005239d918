"""Rich Text Format without a program: text, table rows and notes, deleted text left out.

Follows the Rich Text Format Specification 1.9.1: groups in braces, control words with a
number, bytes of the font's code page as \\'xx, Unicode as \\u with a stand-in to skip. The
libraries for it lose table rows, keep deleted text, and tear characters of two bytes whose
second one is an ASCII letter. One pass over the file, a token at a time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kb.errors import UnreadableError
from kb.reading.lines import LineCollector
from kb.types import RawText

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}\r\n]+)|[\r\n]+",
    re.S,
)
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet info pict object themedata colorschememapping datastore "
    b"listtable listoverridetable rsidtbl xmlnstbl generator revtbl fldinst bkmkstart bkmkend "
    b"header headerl headerr headerf footer footerl footerr footerf filetbl annotation atnid "
    b"atnauthor atnref atndate atrfstart atrfend nonesttables nesttableprops shpinst "
    b"pgdsctbl mmathPr latentstyles pntext falt panose tc xe txe".split()
)
_BREAKS = {b"par": "\n", b"sect": "\n", b"line": "\n", b"page": "\n", b"tab": "\t"} | {
    b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
    b"rdblquote": "”", b"bullet": "•", b"emspace": "\u3000", b"enspace": " ",
    b"nestcell": " ", b"nestrow": " ",
}  # fmt: skip
_SIGNS = {b"~": " ", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\"}
_SYMBOLS = "symbols"
_CHARSETS = {
    0: "cp1252", 2: _SYMBOLS, 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950",
    161: "cp1253", 162: "cp1254", 204: "cp1251", 238: "cp1250",
}  # fmt: skip
_ROW, _CELL, _END = "\x1d", "\x1f", "\x1e"
_TABLE_ROW = re.compile(f"{_ROW}([^{_END}]*){_END}")
_MAX_DEPTH = 2_000


@dataclass(frozen=True, slots=True)
class _State:
    """What a brace saves: left out or not, hidden or deleted or not, characters after \\u to
    skip, the font, and whether the group is the table of fonts, a note or the label of a list."""

    left_out: bool = False
    hidden: bool = False
    skip: int = 1
    font: int | None = None
    fonts: bool = False
    note: bool = False
    label: bool = False


def read_rtf(content: bytes) -> RawText:
    """Read an RTF file. Raises ``UnreadableError`` where it is nested without end."""
    reader = _Reader()
    at = 0
    while at < len(content):
        token = _TOKEN.match(content, at)
        at = token.end() + reader.take(token) if token else at + 1
    return _laid_out(reader.finished())


class _Reader:
    def __init__(self) -> None:
        self._state = _State()
        self._stack: list[_State] = []
        self._codec = "cp1252"
        self._codecs: dict[int, str] = {}
        self._default: int | None = None
        self._bytes = bytearray()
        self._to_skip = 0
        self._text: list[str] = []
        self._notes: list[str] = []

    def take(self, token: re.Match[bytes]) -> int:
        """Take in one token; return how many bytes after it are no RTF."""
        word, number, byte, sign, brace, plain = token.groups()
        if byte is not None:
            self._add_bytes(bytes([int(byte, 16)]))
        elif plain is not None:
            self._add_bytes(plain)
        elif brace is not None:
            self._group(opens=brace == b"{")
        elif word is not None:
            if word == b"bin":
                return max(0, int(number or 0))
            self._word(word, None if number is None else int(number))
        elif sign == b"*":
            self._leave_out()
        elif sign is not None:
            self._add("\n" if sign in b"\r\n" else _SIGNS.get(sign, ""))
        return 0

    def finished(self) -> str:
        self._flush()
        notes = "".join(self._notes).strip("\n")
        return "".join(self._text) + (f"\n{notes}\n" if notes else "")

    def _group(self, *, opens: bool) -> None:
        self._flush()
        self._to_skip = 0
        if opens:
            if len(self._stack) >= _MAX_DEPTH:
                raise UnreadableError("RTF 文件的结构嵌套太深，没有打开。请另存为 .docx 再添加。")
            self._stack.append(self._state)
        elif self._stack:
            ended, self._state = self._state, self._stack.pop()
            if ended.note and not self._state.note:
                self._notes.append("\n")

    def _leave_out(self) -> None:
        self._flush()
        self._state = replace(self._state, left_out=True)

    def _word(self, word: bytes, number: int | None) -> None:
        if word == b"u":
            self._unicode(number or 0)
        elif word == b"uc":
            self._state = replace(self._state, skip=max(0, number or 0))
        elif word in {b"v", b"deleted"}:
            self._flush()
            self._state = replace(self._state, hidden=number != 0)
        elif word == b"fonttbl":
            self._state = replace(self._state, left_out=True, fonts=True)
        elif word in _SKIPPED:
            self._leave_out()
        elif word in {b"f", b"fcharset", b"deff", b"ansicpg", b"plain"}:
            self._font(word, number)
        elif word in {b"footnote", b"ftnalt"}:
            self._flush()
            self._state = replace(self._state, note=True)
        elif word == b"listtext":
            self._state = replace(self._state, label=True)
        elif word == b"trowd":
            self._add(_ROW)
        elif word in {b"cell", b"row"}:
            self._add(_CELL if word == b"cell" else _END)
        elif word in _BREAKS and not (self._state.label and word == b"tab"):
            self._add(_BREAKS[word])

    def _font(self, word: bytes, number: int | None) -> None:
        self._flush()
        if word == b"ansicpg":
            self._codec = {936: "gb18030", 950: "cp950"}.get(number or 0, f"cp{number}")
        elif word == b"deff":
            self._default = number
        elif word == b"fcharset" and self._state.font is not None:
            if self._state.fonts and number in _CHARSETS and number:
                self._codecs[self._state.font] = _CHARSETS[number]
        elif word in {b"f", b"plain"}:
            hidden = self._state.hidden and word == b"f"
            font = number if word == b"f" else self._default
            self._state = replace(self._state, font=font, hidden=hidden)

    def _unicode(self, number: int) -> None:
        self._flush()
        code = number + 0x10000 if number < 0 else number
        # A sign of a symbol font, such as a bullet, has no meaning outside it.
        if 0 < code < 0x10000 and not 0xF000 <= code <= 0xF0FF:
            self._add(chr(code))
        self._to_skip = self._state.skip

    def _add_bytes(self, content: bytes) -> None:
        skipped = min(self._to_skip, len(content))
        self._to_skip -= skipped
        if not (self._state.left_out or self._state.hidden):
            self._bytes += content[skipped:]

    def _add(self, text: str) -> None:
        self._flush()
        if not (self._state.left_out or self._state.hidden):
            (self._notes if self._state.note else self._text).append(text)

    def _flush(self) -> None:
        if not self._bytes:
            return
        codec = self._codecs.get(-1 if self._state.font is None else self._state.font, self._codec)
        if codec == _SYMBOLS:
            self._bytes.clear()
            return
        try:
            text = self._bytes.decode(codec, errors="replace")
        except LookupError:
            text = self._bytes.decode("cp1252", errors="replace")
        self._bytes.clear()
        (self._notes if self._state.note else self._text).append(text)


def _laid_out(text: str) -> RawText:
    """Lines, and rows of tables with a tab between cells."""
    # Two halves of a character outside the first plane come as two numbers.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    lines = LineCollector()
    at, first = 0, None
    for row in _TABLE_ROW.finditer(text):
        between = text[at : row.start()]
        if between.strip(f"\n{_ROW}"):
            _close(lines, first)
            first = None
            _add_lines(lines, between)
        first = lines.position if first is None else first
        cells = row[1].replace(_ROW, "").split(_CELL)
        lines.add("\t".join(" ".join(cell.split()) for cell in cells).rstrip())
        at = row.end()
    _close(lines, first)
    _add_lines(lines, text[at:])
    return lines.finish("doc")


def _close(lines: LineCollector, first: int | None) -> None:
    if first is not None:
        lines.mark("table", first, lines.position - 1)


def _add_lines(lines: LineCollector, text: str) -> None:
    bare = text.translate({ord(mark): None for mark in (_ROW, _END)}).replace(_CELL, "\t")
    for line in bare.strip("\n").split("\n"):
        lines.add(line.rstrip())
