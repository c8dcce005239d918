"""The same document in several files."""

import hashlib
import random
from itertools import permutations

import numpy as np
import opencc
import pytest
from pydantic import TypeAdapter

from kb.copies import Fingerprint, Group, fingerprint, groups
from kb.copies.alignment import align
from kb.copies.fingerprints import near_pairs, numbers
from kb.types import Document, Metadata, PageSpan, Value

GRADES = ("正式文件", "官方网站", "媒体门户")

TITLE = "甲县农村人居环境整治提升实施方案"
BODY = """一、总体要求
坚持因地制宜、分类指导,突出抓好农村厕所改造、生活污水治理和生活垃圾处置,不断改善村容村貌。
二、目标任务
到2025年,全县86个行政村完成户厕改造3200座,生活污水治理率达到45%,垃圾收运处置体系实现全覆盖。
三、重点工作
(一)推进厕所革命。由县农业农村局牵头,乡镇负责组织实施,新建公共厕所24座,建立长效管护队伍。
(二)治理生活污水。优先治理水源保护区和人口集中的村庄,推广小型一体化处理设备,降低运行成本。
(三)提升村容村貌。清理残垣断壁和乱堆乱放,开展庭院评比,每季度公布一次结果,评出的先进户挂牌表扬。
四、保障措施
县财政每年安排专项资金1500万元,各乡镇配套不少于三分之一,资金使用情况接受群众监督。
县直有关部门按照职责分工密切配合,每半年开展一次督查,结果纳入年度考核。"""
TEXT = f"{TITLE}\n{BODY}"


def document(name, text, *, scanned=False, title=TITLE, **metadata):
    sha256 = hashlib.sha256(f"{name}{text}".encode()).hexdigest()
    return Document(
        id=name,
        path=f"{name}.txt",
        sha256=sha256,
        format="text",
        text=text,
        metadata=Metadata(title=Value(title, "stated"), **metadata),
        pages=(PageSpan(1, 0, len(text), scanned=True),) if scanned else (),
    )


def grouped(*documents):
    texts = {d.id: d.text for d in documents}
    return groups([(d, fingerprint(d)) for d in documents], texts.__getitem__, GRADES)


def how(text, **options):
    """How ``text`` is a copy of the made-up plan; ``None``: it is none."""
    found = grouped(document("a", TEXT), document("b", text, **options))
    return found[0].members[0][1] if found else None


def test_a_fingerprint_is_small_and_survives_json():
    made = fingerprint(document("a", TEXT))
    adapter = TypeAdapter(Fingerprint)
    assert adapter.validate_json(adapter.dump_json(made)) == made
    assert len(adapter.dump_json(made)) < 1100
    assert numbers(made.signature).shape == (96,)


def test_script_width_and_white_space_make_no_difference_to_the_words():
    wide = TEXT.translate(str.maketrans(",()%", "，（）％")).replace("\n", "\n\n　　")
    assert fingerprint(document("b", wide)).exact == fingerprint(document("a", TEXT)).exact
    assert how(wide) == "文字相同"


def test_the_same_bytes_are_one_file_whatever_they_hold():
    one, other = document("a", "附件"), document("b", "附件")
    same = Document(**{s: getattr(other, s) for s in other.__slots__} | {"sha256": one.sha256})
    assert grouped(one, same) == [Group("a", (("b", "同一文件"),))]


def test_too_few_words_are_no_document():
    assert grouped(document("a", "附件"), document("b", "附 件")) == []
    assert grouped(document("a", ""), document("b", " ")) == []


def test_traditional_and_simplified_versions():
    assert how(opencc.OpenCC("s2t").convert(TEXT)) == "繁简不同"
    assert how(opencc.OpenCC("s2hk").convert(TEXT)) == "繁简不同"


def test_a_page_around_the_text():
    page = f"首页\n政务公开\n互动交流\n来源:某网 浏览次数:35\n{TEXT}\n相关链接\n关于我们"
    assert how(page) == "标题或按语不同"
    assert how(f"{TEXT}\n相关链接\n关于我们") == "页面不同"


def test_another_heading_a_note_and_a_caption():
    note = "编者按:近日,有关方面出台了一份方案,引起关注,现将全文刊发如下,供参考学习。"
    assert how(f"这份方案来了\n{note}\n{BODY}") == "标题或按语不同"
    captioned = BODY.replace("四、保障", "图为保洁员清运垃圾。记者某某摄\n四、保障")
    assert how(f"{TITLE}\n{captioned}") == "文字相同"


def test_numbers_of_a_list_that_a_format_leaves_out():
    bare = BODY.replace("二、目标", "目标").replace("三、重点", "重点")
    assert how(f"{TITLE}\n{bare}") == "页面不同"


def test_errors_of_reading_a_picture():
    misread = TEXT.replace("村容村貌", "村客村貌").replace("督查", "督杳")
    assert how(misread, scanned=True) == "扫描识别"
    assert how(misread.replace("1500", "1600"), scanned=True) == "扫描识别，数字有出入"
    assert how(misread) is None


