"""Text of a slide that stands in parts of its own: charts and SmartArt."""

from __future__ import annotations

from lxml import etree
from pptx.chart.chart import Chart
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide

from kb.reading.sheet_cells import shown

_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MAX_POINTS = 100_000


def chart_rows(chart: Chart) -> tuple[str, list[list[str]]]:
    """Return the title of a chart and its values: the names of the series above, a row for
    each category."""
    title = chart.chart_title.text_frame.text if _has_title(chart) else ""
    plots = list(chart.plots)
    series = [one for plot in plots for one in plot.series]
    categories = [str(label) for label in plots[0].categories][:_MAX_POINTS] if plots else []
    rows = [["", *(str(one.name or "") for one in series)]]
    columns = [tuple(one.values) for one in series]
    for i, category in enumerate(categories):
        values = [column[i] if i < len(column) else None for column in columns]
        rows.append([category, *("" if v is None else shown(v) for v in values)])
    return " ".join(title.split()), [[" ".join(cell.split()) for cell in row] for row in rows]


def _has_title(chart: Chart) -> bool:
    return bool(chart.has_title and chart.chart_title.has_text_frame)


def diagram_texts(slide: Slide, shape: GraphicFrame) -> list[str]:
    """Return the texts of a SmartArt drawing in the order of its boxes, none where it is
    something else."""
    ids = shape.element.find(".//{*}graphicData/{*}relIds")
    part = None if ids is None else slide.part.related_part(ids.get(f"{_RELATIONS}dm", ""))
    if part is None:
        return []
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(part.blob, parser)
    points = root.iterfind("{*}ptLst/{*}pt")
    texts = (_paragraphs(point.find("{*}t")) for point in points if _is_box(point))
    return [text for text in texts if text]


def _is_box(point: etree._Element) -> bool:
    return point.get("type", "node") in {"node", "asst"} and point.find("{*}t") is not None


def _paragraphs(text: etree._Element | None) -> str:
    paragraphs = () if text is None else text.iter("{*}p")
    return " ".join("".join(paragraph.itertext()).strip() for paragraph in paragraphs).strip()
