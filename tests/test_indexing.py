"""Builds: mirror the folder, carry over, survive interruption, a full disk, each other."""

import errno
import json
import os
from pathlib import Path

import pytest

from kb.embedding.encoder import HashEncoder
from kb.errors import BusyIndexError, DamagedIndexError, InputError, StaleIndexError, StorageError
from kb.indexing import build, ingestor, scanning
from kb.indexing.ingest import sha256_of
from kb.indexing.recipe import recipe
from kb.store.snapshot import open_snapshot
from kb.store.versions import build_lock, current_version


class CountingEncoder(HashEncoder):
    """Counts what it encodes; fails after ``limit`` batches."""

    def __init__(self, limit: int | None = None) -> None:
        super().__init__()
        self.encoded: list[str] = []
        self.limit = limit

    def encode_queries(self, texts):
        # The clauses that a build asks itself are no passages of it.
        return super().encode_passages(texts)

    def encode_passages(self, texts, on_batch=None):
        if self.limit is not None and self.limit == 0:
            raise KeyboardInterrupt
        if self.limit is not None:
            self.limit -= 1
        self.encoded += texts
        return super().encode_passages(texts, on_batch)


class Unloadable:
    """An encoder that must not be used: its fingerprint is known without loading it."""

    fingerprint = HashEncoder().fingerprint

    def __getattr__(self, name):
        raise AssertionError(f"the model was loaded for {name}")


def paths(index):
    return [card.path for card in open_snapshot(index, recipe()).library.cards]


def test_first_build_reads_everything(documents, index):
    report = build(documents, index, HashEncoder())
    assert report.documents == 3
    assert report.added == ("丙县/养老服务.txt", "乙县/垃圾分类方案.md", "甲县/强村公司经验.txt")
    assert paths(index) == list(report.added)
    assert report.encoded == report.passages > 3


def test_unchanged_build_costs_nothing_and_loads_no_model(documents, index):
    build(documents, index, HashEncoder())
    before = current_version(index)
    report = build(documents, index, Unloadable())
    assert report.unchanged == 3 and report.encoded == 0
    assert current_version(index) == before


def test_touched_file_is_unchanged(documents, index):
    build(documents, index, HashEncoder())
    os.utime(documents / "丙县/养老服务.txt")
    assert build(documents, index, Unloadable()).unchanged == 3


def test_changed_file_alone_is_read_and_encoded(documents, index):
    build(documents, index, HashEncoder())
    file = documents / "丙县/养老服务.txt"
    file.write_text(file.read_text("utf-8").replace("86个", "97个"), "utf-8")
    encoder = CountingEncoder()
    report = build(documents, index, encoder)
    assert report.changed == ("丙县/养老服务.txt",) and report.unchanged == 2
    assert encoder.encoded and all("养老" in text for text in encoder.encoded)
    texts = [
        open_snapshot(index, recipe()).library.document(card.id).text
        for card in open_snapshot(index, recipe()).library.cards
    ]
    assert any("97个" in text for text in texts) and not any("86个" in text for text in texts)


def test_moved_file_keeps_its_id_and_is_not_encoded_again(documents, index):
    build(documents, index, HashEncoder())
    before = {c.path: c.id for c in open_snapshot(index, recipe()).library.cards}
    (documents / "丙县/养老服务.txt").rename(documents / "养老.txt")
    encoder = CountingEncoder()
    report = build(documents, index, encoder)
    after = {c.path: c.id for c in open_snapshot(index, recipe()).library.cards}
    assert after["养老.txt"] == before["丙县/养老服务.txt"]
    assert encoder.encoded == []
    assert report.added == ("养老.txt",) and report.removed == ("丙县/养老服务.txt",)


def test_deleted_file_is_gone(documents, index):
    build(documents, index, HashEncoder())
    (documents / "乙县/垃圾分类方案.md").unlink()
    report = build(documents, index, HashEncoder())
    assert report.removed == ("乙县/垃圾分类方案.md",)
    assert paths(index) == ["丙县/养老服务.txt", "甲县/强村公司经验.txt"]


def test_same_folder_gives_the_same_index_whatever_came_before(documents, index, tmp_path):
    build(documents, index, HashEncoder())
    (documents / "丁.txt").write_text("丁村推行积分制。村民参加劳动换取积分。", "utf-8")
    build(documents, index, HashEncoder())
    build(documents, tmp_path / "另", HashEncoder())
    one, other = open_snapshot(index, recipe()), open_snapshot(tmp_path / "另", recipe())
    assert [c.id for c in one.library.cards] == [c.id for c in other.library.cards]
    rows = range(one.library.rows)
    assert one.library.passages(rows) == other.library.passages(rows)
    assert (one.dense.vectors() == other.dense.vectors()).all()


