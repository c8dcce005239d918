"""The provinces as tiles: what each says, and the style that lays them out and shades them.

Each tile is a button of the page, so that it is reached by keyboard; its key is made of its
place in the layout alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from kb.comparing import Tile
from kb.types import DEPTHS
from kb.web.marking import escaped

NOTE = (
    "示意图：每格是一个省级行政区，只表示大致方位，不表示位置、面积和边界。完整内容见下面的对比表。"
)
BOX = "kb-tiles"
"""Key of the container that holds the buttons."""
_STEPS = ((1, "1 地"), (2, "2—3 地"), (4, "4—9 地"), (10, "10 地以上"))
# Text on each shade has a contrast of at least 4.5.
_SHADES = (("#d9ece2", "#14432f"), ("#a3d1b9", "#0f3323"), ("#2f7d5c", "#fff"), ("#14573f", "#fff"))
_DEPTH_SHADES = dict(
    zip(DEPTHS, (("#e3e8e5", "#3c4a44"), ("#8fbbe0", "#0b2f55"), ("#14573f", "#fff")), strict=True)
)


def key_of(tile: Tile) -> str:
    """The key of the tile's button."""
    return f"tile-{tile.row}-{tile.column}"


def label_of(tile: Tile) -> str:
    """What stands on the tile: the short name, and how many places where there are some."""
    return f"{tile.short} {tile.places}" if tile.places else tile.short


def told_of(tile: Tile) -> str:
    """The tile in words."""
    if not tile.places:
        return f"{tile.province}：库内未见"
    deepest = f"，最详的是“{tile.depth}”" if tile.depth else ""
    return f"{tile.province}：{tile.places} 地{deepest}"


def style_html(tiles: Sequence[Tile], shade: str, chosen: str | None) -> str:
    """Where each tile lies and how it is shaded. ``shade``: 地区数 or 详略; ``chosen``: the
    province whose tile is chosen."""
    width = max(tile.column for tile in tiles) + 1
    rules = [f".st-key-{BOX} {{ --kb-tiles: {width}; }}"]
    for tile in tiles:
        key = f".st-key-{BOX} .st-key-{key_of(tile)}"
        rules.append(f"{key} {{ grid-row: {tile.row + 1}; grid-column: {tile.column + 1}; }}")
        if tile.places:
            back, front = _shade(tile, shade)
            rules.append(f"{key} button {{ background: {back}; color: {front}; }}")
        if tile.province == chosen:
            rules.append(f"{key} button {{ box-shadow: 0 0 0 3px #d98e04; }}")
    return f"<style>{' '.join(rules)}</style>"


def legend_html(tiles: Sequence[Tile], shade: str, *, whole: bool) -> str:
    """What each shade stands for, that the map is none, and the same in words. ``whole``:
    whether all places were asked for."""
    blank = "库内未见" if whole else "库内未见，或没有选"
    if shade == "详略":
        pairs = [(_DEPTH_SHADES[depth][0], f"最详的是“{depth}”") for depth in DEPTHS]
    else:
        pairs = [(back, name) for (back, _), (_, name) in zip(_SHADES, _STEPS, strict=True)]
    items = "".join(
        f'<span><i style="background:{back}"></i>{escaped(name)}</span>' for back, name in pairs
    )
    told = sorted((tile for tile in tiles if tile.places), key=lambda tile: -tile.places)
    listed = "".join(f"<li>{escaped(told_of(tile))}</li>" for tile in told)
    return (
        f'<div class="kb-legend">{items}<span><i class="kb-blank"></i>{blank}</span></div>'
        f'<p class="kb-meta">{NOTE}</p>'
        f'<details class="kb-more"><summary>用文字列出 {len(told)} 个省份</summary>'
        f"<ul>{listed}</ul></details>"
    )


def _shade(tile: Tile, shade: str) -> tuple[str, str]:
    """Background and text."""
    if shade == "详略":
        return _DEPTH_SHADES[tile.depth or DEPTHS[0]]
    step = sum(tile.places >= least for least, _ in _STEPS)
    return _SHADES[max(step, 1) - 1]
