"""The report, corrections, page pictures and archives, run without a browser."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
import streamlit as st

from kb.settings import Settings
from kb.web import building
from kb.workspace import build_index, open_index
from tests.test_reading_ocr import LINES, drawn, needs_font, packed
from tests.test_reading_pdf import FULL, pdf
from tests.web_app import WAIT_S, document_id, finish_build, page, pointed, press, shown

TABLE = "甲县户数表\n\n序号\t乡镇\t户数\n1\t甲一镇\t1200\n2\t<b>甲二镇</b>\t900\n以上为统计。\n"
GAPS = "己县试点\n\n一、夜校\n己县夜校投入资金亿元，占%，由乡镇牵头。\n"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A small library that is not indexed yet, and the environment that points there."""
    given = pointed(tmp_path, monkeypatch)
    (given.documents / "表.txt").write_text(TABLE, encoding="utf-8")
    (given.documents / "己县.txt").write_text(GAPS, encoding="utf-8")
    return given


@pytest.fixture
def indexed(settings: Settings) -> Settings:
    """The same library, indexed."""
    build_index(settings, rebuild=False, progress=lambda *_: None)
    return settings


def test_the_report_lists_every_file_failures_first(indexed: Settings) -> None:
    app = page("report")
    text = shown(app)
    assert text.count('<details class="kb-rep">') == 7
    assert 0 < text.index("空文件.txt") < text.index("丁县总结.txt")
    assert "文件是空的（0 字节）" in text and "丙县 &lt;i&gt;.txt" in text
    choice = app.get("button_group")[0]
    assert [option.content for option in choice.proto.options] == [
        "全部 7", "未收入 1", "收入 6", "有存疑 1",
    ]  # fmt: skip


def test_the_report_is_searched_and_saved(indexed: Settings) -> None:
    app = page("report", **{"report-find": "甲县"})
    text = shown(app)
    assert text.count('<details class="kb-rep">') == 2 and "没有符合的文件" not in text
    assert "没有符合的文件" in shown(page("report", **{"report-find": "没有这个"}))


def test_a_long_report_is_shown_page_by_page(settings: Settings) -> None:
    for number in range(60):
        (settings.documents / f"空{number:02}.txt").write_bytes(b"")
    build_index(settings, rebuild=False, progress=lambda *_: None)
    app = page("report")
    assert shown(app).count('<details class="kb-rep">') == 50
    assert [b.disabled for b in app.button if b.label in ("上一页", "下一页")] == [True, False]
    press(app, "下一页")
    text = shown(app)
    assert text.count('<details class="kb-rep">') == 17 and "甲县方案.md" in text
    assert app.selectbox(key="report-page").value == 2
    app.text_input(key="report-find").input("甲县").run()
    assert shown(app).count('<details class="kb-rep">') == 2


def test_a_trial_reading_shows_the_same_table_without_an_index(settings: Settings) -> None:
    (settings.documents / "新.txt").write_text("庚县试点方案\n\n试点一年。", encoding="utf-8")
    build_index(settings, rebuild=False, progress=lambda *_: None)
    version = open_index(settings).version
    (settings.documents / "更新.txt").write_text("辛县试点方案\n\n试点两年。", encoding="utf-8")
    app = page("report")
    assert "更新.txt" not in shown(app)
    press(app, "试读（不写索引）")
    job = building.last_trial(settings)
    assert job is not None
    job.wait(WAIT_S)
    text = shown(app.run())
    assert "更新.txt" in text and "辛县试点方案" in text
    assert open_index(settings).version == version


