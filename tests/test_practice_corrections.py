"""What users correct of practices, in the table and in builds."""

from dataclasses import replace

import pytest

from kb.corrections import (
    PRACTICE_COLUMNS,
    PRACTICES_FILE,
    PracticeCorrection,
    PracticeCorrections,
    read_practice_corrections,
    remove_practice_correction,
    write_practice_correction,
)
from kb.errors import InputError
from kb.indexing import build
from kb.indexing.recipe import recipe
from kb.indexing.revising import as_read, revision, with_figures
from kb.practices.identity import Group
from kb.search import Searcher
from kb.store.entries import Entry, Stamp
from kb.store.snapshot import open_snapshot
from kb.types import Document, Figure, Mention, Metadata, Region
from tests.conftest import write_files

HEAD = ",".join(PRACTICE_COLUMNS)
FILES = {
    "一.txt": """甲县集体经济工作总结

一、主要做法

(一)推行“百事通”积分超市模式。村民参加公益劳动可以换取积分，在超市兑换日用品。2022年全县建成积分超市120个。

(二)组建强村公司。由12个村共同出资组建强村公司，承接绿化养护。
""",
    "二.txt": """乙县乡村治理工作总结

一、主要做法

(一)建立“百姓通”积分超市模式。每月评比，用积分兑换日用品。

(二)组建强村公司。由各村出资组建强村公司，统一承接物业服务。
""",
}
ONE, TWO = "“百事通”积分超市模式", "“百姓通”积分超市模式"


@pytest.fixture
def folder(tmp_path):
    return write_files(tmp_path / "文件", FILES)


@pytest.fixture
def served(folder, tmp_path):
    """Builds the folder, and gives the library."""

    def make(rebuild=False):
        build(folder, tmp_path / "索引", None, rebuild=rebuild)
        return open_snapshot(tmp_path / "索引", recipe()).library

    return make


def names(library):
    return {card.name for card in library.practice_cards()}


def state(library):
    """All that corrections may change, without the version."""
    return library.practice_cards(), library.all_mentions()


def id_of(library, path):
    return next(card.id for card in library.cards if card.path == path)


def both_ways(served, folder, correction):
    """Before, after a build that carries over, after a whole one, and after the undoing."""
    before = served()
    was = state(before)
    write_practice_correction(folder, correction)
    after = served()
    assert state(served(rebuild=True)) == state(after)
    remove_practice_correction(folder, correction)
    assert state(served()) == was
    return before, after


def test_two_practices_become_one(served, folder):
    before, after = both_ways(served, folder, PracticeCorrection("合并", ONE, TWO))
    one, two = before.practice(ONE), before.practice(TWO)
    assert one.id != two.id
    joined = after.practice(TWO)
    assert after.practice(ONE) == joined
    assert joined.id == two.id and joined.name == two.name
    assert len(joined.mentions) == len(one.mentions) + len(two.mentions)
    assert ONE in joined.aliases or one.name in joined.aliases


def test_the_mentions_of_one_document_become_a_practice(served, folder):
    document_id = id_of(served(), "二.txt")
    line = PracticeCorrection("拆分", "强村公司", "联村物业公司", document_id)
    before, after = both_ways(served, folder, line)
    assert {m.document_id for m in before.practice("强村公司").mentions} > {document_id}
    parted = after.practice("联村物业公司")
    assert {m.document_id for m in parted.mentions} == {document_id}
    assert document_id not in {m.document_id for m in after.practice("强村公司").mentions}


def test_a_copy_that_takes_the_lead_does_not_undo_a_split(served, folder):
    line = PracticeCorrection("拆分", "强村公司", "联村物业公司", id_of(served(), "二.txt"))
    write_practice_correction(folder, line)
    (folder / "一").mkdir()
    (folder / "一/二.txt").write_bytes((folder / "二.txt").read_bytes() + b"\n")
    library = served()
    assert len(library.cards) == 2
    assert "联村物业公司" in names(library)


