"""Starts the offline package: the first time it installs what lies beside it, then serves.

It uses nothing but Python itself and asks no network for anything. ``bundle.json`` beside it
says which Python it was made for.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import venv
import webbrowser
from pathlib import Path

ROOT = Path(__file__).resolve().parent
APP, WHEELS, PLACE = ROOT / "app", ROOT / "wheels", ROOT / "venv"
READY = PLACE / "ready.txt"
FIRST_PORT, LAST_PORT = 8501, 8520
START_S = 180
# Windows refuses paths of more than 260 characters, and the longest one inside has 170.
LONGEST_ROOT = 80


def main() -> int:
    """The exit code: 0, or 1 where something is missing, which has been told."""
    options = _options()
    problem = misfit(sys.version_info[:2], sys.maxsize > 2**32, str(ROOT), os.name)
    if problem:
        print(problem)
        return 1
    port = options.port or free_port()
    if port is None:
        print(f"端口 {FIRST_PORT} 至 {LAST_PORT} 都被占用。请关掉别的程序，或用 --port 指定。")
        return 1
    if not options.port and serves(FIRST_PORT):
        print("乡鉴已经在运行，直接打开网页。")
        webbrowser.open(f"http://localhost:{FIRST_PORT}")
        return 0
    try:
        install()
        prepare()
    except subprocess.CalledProcessError:
        print("没有装好（原因见上面几行）。请确认磁盘还有 6 GB 空间，删去 venv 文件夹后再试。")
        return 1
    if options.only_prepare:
        return 0
    return serve(port, browser=not options.no_browser)


def misfit(version: tuple[int, int], wide: bool, root: str, system: str) -> str | None:
    """Why the package cannot work here, ``None`` where it can. ``wide``: 64 bits."""
    wanted = str(made_for()["python"])
    if ".".join(map(str, version)) != wanted or not wide:
        return f"这个离线包要用 64 位的 Python {wanted}，现在的是 {version[0]}.{version[1]}。"
    if system == "nt" and len(root) > LONGEST_ROOT:
        return (
            f"文件夹的路径太长（{len(root)} 个字符）：{root}\n请移到短一些的地方，例如 D:\\乡鉴。"
        )
    return None


def made_for() -> dict[str, object]:
    """What ``bundle.json`` says."""
    told: dict[str, object] = json.loads((ROOT / "bundle.json").read_text("utf-8"))
    return told


def install() -> None:
    """An environment with everything in ``wheels``, unless it is there. Raises
    ``CalledProcessError``."""
    mark = _mark()
    if READY.is_file() and READY.read_text("utf-8") == mark:
        return
    print("第一次使用，正在安装，需要几分钟……", flush=True)
    # Packages of another version of the program must not stay behind.
    venv.create(PLACE, with_pip=True, clear=True)
    command = ["-m", "pip", "install", "--quiet", "--no-index", "--find-links", str(WHEELS)]
    _python(*command, "--disable-pip-version-check", "-r", "requirements.txt")
    READY.write_text(mark, "utf-8")


def prepare() -> None:
    """The model and the index; without the model the search goes by words alone."""
    print("正在准备模型和索引，第一次需要一两分钟……", flush=True)
    try:
        _python("-m", "kb", "prepare")
    except subprocess.CalledProcessError:
        print("模型没有准备好，先只按关键词检索。")
    try:
        _python("-m", "kb", "build")
    except subprocess.CalledProcessError:
        print("索引没有建好；打开网页后会再试一次。")


def serve(port: int, *, browser: bool) -> int:
    """Serve the pages until the window is closed."""
    print("\n用完后关掉这个窗口即可。网页的地址：", flush=True)
    if browser:
        threading.Thread(target=_open_when_ready, args=(port,), daemon=True).start()
    # Else the server would go on when only this program is ended.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    options = ["--server.port", str(port), "--server.headless", "true"]
    try:
        _python("-m", "streamlit", "run", "app.py", *options)
    except KeyboardInterrupt:
        return 0
    except subprocess.CalledProcessError:
        print("乡鉴停下了。请把上面几行告诉管理员。")
        return 1
    return 0


def free_port() -> int | None:
    """The first port that nobody listens on, ``None`` where all are taken."""
    for port in range(FIRST_PORT, LAST_PORT + 1):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) != 0:
                return port
    return None


def serves(port: int) -> bool:
    """Whether our pages, or others of the same server, are served at a port of this machine."""
    try:
        asked = f"http://localhost:{port}/_stcore/health"
        with urllib.request.urlopen(asked, timeout=2) as answer:
            return bool(answer.read() == b"ok")
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _open_when_ready(port: int) -> None:
    limit = time.monotonic() + START_S
    while time.monotonic() < limit:
        if serves(port):
            webbrowser.open(f"http://localhost:{port}")
            return
        time.sleep(0.5)


def _python(*arguments: str) -> None:
    """Run the environment's Python in the folder of the app."""
    inside = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    # pip splits this value at spaces, so it must be a path without any: a relative one.
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "../wheels", "PIP_CONFIG_FILE": os.devnull}
    environment = os.environ | offline | {"PYTHONUTF8": "1"}
    subprocess.run([PLACE.joinpath(*inside), *arguments], cwd=APP, env=environment, check=True)


def _mark() -> str:
    names = sorted(path.name for path in WHEELS.glob("*.whl"))
    return hashlib.sha256("\n".join((sys.version, *names)).encode()).hexdigest()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="启动乡鉴。")
    parser.add_argument("--port", type=int, help="端口，默认从 8501 起找一个空闲的")
    parser.add_argument("--no-browser", action="store_true", help="不打开浏览器")
    parser.add_argument("--only-prepare", action="store_true", help="只安装和准备，不启动")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
