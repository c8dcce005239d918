"""Titles: as printed, put together from the text where none is, the file's name at last."""

import pytest

from kb import metadata
from kb.types import CleanedText, Mark, Metadata, RawText, Value


def of(text: str, path: str = "a.txt", declared: str | None = None) -> Metadata:
    return metadata.recognise(
        CleanedText(RawText(text, "html", declared_title=declared), text), path
    )


def title(found: Metadata) -> tuple[str, str]:
    assert found.title is not None
    return found.title.value, found.title.status


REPORT = "各位代表：\n\n现在，我代表{speaker}，向大会报告工作，请予审议。\n\n{body}"
YEARS = "一、2023年工作回顾\n\n很好。\n\n二、2024年工作安排\n\n更好。\n"


@pytest.mark.parametrize(
    ("speaker", "body", "name"),
    [
        ("德清县人民政府", YEARS, "德清县政府工作报告（2024年）"),
        ("县政府", YEARS, "政府工作报告（2024年）"),
        ("县人民政府", "一、工作回顾\n\n很好。\n", "政府工作报告"),
        ("县人民政府", "一、2023年工作回顾\n\n很好。\n", "政府工作报告"),
        ("国务院", YEARS, "国务院政府工作报告（2024年）"),
        ("县人民法院", YEARS, "人民法院工作报告（2024年）"),
    ],
)
def test_a_report_without_a_title(speaker: str, body: str, name: str) -> None:
    found = of(REPORT.format(speaker=speaker, body=body))
    assert title(found) == (name, "inferred")
    assert found.kind is not None and found.kind.value == "报告"


def test_a_heading_below_the_address_is_no_title() -> None:
    body = "奋力完成二〇二三年高质量发展的各项任务\n\n很好。\n\n一、稳增长\n\n很好。\n"
    text = REPORT.format(speaker="县人民政府", body=body).removeprefix("各")
    assert title(of(text)) == ("政府工作报告", "inferred")


def test_a_city_directly_under_its_province_names_its_report() -> None:
    text = REPORT.format(speaker="天门市人民政府", body=YEARS)
    assert title(of(text))[0] == "天门市政府工作报告（2024年）"


def test_the_evidence_of_a_made_title_is_the_sentence_it_is_made_of() -> None:
    text = REPORT.format(speaker="县人民政府", body=YEARS)
    found = of(text).title
    assert found is not None and found.evidence is not None
    span = found.evidence
    assert text[span.start : span.end] == "代表县人民政府，向大会报告工作"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (
            "各镇：\n现将《甲县垃圾分类办法》印发给你们，请执行。\n",
            "关于印发《甲县垃圾分类办法》的通知",
            "法规",
        ),
        (
            "各镇：\n《甲县厕所革命方案》已经县政府同意，现印发给你们。\n",
            "关于印发《甲县厕所革命方案》的通知",
            "方案",
        ),
        ("各镇：\n为备好春耕，现就春耕备耕有关事项通知如下：\n", "关于春耕备耕的通知", "通知"),
        ("现就厕所革命提出以下意见。\n\n一、总体要求\n", "关于厕所革命的意见", "意见"),
        (
            "甲县人民政府：\n《关于设立园区的请示》收悉。现批复如下：\n",
            "关于《关于设立园区的请示》的批复",
            "通知",
        ),
        (
            "各镇：\n为促消费，现组织开展农产品案例征集工作。有关事项通知如下：\n",
            "关于组织开展农产品案例征集工作的通知",
            "通知",
        ),
        ("各镇：\n现将第二批示范村名单予以公布。\n", "关于公布第二批示范村名单的通知", "通知"),
        (
            "主任、各位副主任：\n现就农村改厕情况报告如下，请审议。\n",
            "关于农村改厕情况的报告",
            "报告",
        ),
        (
            "为贯彻落实《乙市方案》，加快建设数字乡村，根据有关规定，制定本方案。\n",
            "关于加快建设数字乡村的方案",
            "方案",
        ),
        (
            "为抢抓机遇，深入实施创新驱动发展战略，推动智慧农业发展，制定本行动计划。\n",
            "关于推动智慧农业发展的行动计划",
            "方案",
        ),
        (
            "为落实《甲县意见》进一步做好农村供水管理工作，现将有关事项通知如下：\n",
            "关于进一步做好农村供水管理工作的通知",
            "通知",
        ),
        (
            "第一条 为加强农村厕所（以下简称厕所）管理，制定本办法。\n",
            "关于加强农村厕所管理的办法",
            "法规",
        ),
        (
            "8月21日，首届丰收节开幕大会在甲县举行。多人出席。\n",
            "首届丰收节开幕大会在甲县举行",
            "新闻",
        ),
    ],
)
def test_titles_made_of_a_sentence(text: str, name: str, kind: str) -> None:
    found = of(text, "file_17.txt")
    assert title(found) == (name, "inferred")
    assert found.title is not None and found.title.evidence is not None
    assert found.kind is not None and found.kind.value == kind