def test_a_practice_is_called_otherwise(served, folder):
    line = PracticeCorrection("改名", ONE, "积分换物")
    before, after = both_ways(served, folder, line)
    assert after.practice("积分换物").id == before.practice(ONE).id == after.practice(ONE).id
    assert "积分换物" in names(after)


def test_a_hidden_practice_is_nowhere(served, folder, tmp_path):
    before, after = both_ways(served, folder, PracticeCorrection("隐藏", ONE))
    assert after.practice(ONE) is None
    assert len(names(after)) == len(names(before)) - 1
    write_practice_correction(folder, PracticeCorrection("隐藏", ONE))
    served()
    searcher = Searcher(open_snapshot(tmp_path / "索引", recipe()), None)
    found = searcher.search("百事通积分超市")
    assert before.practice(ONE).name not in {p.name for p in found.practices}


@pytest.mark.parametrize(
    ("to", "status"), [("目标", "目标"), ("未判定", "未判定"), ("不是指标", None)]
)
def test_a_figure_is_as_the_user_says(served, folder, to, status):
    library = served()
    told = [m for m in library.all_mentions() if any(f.number == "120" for f in m.figures)]
    assert any(m.depth == "有成效" for m in told)
    line = PracticeCorrection("指标", "", to, id_of(library, "一.txt"), "建成积分超市120个")
    before, after = both_ways(served, folder, line)
    pairs = [
        (was, now)
        for was, now in zip(before.all_mentions(), after.all_mentions(), strict=True)
        if now.recognised is not None
    ]
    assert len(pairs) == len(told)
    for was, now in pairs:
        assert now.recognised == replace(was, practice="")
        assert [f.status for f in was.figures if f.number == "120"] == ["已完成"]
        assert [f.status for f in now.figures if f.number == "120"] == [status] * bool(status)
        alone = sum(f.status == "已完成" for f in was.figures) == 1
        less = "有做法" if was.measures else "仅提及"
        assert now.depth == (less if alone and was.depth == "有成效" else was.depth)


def test_a_copy_of_the_table_says_the_same_elsewhere(served, folder, tmp_path):
    write_practice_correction(folder, PracticeCorrection("合并", ONE, TWO))
    here = served()
    elsewhere = write_files(tmp_path / "别处", FILES)
    (elsewhere / PRACTICES_FILE).write_bytes((folder / PRACTICES_FILE).read_bytes())
    build(elsewhere, tmp_path / "别处索引", None)
    there = open_snapshot(tmp_path / "别处索引", recipe()).library
    assert there.practice_cards() == here.practice_cards()


def test_the_table_is_no_document(served, folder):
    write_practice_correction(folder, PracticeCorrection("隐藏", ONE))
    assert {card.path for card in served().cards} == set(FILES)


def mention(name, document_id="甲"):
    return Mention(name, name, True, document_id, 0, 9, 0, len(name), "有做法")


def revised(groups, *lines):
    class Said:
        identities = lines

    return {g.name or g.key: len(g.mentions) for g in revision(Said)(groups)}


def test_lines_are_followed_in_their_order():
    groups = tuple(Group(name, (mention(name),)) for name in ("甲法", "乙法", "丙法"))
    merge, rename = (
        PracticeCorrection("合并", "甲法", "乙法"),
        PracticeCorrection("改名", "乙法", "丁法"),
    )
    assert revised(groups, merge, rename) == {"丁法": 2, "丙法": 1}
    assert revised(groups, rename, PracticeCorrection("合并", "丙法", "丁法")) == {
        "甲法": 1, "丁法": 2,
    }  # fmt: skip
    back = PracticeCorrection("合并", "乙法", "甲法")
    assert revised(groups, merge, back) == {"甲法": 2, "丙法": 1}
    assert revised(groups, PracticeCorrection("隐藏", "没有")) == {"甲法": 1, "乙法": 1, "丙法": 1}


