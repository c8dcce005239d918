"""What is read out of OFD files."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from kb.errors import UnreadableError
from kb.reading import ofd, ofd_scans
from kb.reading.ocr import OcrLine
from kb.reading.ofd import read_ofd
from kb.types import RawText

SHARED = Path(__file__).resolve().parents[2] / "shared" / "library" / "formats"
NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def marked(raw: RawText, kind: str) -> list[tuple[str, int | None]]:
    return [(raw.text[m.start : m.end], m.level) for m in raw.marks if m.kind == kind]


def run(text, x, y, *, size=5, deltas=None, attributes="", ctm=""):
    """One text object whose baseline stands ``y`` millimetres below the top of the page."""
    across = f' DeltaX="{deltas}"' if deltas is not None else ""
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y - size} 200 {size + 2}" Size="{size}" {ctm} '
        f'{attributes}><ofd:TextCode X="0" Y="{size}"{across}>{text}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def page(*objects, before=""):
    return (
        f"<ofd:Page {NS}>{before}<ofd:Content><ofd:Layer ID='2'>{''.join(objects)}"
        "</ofd:Layer></ofd:Content></ofd:Page>"
    )


def document(pages, common="", more=""):
    listed = "".join(
        f'<ofd:Page ID="{i}" BaseLoc="Pages/Page_{i}.xml"/>' for i in range(len(pages))
    )
    return (
        f"<ofd:Document {NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        f"</ofd:PhysicalBox></ofd:PageArea>{common}</ofd:CommonData><ofd:Pages>{listed}"
        f"</ofd:Pages>{more}</ofd:Document>"
    )


ROOT = (
    f'<ofd:OFD {NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:Title>甲县通知'
    "</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
)


def parts(*pages, common="", more="", **others) -> dict[str, str | bytes]:
    found: dict[str, str | bytes] = {
        "OFD.xml": ROOT,
        "Doc_0/Document.xml": document(pages, common, more),
        **{f"Doc_0/Pages/Page_{i}.xml": one for i, one in enumerate(pages)},
    }
    return {**found, **others}


def packed(files: dict[str, str | bytes]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return into.getvalue()


def read(*pages, **others) -> RawText:
    return read_ofd(packed(parts(*pages, **others)))


BODY = [
    run("一二三四五六七八九十一二三四五六七八九十一二三四五六", 40, 40),
    run("七八九十一二三四五六七八九十一二三四五六七八九十一二三四", 30, 47),
    run("五六七。", 30, 54),
    run("甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己", 40, 61),
]


def test_lines_become_paragraphs_across_pages_and_pages_are_marked() -> None:
    raw = read(page(*BODY), page(run("庚辛壬癸。", 30, 40)))
    assert raw.text == (
        "一二三四五六七八九十" * 5
        + "一二三四五六七。\n甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸。\n"
    )
    assert marked(raw, "page") == [
        (raw.text.removesuffix("庚辛壬癸。\n"), 1), ("庚辛壬癸。\n", 2),
    ]  # fmt: skip
    assert (raw.format, raw.pages, raw.declared_title) == ("ofd", 2, "甲县通知")


def test_page_numbers_are_furniture() -> None:
    raw = read(page(*BODY[:3], run("— 1 —", 100, 280)), page(BODY[3], run("— 2 —", 100, 280)))
    assert marked(raw, "furniture") == [("— 1 —", None), ("— 2 —", None)]


def test_runs_of_one_line_are_joined_by_their_place_whatever_their_order() -> None:
    raw = read(
        page(
            run("号", 58, 30),
            run("甲政发〔2021〕", 20, 30, deltas="5 5 5 5 2.5 2.5 2.5 2.5"),
            run("8", 55, 30.2),
            run("签发人：乙", 120, 30),
            run("标题", 80, 60, size=8, deltas="12"),
        )
    )
    assert raw.text == "甲政发〔2021〕8号 签发人：乙\n标题\n"


def test_distances_in_short_form_gaps_and_scaled_objects() -> None:
    raw = read(
        page(
            run("甲乙丙丁。", 20, 30, deltas="g 2 5 40 5"),
            run("乡村振兴。", 20, 50, size=12, deltas="g 4 12", ctm='CTM="0.3528 0 0 0.3528 0 0"'),
            run("做法。", 42, 42),
        )
    )
    # The baseline of the scaled object lies 42.2 mm down, and it ends at 41 mm.
    assert raw.text == "甲乙丙 丁。\n乡村振兴。做法。\n"


def test_text_written_twice_at_one_place_is_read_once() -> None:
    raw = read(page(run("加粗。", 20, 30), run("加粗。", 20.1, 30.1), run("加粗。", 20, 40)))
    assert raw.text == "加粗。\n加粗。\n"


def test_text_written_downwards_is_one_run() -> None:
    down = (
        '<ofd:TextObject ID="1" Boundary="20 20 5 40" Size="5"><ofd:TextCode X="0" Y="5" '
        'DeltaY="5 5 5">处理意见</ofd:TextCode></ofd:TextObject>'
    )
    assert read(page(down)).text == "处理意见\n"


def test_a_template_of_many_pages_is_furniture_and_of_one_page_is_its_text() -> None:
    common = '<ofd:TemplatePage ID="9" BaseLoc="Tpls/T.xml"/>'
    uses = '<ofd:Template TemplateID="9" ZOrder="Background"/>'
    template = {"Doc_0/Tpls/T.xml": page(run("发文处理单", 20, 20, size=8))}
    raw = read(
        page(run("正文一", 20, 60), before=uses),
        page(run("正文二", 20, 60), before=uses),
        common=common, **template,
    )  # fmt: skip
    assert marked(raw, "furniture") == [("发文处理单", None)] * 2
    raw = read(page(run("正文一", 20, 60), before=uses), common=common, **template)
    assert (raw.text, marked(raw, "furniture")) == ("发文处理单\n正文一\n", [])


def test_annotations_are_read_and_watermarks_are_furniture() -> None:
    index = f'<ofd:Annotations {NS}><ofd:Page PageID="0"><ofd:FileLoc>P.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>'
    notes = (
        f'<ofd:PageAnnot {NS}><ofd:Annot Type="Path"><ofd:Appearance Boundary="20 80 50 9">'
        f"{run('同意。', 0, 5)}</ofd:Appearance></ofd:Annot>"
        f'<ofd:Annot Type="Watermark"><ofd:Appearance Boundary="20 100 50 9">{run("内部资料", 0, 5)}'
        '</ofd:Appearance></ofd:Annot><ofd:Annot Visible="false"><ofd:Appearance Boundary="0 0 9 9">'
        f"{run('看不见', 0, 5)}</ofd:Appearance></ofd:Annot></ofd:PageAnnot>"
    )
    turned = 'CTM="0.7 0.7 -0.7 0.7 0 0"'
    raw = read(
        page(run("正文。", 20, 60), run("某某单位专用", 60, 150, ctm=turned)),
        page(run("第二页正文。", 20, 60)),
        more="<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>",
        **{"Doc_0/Annots/Annotations.xml": index, "Doc_0/Annots/P.xml": notes},
    )
    assert marked(raw, "furniture") == [("某某单位专用", None), ("内部资料", None)]
    assert raw.text.replace("某某单位专用\n", "").replace("内部资料\n", "") == (
        "正文。\n同意。\n第二页正文。\n"
    )


def test_composite_graphics_are_opened_where_they_stand() -> None:
    resources = (
        f'<ofd:Res {NS} BaseLoc="Res"><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="7">'
        f"<ofd:Content>{run('图中的字', 0, 10)}</ofd:Content></ofd:CompositeGraphicUnit>"
        "</ofd:CompositeGraphicUnits></ofd:Res>"
    )
    placed = (
        '<ofd:CompositeObject ID="3" Boundary="20 50 80 80" CTM="0.5 0 0 0.5 0 0" ResourceID="7"/>'
    )
    raw = read(
        page(placed, run("上", 20, 40), run("下", 20, 70)),
        common="<ofd:DocumentRes>Res.xml</ofd:DocumentRes>", **{"Doc_0/Res.xml": resources},
    )  # fmt: skip
    assert raw.text == "上\n图中的字\n下\n"


def grid(xs, ys):
    lines = [f"M {x} {ys[0]} L {x} {ys[-1]}" for x in xs]
    lines += [f"M {xs[0]} {y} L {xs[-1]} {y}" for y in ys]
    return (
        '<ofd:PathObject ID="4" Boundary="0 0 210 297" Stroke="true"><ofd:AbbreviatedData>'
        f"{' '.join(lines)}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def test_a_form_is_read_cell_by_cell() -> None:
    raw = read(
        page(
            run("处理单", 80, 30, size=8),
            grid((20, 50, 110, 140, 190), (40, 60, 80)),
            run("来文", 22, 50), run("单位", 22, 57), run("甲县办公室", 55, 52),
            run("文号", 112, 52), run("标题", 22, 70), run("关于乙的通知", 112, 70),
            run("备注。", 20, 100),
        )
    )  # fmt: skip
    assert raw.text.split("\n")[:3] == [
        "处理单",
        "来文单位\t甲县办公室\t文号",
        "标题\t\t关于乙的通知",
    ]
    assert [text for text, _ in marked(raw, "table")] == [
        "来文单位\t甲县办公室\t文号\n标题\t\t关于乙的通知"
    ]


def test_the_version_in_force_is_read_and_all_documents_of_a_file() -> None:
    root = ROOT.replace(
        "</ofd:DocRoot></ofd:DocBody>",
        '</ofd:DocRoot><ofd:Versions><ofd:Version ID="1" Index="1" Current="false" BaseLoc="V1.xml"/>'
        '<ofd:Version ID="2" Index="2" Current="true" BaseLoc="/V2.xml"/></ofd:Versions></ofd:DocBody>'
        "<ofd:DocBody><ofd:DocRoot>/Doc_1/Document.xml</ofd:DocRoot></ofd:DocBody>",
    )
    files = parts(page(run("旧文", 20, 40)))
    files["OFD.xml"] = root
    files["V2.xml"] = (
        f"<ofd:DocVersion {NS}><ofd:DocRoot>Doc_2/Document.xml</ofd:DocRoot></ofd:DocVersion>"
    )
    for folder, text in (("Doc_2", "新文。"), ("Doc_1", "第二份。")):
        files[f"{folder}/Document.xml"] = document(["x"])
        files[f"{folder}/Pages/Page_0.xml"] = page(run(text, 20, 40))
    raw = read_ofd(packed(files))
    assert raw.text == "新文。\n第二份。\n"
    assert raw.pages == 2


def picture_page(identifier="5"):
    return page(f'<ofd:ImageObject ID="6" Boundary="0 0 210 297" ResourceID="{identifier}"/>')


def with_picture(content: bytes) -> dict[str, str | bytes]:
    media = (
        f'<ofd:Res {NS} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="5" Type="Image">'
        "<ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"
    )
    return {"Doc_0/Res.xml": media, "Doc_0/Res/a.png": content}


RES = "<ofd:DocumentRes>Res.xml</ofd:DocumentRes>"


def png() -> bytes:
    into = io.BytesIO()
    Image.new("RGB", (210, 297), "white").save(into, "PNG")
    return into.getvalue()


def test_a_page_that_is_a_picture_is_recognised(monkeypatch) -> None:
    found = (OcrLine("甲县扫描件", (20.0, 20.0, 70.0, 30.0), 0.97),)
    monkeypatch.setattr(ofd_scans, "recognise_once", lambda image, number: found)
    raw = read(page(run("正文。", 20, 40)), picture_page(), common=RES, **with_picture(png()))
    assert raw.text == "正文。\n甲县扫描件\n"
    assert marked(raw, "scan") == [("甲县扫描件", 97)]
    assert raw.unread == ()


def test_pictures_of_more_pages_than_are_recognised_are_told(monkeypatch) -> None:
    found = (OcrLine("甲县扫描件", (20.0, 20.0, 70.0, 30.0), 0.97),)
    monkeypatch.setattr(ofd_scans, "recognise_once", lambda image, number: found)
    monkeypatch.setattr(ofd, "MAX_SCANNED_PAGES", 1)
    raw = read(picture_page(), picture_page(), common=RES, **with_picture(png()))
    assert raw.text == "甲县扫描件\n"
    assert raw.unread == ("有 2 页是图片，只识别了前 1 页。请拆分成几个文件。",)


def test_a_picture_beside_text_is_counted_and_a_damaged_scan_is_told() -> None:
    beside = page(
        run("正文。", 20, 40), '<ofd:ImageObject ID="6" Boundary="0 0 20 20" ResourceID="5"/>'
    )
    raw = read(beside, picture_page(), common=RES, **with_picture(b"\x89PNG no picture"))
    assert raw.text == "正文。\n"
    assert raw.unread == (
        "第 2 页是图片，没有读：图片不完整或已损坏，打不开。请重新扫描或另存一份。",
        "有 1 张嵌入的图片没有读。",
    )


def test_hidden_text_counts_only_where_there_is_no_other() -> None:
    hidden = run("底层文字", 20, 40, attributes='Visible="false"')
    assert read(page(hidden)).text == "底层文字\n"
    assert read(page(hidden, run("正文", 20, 60))).text == "正文\n"


def test_characters_without_a_code_are_told() -> None:
    raw = read(page(run("甲县\u00a4\ue001村", 20, 40)))
    assert raw.unread == ("有 2 个字读不出来：字体没有给出它们的编码。",)


# Damaged and hostile


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_ofd(content)
    return str(caught.value)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_off_is_damaged(share: float) -> None:
    content = packed(parts(page(*BODY)))
    assert refused(content[: int(len(content) * share)]).startswith("OFD 文件不完整或已损坏")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("OFD.xml", "<a/>"),
        ("OFD.xml", ""),
        ("OFD.xml", ROOT.replace("Doc_0", "../../etc")),
        ("Doc_0/Document.xml", "<ofd:Document"),
        ("Doc_0/Pages/Page_0.xml", "\0"),
    ],
)
def test_parts_that_do_not_fit_end_in_a_sentence(name: str, content: str) -> None:
    files = parts(page(*BODY))
    files[name] = content
    assert refused(packed(files)).startswith("OFD 文件不完整或已损坏")


def test_a_missing_page_is_told_and_the_others_are_read() -> None:
    files = parts(page(run("第一页。", 20, 40)), page(run("第二页。", 20, 40)))
    del files["Doc_0/Pages/Page_0.xml"]
    raw = read_ofd(packed(files))
    assert raw.text == "第二页。\n"
    assert raw.unread == ("第 1 页在文件里找不到，没有读。",)


def test_a_file_of_nothing_but_lines_or_broken_numbers_has_no_text() -> None:
    assert refused(packed(parts(page(grid((20, 50), (40, 60)))))).startswith("这份 OFD 里没有文字")
    odd = page(run("甲", 20, 40, deltas="x y").replace('Boundary="20', 'Boundary="nan'))
    assert read(odd, page(run("乙", 20, 40))).text == "甲\n乙\n"


def test_encrypted_files_are_refused() -> None:
    assert "加了密" in refused(packed({**parts(page(*BODY)), "Encryptions.xml": "<a/>"}))
    locked = bytearray(packed(parts(page(*BODY))))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert "加了密" in refused(bytes(locked))


def test_bombs_are_refused() -> None:
    assert "大得不正常" in refused(packed(parts(page(" " * (300 * 1024 * 1024)))))
    unit = '<ofd:CompositeObject ID="3" Boundary="0 0 1 1" ResourceID="7"/>' * 1000
    nested = f'<ofd:Res {NS}><ofd:CompositeGraphicUnit ID="7"><ofd:Content>{unit}</ofd:Content></ofd:CompositeGraphicUnit></ofd:Res>'
    files = parts(page(unit), common=RES, **{"Doc_0/Res.xml": nested})
    assert "多得不正常" in refused(packed(files))
    many = "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/Page_0.xml"/>' for i in range(3001))
    files = parts(page(*BODY))
    files["Doc_0/Document.xml"] = f"<ofd:Document {NS}><ofd:Pages>{many}</ofd:Pages></ofd:Document>"
    assert "3001 页" in refused(packed(files))


def test_distances_without_end_and_entities_do_no_harm() -> None:
    raw = read(page(run("甲乙", 20, 40, deltas="g 999999999 5")))
    assert raw.text == "甲乙\n"
    bomb = page(run("甲&b;乙", 20, 40)).replace(
        "<ofd:Page", '<!DOCTYPE p [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><ofd:Page', 1
    )
    assert "aaaa" not in read(bomb).text


@pytest.mark.skipif(not SHARED.exists(), reason="the shared documents are not here")
def test_the_shared_files_read_whole() -> None:
    raw = read_ofd((SHARED / "ofd_reply_letter_sample.ofd").read_bytes())
    lines = raw.text.split("\n")
    assert lines[1] == "路卫发〔2011〕76号"
    assert lines[4].endswith("路中医发〔2011〕10号）收悉。")
    assert marked(raw, "furniture") == [("— 1 —", None), ("— 2 —", None)]
    raw = read_ofd((SHARED / "ofd_plain_text.ofd").read_bytes())
    assert len([line for line in raw.text.split("\n") if line]) == 12
    raw = read_ofd((SHARED / "ofd_incoming_doc_form.ofd").read_bytes())
    assert "\n来文文号\t府办专督〔2020〕24号\t" in raw.text
    assert [level for _, level in marked(raw, "table")] == [None]
