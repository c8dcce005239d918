"""The imports are those of the table in ARCHITECTURE.md."""

import ast
import re
from graphlib import TopologicalSorter

import pytest

from kb.settings import ROOT

LIBRARIES = {
    "faiss": {"kb/store/dense.py"},
    "rank_bm25": {"kb/store/lexical.py"},
    "rjieba": {"kb/words.py"},
    "opencc": {"kb/script.py"},
    "langchain_text_splitters": {"kb/passages/cutting.py"},
    "pypdfium2": {
        "kb/reading/pdf.py",
        "kb/reading/pdf_file.py",
        "kb/reading/pdf_lines.py",
        "kb/reading/pdf_rulings.py",
    },
    "rapidocr": {"kb/reading/ocr.py"},
    "python_calamine": {"kb/reading/sheet.py"},
    "xlrd": {"kb/reading/sheet_xls.py"},
    "doc2docx": {"kb/reading/doc.py"},
    "httpcore": {"kb/fetching/fetching.py", "kb/fetching/network.py"},
    "rapidfuzz": {"kb/citing/finding.py", "kb/copies/alignment.py"},
    "filelock": {"kb/accounts/files.py", "kb/store/versions.py"},
    "argon2": {"kb/accounts/passwords.py"},
    "starlette": {"kb/web/entrance.py", "kb/web/gate.py"},
    "xlsxwriter": {"kb/exporting/workbook.py"},
    "pydantic": {
        "kb/store/entries.py",
        "kb/store/library.py",
        "kb/store/library_writing.py",
        "kb/store/practice_rows.py",
        "kb/userdata/archive.py",
        "kb/userdata/stored.py",
    },
}


def sources(folder="kb"):
    return [p for p in sorted((ROOT / folder).rglob("*.py")) if "cache" not in p.parts]


def imported(path):
    """Every module a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module == "kb":
                yield from (f"kb.{alias.name}" for alias in node.names)


def room_of(path):
    return path.relative_to(ROOT / "kb").with_suffix("").parts[0]


def arrows():
    found = {}
    for path in sources():
        room = room_of(path)
        if room in ("__init__", "__main__"):
            continue
        targets = {name.split(".")[1] for name in imported(path) if name.startswith("kb.")}
        found.setdefault(room, set()).update(targets - {room})
    return found


def table():
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    section = text.split("## Rooms and what they may import")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \|(.*)\|$", section, re.M)
    return {room: set(re.findall(r"`(\w+)`", cell)) for room, cell in rows}


def test_every_arrow_stands_in_the_table_and_every_row_is_used():
    assert arrows() == table()


def test_no_cycles():
    assert list(TopologicalSorter(table()).static_order())


def test_nobody_imports_the_top_floor():
    for path in sources():
        assert not any(name.split(".")[0] in ("eval", "app") for name in imported(path)), path


@pytest.mark.parametrize("library", LIBRARIES)
def test_one_library_one_module(library):
    users = {
        path.relative_to(ROOT).as_posix()
        for path in sources()
        if any(name.split(".")[0] == library for name in imported(path))
    }
    assert users == LIBRARIES[library]


def test_streamlit_only_in_the_pages():
    for path in sources():
        if any(name.split(".")[0] == "streamlit" for name in imported(path)):
            assert room_of(path) == "web", path


def test_no_pickle_anywhere():
    for path in [*sources(), *sources("eval"), *sources("scripts")]:
        assert not any(
            name.split(".")[0] in ("pickle", "joblib", "dill") for name in imported(path)
        )


def test_every_public_definition_has_a_docstring():
    bare = []
    for path in sources():
        for node in ast.parse(path.read_text("utf-8")).body:
            named = isinstance(node, ast.FunctionDef | ast.ClassDef)
            if named and not node.name.startswith("_") and not ast.get_docstring(node):
                bare.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert bare == []
