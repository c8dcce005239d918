"""Settings: defaults < ``kb.toml`` < environment < flags, checked once.

Paths in ``kb.toml`` and in the environment are relative to the project's root, paths
given as flags to the current folder.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from kb.errors import UsageError
from kb.types.people import ROLES, Role

ROOT = Path(__file__).resolve().parent.parent
ADDED = "added"
"""Folder below the documents folder that holds what is added through the app."""
SignIn = Literal["off", "local", "oidc"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and which model reads them.

    ``documents``: the folder that is indexed. ``index``: where the index lies.
    ``models``: the cache of prepared models. ``model``: a sentence-transformers name or
    path; ``None`` is the packaged default. ``threads``: of the encoder; 0 lets it choose.
    ``userdata``: the folder of what users make (素材夹, history, accounts, log).
    ``sign_in``: whether people sign in, by the local account file or by Streamlit's OIDC.
    ``open``: serve other machines without sign-in. ``role``: of those without an account;
    ``None``: 管理员 where only this machine is served, 读者 where others are, nobody with
    OIDC. ``log_queries``: whether the log of actions says what was searched for.
    """

    documents: Path = ROOT / "documents"
    index: Path = ROOT / "index"
    models: Path = ROOT / "models"
    userdata: Path = ROOT / "userdata"
    model: str | None = None
    threads: int = 0
    sign_in: SignIn = "off"
    open: bool = False
    role: Role | None = None
    log_queries: bool = False


_PATHS = ("documents", "index", "models", "userdata")
_CHOICES: dict[str, tuple[str, ...]] = {"sign_in": get_args(SignIn), "role": ROLES}
_SWITCHES = {"true": True, "1": True, "false": False, "0": False}


def load_settings(
    documents: str | None = None, index: str | None = None, config: Path | None = None
) -> Settings:
    """The settings in force. ``documents`` and ``index`` are flags of the command line.

    Raises ``UsageError`` on an unknown key or a value of the wrong type.
    """
    settings = _with(Settings(), _from_file(config or ROOT / "kb.toml"), ROOT)
    settings = _with(settings, _from_environment(), ROOT)
    flags = {"documents": documents, "index": index}
    return _with(settings, {k: v for k, v in flags.items() if v is not None}, Path.cwd())


def _from_file(path: Path) -> dict[str, object]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"设置文件 {path.name} 不是有效的 TOML：{error}。请改正后再试。"
        ) from error


def _from_environment() -> dict[str, object]:
    names = {f.name: f"KB_{f.name.upper()}" for f in fields(Settings)}
    return {key: os.environ[name] for key, name in names.items() if os.environ.get(name)}


def _with(settings: Settings, values: dict[str, object], base: Path) -> Settings:
    known = {f.name for f in fields(Settings)}
    for key, value in values.items():
        if key not in known:
            raise UsageError(f"不认识的设置“{key}”。可用的设置：{'、'.join(sorted(known))}。")
        checked: dict[str, Any] = {key: _checked(key, value, base)}
        settings = replace(settings, **checked)
    return settings


def _checked(key: str, value: object, base: Path) -> Path | str | int | bool:
    if key in _PATHS:
        if not isinstance(value, str | Path):
            raise UsageError(f"设置“{key}”应是文件夹路径，现在是 {value!r}。")
        if not str(value).strip():
            # An empty path would mean the current folder, and mirror whatever lies there.
            raise UsageError(f"设置“{key}”是空的。请写明文件夹的路径。")
        if str(value).encode("utf-8", "replace").decode("utf-8") != str(value):
            raise UsageError(f"设置“{key}”的文件夹名不是 UTF-8 编码，无法记录。请改名后再试。")
        return (base / Path(value).expanduser()).resolve()
    if key in _CHOICES:
        if value not in _CHOICES[key]:
            told = "、".join(_CHOICES[key])
            raise UsageError(f"设置“{key}”应是 {told} 之一，现在是 {value!r}。")
        return str(value)
    if key in ("open", "log_queries"):
        switch = _SWITCHES.get(str(value).lower())
        if switch is None:
            raise UsageError(f"设置“{key}”应是 true 或 false，现在是 {value!r}。")
        return switch
    if key == "threads":
        try:
            return int(str(value))
        except ValueError as error:
            raise UsageError(f"设置“threads”应是整数，现在是 {value!r}。") from error
    if not isinstance(value, str):
        raise UsageError(f"设置“{key}”应是文字，现在是 {value!r}。")
    return value