def test_a_correction_is_saved_shown_and_survives_a_rebuild(indexed: Settings) -> None:
    found = document_id(indexed, "甲县方案.md")
    app = page("original", id=found)
    app.selectbox(key="correct-item").select("发文机关").run()
    app.text_input(key=f"value-{found}-issuer").input("甲县<农业农村局>")
    press(app, "保存更正")
    assert finish_build(indexed).problem is None
    for _ in range(2):
        text = shown(page("original", id=found))
        assert '<th scope="row">发文机关</th><td>甲县&lt;农业农村局&gt;</td>' in text
        assert "已确认" in text and "程序没有识别出" in text
        build_index(indexed, rebuild=True, progress=lambda *_: None)
    written = (indexed.documents / "更正.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(written)))
    assert rows[1][1:4] == ["甲县方案.md", "发文机关", "甲县<农业农村局>"]


def test_a_value_is_confirmed_as_it_was_recognised(indexed: Settings) -> None:
    found = document_id(indexed, "乙县通知.txt")
    app = page("original", id=found)
    app.selectbox(key="correct-item").select("文种").run()
    press(app, "识别正确，确认")
    assert finish_build(indexed).problem is None
    document = open_index(indexed).library.document(found)
    assert document is not None and document.metadata.kind is not None
    assert (document.metadata.kind.value, document.metadata.kind.status) == ("通知", "confirmed")


def test_a_value_that_is_none_is_taken_away(indexed: Settings) -> None:
    found = document_id(indexed, "甲县方案.md")
    app = page("original", id=found)
    app.selectbox(key="correct-item").select("成文日期").run()
    press(app, "没有这一项")
    finish_build(indexed)
    text = shown(page("original", id=found))
    assert (
        '<th scope="row">成文日期</th><td>（没有）</td>' in text
        and "程序识别为：2023-05-06" in text
    )


def test_a_correction_that_cannot_be_is_told_and_not_saved(indexed: Settings) -> None:
    found = document_id(indexed, "甲县方案.md")
    app = page("original", id=found)
    app.selectbox(key="correct-item").select("成文日期").run()
    app.text_input(key=f"value-{found}-written").input("去年春天")
    press(app, "保存更正")
    assert "“去年春天”不是日期" in shown(app)
    assert not (indexed.documents / "更正.csv").exists()
    assert building.last_build(indexed) is None


def test_lines_of_corrections_that_fit_nothing_are_told(indexed: Settings) -> None:
    (indexed.documents / "更正.csv").write_text(
        "文件编号,文件,项目,值,说明\n,没有.txt,标题,甲,\n,甲县方案.md,成文日期,<昨天>,\n",
        encoding="utf-8",
    )
    app = page("report")
    text = shown(app)
    assert [e.label for e in app.expander] == ["更正.csv 里有 2 行没有采用"]
    assert "第 2 行（标题）没有对应的文件：没有.txt" in text and "“&lt;昨天&gt;”不是日期" in text


def test_tables_and_doubts_stand_in_their_place(indexed: Settings) -> None:
    text = shown(page("original", id=document_id(indexed, "表.txt")))
    assert "<thead><tr><th>序号&#9;</th><th>乡镇&#9;</th><th>户数</th></tr></thead>" in text
    assert "&lt;b&gt;甲二镇&lt;/b&gt;" in text
    app = page("original", id=document_id(indexed, "己县.txt"))
    assert 'data-flag="数字缺失">' in shown(app)
    assert "存疑：数字缺失 2 处" in [e.label for e in app.expander]


def test_an_archive_is_added_and_told_file_by_file(indexed: Settings) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("材料/夜校.txt", "戊县夜校实施办法\n\n一、戊县乡村夜校每周三开课。\n")
        archive.writestr("材料/坏.docx", b"PK\x03\x04 broken")
        archive.writestr("../../爬.txt", "爬出去")
    app = page("library")
    app.get("file_uploader")[0].upload("包.zip", stream.getvalue(), "application/zip")
    press(app, "加入文库")
    assert finish_build(indexed).problem is None
    text = shown(app.run())
    assert "里面的文件：收入 1 份，未收入 2 份" in text
    report = shown(page("report", **{"report-find": "包.zip"}))
    assert "added/包.zip/材料/夜校.txt" in report and "指向压缩包之外" in report
    assert not list(indexed.documents.parent.rglob("爬.txt"))
    found = document_id(indexed, "added/包.zip/材料/夜校.txt")
    app = page("original", id=found)
    press(app, "从压缩包或邮件里取出原始文件")
    assert len(app.get("download_button")) == 1


def test_the_same_file_twice_is_told_as_one_document(indexed: Settings) -> None:
    app = page("library")
    content = (indexed.documents / "甲县方案.md").read_bytes()
    app.get("file_uploader")[0].upload("又一份.md", content, "text/markdown")
    press(app, "加入文库")
    assert finish_build(indexed).problem is None
    text = shown(app.run())
    assert "另有 1 个文件与库内的文件是同一份，已并入" in text
    found = next(r.id for r in open_index(indexed).library.files() if r.path == "甲县方案.md")
    app = page("original", id=found)
    assert "同一份文件的其他来源（1 个）" in [e.label for e in app.expander]
    text = shown(app)
    assert (
        '<th scope="row">甲县方案.md</th>' in text
        and '<th scope="row">added/又一份.md</th>' in text
    )


def test_addresses_that_cannot_be_fetched_are_told(indexed: Settings) -> None:
    app = page("library")
    app.text_area[0].input("ftp://a.example/x\nhttp://127.0.0.1/secret\nfile:///etc/passwd")
    press(app, "取网页")
    job = building.last_fetching(indexed)
    assert job is not None
    job.wait(WAIT_S)
    text = shown(app.run())
    assert text.count("没有取到：") == 3 and "“ftp://a.example/x”不是网址" in text
    assert not (indexed.documents / "added").exists() or not any(
        (indexed.documents / "added").iterdir()
    )


def test_a_page_is_seen_beside_its_text(settings: Settings) -> None:
    (settings.documents / "甲县.pdf").write_bytes(
        pdf(
            [(50.0, 450.0, "甲县工作方案"), (50.0, 400.0, f"{FULL}。")],
            [(50.0, 450.0, "乙乡落实情况。")],
        )
    )
    build_index(settings, rebuild=False, progress=lambda *_: None)
    found = document_id(settings, "甲县.pdf")
    text = shown(page("original", id=found))
    assert f'<a href="original?id={found}&amp;page=2" target="_self">看页面图片</a>' in text
    text = shown(page("original", id=found, page="2"))
    assert 'alt="第 2 页的图片" src="data:image/png;base64,iVBORw0KGgo' in text
    assert "乙乡落实情况。" in text and FULL not in text
    assert "<b>第 2 / 2 页</b>" in text and "上一页</a>" in text and "下一页</a>" not in text
    text = shown(page("original", id=found, page="7"))
    assert (
        "没有第 7 页的文字" in text and "页面图片取不出来：文件没有第 7 页，它共有 2 页。" in text
    )
    (settings.documents / "甲县.pdf").unlink()
    st.cache_data.clear()
    text = shown(page("original", id=found, page="1"))
    assert "页面图片取不出来：原始文件已不在文库文件夹里" in text
    assert str(settings.documents) not in text


@needs_font
def test_a_scanned_page_in_an_archive_is_seen_beside_its_text(settings: Settings) -> None:
    pytest.importorskip("rapidocr")
    with zipfile.ZipFile(settings.documents / "扫描件.zip", "w") as archive:
        archive.writestr("第一页.png", packed(drawn(*LINES)))
    build_index(settings, rebuild=False, progress=lambda *_: None)
    found = document_id(settings, "扫描件.zip/第一页.png")
    text = shown(page("original", id=found))
    assert "第 1 页（文字由图片识别）" in text
    text = shown(page("original", id=found, page="1"))
    assert "请对照页面图片" in text and LINES[0] in text
    assert 'src="data:image/png;base64,iVBORw0KGgo' in text


def test_a_page_of_a_format_without_pictures_shows_the_whole_text(indexed: Settings) -> None:
    text = shown(page("original", id=document_id(indexed, "甲县方案.md"), page="3"))
    assert "三、保障措施" in text and "kb-picture" not in text.split("<style>")[0]


def test_names_of_files_are_shown_and_never_used(settings: Settings) -> None:
    names = ["坏\u202etxt.exe <b>粗.txt", "**粗** $x$ :red[甲] `c`.txt"]
    for number, name in enumerate(names):
        text = f"戊县第{number}号通知\n\n夜校每周开课{number + 3}次。\n"
        (settings.documents / name).write_text(text, encoding="utf-8")
    build_index(settings, rebuild=False, progress=lambda *_: None)
    app = page("report")
    text = shown(app)
    assert "坏\ufffdtxt.exe &lt;b&gt;粗.txt" in text and "**粗** $x$ :red[甲] `c`.txt" in text
    assert "\u202e" not in text and "<b>粗" not in text
    text = shown(page("library", find="粗"))
    assert text.count('<details class="kb-doc">') == 2
    assert "\u202e" not in text and "<b>粗" not in text


def test_a_table_of_many_equal_and_wrong_lines_leaves_the_page_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = pointed(tmp_path, monkeypatch)
    lines = [
        "操作,做法,改为,文件编号,原文,说明",
        *["隐藏,没有的做法,,,,"] * 70,
        *["乱写,x,,,,"] * 9,
    ]
    (settings.documents / "做法更正.csv").write_text("\n".join(lines), encoding="utf-8")
    build_index(settings, rebuild=False, progress=lambda *_: None)
    app = page("practice", name="强村公司")
    assert "程序出错" not in shown(app)
    assert "其他做法的更正（70 条）" in [one.label for one in app.expander]
    assert sum(button.label == "撤销" for button in app.button) == 50
    assert "没有采用的共有 9 行" in shown(app)
