"""Make ``kb/search/sounds.tsv`` and ``kb/search/shapes.tsv``: what is mistyped for what.

Sounds come from the dictionaries of PyPI ``pypinyin`` 0.55.0 (MIT), which takes half a second
to import and is therefore of requirements-dev.txt alone; a reading counts that a character has
by itself or in several phrases. Shapes are compared in a font, drawn by ``pillow``: Noto Sans CJK SC
(Debian's ``fonts-noto-cjk``) was used. Both hold the characters of GB 2312. Usage::

    python scripts/build_sounds.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from pypinyin import Style, lazy_pinyin, pinyin
from pypinyin.phrases_dict import phrases_dict

SEARCH = Path(__file__).parent.parent / "kb" / "search"
VOWELS = frozenset("aeiouv")
PHRASES = 3
"""Phrases of the dictionary that show a further reading to be in use."""
SIZE = 48
BLUR = 2.0
ALIKE = 0.83
"""Correlation of two blurred glyphs from which on they are taken for each other (未末, 己已)."""
MOST = 6
SIMPLIFIED_SC = 2  # the face of the font collection with the forms of the mainland


def gb2312() -> list[str]:
    """The Han characters of GB 2312, in its order."""
    cells = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return [char for cell in cells if (char := cell.decode("gb2312", "ignore"))]


def sounds(chars: list[str]) -> dict[str, list[str]]:
    """Syllable without its tone (ü as v) → the characters read so."""
    known = set(chars)
    used: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase in phrases_dict:
        if known.issuperset(phrase):
            for char, syllable in zip(phrase, lazy_pinyin(phrase, v_to_u=False), strict=True):
                used[char][syllable] += 1
    found: dict[str, list[str]] = defaultdict(list)
    for char in chars:
        all_of = pinyin(char, style=Style.NORMAL, heteronym=True)[0]
        kept = [s for n, s in enumerate(all_of) if n == 0 or used[char][s] >= PHRASES]
        for syllable in dict.fromkeys(kept):
            if VOWELS.intersection(syllable):  # not 嗯 as n
                found[syllable].append(char)
    return dict(sorted(found.items()))


def glyphs(chars: list[str], font: Path) -> NDArray[np.float32]:
    """(n, SIZE²) float32, rows of mean 0 and unit length: each character drawn and blurred."""
    face = ImageFont.truetype(str(font), SIZE - 4, index=SIMPLIFIED_SC)
    drawn = np.empty((len(chars), SIZE * SIZE), np.float32)
    for row, char in zip(drawn, chars, strict=True):
        image = Image.new("L", (SIZE, SIZE))
        ImageDraw.Draw(image).text((SIZE // 2, SIZE // 2), char, 255, face, anchor="mm")
        row[:] = np.asarray(image.filter(ImageFilter.GaussianBlur(BLUR)), np.float32).ravel()
    drawn -= drawn.mean(axis=1, keepdims=True)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True))


def shapes(chars: list[str], drawn: NDArray[np.float32]) -> dict[str, str]:
    """Character → those that look like it, either way round."""
    cosines = drawn @ drawn.T
    np.fill_diagonal(cosines, 0.0)
    found: dict[str, set[str]] = defaultdict(set)
    for number, char in enumerate(chars):
        for other in np.argsort(-cosines[number])[:MOST]:
            if cosines[number, other] >= ALIKE:
                found[char].add(chars[other])
                found[chars[other]].add(char)
    return {char: "".join(sorted(found[char])) for char in chars if found[char]}


def main() -> None:
    """Write both files."""
    chars = gb2312()
    by = "# Made by scripts/build_sounds.py from pypinyin 0.55.0 (MIT): syllable, characters."
    rows = [f"{syllable}\t{''.join(read)}" for syllable, read in sounds(chars).items()]
    (SEARCH / "sounds.tsv").write_text("\n".join((by, *rows)) + "\n", encoding="utf-8")
    by = "# Made by scripts/build_sounds.py from the shapes in a font: character, those like it."
    alike = shapes(chars, glyphs(chars, Path(sys.argv[1])))
    rows = [f"{char}\t{others}" for char, others in alike.items()]
    (SEARCH / "shapes.tsv").write_text("\n".join((by, *rows)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
