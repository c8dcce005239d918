"""Corrections in builds: they survive, and hold for the document whichever file leads it."""

from kb.corrections import Correction, write_correction
from kb.indexing import build
from kb.indexing.recipe import recipe
from kb.store.snapshot import open_snapshot

PATH = "丙县/养老服务.txt"


def found(index, path=PATH):
    library = open_snapshot(index, recipe()).library
    record = next(r for r in library.files() if r.path == path)
    return library.document(record.id)


def correct(documents, document):
    write_correction(documents, Correction(document.id, document.path, "标题", "丙县养老汇报"))


def test_a_correction_survives_and_what_was_read_stays_visible(documents, index):
    build(documents, index, None)
    before = found(index)
    correct(documents, before)
    for rebuild in (False, True):
        build(documents, index, None, rebuild=rebuild)
        after = found(index)
        assert after.title == "丙县养老汇报"
        assert after.metadata.title.status == "confirmed"
        assert after.recognised == before.metadata


def test_an_unchanged_folder_with_a_new_correction_is_built(documents, index):
    version = build(documents, index, None).version
    assert build(documents, index, None).version == version
    correct(documents, found(index))
    assert build(documents, index, None).version != version


def test_a_copy_that_takes_the_lead_does_not_undo_a_correction(documents, index):
    build(documents, index, None)
    correct(documents, found(index))
    copy = "一/养老服务.txt"
    (documents / "一").mkdir()
    (documents / copy).write_bytes((documents / PATH).read_bytes() + b"\n")
    report = build(documents, index, None)
    assert report.copies == 1
    assert found(index, copy).title == found(index).title == "丙县养老汇报"
