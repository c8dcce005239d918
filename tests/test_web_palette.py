"""Colours: what stands on what can be read, in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kb.web.palette import palette, palette_css

STYLES = Path(__file__).parent.parent / "kb" / "web" / "styles"
GROUNDS = ("paper", "soft", "head", "chip")
TEXTS = ("ink", "muted", "strong", "link", "quiet")
TONES = ("good", "warn", "info", "bad", "above")
PAIRS = [
    *((text, ground) for text in TEXTS for ground in GROUNDS),
    *((tone, f"{tone}-ground") for tone in TONES),
    *((tone, "paper") for tone in TONES),
    *((text, ground) for text in ("ink", "link", "muted", "strong") for ground in ("mark", "here")),
    *(("ink", f"{tone}-ground") for tone in TONES),
    *((text, ground) for text in ("link", "muted") for ground in ("good-ground", "warn-ground")),
    ("on-accent", "accent"),
]
LINES = [
    ("line-strong", "paper"),
    ("focus", "paper"),
    ("focus", "soft"),
    ("bad-line", "paper"),
    ("warn-line", "paper"),
    ("accent", "paper"),
]
SHADES = ("light", "dark")
COLOURS = {(c.name, shade): getattr(c, shade) for c in palette() for shade in SHADES}


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 to 21, after WCAG 2.1."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("shade", SHADES)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(text: str, ground: str, shade: str) -> None:
    assert contrast(COLOURS[text, shade], COLOURS[ground, shade]) >= 4.5


@pytest.mark.parametrize("shade", SHADES)
@pytest.mark.parametrize(("line", "ground"), LINES)
def test_lines_that_carry_meaning_stand_out(line: str, ground: str, shade: str) -> None:
    assert contrast(COLOURS[line, shade], COLOURS[ground, shade]) >= 3


def test_every_variable_a_style_uses_is_defined() -> None:
    defined = {f"--kb-{colour.name}" for colour in palette()}
    for path in STYLES.glob("*.css"):
        text = path.read_text("utf-8")
        own = set(re.findall(r"(--kb-[a-z-]+[0-9]*):", text)) | {"--kb-side", "--kb-tiles"}
        assert set(re.findall(r"var\((--kb-[a-z-]+[0-9]*)", text)) <= defined | own, path.name


def test_colours_stand_in_one_table() -> None:
    for path in STYLES.glob("*.css"):
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*})", path.read_text("utf-8")), path.name


def test_paper_is_light() -> None:
    printed = palette_css().split("@media print")[1]
    assert COLOURS["ink", "light"] in printed
    assert COLOURS["ink", "dark"] not in printed