def test_two_practices_called_alike_are_one():
    groups = tuple(Group(name, (mention(name),)) for name in ("甲法", "乙法", "丙法"))
    rename = PracticeCorrection("改名", "甲法", "乙法")
    assert revised(groups, rename) == {"乙法": 2, "丙法": 1}
    both = (PracticeCorrection("改名", "甲法", "丁法"), PracticeCorrection("改名", "乙法", "甲法"))
    assert revised(groups, *both) == {"丁法": 1, "甲法": 1, "丙法": 1}
    alike = (Group("双百@甲", (mention("双百"),)), Group("双百@乙", (mention("双百", "乙"),)))
    assert revised(alike, PracticeCorrection("改名", "双百", "双百行动")) == {"双百行动": 2}


def test_what_is_parted_keeps_out_of_lines_about_the_rest():
    mentions = (mention("甲法"), mention("甲法", "乙"))
    split = PracticeCorrection("拆分", "甲法", "乙法", "乙")
    assert revised((Group("甲法", mentions),), split, PracticeCorrection("隐藏", "甲法")) == {
        "乙法": 1
    }


def test_a_name_leads_to_what_is_called_so(served, folder):
    line = PracticeCorrection("拆分", "强村公司", "联村物业公司", id_of(served(), "一.txt"))
    write_practice_correction(folder, line)
    library = served()
    assert names(library) >= {"强村公司", "联村物业公司"}
    for card in library.practice_cards():
        assert library.practice(card.name).id == card.id


def test_a_name_has_nothing_that_cannot_be_seen(tmp_path):
    line = PracticeCorrection("改名", "甲\n法", "\u202e乙\u200b\x00 法\u2066")
    write_practice_correction(tmp_path, line)
    [kept] = read_practice_corrections(tmp_path).lines
    assert (kept.practice, kept.to) == ("甲 法", "乙 法")
    (tmp_path / PRACTICES_FILE).write_text(f"{HEAD}\n隐藏,\u200b甲,,,,\n", encoding="utf-8")
    [kept] = read_practice_corrections(tmp_path).lines
    remove_practice_correction(tmp_path, kept)
    assert read_practice_corrections(tmp_path).lines == ()


def test_what_is_wrong_is_said_in_few_words(tmp_path):
    lines = f"{HEAD}\n{'长' * 90_000},甲,乙,,,\n指标,,{'长' * 90_000},甲,3个,\n"
    (tmp_path / PRACTICES_FILE).write_text(lines, encoding="utf-8")
    assert [len(p.told) < 120 for p in read_practice_corrections(tmp_path).problems] == [True, True]


def figure_entry(*figures):
    text = "建成超市120个，到2027年建成150个。"
    at = [text.index(number) for number, _ in figures]
    made = tuple(
        Figure(start, start + 4, number, "个", float(number), "个", status)
        for start, (number, status) in zip(at, figures, strict=True)
    )
    told = Mention(
        "超市", "超市", True, "甲", 0, len(text), 2, 4, "有成效", figures=made, measures=((0, 9),)
    )
    document = Document("甲", "甲.txt", "", "text", text, Metadata())
    return Entry(document, Stamp(0, 0, 0), (), {0: (told,)})


def test_figures_are_found_by_the_words_around_them():
    entry = figure_entry(("120", "已完成"), ("150", "目标"))
    line = PracticeCorrection("指标", "", "不是指标", "甲", "建成150个")
    [now] = with_figures(entry, PracticeCorrections((line,))).mentions[0]
    assert [f.number for f in now.figures] == ["120"]
    assert now.depth == "有成效"
    line = PracticeCorrection("指标", "", "目标", "甲", "超市120个,")
    changed = with_figures(entry, PracticeCorrections((line,)))
    [now] = changed.mentions[0]
    assert [f.status for f in now.figures] == ["目标", "目标"]
    assert now.depth == "有做法"
    assert as_read(changed.mentions) == entry.mentions
    elsewhere = replace(line, document_id="乙")
    assert with_figures(entry, PracticeCorrections((elsewhere,))) is entry


def test_a_merge_into_a_name_that_is_none_yet_makes_it():
    groups = tuple(Group(name, (mention(name),)) for name in ("甲法", "乙法"))
    lines = (PracticeCorrection("合并", "甲法", "新法"), PracticeCorrection("合并", "乙法", "新法"))
    assert revised(groups, *lines) == {"新法": 2}


