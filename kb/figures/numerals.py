"""The values of printed numerals: digits, Chinese numerals, magnitudes."""

from __future__ import annotations

DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"两": 2, "半": 0.5}
_TENS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
# What parts thousands goes.
_WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.", ",， ")


def spoken(words: str) -> float:
    """The value of Chinese numerals: 三百二十 → 320, 两 → 2, 七点五 → 7.5."""
    whole, _, decimals = words.partition("点")
    total, section = 0.0, 0.0
    for char in whole:
        if char in _TENS:
            total += (section or 1) * _TENS[char]
            section = 0
        elif char in DIGITS:
            section = DIGITS[char]
    for place, char in enumerate(decimals, start=1):
        section += DIGITS.get(char, 0) / 10**place
    return total + section


def multiplier(magnitude: str | None) -> float:
    """How many a magnitude makes of one: 万亿 → 10¹²."""
    scale = 1.0
    for char in magnitude or "":
        scale *= _TENS[char]
    return scale


def digits(printed: str) -> float:
    """The value of digits as printed, full-width ones too: 12,500 → 12500."""
    return float(printed.translate(_WIDE))


def clean(value: float) -> float:
    """Without the dust of binary fractions: 1.1 × 10000 is 11000."""
    return float(f"{value:.12g}")
