"""The running text of Word's XML as its reader sees it: all tracked changes accepted, each
text box once, hidden text and the instructions of fields left out."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from kb.reading.docx_package import W

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_VML = "{urn:schemas-microsoft-com:vml}"
_OFF = frozenset({"0", "false", "off"})
_BOX = f"{W}txbxContent"
_LEFT_OUT = frozenset(
    f"{W}{tag}"
    for tag in (
        "del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "sectPr",
        "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "trPr", "tcPr", "ffData", "rt",
    )
)  # fmt: skip
_MARKS = {
    f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}  # fmt: skip
# Wingdings, by its code: the boxes and ticks of forms.
_SYMBOLS = {0x6F: "□", 0x71: "□", 0xA8: "□", 0x52: "☑", 0xFE: "☑", 0xFC: "✓", 0xD8: "➢"}


def accepted(element: etree._Element) -> Iterator[etree._Element]:
    """The children that count once all changes are accepted; of alternatives only one."""
    for child in element:
        if not isinstance(child.tag, str) or child.tag in _LEFT_OUT or is_hidden(child):
            continue
        if child.tag == f"{_MC}AlternateContent":
            chosen = _alternative(child)
            if chosen is not None:
                yield from accepted(chosen)
        else:
            yield child


def _alternative(element: etree._Element) -> etree._Element | None:
    """The first choice, but one that has text where the first has none."""
    branches = [*element.findall(f"{_MC}Choice"), *element.findall(f"{_MC}Fallback")]
    worded = (b for b in branches if any((t.text or "").strip() for t in b.iter(f"{W}t")))
    return next(worded, branches[0] if branches else None)


def is_hidden(run: etree._Element) -> bool:
    """Whether an element is a run formatted as hidden text."""
    return run.tag == f"{W}r" and is_on(run.find(f"{W}rPr/{W}vanish"))


def is_on(switch: etree._Element | None) -> bool:
    """Whether a switch of WordprocessingML is there and not turned off."""
    return switch is not None and switch.get(f"{W}val", "1") not in _OFF


def inline_text(element: etree._Element) -> str:
    """The text of one paragraph, what stands in its text boxes left out."""
    return "".join(_pieces(element))


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in accepted(element):
        if child.tag in {f"{W}t", _MATH_TEXT}:
            yield child.text or ""
        elif child.tag == f"{W}br" and child.get(f"{W}type") in {"page", "column"}:
            continue
        elif child.tag in _MARKS:
            yield _MARKS[child.tag]
        elif child.tag == f"{W}sym":
            yield _symbol(child)
        elif child.tag != _BOX:
            yield from _pieces(child)


def _symbol(element: etree._Element) -> str:
    code = element.get(f"{W}char", "")
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    if 0xF000 <= value <= 0xF0FF:
        return _SYMBOLS.get(value - 0xF000, "")
    return chr(value) if 0x20 <= value < 0xD800 else ""


def boxes(element: etree._Element) -> Iterator[etree._Element | str]:
    """The text boxes of a paragraph, and the words of its WordArt."""
    for child in accepted(element):
        if child.tag == _BOX:
            yield child
        elif child.tag == f"{_VML}textpath":
            yield child.get("string", "")
        else:
            yield from boxes(child)


def unread_in(body: etree._Element) -> list[str]:
    """What a document holds beside text, a sentence each for the user."""
    counts = {"picture": 0, "object": 0, "chart": 0}
    hidden = _count(body, counts)
    said = {
        "picture": "有 {} 张嵌入的图片没有读，图里的文字查不到。",
        "object": "有 {} 个嵌入的对象（如表格、演示文稿）没有读，请另存后单独添加。",
        "chart": "有 {} 个图表没有读。",
    }
    sentences = [said[kind].format(number) for kind, number in counts.items() if number]
    return sentences + ([f"有 {hidden} 处隐藏的文字没有读。"] if hidden else [])


def _count(element: etree._Element, counts: dict[str, int]) -> int:
    hidden = 0
    for child in element:
        hidden += is_hidden(child) and bool("".join(child.itertext(f"{W}t")).strip())
    for child in accepted(element):
        name = etree.QName(child).localname
        if name == "object":
            counts["object"] += 1
            continue
        counts["picture"] += child.tag in {f"{_DRAWING}blip", f"{_VML}imagedata"}
        counts["chart"] += name in {"chart", "relIds"}
        hidden += _count(child, counts)
    return hidden
