"""Users' data between processes, through kills, into backups and out of them."""

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

from kb.cli.main import main
from kb.errors import InputError, StorageError
from kb.settings import ROOT
from kb.types import Quotation, Region
from kb.userdata import Owner, archive, baskets, database, items, limits, opinions, searches
from kb.userdata.packing import pack
from kb.userdata.restoring import restore

WRITER = """
import sys
from pathlib import Path
from kb.types import Quotation, Region
from kb.userdata import Owner, items
folder, person, first, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
for start in range(first, first + count):
    quotation = Quotation("d", start, start + 2, "文字", "题", "a.txt", "0", Region())
    print(items.collect(Owner(folder, person), quotation).place.item_id, flush=True)
"""


def writer(folder: Path, person: str, first: int, count: int) -> subprocess.Popen[str]:
    """A process that collects ``count`` quotations, and tells each when it is kept."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), person, str(first), str(count)],
        stdout=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ | {"PYTHONUTF8": "1"},
    )  # fmt: skip


def quotation(start: int) -> Quotation:
    return Quotation("d", start, start + 2, "文字", "题", "a.txt", "0", Region())


def held(folder: Path, person: str) -> list[int]:
    (card,) = baskets.all_of(Owner(folder, person))
    return [item.quotation.start for item in baskets.opened(Owner(folder, person), card.id).items]


@pytest.fixture
def places(userdata, tmp_path):
    documents = tmp_path / "文库"
    (documents / "added").mkdir(parents=True)
    return archive.Places(userdata, documents, ("更正.csv", "做法更正.csv", "来源.csv"))


@pytest.fixture
def filled(places):
    """A person's data, an account file, a log, and tables beside the documents."""
    me = Owner(places.userdata, "me")
    place = items.collect(me, quotation(5)).place
    items.write_note(me, place.item_id, "备注")
    searches.remember(me, {"q": "甲"}, "甲")
    (places.userdata / "accounts.json").write_text('{"甲": 1}', "utf-8")
    (places.userdata / "log").mkdir()
    (places.userdata / "log" / "2026.jsonl").write_text('{"a":1}\n', "utf-8")
    (places.documents / "更正.csv").write_text("文件编号,文件\n", "utf-8")
    (places.documents / "added" / "来源.csv").write_text("文件,网址\n", "utf-8")
    (places.documents / "甲.txt").write_text("不是用户数据", "utf-8")
    return places


class TestProcesses:
    def test_two_processes_that_write_at_once_lose_nothing(self, userdata):
        both = [writer(userdata, "me", first, 200) for first in (0, 1000)]
        for process in both:
            process.communicate(timeout=120)
            assert process.returncode == 0
        assert sorted(held(userdata, "me")) == [*range(200), *range(1000, 1200)]
        with database.reading(userdata) as connection:
            positions = connection.execute("SELECT position FROM items ORDER BY id").fetchall()
        assert [row[0] for row in positions] == list(range(1, 401))

    def test_what_was_told_to_be_kept_outlasts_a_kill(self, userdata):
        with writer(userdata, "me", 0, 5000) as process:
            assert process.stdout is not None
            for _ in range(20):
                process.stdout.readline()
            process.kill()
            told = 20 + len(process.stdout.read().split())
        kept = held(userdata, "me")
        # The one it was writing may be there, and none less than it told.
        assert kept == list(range(len(kept)))
        assert told <= len(kept) <= told + 1
        database.check(userdata)

    def test_a_full_disk_is_told_and_nothing_is_lost(self, filled, monkeypatch):
        me, open_file = Owner(filled.userdata, "me"), database.connected

        def on_a_full_disk(path: Path) -> sqlite3.Connection:
            connection = open_file(path)
            connection.execute("PRAGMA max_page_count = 1")  # none more than there are
            return connection

        monkeypatch.setattr(database, "connected", on_a_full_disk)
        with pytest.raises(StorageError, match="disk is full"):
            for number in range(limits.MAX_BASKETS):
                baskets.create(me, f"{number}{'长' * 50}")
        monkeypatch.setattr(database, "connected", open_file)
        assert items.removed(me, baskets.all_of(me)[0].id) == ()
        baskets.create(me, "有地方了")

    def test_a_backup_while_others_write_is_whole(self, places, tmp_path):
        process = writer(places.userdata, "me", 0, 5000)
        assert process.stdout is not None
        for _ in range(10):
            process.stdout.readline()
        pack(places, tmp_path / "备份.zip")
        process.kill()
        process.communicate()
        elsewhere = archive.Places(tmp_path / "新", tmp_path / "新文库", places.tables)
        restore(tmp_path / "备份.zip", elsewhere)
        kept = held(elsewhere.userdata, "me")
        assert len(kept) >= 10
        assert kept == list(range(len(kept)))

    def test_pages_are_served_while_a_backup_is_brought_back(self, filled, tmp_path):
        pack(filled, tmp_path / "备份.zip")
        me, problems, done = Owner(filled.userdata, "me"), [], threading.Event()

        def serve() -> None:
            while not done.is_set():
                try:
                    baskets.all_of(me)
                    searches.remember(me, {"q": str(time.monotonic_ns())}, "乙")
                except Exception as error:
                    problems.append(error)

        serving = threading.Thread(target=serve)
        serving.start()
        try:
            for _ in range(3):
                items.collect(me, quotation(time.monotonic_ns() % 10**9))
                restore(tmp_path / "备份.zip", filled)
        finally:
            done.set()
            serving.join()
        assert problems == []
        assert held(filled.userdata, "me") == [5]
        database.check(filled.userdata)