def test_a_name_of_several_places_is_meant_by_its_place():
    here, there = Region("甲省", "甲市", "甲县"), Region("乙省", "乙市")
    groups = (
        Group("双百@甲省甲市甲县", (mention("双百"),), (here,)),
        Group("双百@乙省乙市", (mention("双百", "乙"),), (there,)),
    )
    kept = revision(type("Said", (), {"identities": (PracticeCorrection("隐藏", "双百（甲县）"),)}))
    assert [g.places for g in kept(groups)] == [(there,)]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("删除,甲,乙,,,", "不是可以做的操作"),
        ("合并,,乙,,,", "没有写明是哪项做法"),
        ("合并,甲,,,,", "合并成什么没有写"),
        ("改名,甲,甲,,,", "没有可改名的"),
        ("拆分,甲,乙,,,", "没有写明拆出哪些"),
        ("指标,,好,abc,120个,", "不是指标的状态"),
        ("指标,,目标,,120个,", "没有写明是哪个文件"),
        ("指标,,目标,abc,积分超市,", "没有数字"),
        (f"改名,甲,{'长' * 61},,,", "太长"),
    ],
)
def test_what_is_wrong_with_a_line(tmp_path, line, told):
    good = "隐藏,丙,,,,"
    (tmp_path / PRACTICES_FILE).write_text(f"{HEAD}\n{line}\n{good}\n", "utf-8-sig")
    found = read_practice_corrections(tmp_path)
    assert [x.practice for x in found.lines] == ["丙"]
    [problem] = found.problems
    assert problem.line == 2 and told in problem.told and PRACTICES_FILE in problem.told


def test_a_line_that_is_wrong_is_not_written(tmp_path):
    with pytest.raises(InputError, match="没有保存"):
        write_practice_correction(tmp_path, PracticeCorrection("合并", "甲"))
    assert not (tmp_path / PRACTICES_FILE).exists()


def test_lines_are_replaced_and_removed_one_at_a_time(tmp_path):
    mine = "备注行,随便,写的,,,\r\n"
    (tmp_path / PRACTICES_FILE).write_bytes(f"{HEAD}\r\n{mine}".encode("utf-8-sig"))
    write_practice_correction(tmp_path, PracticeCorrection("合并", "甲", "乙", note="一样"))
    write_practice_correction(tmp_path, PracticeCorrection("合并", "甲", "丙"))
    write_practice_correction(tmp_path, PracticeCorrection("改名", "甲", "丁"))
    assert [(x.action, x.to) for x in read_practice_corrections(tmp_path).lines] == [
        ("合并", "丙"), ("改名", "丁"),
    ]  # fmt: skip
    remove_practice_correction(tmp_path, PracticeCorrection("合并", "甲"))
    text = (tmp_path / PRACTICES_FILE).read_bytes().decode("utf-8-sig")
    assert text == f"{HEAD}\r\n{mine}改名,甲,丁,,,\r\n"


def test_a_folder_without_the_table(tmp_path):
    assert read_practice_corrections(tmp_path).lines == ()
    remove_practice_correction(tmp_path, PracticeCorrection("隐藏", "甲"))
    assert not (tmp_path / PRACTICES_FILE).exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_files_as_excel_saves_them(tmp_path, encoding):
    text = '操作;做法;改为;文件编号;原文;说明\r\n指标;;目标;\'=12e3;"到2027年，建成50个";\r\n'
    (tmp_path / PRACTICES_FILE).write_bytes(text.encode(encoding))
    [line] = read_practice_corrections(tmp_path).lines
    assert (line.document_id, line.text, line.line) == ("=12e3", "到2027年，建成50个", 2)


def test_bytes_that_are_no_text(tmp_path):
    (tmp_path / PRACTICES_FILE).write_bytes(b"\xff\xff\x00\x81")
    [problem] = read_practice_corrections(tmp_path).problems
    assert "编码认不出" in problem.told
