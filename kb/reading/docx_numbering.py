"""Automatic numbering of Word, which is not in the text of a document.

Follows ECMA-376 part 1, 17.9: a paragraph names a numbering and a level; the level
gives a format such as ``%1、`` and counts on from the paragraphs before it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from kb.reading.docx_package import W

_CHINESE = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    pattern: str
    start: int
    suffix: str


@dataclass(slots=True)
class Numbering:
    """The numberings of one document, counted in the order ``label`` is called."""

    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _lists: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: etree._Element | None) -> Numbering:
        """Read ``word/numbering.xml``; ``None`` gives a numbering that labels nothing."""
        numbering = cls()
        if root is None:
            return numbering
        abstract = {a.get(f"{W}abstractNumId"): _levels(a) for a in root.iter(f"{W}abstractNum")}
        for number in root.findall(f"{W}num"):
            reference = number.find(f"{W}abstractNumId")
            name, target = number.get(f"{W}numId"), _value(reference)
            if name and target in abstract:
                numbering._levels[name] = abstract[target] | _overrides(number)
                # Numberings of one abstract list count on together unless overridden.
                own = number.find(f"{W}lvlOverride") is not None
                numbering._lists[name] = f"{target}/{name}" if own else target or name
        return numbering

    def label(self, number: str, level: int) -> str:
        """Return the label of the next paragraph of ``number`` at ``level`` (from 0).

        Empty for bullets and for what is not numbered at all.
        """
        levels = self._levels.get(number, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(self._lists[number], {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        if levels[level].form in {"bullet", "none"}:
            return ""
        label = levels[level].pattern
        for at in range(level + 1):
            shown = levels.get(at, levels[level])
            label = label.replace(f"%{at + 1}", numeral(counts.get(at, shown.start), shown.form))
        return label + levels[level].suffix


def numeral(value: int, form: str) -> str:
    """Write ``value`` in the number format ``form`` of WordprocessingML."""
    if form.startswith("decimalEnclosedCircle") and 1 <= value <= 20:
        return chr(0x2460 + value - 1)
    if "hinese" in form or form.startswith(("ideograph", "japanese", "taiwanese")):
        return _east_asian(value, form)
    if form == "decimalZero":
        return f"{value:02d}"
    if form in {"lowerLetter", "upperLetter"} and 1 <= value <= 26:
        return chr((97 if form == "lowerLetter" else 65) + value - 1)
    if form in {"lowerRoman", "upperRoman"} and 1 <= value < 40:
        return _roman(value) if form == "lowerRoman" else _roman(value).upper()
    return str(value)


def _east_asian(value: int, form: str) -> str:
    if form == "ideographTraditional" and 1 <= value <= 10:
        return _STEMS[value - 1]
    if form == "ideographEnclosedCircle" and 1 <= value <= 10:
        return chr(0x3280 + value - 1)
    if form == "chineseLegalSimplified":
        return _counted(value, _FORMAL, "拾", "佰")
    return _counted(value, _CHINESE, "十", "百")


def _counted(value: int, digits: str, ten: str, hundred: str) -> str:
    if not 0 < value < 1000:
        return str(value)
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    text = digits[hundreds] + hundred if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else digits[tens]) + ten
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "")


def _roman(value: int) -> str:
    text = ""
    for worth, letters in _ROMAN:
        count, value = divmod(value, worth)
        text += letters * count
    return text


def _levels(parent: etree._Element) -> dict[int, _Level]:
    return {_number(level.get(f"{W}ilvl")): _level(level) for level in parent.iter(f"{W}lvl")}


def _level(level: etree._Element) -> _Level:
    suffix = _value(level.find(f"{W}suff"))
    pattern = _value(level.find(f"{W}lvlText")) or ""
    # A tab after 一、 or （一） is layout; after a bare number it parts it from the text.
    parted = suffix == "nothing" or not pattern or pattern[-1] in "、.):\uff0e\uff09\uff1a"
    return _Level(
        _value(level.find(f"{W}numFmt")) or "decimal",
        pattern,
        _number(_value(level.find(f"{W}start")), 1),
        "" if parted else " ",
    )


def _overrides(number: etree._Element) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for override in number.findall(f"{W}lvlOverride"):
        levels |= _levels(override)
    return levels


def _value(element: etree._Element | None) -> str | None:
    return None if element is None else element.get(f"{W}val")


def _number(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and text.isdigit() else otherwise
