"""核对: a draft pasted, marked, listed and taken away; without a browser."""

from __future__ import annotations

import html
import io
import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kb.cli.main import main
from kb.drafts import MAX_DRAFT, Checked, check
from kb.settings import Settings
from kb.web.checkview import copy_html, draft_html, group_html, groups, numbered
from kb.workspace import open_index
from tests.web_app import page, pointed_indexed, press, shown

TRUE = "2022年，全县强村公司实现营业收入3200万元，村均分红8.5万元。"
WRONG = "2022年，全县强村公司实现营业收入3700万元，村均分红8.5万元，推行“两本账”制度。"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A small library, indexed, and the environment that points there."""
    return pointed_indexed(tmp_path, monkeypatch)


def checked_page(draft: str) -> AppTest:
    app = page("check")
    app.text_area[0].set_value(draft)
    return press(app, "核对")


def result(settings: Settings, draft: str) -> Checked:
    return check(draft, open_index(settings))


def test_the_page_says_what_becomes_of_the_draft(settings: Settings) -> None:
    app = page("check")
    assert "不存盘，也不进地址栏" in shown(app)
    assert f"{MAX_DRAFT} 字" in app.text_area[0].label
    assert shown(app).count("<h1>") == 1


def test_a_draft_is_marked_and_listed(settings: Settings) -> None:
    app = checked_page(WRONG)
    text = shown(app)
    assert "共核对 4 项：与来源不符 1 项，未找到 1 项，同段有据 2 项。" in text
    assert '<mark class="kb-chk kb-chk-unlike">3700万元</mark>' in text
    assert 'href="#item-2"' in text and 'id="item-2"' in text
    assert "来源说同一件事，写的是“3200万元”" in text
    assert "original?id=" in text
    assert dict(app.query_params) == {}


def test_only_some_verdicts_are_listed_but_all_stay_marked(settings: Settings) -> None:
    app = checked_page(WRONG)
    app.button_group[0].set_value(["与来源不符"]).run()
    text = shown(app)
    assert 'id="item-2"' in text and 'id="item-3"' not in text
    assert 'href="#item-3"' not in text
    assert "8.5万元</mark>" in text


def test_empty_and_too_long_drafts_are_refused(settings: Settings) -> None:
    app = checked_page("  \n ")
    assert "请先粘贴要核对的文稿" in shown(app)
    app = checked_page("字" * (MAX_DRAFT + 1))
    assert f"一次最多核对 {MAX_DRAFT} 字" in shown(app)
    assert "核对结果" not in shown(app)


def test_the_result_is_cleared(settings: Settings) -> None:
    app = press(checked_page(TRUE), "清空")
    assert app.text_area[0].value == ""
    assert "核对结果" not in shown(app)


def test_the_result_stays_on_the_way_to_another_page_and_back(settings: Settings) -> None:
    app = checked_page(TRUE)
    app.switch_page("kb/web/pages/basket.py").run()
    app.switch_page("kb/web/pages/check.py").run()
    assert app.text_area[0].value == TRUE
    assert "同段有据 3 项" in shown(app)


def test_a_draft_cannot_bring_markup(settings: Settings) -> None:
    draft = '<img src=x onerror="alert(1)">营业收入3200万元</mark><script>alert(2)</script>。'
    markup = draft_html(result(settings, draft), frozenset())
    assert "<img" not in markup and "<script" not in markup
    words = re.sub(r'<span class="kb-chk-no">.*?</span></span>', "", markup)
    assert html.unescape(re.sub(r"<[^>]*>", "", words)) == draft


def test_items_of_one_sentence_share_its_quotation(settings: Settings) -> None:
    checked = result(settings, TRUE)
    found = groups(numbered(checked, ()))
    assert [[n for n, _ in group.items] for group in found] == [[1, 2, 3]]
    markup = group_html(found[0], open_index(settings).library)
    assert markup.count("<blockquote") == 1
    assert "<mark>3200万元</mark>" in markup


def test_the_whole_result_is_copied_as_text(settings: Settings) -> None:
    markup = copy_html(result(settings, TRUE))
    words = html.unescape(re.search(r'data-words="([^"]*)"', markup)[1])
    assert "2. 3200万元（指标数据）：同段有据。" in words
    assert "《甲县强村公司实施方案》" in words


def test_the_command_reads_a_file_and_standard_input(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    draft = tmp_path / "文稿.txt"
    draft.write_text(WRONG, encoding="utf-8")
    assert main(["check", str(draft)]) == 0
    assert "2. 3700万元（指标数据）：与来源不符。" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(WRONG.encode())))
    assert main(["check", "-", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"]["与来源不符"] == 1
    item = told["items"][1]
    assert (item["text"], item["verdict"]) == ("3700万元", "与来源不符")
    assert WRONG[item["start"] : item["end"]] == "3700万元"
    start, end = (at - item["quotation"]["start"] for at in item["mark"])
    assert item["quotation"]["text"][start:end] == "3200万元"
    assert main(["check", str(tmp_path / "没有.txt")]) == 1
    assert "没有这个文件" in capsys.readouterr().err
