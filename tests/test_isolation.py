"""Readers in processes of their own: they answer, and whatever a file does, they can be ended."""

import os
import subprocess
import sys
import threading
import time

import psutil
import pytest

from kb.embedding.encoder import HashEncoder
from kb.errors import UnreadableError
from kb.indexing import build
from kb.indexing.ingest import ingest, sha256_of
from kb.isolation.pool import WorkerPool
from kb.isolation.process import Limits, WorkerProcess
from kb.settings import ROOT
from kb.store.entries import Stamp

FILE = "甲县/强村公司经验.txt"


@pytest.fixture
def worker():
    made = WorkerProcess(Limits(silent_s=20), None)
    yield made
    made.close()


@pytest.fixture
def endless(tmp_path):
    """A file that is never read to its end."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    path = tmp_path / "等待.zip"
    os.mkfifo(path)
    return path


def unpack(path, tmp_path):
    return {"task": "unpack", "file": str(path), "target": str(tmp_path)}


def test_a_worker_gives_what_the_function_gives(documents):
    path = documents / FILE
    args = (path, FILE, sha256_of(path), "abc", Stamp(1, 2, 3))
    with WorkerPool(workers=1) as pool:
        assert pool.ingest(*args) == ingest(*args)


def test_a_refusal_comes_back_as_its_sentence(tmp_path):
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    with WorkerPool(workers=1) as pool, pytest.raises(UnreadableError, match="空的"):
        pool.raw_text(empty)


def test_a_file_that_hangs_is_given_up_and_the_next_is_read(documents, endless, tmp_path):
    worker = WorkerProcess(Limits(silent_s=4), None)
    began = time.monotonic()
    with pytest.raises(UnreadableError, match="超过 4 秒没有结果"):
        worker.ask(unpack(endless, tmp_path))
    assert 4 <= time.monotonic() - began < 8
    text = worker.ask({"task": "raw_text", "file": str(documents / FILE)})
    assert "强村公司" in text
    worker.close()


def test_a_file_that_swells_is_given_up(endless, tmp_path):
    worker = WorkerProcess(Limits(memory_bytes=1024 * 1024), None)
    with pytest.raises(UnreadableError, match="内存超过 1 MB"):
        worker.ask(unpack(endless, tmp_path))


def test_a_worker_that_goes_down_is_told_and_replaced(worker, documents, endless, tmp_path):
    assert worker.ask({"task": "raw_text", "file": str(documents / FILE)})

    def kill():
        time.sleep(0.5)
        for child in psutil.Process().children():
            if "kb.isolation.worker" in " ".join(child.cmdline()):
                child.kill()

    threading.Thread(target=kill).start()
    with pytest.raises(UnreadableError, match="意外退出"):
        worker.ask(unpack(endless, tmp_path))
    assert worker.ask({"task": "raw_text", "file": str(documents / FILE)})


def test_a_worker_ends_with_its_parent(endless, tmp_path):
    program = (
        "import os, threading, time\n"
        "from kb.isolation.process import Limits, WorkerProcess\n"
        "worker = WorkerProcess(Limits(), None)\n"
        f"request = {unpack(endless, tmp_path)!r}\n"
        "threading.Thread(target=worker.ask, args=(request,), daemon=True).start()\n"
        "while worker._process is None: time.sleep(0.05)\n"
        "time.sleep(1)\n"
        "print(worker._process.pid, flush=True)\n"
        "os._exit(0)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE)
    pid = int(done.stdout)
    deadline = time.monotonic() + 10
    while _lives(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _lives(pid)


def _lives(pid):
    """A process nobody has collected yet has ended all the same."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_build_by_workers_is_the_same_build(documents, index, tmp_path):
    with WorkerPool(workers=2) as pool:
        report = build(documents, index, HashEncoder(), ingestor=pool)
    alone = build(documents, tmp_path / "另", HashEncoder())
    assert (report.added, report.passages) == (alone.added, alone.passages)


def test_a_worker_that_has_grown_is_replaced_before_the_next_file(documents):
    worker = WorkerProcess(Limits(worn_bytes=1), None)
    request = {"task": "raw_text", "file": str(documents / FILE)}
    assert worker.ask(request) == worker.ask(request)
    assert worker._process is None
    worker.close()