def test_an_exact_copy_is_another_source_of_its_document(documents, index):
    text = (documents / "丙县/养老服务.txt").read_bytes()
    (documents / "丙县/养老服务 副本.txt").write_bytes(text)
    report = build(documents, index, HashEncoder())
    assert (report.documents, report.copies) == (3, 1)
    library = open_snapshot(index, recipe()).library
    records = [r for r in library.files() if r.path.startswith("丙县/")]
    assert len({r.id for r in records}) == 2
    documents_found = {library.document(r.id).id for r in records}
    assert len(documents_found) == 1
    sources = library.document(records[0].id).sources
    assert {s.path for s in sources} == {"丙县/养老服务.txt", "丙县/养老服务 副本.txt"}
    assert [s.how for s in sources] == [None, "同一文件"]
    assert build(documents, index, Unloadable()).unchanged == 4


def test_the_other_source_leads_where_the_first_is_gone(documents, index):
    text = (documents / "丙县/养老服务.txt").read_bytes()
    (documents / "丙县/养老服务 副本.txt").write_bytes(text)
    build(documents, index, HashEncoder())
    library = open_snapshot(index, recipe()).library
    led = library.document(library.files()[0].id)
    (documents / led.path).unlink()
    encoder = CountingEncoder()
    report = build(documents, index, encoder)
    assert encoder.encoded == [] and (report.documents, report.copies) == (3, 0)
    assert report.removed == (led.path,)


def test_bad_files_are_told_and_the_others_indexed(documents, index):
    (documents / "空.txt").write_bytes(b"")
    (documents / "坏.docx").write_bytes(b"PK\x03\x04broken")
    (documents / "图.txt").write_bytes(bytes(range(256)) * 40)
    (documents / "表.ofd").write_bytes(b"?")
    report = build(documents, index, HashEncoder())
    assert report.documents == 3
    assert [f.path for f in report.failures] == ["图.txt", "坏.docx", "空.txt", "表.ofd"]
    assert all(str(documents) not in f.reason for f in report.failures)
    assert build(documents, index, Unloadable()).unchanged == 3


def test_a_fault_over_one_file_costs_only_that_file(documents, index, monkeypatch):
    whole = ingestor.ingest

    def faulty(file, path, *rest):
        if path == "丙县/养老服务.txt":
            raise IndexError("list index out of range")
        return whole(file, path, *rest)

    monkeypatch.setattr(ingestor, "ingest", faulty)
    report = build(documents, index, None)
    assert [failure.path for failure in report.failures] == ["丙县/养老服务.txt"]
    assert "IndexError" in report.failures[0].reason
    assert paths(index) == ["乙县/垃圾分类方案.md", "甲县/强村公司经验.txt"]


def test_names_that_are_no_text_are_told(documents, index):
    try:
        (documents / os.fsdecode(b"\xb9\xe3.txt")).write_text("甲县推行垃圾分类。", "utf-8")
    except (OSError, UnicodeError):
        pytest.skip("这个系统的文件名只能是 UTF-8")
    report = build(documents, index, None)
    assert [failure.path for failure in report.failures] == ["??.txt"]
    assert "改名" in report.failures[0].reason
    assert report.documents == 3
    assert build(documents, index, None).version == report.version


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="没有命名管道的系统")
def test_pipes_links_without_end_and_huge_files_are_not_opened(documents, index, monkeypatch):
    os.mkfifo(documents / "管道.txt")
    (documents / "环.txt").symlink_to("环.txt")
    with (documents / "大.pdf").open("wb") as stream:
        stream.truncate(65 * 1024 * 1024)
    opened = []
    monkeypatch.setattr(scanning, "sha256_of", lambda p: opened.append(p.name) or sha256_of(p))
    reasons = {f.path: f.reason for f in build(documents, index, None).failures}
    assert set(reasons) == {"管道.txt", "环.txt", "大.pdf"}
    assert "不是普通文件" in reasons["管道.txt"]
    assert "打不开" in reasons["环.txt"]
    assert "65.0 MB" in reasons["大.pdf"]
    assert sorted(opened) == ["养老服务.txt", "垃圾分类方案.md", "强村公司经验.txt"]


