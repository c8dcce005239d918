"""The offline package: what it holds, and what starts it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from scripts import bundle, bundle_wheels
from scripts.bundle import Item
from scripts.offline import start

WINDOWS, LINUX = bundle_wheels.windows("3.12"), bundle_wheels.linux("3.11")
TRACKED = ("app.py", "kb/errors.py", "documents/更正.csv", "tests/test_bundle.py", "README.md",
           "eval/bench.py", "index/README.md", ".streamlit/config.toml")  # fmt: skip


def wheel(folder: Path, name: str, version: str, *needs: str) -> Path:
    """A wheel with nothing but its metadata."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    told = [f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {need}" for need in needs)]
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(f"{name}-{version}.dist-info/METADATA", "\n".join(told) + "\n\n")
    return path


@pytest.fixture
def items(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Item]:
    """The plan of a package for Windows with two files of an app and one wheel."""
    for name in TRACKED:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, "utf-8")
    monkeypatch.setattr(bundle, "ROOT", tmp_path)
    return bundle.plan(TRACKED, [wheel(tmp_path, "a", "1.0")], WINDOWS, "9.9")


def content(items: list[Item], path: str) -> str:
    return next(item for item in items if item.path == path).read().decode()


def test_a_package_holds_the_app_and_what_starts_it_and_no_tests(items: list[Item]) -> None:
    assert [item.path for item in items] == [
        "app/.streamlit/config.toml", "app/README.md", "app/app.py", "app/documents/更正.csv",
        "app/index/README.md", "app/kb/errors.py", "bundle.json", "no-python.txt", "start.py",
        "wheels/a-1.0-py3-none-any.whl", "使用说明.txt", "启动乡鉴.bat",
    ]  # fmt: skip
    assert json.loads(content(items, "bundle.json")) == {
        "version": "9.9", "system": "windows", "python": "3.12",
    }  # fmt: skip
    assert "乡鉴 9.9 离线包（Windows，Python 3.12）\r\n" in content(items, "使用说明.txt")


def test_the_app_finds_all_that_it_needs_in_the_plan() -> None:
    held = {name for name in bundle._tracked() if bundle._of_app(name)}
    assert {
        "app.py",
        "requirements.txt",
        "kb/web/plain/refused.html",
        ".streamlit/config.toml",
    } <= held
    assert not any(name.startswith(("tests/", "eval/", "scripts/")) for name in held)


def test_the_same_checkout_gives_the_same_archive(items: list[Item], tmp_path: Path) -> None:
    for write in (bundle.write_zip, bundle.write_tar):
        digests = set()
        for name in ("1", "2"):
            write([*items, bundle.sums(items)], "乡鉴", tmp_path / name)
            digests.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
        assert len(digests) == 1


def test_the_list_of_hashes_is_right(items: list[Item]) -> None:
    lines = bundle.sums(items).read().decode().splitlines()
    digest = hashlib.sha256(b"app.py").hexdigest()
    assert f"{digest}  app/app.py" in lines and len(lines) == len(items)


def test_what_starts_it_on_linux_may_be_run(tmp_path: Path) -> None:
    made = bundle.plan([], [], LINUX, "9.9")
    bundle.write_tar(made, "top", tmp_path / "x.tar")
    with tarfile.open(tmp_path / "x.tar") as packed:
        assert packed.getmember("top/start.sh").mode == 0o755
        assert packed.getmember("top/start.py").mode == 0o644


def test_the_batch_file_is_ascii_with_windows_line_ends_and_no_stray_percent(
    items: list[Item],
) -> None:
    text = content(items, "启动乡鉴.bat")
    assert text.isascii() and "@PYTHON@" not in text
    assert text.count("\n") == text.count("\r\n")
    code = next(line for line in text.splitlines() if line.startswith('set "FITS='))
    assert "%" not in code and "'3.12'" in code
    assert text.index("chcp 65001") < text.index("type no-python.txt")


@pytest.mark.parametrize("system", [WINDOWS, LINUX])
def test_markers_are_those_of_the_other_system(
    system: bundle_wheels.Target, tmp_path: Path
) -> None:
    made = wheel(
        tmp_path, "a", "1.0", 'colorama>=0.4; sys_platform == "win32"',
        'nvidia-x==1; platform_system == "Linux"', 'old; python_version < "3.11"',
        'more; extra == "all"', "plain",
    )  # fmt: skip
    own = {"windows": "colorama", "linux": "nvidia-x"}[system.name]
    assert [need.name for need in bundle_wheels.needs_of(made, (), system)] == [own, "plain"]
    named = [need.name for need in bundle_wheels.needs_of(made, ("all",), system)]
    assert named == [own, "more", "plain"]


def test_what_is_missing_or_too_old_is_told(tmp_path: Path) -> None:
    made = [wheel(tmp_path, "a", "1.0", "B_b>=2", "c"), wheel(tmp_path, "b_b", "1.9")]
    assert bundle_wheels.conflicts(made, WINDOWS) == [
        "a 要 B_b>=2，这里是 1.9", "a 要 c，这里是 None",
    ]  # fmt: skip
    made[1] = wheel(tmp_path, "b_b", "2.1")
    assert bundle_wheels.conflicts([*made, wheel(tmp_path, "c", "1")], WINDOWS) == []


def test_versions_are_those_that_the_tests_ran_with() -> None:
    pinned = bundle_wheels._pinned(Requirement("pytest>=1"), WINDOWS)
    assert pinned == f"pytest=={pytest.__version__}"
    assert bundle_wheels._pinned(Requirement("no-such-package-here>=2"), LINUX) == (
        "no-such-package-here>=2"
    )


def test_a_file_of_requirements_is_read_without_comments() -> None:
    text = "-r other.txt\n# words\na==1\n\nb[c]>=2 # why\n"
    assert [str(one) for one in bundle_wheels.required_in(text)] == ["a==1", "b[c]>=2"]


@pytest.mark.parametrize(
    ("version", "wide", "root", "told"),
    [
        ((3, 11), True, "C:\\乡鉴", None),
        ((3, 12), True, "C:\\乡鉴", "要用 64 位的 Python 3.11，现在的是 3.12"),
        ((3, 11), False, "C:\\乡鉴", "要用 64 位的 Python 3.11"),
        ((3, 11), True, "C:\\" + "长" * 90, "路径太长（93 个字符）"),
    ],
)
def test_where_a_package_does_not_fit_it_says_so(
    version: tuple[int, int], wide: bool, root: str, told: str | None,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    (tmp_path / "bundle.json").write_text('{"python": "3.11"}', "utf-8")
    monkeypatch.setattr(start, "ROOT", tmp_path)
    found = start.misfit(version, wide, root, "nt")
    assert found == told or (told is not None and found is not None and told in found)


@pytest.mark.skipif(shutil.which("sh") is None, reason="no shell")
def test_without_the_right_python_the_shell_script_says_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "中文 夹"
    folder.mkdir()
    for item in bundle.plan([], [], bundle_wheels.linux("3.99"), "9.9"):
        (folder / item.path).write_bytes(item.read())
    run = subprocess.run(
        ["sh", str(folder / "start.sh")], capture_output=True, cwd=tmp_path, check=False,
        env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert run.returncode == 1
    assert "没有找到 64 位的 Python 3.99" in run.stderr.decode()
