"""The buttons that take a paper away and copy a quotation."""

import io
import zipfile
from dataclasses import replace
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from kb.exporting import prove, proved
from kb.types import Paper, Prose, Quoted
from kb.web.copying import citation_html
from kb.web.taking import offers, own_words, problems_html
from tests.papers import COMPANY, DOUBTED, INCOME, paper_of, snapshot_of, taken


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    return snapshot_of(tmp_path_factory.mktemp("库"))


def drawn(paper, snapshot):
    """The buttons on a page of their own."""

    def page(paper, ready):
        from kb.web.taking import exports

        exports(paper, ready, "试")

    ready = SimpleNamespace(searcher=SimpleNamespace(snapshot=snapshot))
    app = AppTest.from_function(page, args=(paper, ready), default_timeout=60).run()
    assert not app.exception
    return app


def test_four_files_named_after_the_paper(snapshot):
    found = offers(proved(paper_of(snapshot.library), snapshot.library), snapshot)
    assert [(offer.label, offer.name) for offer in found] == [
        ("Word 文档", "强村公司怎么办.docx"),
        ("Markdown", "强村公司怎么办.md"),
        ("Excel 表格", "强村公司怎么办.xlsx"),
        ("素材包（ZIP）", "强村公司怎么办_素材包.zip"),
    ]
    for offer in (found[0], found[2], found[3]):
        with zipfile.ZipFile(io.BytesIO(offer.make())) as archive:
            assert archive.testzip() is None
    assert found[1].make().decode().startswith("# 强村公司怎么办\n")


def test_the_buttons_are_drawn_and_nothing_is_told_of_what_stands(snapshot):
    app = drawn(paper_of(snapshot.library), snapshot)
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["Word 文档", "Markdown", "Excel 表格", "素材包（ZIP）"]
    assert not app.html


def test_an_empty_paper_has_no_buttons(snapshot):
    assert not drawn(Paper("空", ()), snapshot).get("download_button")


def test_what_does_not_stand_is_told_beside_the_buttons(snapshot):
    forged = replace(taken(snapshot.library, INCOME), text=INCOME.replace("3500", "3600"))
    app = drawn(Paper("伪", (Quoted(forged),)), snapshot)
    told = "\n".join(element.body for element in app.html)
    assert "有 1 处引文与库内文字不一致" in told
    assert len(app.get("download_button")) == 4


def test_the_way_to_the_text_as_it_is_now(snapshot):
    kept = taken(snapshot.library, INCOME)
    forged = replace(kept, text=INCOME.replace("3500", "<b>3600"), title="<i>")
    problems = prove(Paper("伪", (Quoted(forged),)), snapshot.library)
    told = problems_html(problems)
    now = problems[0].standing.now
    assert (now.document_id, "3500万元" in now.text) == (kept.document_id, True)
    assert "&lt;b&gt;3600" in told and "《&lt;i&gt;》" in told and "<b>" not in told
    assert f"original?id={kept.document_id}&amp;start={now.start}&amp;end={now.end}" in told


def test_figures_of_the_users_own_words_are_looked_up(snapshot):
    assert list(own_words("甲县强村公司2022年实现营业收入3500万元。", snapshot)) == []
    (told,) = own_words("甲县强村公司2022年实现营业收入3900万元。", snapshot)
    assert told.startswith("自己写的文字中，“3900万元”与来源不符：")
    paper = Paper("记", (Prose("甲县强村公司2022年实现营业收入3900万元。", by_user=True),))
    assert "“3900万元”与来源不符" in "\n".join(e.body for e in drawn(paper, snapshot).html)


def test_a_quotation_is_copied_in_both_forms(snapshot):
    shown = citation_html(taken(snapshot.library, COMPANY))
    assert f'data-words="“{COMPANY}”"' in shown
    assert 'data-citation="（《甲县发展强村公司的做法》）"' in shown
    assert 'data-citation="佚名. 甲县发展强村公司的做法[Z]. ' in shown
    assert 'role="status"' in shown and shown.count('<button type="button"') == 2


def test_what_is_copied_names_doubts_and_holds_no_markup(snapshot):
    quotation = replace(taken(snapshot.library, DOUBTED), title='"><script>', text="<b>\n\n&")
    shown = citation_html(quotation)
    assert "；原文数字缺失）" in shown
    assert 'data-words="“&lt;b&gt;&#10;&amp;”"' in shown
    assert "<script>" not in shown and "<b>" not in shown