class TestBackups:
    def test_a_backup_brings_everything_to_another_machine(self, filled, tmp_path):
        made = pack(filled, tmp_path / "备份.zip")
        assert [packed.path for packed in made.files] == [
            "userdata/userdata.sqlite",
            "userdata/accounts.json",
            "userdata/log/2026.jsonl",
            "documents/added/来源.csv",
            "documents/更正.csv",
        ]
        new = archive.Places(tmp_path / "新", tmp_path / "新文库", filled.tables)
        done = restore(tmp_path / "备份.zip", new)
        assert (done.files, done.before, done.replaced) == (5, None, ())
        me = Owner(new.userdata, "me")
        (item,) = baskets.opened(me, baskets.current(me).id).items
        assert (item.quotation, item.note) == (quotation(5), "备注")
        assert [s.label for s in searches.history(me)] == ["甲"]
        assert (new.userdata / "accounts.json").read_text("utf-8") == '{"甲": 1}'
        assert (new.userdata / "log" / "2026.jsonl").read_text("utf-8") == '{"a":1}\n'
        assert (new.documents / "更正.csv").read_text("utf-8") == "文件编号,文件\n"
        assert (new.documents / "added" / "来源.csv").exists()
        assert not [p for p in new.userdata.iterdir() if p.name.endswith(".tmp")]

    def test_what_was_there_before_is_kept(self, filled, tmp_path):
        pack(filled, tmp_path / "备份.zip")
        me = Owner(filled.userdata, "me")
        items.collect(me, quotation(99))
        (filled.documents / "更正.csv").write_text("新的更正\n", "utf-8")
        done = restore(tmp_path / "备份.zip", filled)
        assert held(filled.userdata, "me") == [5]
        assert (filled.documents / "更正.csv").read_text("utf-8") == "文件编号,文件\n"
        ((name, kept),) = done.replaced
        assert name == "更正.csv"
        assert kept.startswith(".更正.csv.")
        assert (filled.documents / kept).read_text("utf-8") == "新的更正\n"
        assert done.before.parent.name == "backups"
        # The way back is a backup like any other.
        restore(done.before, filled)
        assert held(filled.userdata, "me") == [5, 99]
        assert (filled.documents / "更正.csv").read_text("utf-8") == "新的更正\n"

    def test_who_is_signed_in_stays_on_this_machine(self, filled, tmp_path):
        (filled.userdata / "sessions.json").write_text("{}", "utf-8")
        packed = pack(filled, tmp_path / "备份.zip")
        assert not any("sessions" in one.path for one in packed.files)

    def test_backups_do_not_hold_backups(self, filled, tmp_path):
        pack(filled, tmp_path / "一.zip")
        restore(tmp_path / "一.zip", filled)
        assert not any(
            "backups" in packed.path for packed in pack(filled, tmp_path / "二.zip").files
        )

    def test_a_damaged_file_is_no_bar_to_a_restore_and_goes_into_what_is_kept(
        self, filled, tmp_path
    ):
        pack(filled, tmp_path / "备份.zip")
        (filled.userdata / database.FILE).write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)
        done = restore(tmp_path / "备份.zip", filled)
        assert held(filled.userdata, "me") == [5]
        with zipfile.ZipFile(done.before) as kept:
            (name,) = [n for n in kept.namelist() if "damaged" in n]
            assert kept.read(name).startswith(b"SQLite format 3\0\xff")

    def test_a_file_that_is_there_is_not_overwritten(self, filled, tmp_path):
        (tmp_path / "备份.zip").write_bytes(b"x")
        with pytest.raises(InputError, match="没有覆盖"):
            pack(filled, tmp_path / "备份.zip")
        assert (tmp_path / "备份.zip").read_bytes() == b"x"


