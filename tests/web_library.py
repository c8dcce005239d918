"""A small library about invented places, for the tests of the pages."""

from __future__ import annotations

from pathlib import Path

PLAN = """# 甲县强村公司实施方案

2023年5月6日

一、总体要求

甲县以强村公司为抓手,带动村集体经济发展,坚持自愿入股、风险共担。

二、主要做法

(一)组建强村公司。由十二个村共同出资组建强村公司,承接小型工程和物业服务。2022年,全县强村公司实现营业收入3200万元,村均分红8.5万元。

(二)推行“三账一单”管理机制。每笔支出都有台账、有票据、有公示,由乡镇逐月核对。

三、保障措施

由县农业农村局牵头,每季度通报一次进展,对进度慢的乡镇实行提醒。
"""
NOTICE = """关于开展农村垃圾分类工作的通知

乙县各乡镇人民政府:

现将农村生活垃圾分类工作通知如下。

一、分类办法

农户把生活垃圾分为会烂的和不会烂的两类,会烂的垃圾由村保洁员每天上门收运,就地堆肥还田。

二、奖励办法

实行垃圾分类积分兑换,每月评比一次,积分可到村超市兑换肥皂、毛巾等日用品。

乙县人民政府办公室
2021年3月9日
"""
HOSTILE_TITLE = "丙县 <b>河长制</b> **方案** :red[红] $x^2$ 的若干办法"
HOSTILE_LINE = (
    '丙县聘请河道守护员<img src=x onerror="window.hacked=1">,每周巡河两次'
    " [链接](http://example.com) `code` :material/home:。"
)
STYLE_LINE = "河道守护员<style>*{display:none}</style>每月集中学习一次。"
SCRIPT_LINE = "<script>window.hacked=1</script>"
"""Taken out by cleaning and shown among what was removed."""
HOSTILE = (
    f"{HOSTILE_TITLE}\n\n一、<b onclick=alert(1)>河道守护员</b>制度\n\n"
    f"{HOSTILE_LINE}\n\n{STYLE_LINE}\n\n{SCRIPT_LINE}\n"
)
LONG_LINE = "丁县高山蔬菜基地实行统一供苗、统一防治、统一销售,社员按交售数量分红。"


def make_library(folder: Path) -> Path:
    """Write four documents and one empty file into ``folder``; returns it."""
    folder.mkdir(parents=True)
    (folder / "甲县方案.md").write_text(PLAN, encoding="utf-8")
    (folder / "乙县通知.txt").write_text(NOTICE, encoding="utf-8")
    (folder / "丙县 <i>.txt").write_text(HOSTILE, encoding="utf-8")
    filler = "\n\n".join(
        f"第{n}次例会记录了乡镇农技站的日常安排,没有新的事项。" for n in range(300)
    )
    text = f"丁县蔬菜产业总结\n\n{filler}\n\n{LONG_LINE}\n\n{filler}\n"
    (folder / "丁县总结.txt").write_text(text, encoding="utf-8")
    (folder / "空文件.txt").write_text("", encoding="utf-8")
    return folder
