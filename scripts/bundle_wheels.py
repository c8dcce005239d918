"""Which wheels an offline package needs on another system, and how pip is asked for them.

The versions are those of the environment that runs this, which the tests ran in; what that
environment lacks because only the other system needs it is taken from pip and looked into.
pip by itself evaluates markers for the machine it runs on, and so asks for the wrong
packages when it downloads for another.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from kb.embedding.model import PACKAGE, PACKAGE_VERSION

# torch asks for it in its metadata and imports it only to compile extensions; the venv of
# Python 3.12 and later comes without it, so it is taken along after all.
_ALSO = ("setuptools",)


@dataclass(frozen=True, slots=True)
class Target:
    """A system. ``platforms``: pip's tags, the one preferred first. ``python``: e.g. 3.12."""

    name: str
    python: str
    platforms: tuple[str, ...]
    markers: tuple[tuple[str, str], ...]

    def environment(self) -> dict[str, str]:
        """The values of markers on that system."""
        own = {key: str(value) for key, value in default_environment().items()}
        version = {"python_version": self.python, "python_full_version": f"{self.python}.0"}
        return own | version | dict(self.markers) | {"extra": ""}


def windows(python: str) -> Target:
    """64-bit Windows."""
    markers = (
        ("sys_platform", "win32"),
        ("platform_system", "Windows"),
        ("platform_machine", "AMD64"),
        ("os_name", "nt"),
    )
    return Target("windows", python, ("win_amd64",), markers)


def linux(python: str) -> Target:
    """64-bit Linux with glibc 2.28 or later."""
    tags = [f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)]
    markers = (
        ("sys_platform", "linux"),
        ("platform_system", "Linux"),
        ("platform_machine", "x86_64"),
        ("os_name", "posix"),
    )
    return Target("linux", python, (*tags, "manylinux2014_x86_64", "linux_x86_64"), markers)


def required_in(text: str) -> list[Requirement]:
    """The requirements of a file of them."""
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def gather(wanted: Iterable[Requirement], target: Target, folder: Path) -> list[Path]:
    """Download into ``folder`` every wheel that ``wanted`` needs on ``target``, and the one
    that carries the model; the files, by name. Raises ``SystemExit`` where pip has none."""
    found: dict[str, Path] = {}
    waiting = [*wanted, *map(Requirement, _ALSO)]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if not _applies(requirement, target) or name in found:
            continue
        found[name] = downloaded(_pinned(requirement, target), target, folder)
        waiting += needs_of(found[name], requirement.extras, target)
    found[PACKAGE] = downloaded(f"{PACKAGE}=={PACKAGE_VERSION}", linux(target.python), folder)
    return sorted(found.values())


def needs_of(wheel: Path, extras: Iterable[str], target: Target) -> list[Requirement]:
    """What a wheel needs on a system, with the extras that were asked for."""
    found = []
    for line in _metadata_of(wheel):
        requirement = Requirement(line)
        asked = [{"extra": extra} for extra in extras] or [{"extra": ""}]
        marker = requirement.marker
        if marker is None or any(marker.evaluate(target.environment() | e) for e in asked):
            requirement.marker = None
            found.append(requirement)
    return found


def conflicts(wheels: Sequence[Path], target: Target) -> list[str]:
    """What a wheel needs on a system that the others do not give, in words."""
    versions = {_name_of(wheel): wheel.name.split("-")[1] for wheel in wheels}
    unmet = []
    for wheel in wheels:
        for need in needs_of(wheel, (), target):
            version = versions.get(canonicalize_name(need.name))
            if version is None or not need.specifier.contains(version, True):
                unmet.append(f"{wheel.name.split('-')[0]} 要 {need}，这里是 {version}")
    return unmet


def downloaded(pin: str, target: Target, folder: Path) -> Path:
    """The wheel of ``pin`` in ``folder``, which holds those of one system and one Python,
    fetched by pip unless it is there.

    Where the package index of this machine cannot be asked for the other system's wheels,
    pip's own settings are the place to say so; no address stands here.
    """
    known = _there(pin, folder)
    if known is not None:
        return known
    tags = [part for tag in (*target.platforms, "any") for part in ("--platform", tag)]
    command = [sys.executable, "-m", "pip", "download", pin, "--no-deps", "--quiet"]
    command += ["--only-binary", ":all:", "--python-version", target.python, *tags]
    command += ["--implementation", "cp", "--dest", str(folder), "--find-links", str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if run.returncode != 0:
        last = next((s for s in reversed(run.stderr.splitlines()) if s.strip()), "")
        raise SystemExit(f"没有适用于 {target.name} 的 {pin}：{last}")
    found = _there(pin, folder)
    if found is None:
        raise SystemExit(f"{pin} 下载后没有找到。")
    return found


def _there(pin: str, folder: Path) -> Path | None:
    requirement = Requirement(pin)
    wanted = canonicalize_name(requirement.name)
    for path in sorted(folder.glob("*.whl"), reverse=True):
        version = path.name.split("-")[1]
        if _name_of(path) == wanted and requirement.specifier.contains(version, True):
            return path
    return None


def _name_of(wheel: Path) -> str:
    return canonicalize_name(wheel.name.split("-")[0])


def _pinned(requirement: Requirement, target: Target) -> str:
    """The version of this environment, without the label of a build for this system."""
    try:
        version = distribution(requirement.name).version
    except PackageNotFoundError:
        return f"{requirement.name}{requirement.specifier}"
    return f"{requirement.name}=={version if target.name == 'linux' else version.split('+')[0]}"


def _applies(requirement: Requirement, target: Target) -> bool:
    return requirement.marker is None or requirement.marker.evaluate(target.environment())


def _metadata_of(wheel: Path) -> Iterator[str]:
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        headers = HeaderParser().parsestr(archive.read(name).decode("utf-8"))
    yield from headers.get_all("Requires-Dist", [])