def test_a_scan_of_another_year_is_another_document():
    later = TEXT.replace("2025年", "2026年").replace("督查", "督杳")
    assert how(later, scanned=True) is None


def test_a_copy_that_stops_early_is_led_by_the_whole():
    cut = document("a", TEXT[: int(len(TEXT) * 0.7)], provenance=Value("正式文件", "stated"))
    assert grouped(cut, document("b", TEXT)) == [Group("b", (("a", "不完整的副本"),))]
    assert how(TEXT[: int(len(TEXT) * 0.45)]) is None


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("1500万元", "1800万元"),
        TEXT.replace("每季度", "每半年"),
        TEXT.replace("甲县", "乙县"),
        TEXT.replace("2025年", "2026年"),
        TEXT.replace("挂牌表扬", "不再挂牌表扬"),
        TEXT[len(TEXT) // 3 :],
        "\n".join(line for line in TEXT.splitlines() if "生活污水。" not in line),
        f"{TEXT}\n\n乙县垃圾分类方案\n各乡镇人民政府:\n" + "另一份文件另有它的内容和安排。" * 15,
        "乙县情况汇编\n" + "编入这里的还有别的材料,各有来历。" * 30 + f"\n{TEXT}",
    ],
    ids=[
        "figure",
        "word",
        "county",
        "year",
        "negated",
        "second-half",
        "paragraph",
        "compiled",
        "quoted",
    ],
)
def test_what_is_another_document(text):
    assert how(text) is None


def test_a_template_of_two_counties_is_two_documents_though_only_head_and_end_tell():
    body = BODY.replace("全县", "全域").replace("县", "")
    notices = [
        document(
            name,
            f"{place}人民政府关于印发整治提升方案的通知\n{body}\n{place}人民政府",
            title=f"{place}人民政府关于印发整治提升方案的通知",
        )
        for name, place in (("a", "甲县"), ("b", "乙县"))
    ]
    assert grouped(*notices) == []


def test_values_that_make_two_documents_of_like_texts():
    def told(**metadata):
        return document("b", f"首页\n{TEXT}\n关于我们", **metadata)

    one = document("a", TEXT, number=Value("甲政发〔2021〕8号", "stated"))
    assert grouped(one, told(number=Value("甲政发[2021]8号", "stated")))[0].leader_id == "a"
    assert grouped(one, told(number=Value("甲政发〔2021〕9号", "stated"))) == []
    assert grouped(document("a", TEXT), told(title=f"转发《{TITLE}》的通知")) == []
    years = told(title=f"2023年{TITLE}")
    assert grouped(document("a", TEXT, title=f"2022年{TITLE}"), years) == []


def test_a_digest_is_never_folded_with_an_original():
    assert grouped(document("a", TEXT), document("b", TEXT + " ", digest=True)) == []
    both = [document("a", TEXT, digest=True), document("b", TEXT + " ", digest=True)]
    assert grouped(*both) == [Group("a", (("b", "文字相同"),))]


def test_the_best_source_leads_whatever_the_order():
    site = document("a", TEXT + " ", provenance=Value("媒体门户", "inferred"))
    notice = document("b", TEXT + "  ", provenance=Value("正式文件", "stated"))
    numbered = document("c", TEXT, number=Value("甲政发〔2021〕8号", "stated"))
    scan = document("d", TEXT + "   ", scanned=True)
    expected = [Group("b", (("a", "文字相同"), ("c", "文字相同"), ("d", "文字相同")))]
    for order in permutations([site, notice, numbered, scan]):
        assert grouped(*order) == expected


def test_an_alignment_covers_both_texts_and_is_true():
    draw = random.Random(5)
    a = "".join(chr(draw.randrange(0x4E00, 0x5200)) for _ in range(3000))
    b = f"{a[:700]}插入的一段{a[700:1500]}{a[1520:]}"
    blocks = align(a, b)
    assert "".join(a[x.a0 : x.a1] for x in blocks) == a
    assert "".join(b[x.b0 : x.b1] for x in blocks) == b
    assert all((a[x.a0 : x.a1] == b[x.b0 : x.b1]) == x.equal for x in blocks)
    assert [(x.a1 - x.a0, x.b1 - x.b0) for x in blocks if not x.equal] == [(0, 5), (20, 0)]


def test_bands_find_the_pairs_that_share_enough():
    signatures = np.arange(3 * 96, dtype=np.uint32).reshape(3, 96)
    signatures[2, :60] = signatures[0, :60]
    assert near_pairs(signatures, 0.5) == [(0, 2, 60)]
    assert near_pairs(signatures, 0.7) == []


def test_a_template_of_many_is_not_compared_each_with_each(monkeypatch):
    compared = []
    monkeypatch.setattr(
        "kb.copies.grouping.agreement", lambda a, b, scanned: compared.append((a, b))
    )
    assert (
        grouped(*(document(f"{n:03}", TEXT.replace("甲", chr(0x5000 + n))) for n in range(60)))
        == []
    )
    assert 60 <= len(compared) <= 60 * 12 < 60 * 59 / 2