def forged(path: Path, content: dict[str, bytes], **changes: object) -> Path:
    """A backup made by hand. ``changes``: of the manifest."""
    told = {
        "format": archive.FORMAT, "version": 1, "made": "2026-01-01T00:00:00Z",
        "schema_version": 1,
        "files": [
            {"path": name, "sha256": hashlib.sha256(held).hexdigest(), "bytes": len(held)}
            for name, held in content.items()
        ],
    }  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, held in content.items():
            made.writestr(name, held)
        made.writestr("manifest.json", json.dumps(told | changes))
    return path


def database_bytes(tmp_path: Path, *statements: str) -> bytes:
    """A database of ours with something done to it."""
    folder = tmp_path / f"made-{len(list(tmp_path.iterdir()))}"
    baskets.create(Owner(folder, "me"), "甲")
    with sqlite3.connect(folder / database.FILE) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
    return (folder / database.FILE).read_bytes()


class TestRefused:
    @pytest.mark.parametrize(
        "name",
        [
            "userdata/../../逃出.txt", "/etc/x", "userdata//x", "userdata/./x", "C:/x",
            "userdata/..\\x", "userdata/a:b", "userdata/NUL", "userdata/x.", "other/x",
            "documents/甲.txt", "documents/../更正.csv", "userdata/" + "深/" * 20 + "x",
            "userdata", "manifest2.json",
        ],
    )  # fmt: skip
    def test_no_file_goes_where_it_does_not_belong(self, filled, tmp_path, name):
        path = forged(tmp_path / "坏.zip", {name: b"x"})
        before = sorted(p for p in tmp_path.rglob("*"))
        with pytest.raises(InputError, match="没有恢复"):
            restore(path, filled)
        assert sorted(p for p in tmp_path.rglob("*")) == before
        assert held(filled.userdata, "me") == [5]

    def test_what_is_no_backup_of_ours(self, filled, tmp_path):
        path = tmp_path / "别的.zip"
        path.write_bytes(b"PK no zip")
        with pytest.raises(InputError, match="不是乡鉴的备份"):
            restore(path, filled)
        with zipfile.ZipFile(path, "w") as made:
            made.writestr("readme.txt", "x")
        with pytest.raises(InputError, match="不是乡鉴的备份"):
            restore(path, filled)
        with pytest.raises(InputError, match="不是乡鉴的备份"):
            restore(forged(tmp_path / "一.zip", {}, format="other"), filled)
        with pytest.raises(InputError, match="更新版本"):
            restore(forged(tmp_path / "二.zip", {}, version=2), filled)
        with pytest.raises(InputError, match="更新版本"):
            restore(forged(tmp_path / "三.zip", {}, schema_version=99), filled)
        with pytest.raises(InputError, match="清单读不出"):
            restore(forged(tmp_path / "四.zip", {}, files=[{"path": 3}]), filled)
        with pytest.raises(InputError, match="没有找到"):
            restore(tmp_path / "没有.zip", filled)

    def test_one_changed_byte_is_found(self, filled, tmp_path):
        pack(filled, tmp_path / "备份.zip")
        content = bytearray((tmp_path / "备份.zip").read_bytes())
        # Within the packed database, and within the packed manifest at the end.
        for at in (len(content) // 3, content.rindex(b"manifest.json") - 60):
            changed = bytearray(content)
            changed[at] ^= 0x20
            (tmp_path / "坏.zip").write_bytes(bytes(changed))
            with pytest.raises(InputError, match="没有恢复"):
                restore(tmp_path / "坏.zip", filled)
        assert held(filled.userdata, "me") == [5]

    def test_a_file_that_unpacks_to_more_than_it_says(self, filled, tmp_path, monkeypatch):
        path = forged(tmp_path / "大.zip", {"userdata/大": b"\0" * 10_000_000})
        monkeypatch.setattr(archive, "MAX_BYTES", 1_000_000)
        with pytest.raises(InputError, match="太大"):
            restore(path, filled)
        small = [{"path": "userdata/大", "sha256": "0" * 64, "bytes": 10}]
        with pytest.raises(InputError, match="与清单不符"):
            restore(
                forged(tmp_path / "谎.zip", {"userdata/大": b"\0" * 10**6}, files=small), filled
            )

    def test_too_many_files(self, filled, tmp_path, monkeypatch):
        monkeypatch.setattr(archive, "MAX_FILES", 3)
        path = forged(tmp_path / "多.zip", {f"userdata/{n}": b"" for n in range(4)})
        with pytest.raises(InputError, match="太大"):
            restore(path, filled)

    @pytest.mark.parametrize(
        "statement",
        [
            "CREATE TRIGGER t AFTER INSERT ON items BEGIN DELETE FROM baskets; END",
            "CREATE VIEW v AS SELECT * FROM items",
            "DROP TABLE opinions",
            "ALTER TABLE items RENAME COLUMN note TO other",
            "PRAGMA application_id = 1",
            "PRAGMA user_version = 0",
        ],
    )
    def test_a_database_with_code_or_without_tables(self, filled, tmp_path, statement):
        files = {"userdata/userdata.sqlite": database_bytes(tmp_path, statement)}
        with pytest.raises(InputError, match="用户数据不完整"):
            restore(forged(tmp_path / "坏.zip", files), filled)
        assert held(filled.userdata, "me") == [5]

    def test_a_database_that_is_none(self, filled, tmp_path):
        files = {"userdata/userdata.sqlite": b"no database" * 999}
        with pytest.raises(InputError, match="用户数据读不出"):
            restore(forged(tmp_path / "坏.zip", files), filled)


class TestCommands:
    @pytest.fixture(autouse=True)
    def settings(self, filled, monkeypatch):
        monkeypatch.setenv("KB_DOCUMENTS", str(filled.documents))

    def test_backup_and_restore_tell_what_they_did(self, filled, tmp_path, capsys):
        assert main(["backup", str(tmp_path / "备份.zip")]) == 0
        assert "已备份 5 个文件" in capsys.readouterr().out
        (filled.documents / "更正.csv").write_text("新的更正\n", "utf-8")
        assert main(["restore", str(tmp_path / "备份.zip"), "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["files"] == 5
        assert told["replaced"][0]["file"] == "更正.csv"
        assert zipfile.is_zipfile(told["before"])

    def test_a_folder_gets_a_dated_backup(self, tmp_path, capsys):
        (tmp_path / "备份夹").mkdir()
        assert main(["backup", str(tmp_path / "备份夹")]) == 0
        (made,) = (tmp_path / "备份夹").iterdir()
        assert made.name.startswith("乡鉴备份-20")

    def test_a_backup_that_is_none_ends_with_one(self, tmp_path, capsys):
        (tmp_path / "x.zip").write_bytes(b"x")
        assert main(["restore", str(tmp_path / "x.zip")]) == 1
        assert "不是乡鉴的备份" in capsys.readouterr().err

    def test_feedback_gives_out_judged_queries_and_a_table(self, filled, tmp_path, capsys):
        from kb.userdata import Judged

        judged = Judged("强村公司", "d", "p", 0, 4, "甲.txt", "强村公司")
        opinions.give(Owner(filled.userdata, "me"), judged, True)
        assert main(["feedback"]) == 0
        assert json.loads(capsys.readouterr().out)["relevant"] == [
            {"path": "甲.txt", "quotation": "强村公司", "grade": 1}
        ]
        out, table = tmp_path / "评价.jsonl", tmp_path / "评价.tsv"
        assert main(["feedback", "--out", str(out), "--tsv", str(table)]) == 0
        assert json.loads(out.read_text("utf-8"))["query"] == "强村公司"
        assert table.read_text("utf-8-sig").splitlines()[1].split("\t")[:3] == [
            "强村公司",
            "有用",
            "甲.txt",
        ]
