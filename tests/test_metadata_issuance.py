"""Issuers and document numbers in all printed forms; citations are never taken."""

import pytest

from kb import metadata
from kb.types import CleanedText, Metadata, RawText, Value


def of(text: str) -> Metadata:
    return metadata.recognise(CleanedText(RawText(text, "text"), text), "a.txt")


def value(found: Value | None) -> str | None:
    return found.value if found else None


NOTICE = "关于做好农村工作的通知\n\n{head}\n\n各乡镇：\n请认真落实（乙政发〔2019〕1号）。\n"


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("甲政发﹝２０２０﹞８号", "甲政发﹝２０２０﹞８号"),
        ("甲政发〔2020)8号", "甲政发〔2020)8号"),
        ("甲政发〈2020〉8号", "甲政发〈2020〉8号"),
        ("甲政发〔二〇二〇〕八号", "甲政发〔二〇二〇〕八号"),
        ("甲 政 发 〔 2 0 2 0 〕 8 号", "甲政发〔2020〕8号"),
        ("甲政规〔2020〕1-1号", "甲政规〔2020〕1-1号"),
        ("中发[2021]1号", "中发[2021]1号"),
        ("縣委發〔2020〕8號", "縣委發〔2020〕8號"),
        ("府農字第1090012345號", "府農字第1090012345號"),
        ("甲县人民政府文件 甲政办字〔2020〕8号", "甲政办字〔2020〕8号"),
        ("甲政发〔2020〕8号    签发人：某某", "甲政发〔2020〕8号"),
        ("甲县人民政府令\n第 12 号", "甲县人民政府令第12号"),
        ("甲县人民政府令\n（第12号）", "甲县人民政府令第12号"),
        ("甲县人民政府令（第12号）", "甲县人民政府令（第12号）"),
        ("第12号令", "第12号令"),
        ("2020年第8号", "2020年第8号"),
        ("甲县农业农村局公告2020年第8号", "甲县农业农村局公告2020年第8号"),
        ("发文字号\t甲农函〔2020〕12号", "甲农函〔2020〕12号"),
        ("文 号：\n甲农函〔2020〕12号", "甲农函〔2020〕12号"),
        ("文号：", None),
        ("索引号：0025/2020-8", None),
        ("根据乙政发〔2019〕3号文件", None),
    ],
)
def test_numbers(printed: str, number: str | None) -> None:
    assert value(of(NOTICE.format(head=printed)).number) == number


def test_the_number_of_an_attached_document_is_not_the_notices() -> None:
    text = NOTICE.format(head="") + "\n乙县人民政府文件\n\n乙政发〔2019〕3号\n\n关于春耕的通知\n"
    assert of(text).number is None


def test_a_number_in_a_list_below_the_text_is_not_its_own() -> None:
    text = NOTICE.format(head="") + "废止的文件：\n甲政发〔2010〕3号\n甲政发〔2011〕4号\n"
    assert of(text).number is None


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("甲县民政局 甲县财政局关于做好救助的通知\n\n各镇：\n好。\n", "甲县民政局、甲县财政局"),
        ("甲县民政局\n甲县财政局\n关于做好救助的通知\n\n各镇：\n好。\n", "甲县民政局、甲县财政局"),
        ("甲县民政局甲县财政局关于做好救助的通知\n\n各镇：\n好。\n", "甲县民政局、甲县财政局"),
        ("（转载）甲县民政局关于做好救助的通知\n\n各镇：\n好。\n", "甲县民政局"),
        ("民政部对“关于养老的建议”的答复\n\n张某：\n好。\n", "民政部"),
        (
            "甲县人民政府办公室印发《甲县垃圾分类办法》的通知\n\n各镇：\n好。\n",
            "甲县人民政府办公室",
        ),
    ],
)
def test_issuers_in_the_title(text: str, issuer: str) -> None:
    assert value(of(text).issuer) == issuer


@pytest.mark.parametrize(
    ("signature", "issuer"),
    [
        ("甲县民政局\n甲县财政局\n2021年3月5日", "甲县民政局、甲县财政局"),
        ("甲县民政局  甲县财政局\n2021年3月5日", "甲县民政局、甲县财政局"),
        (
            "甲县民政局  甲县财政局\n甲县医疗保障局\n2021年3月5日",
            "甲县民政局、甲县财政局、甲县医疗保障局",
        ),
        ("甲 县 民 政 局\n2021年3月5日", "甲县民政局"),
        ("甲县民政局（盖章）\n2021年3月5日", "甲县民政局"),
        ("中共甲县委\n甲县人民政府\n二〇二一年三月五日", "中共甲县委、甲县人民政府"),
        ("甲县乡村振兴工作\n领导小组办公室\n2021年3月5日", "甲县乡村振兴工作领导小组办公室"),
        ("甲县民政局 2021年3月5日", "甲县民政局"),
        ("附件：1.救助申请表\n甲县民政局\n2021年3月5日", "甲县民政局"),
        ("联系人：李某\n2021年3月5日", None),
    ],
)
def test_issuers_by_signature(signature: str, issuer: str | None) -> None:
    text = f"关于做好救助的通知\n\n各镇：\n请认真落实。\n\n{signature}\n"
    assert value(of(text).issuer) == issuer


@pytest.mark.parametrize(
    "head",
    [
        "甲县民政局\n甲县财政局  文件",
        "甲县民政局  文件\n甲县财政局",
        "甲县民政局\n甲县财政局\n文件",
        "甲县民政局\n甲县财政局\n甲民发〔2021〕3号\n文件",
    ],
)
def test_joint_red_heads(head: str) -> None:
    text = f"{head}\n\n关于做好救助的通知\n\n各镇：\n请认真落实。\n"
    assert value(of(text).issuer) == "甲县民政局、甲县财政局"


def test_a_red_head_that_names_more_than_the_broken_signature() -> None:
    text = (
        "甲县民政局\n甲县财政局\n文件\n\n关于做好救助的通知\n\n各镇：\n请落实。\n\n"
        "甲县民\n政局 甲县财\n政局\n2021年3月5日\n"
    )
    assert value(of(text).issuer) == "甲县民政局、甲县财政局"


def test_an_order_names_who_gives_it() -> None:
    found = of("甲县人民政府令\n第12号\n\n甲县犬只管理办法\n\n第一条 为规范，制定本办法。\n")
    assert value(found.issuer) == "甲县人民政府"
    assert value(found.title) == "甲县犬只管理办法"


def test_a_label_names_the_issuer_but_a_sentence_does_not() -> None:
    title, body = "村里的好日子\n\n", "由各责任部门和负责人落实，请反馈。\n"
    assert of(title + body).issuer is None
    assert value(of("发布机构：甲县民政局\n" + title + body).issuer) == "甲县民政局"


def test_the_evidence_of_joint_issuers_covers_all_of_them() -> None:
    text = "关于做好救助的通知\n\n各镇：\n请落实。\n\n甲县民政局\n甲县财政局\n2021年3月5日\n"
    found = of(text).issuer
    assert found is not None and found.evidence is not None
    assert text[found.evidence.start : found.evidence.end] == "甲县民政局\n甲县财政局"
