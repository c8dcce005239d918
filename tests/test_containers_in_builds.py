"""Archives and mails in the documents folder: their members are documents of their own."""

import io
import zipfile
from email.message import EmailMessage

import pytest

from kb.doctor import examine
from kb.embedding.encoder import HashEncoder
from kb.indexing import build, dry_run
from kb.indexing.recipe import recipe
from kb.isolation.pool import WorkerPool
from kb.settings import Settings
from kb.store.snapshot import open_snapshot

NOTICE = "丁县推行垃圾分类积分制。村民参加评比换取积分,全县已有40个村推行。"
PLAN = "戊县农村厕所改造方案\n\n一、目标\n\n到2027年,戊县改造农村厕所3000座。"


def zipped(members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return content.getvalue()


def silent(_stage, _done, _total):
    pass


@pytest.fixture
def archive(documents):
    inner = zipped({"方案.txt": PLAN, "照片.psd": b"8BPS"})
    path = documents / "来文.zip"
    path.write_bytes(zipped({"一月/通知.txt": NOTICE, "内.zip": inner, "../出去.txt": NOTICE[:20]}))
    return path


def found(index):
    return [r.path for r in open_snapshot(index, recipe()).library.files()]


def test_members_are_documents_below_their_archive(documents, archive, index):
    report = build(documents, index, None)
    inside = [path for path in found(index) if path.startswith("来文.zip/")]
    assert "来文.zip/一月/通知.txt" in inside and "来文.zip/内.zip/方案.txt" in inside
    assert not any(".." in path for path in inside)
    failed = {failure.path: failure.reason for failure in report.failures}
    assert ".psd" in failed["来文.zip/内.zip/照片.psd"]
    assert not (documents.parent / "出去.txt").exists()


def test_an_archive_that_has_not_changed_is_not_opened(documents, archive, index, monkeypatch):
    build(documents, index, None)
    monkeypatch.setattr("kb.indexing.ingestor.contents", None)
    again = build(documents, index, None)
    assert again.added == again.changed == again.removed == ()
    (documents / "新.txt").write_text("己县发展村级物业公司。", "utf-8")
    report = build(documents, index, None)
    assert report.added == ("新.txt",) and report.removed == ()


def test_a_changed_archive_changes_only_what_differs(documents, archive, index):
    build(documents, index, None)
    archive.write_bytes(zipped({"一月/通知.txt": NOTICE, "二月/新通知.txt": PLAN}))
    report = build(documents, index, None)
    assert report.added == ("来文.zip/二月/新通知.txt",)
    assert "来文.zip/内.zip/方案.txt" in report.removed


def test_the_proof_reads_members_again(documents, archive, index):
    build(documents, index, None)
    settings = Settings(documents=documents, index=index)
    findings = examine(settings, None, silent)
    assert findings.problems == () and findings.checked["documents"] >= 5
    archive.write_bytes(zipped({"一月/通知.txt": NOTICE.replace("40", "50")}))
    told = examine(settings, None, silent).problems
    assert any(p.startswith("来文.zip/一月/通知.txt") and "改动" in p for p in told)
    assert any(p.startswith("来文.zip/内.zip/方案.txt") for p in told)


def test_a_mail_is_a_document_and_so_is_what_is_attached(documents, index):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "报送材料"
    mail.set_content("现将丁县垃圾分类情况报上,请审阅。\n")
    mail.add_attachment(PLAN.encode(), maintype="text", subtype="plain", filename="方案.txt")
    (documents / "报送.eml").write_bytes(mail.as_bytes())
    with WorkerPool(workers=2) as pool:
        report = build(documents, index, HashEncoder(), ingestor=pool)
    assert {"报送.eml", "报送.eml/方案.txt"} <= set(report.added)


def test_a_damaged_archive_is_told(documents, index):
    (documents / "坏.zip").write_bytes(b"PK\x03\x04" + b"\0" * 60)
    report = build(documents, index, None)
    assert [failure.path for failure in report.failures] == ["坏.zip"]
    assert build(documents, index, None).version == report.version


def test_what_is_named_an_archive_and_is_none_is_told(documents, index):
    (documents / "文.zip").write_text(PLAN, "utf-8")
    report = build(documents, index, None)
    assert [failure.path for failure in report.failures] == ["文.zip"]


def test_a_dry_run_tells_the_same_and_writes_nothing(documents, archive, index):
    told = {report.path: report for report in dry_run(documents)}
    assert not index.exists()
    build(documents, index, None)
    assert told == {r.path: r for r in open_snapshot(index, recipe()).library.reports()}
    assert told["来文.zip/一月/通知.txt"].outcome == "收入"
    assert told["来文.zip/一月/通知.txt"].kept == len(NOTICE)