@pytest.mark.parametrize(
    "text",
    [
        "为贯彻落实《乙市方案》，制定本方案。\n",
        "一、准备阶段\n\n做好准备。\n",
        "应用一：形式审查\n\n可以用于审查。\n",
        "、指导思想\n\n坚持因地制宜，久久为功。\n",
        "根据《关于深化改革的方案》的部署，按照要求推进，成效良好。\n",
        "近日，上级《关于厕所的意见》印发，全县学习。\n",
    ],
)
def test_the_name_of_the_file_is_the_last_resort(text: str) -> None:
    assert of(text, "目录/file_17.txt").title == Value("file_17", "inferred")


@pytest.mark.parametrize(
    ("declared", "name"),
    [("导航街道", "导航街道"), ("导航街道_某某网", "导航街道")],
)
def test_what_the_page_declares_may_be_as_short_as_a_place(declared: str, name: str) -> None:
    text = "导航街道\n一、基本情况\n辖七个村，人口一万。\n“生态康养地，药香万里。”欢迎您！\n"
    assert title(of(text, "file_17.html", declared))[0] == name


def test_the_head_of_the_document_wins_over_a_short_web_title() -> None:
    text = (
        "加快产业实施意见\n中共甲县委 甲县人民政府\n关于支持产业加快发展的实施意见\n"
        "（2023年2月8日）\n为促进发展，制定如下意见。\n"
    )
    found = of(text, declared="加快产业实施意见")
    assert title(found) == ("中共甲县委 甲县人民政府关于支持产业加快发展的实施意见", "stated")
    assert found.issuer is not None and found.issuer.value == "中共甲县委、甲县人民政府"


def test_a_list_has_no_title_in_its_middle() -> None:
    rows = "\n".join(f"某某{name}馆" for name in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥")
    text = f"资料日期：某日\n财政局\n税捐处所\n{rows}\n{rows}\n"
    assert title(of(text, "list.txt"))[0] == "list"


def test_lines_of_a_broken_paragraph_are_no_title() -> None:
    text = "各镇：\n《甲县生态创新中心和软件开\n发中心服务资源供给办法》已经县政府\n同意，现印发给你们。\n"
    assert title(of(text)) == (
        "关于印发《甲县生态创新中心和软件开发中心服务资源供给办法》的通知",
        "inferred",
    )


def test_a_heading_mark_below_the_text_is_no_title() -> None:
    text = "政务服务\n\n本县建成大厅一座。\n"
    mark = Mark("heading", 0, 4, 1)
    found = metadata.recognise(
        CleanedText(RawText(text, "html", (mark,)), text, marks=(mark,)), "a"
    )
    assert title(found) == ("政务服务", "stated")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("关于发布救助标准的通知", "通知"),
        ("关于印发《救助标准》的通知", "通知"),
        ("关于表彰先进的决定", "通知"),
        ("在全县农村工作会议上的讲话", "其他"),
        ("智慧商店建设指南（试行）", "其他"),
        ("甲县数字乡村发展战略", "规划"),
    ],
)
def test_kinds_of_nouns_that_are_no_kind_of_ours(name: str, kind: str) -> None:
    found = of(f"{name}\n\n第一段写在这里。\n").kind
    assert found is not None and found.value == kind