def test_a_folder_that_cannot_be_listed_is_told(documents, index, monkeypatch):
    listed = os.scandir

    def closed(path):
        if str(path).endswith("丙县"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", closed)
    report = build(documents, index, None)
    assert [failure.path for failure in report.failures] == ["丙县"]
    assert str(documents) not in report.failures[0].reason
    assert report.documents == 2


def test_a_folder_without_documents_keeps_the_old_index(documents, index, tmp_path):
    build(documents, index, HashEncoder())
    empty = tmp_path / "空夹"
    empty.mkdir()
    with pytest.raises(InputError, match="没有可以收入的文件"):
        build(empty, index, HashEncoder())
    with pytest.raises(InputError, match="找不到文件夹"):
        build(tmp_path / "没有", index, HashEncoder())
    assert len(paths(index)) == 3


def test_interrupted_build_serves_the_old_index_and_resumes(documents, index, monkeypatch):
    monkeypatch.setattr("kb.indexing.vectors.BATCH", 2)
    build(documents, index, HashEncoder())
    old = current_version(index)
    for number in range(6):
        text = f"丁{number}村推行积分制。" + "村民参加劳动换取积分,兑换日用品。" * 5
        (documents / f"新{number}.txt").write_text(text, "utf-8")
    with pytest.raises(KeyboardInterrupt):
        build(documents, index, CountingEncoder(limit=2))
    assert current_version(index) == old and len(paths(index)) == 3
    encoder = CountingEncoder()
    report = build(documents, index, encoder)
    assert report.documents == 9
    assert report.encoded == 2 == len(encoder.encoded)
    assert not (index / "pending").exists()


def test_a_full_disk_keeps_the_old_index(documents, index, monkeypatch):
    build(documents, index, HashEncoder())
    old = current_version(index)
    (documents / "新.txt").write_text("丁村推行积分制。村民参加劳动换取积分。", "utf-8")

    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    for what in (
        "kb.store.pending.np.savez",
        "kb.indexing.building.write_library",
        "kb.indexing.building.publish",
    ):
        with monkeypatch.context() as patched:
            patched.setattr(what, full)
            with pytest.raises(StorageError, match="磁盘空间"):
                build(documents, index, HashEncoder())
        assert current_version(index) == old and len(paths(index)) == 3
    assert build(documents, index, HashEncoder()).documents == 4


def test_two_builds_at_once(documents, index):
    build(documents, index, HashEncoder())
    with build_lock(index), pytest.raises(BusyIndexError, match="另一个建库过程"):
        build(documents, index, HashEncoder())


def test_a_reader_keeps_the_version_it_opened(documents, index):
    build(documents, index, HashEncoder())
    reader = open_snapshot(index, recipe())
    for number in range(3):
        (documents / f"{number}.txt").write_text(f"第{number}份材料,内容各不相同。", "utf-8")
        build(documents, index, HashEncoder())
    assert len(reader.library.cards) == 3
    assert reader.library.document(reader.library.cards[0].id).text
    assert len(list((index / "versions").iterdir())) == 2


@pytest.mark.parametrize("name", ["library.sqlite", "lexical_data.npy", "vectors.faiss.npy"])
def test_a_damaged_index_is_told_and_mended(documents, index, name):
    build(documents, index, HashEncoder())
    file = current_version(index) / name
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    with pytest.raises(DamagedIndexError, match="python -m kb build"):
        open_snapshot(index, recipe())
    build(documents, index, HashEncoder())
    assert len(paths(index)) == 3


@pytest.mark.parametrize(
    "changed",
    [
        {"recipe": None},
        {"recipe": "x"},
        {"passages": "3"},
        {"passages": []},
        {"encoder": {}},
        {"documents_folder": 7},
        {"files": {}},
        {"files": {"library.sqlite": 3}},
        {"files": {"library.sqlite": []}},
        {"more": 1},
    ],
)
def test_a_manifest_of_the_wrong_shape_is_told_and_mended(documents, index, changed):
    build(documents, index, HashEncoder())
    file = current_version(index) / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | changed), "utf-8")
    with pytest.raises(DamagedIndexError, match="索引清单"):
        open_snapshot(index, recipe())
    build(documents, index, HashEncoder())
    assert len(paths(index)) == 3


@pytest.mark.parametrize("content", [None, "", "9999", "9" * 5000, "../../etc", "\udcff"])
def test_a_damaged_pointer_is_told(documents, index, content):
    build(documents, index, HashEncoder())
    pointer = index / "CURRENT"
    if content is None:
        (current_version(index) / "manifest.json").write_text("{", "utf-8")
    else:
        pointer.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(DamagedIndexError):
        open_snapshot(index, recipe())


def test_an_index_built_otherwise_is_refused_and_says_what_differs(documents, index):
    build(documents, index, HashEncoder())
    with pytest.raises(StaleIndexError, match=r"max_chars.*500.*现在为 300"):
        open_snapshot(index, recipe() | {"max_chars": "300"})


def test_another_encoder_encodes_again_without_reading_again(documents, index, monkeypatch):
    build(documents, index, HashEncoder())
    monkeypatch.setattr("kb.indexing.ingestor.ingest", None)
    report = build(documents, index, HashEncoder(64))
    assert report.unchanged == 3 and report.encoded == report.passages
    assert open_snapshot(index, recipe()).dense.dimension == 64


def test_manifest_names_everything(documents, index):
    build(documents, index, HashEncoder())
    manifest = json.loads((current_version(index) / "manifest.json").read_text("utf-8"))
    assert manifest["encoder"] == "hash-256-1" and manifest["dimension"] == 256
    assert manifest["documents"] == 3
    assert set(manifest["recipe"]) == {"tokenizer", "max_chars", "program"}
    on_disk = {p.name for p in Path(current_version(index)).iterdir()} - {"manifest.json"}
    assert set(manifest["files"]) == on_disk


def test_hidden_and_temporary_files_are_passed_over(documents, index):
    (documents / ".隐藏.txt").write_text("不应收入", "utf-8")
    (documents / "~$打开.docx").write_bytes(b"lock")
    assert build(documents, index, HashEncoder()).failures == ()
