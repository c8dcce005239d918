"""Values of cells as a spreadsheet program shows them."""

from __future__ import annotations

import datetime
import math
import re
from decimal import ROUND_HALF_UP, Decimal

_FORMAT = re.compile(
    r"^(?P<before>[^#0?]*)(?P<whole>[#0,?]*[0#?])(?:\.(?P<decimals>[0#?]+))?"
    r"(?P<percent>%?)(?P<after>[^#0?]*)$"
)
_NOISE = re.compile(r"\[[^\]]*\]|_.|\*.")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_GENERAL_CHARACTERS = 11
_TOO_LONG = 10**15


def shown(value: object, code: str | None = None) -> str:
    """Return the text of one cell. ``code``: its number format, where the file gives one.

    Thousands are not grouped, so that 12,345 is found as 12345.
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number(float(value), code) if math.isfinite(value) else ""
    if isinstance(value, (datetime.date, datetime.time)):
        return _moment(value, code)
    if isinstance(value, datetime.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    return str(value)


def _number(value: float, code: str | None) -> str:
    section = _section(code)
    found = _FORMAT.match(section) if section else None
    if found is None or "E" in section:
        return _general(value)
    percent = bool(found["percent"])
    decimals = found["decimals"] or ""
    digits = _rounded(value, len(decimals), percent)
    optional = len(decimals) - len(decimals.rstrip("#?"))
    if optional and "." in digits:
        digits = re.sub(rf"0{{1,{optional}}}$", "", digits).rstrip(".")
    return f"{found['before']}{digits}{'%' if percent else ''}{found['after']}".strip()


def _rounded(value: float, places: int, percent: bool) -> str:
    """Return the number with so many places, a half rounded up as spreadsheets do."""
    exact = Decimal(repr(value)).scaleb(2 if percent else 0)
    if abs(exact) >= _TOO_LONG:
        return f"{value:.6g}"
    text = f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    return text if text.strip("-0.") else text.lstrip("-")


def _section(code: str | None) -> str:
    """Return the format for positive numbers, without colours, padding and quotes."""
    if not code or code.lower() == "general":
        return ""
    return _LITERAL.sub(lambda m: m[1] or m[2] or "", _NOISE.sub("", code.split(";")[0]))


def _general(value: float) -> str:
    """Return the number in as many digits as a cell of ordinary format has room for."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    whole = len(str(abs(int(value)))) if abs(value) < 1e15 else _GENERAL_CHARACTERS
    text = _rounded(value, max(0, _GENERAL_CHARACTERS - 1 - whole), False)
    if abs(value) >= 1e15 or not text.strip("-0."):
        return f"{value:.6g}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moment(value: datetime.date | datetime.time, code: str | None) -> str:
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    day = f"{value.year:04d}-{value.month:02d}-{value.day:02d}"
    if isinstance(value, datetime.datetime) and (value.hour or value.minute or value.second):
        return f"{day} {value.hour:02d}:{value.minute:02d}"
    # A month shown without its day has one in the file all the same: the first.
    plain = _LITERAL.sub("", _NOISE.sub("", code or "")).lower()
    if "y" in plain and "d" not in plain:
        return day[:7] if "m" in plain else day[:4]
    return day
