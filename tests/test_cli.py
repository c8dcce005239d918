"""The command line: every command documented, the JSON names, the exit codes."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kb.cli.main import main, parser
from kb.settings import ROOT

COMMANDS = (
    "build", "report", "add", "documents", "show", "search", "practices", "practice", "compare",
    "check", "doctor", "prepare", "user", "backup", "restore", "feedback",
)  # fmt: skip


@pytest.fixture(autouse=True)
def no_model(monkeypatch):
    monkeypatch.setenv("KB_MODEL", "none")


@pytest.fixture
def built(documents, index, capsys):
    assert main(["build", "--documents", str(documents), "--index", str(index)]) == 0
    capsys.readouterr()
    return str(index)


def run(capsys, *arguments):
    code = main(list(arguments))
    return code, capsys.readouterr()


def run_json(capsys, *arguments):
    code, told = run(capsys, *arguments, "--json")
    assert code == 0, told.err
    return json.loads(told.out)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    told = capsys.readouterr().out
    assert "--json" in told and "--index" in told


def test_every_command_is_listed_in_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert all(f"kb {command}" in readme for command in COMMANDS)
    assert set(COMMANDS) == set(parser()._subparsers._group_actions[0].choices)


def test_build_report(documents, index, capsys):
    told = run_json(capsys, "build", "--documents", str(documents), "--index", str(index))
    assert told["documents"] == 3 and told["failures"] == [] and told["dense"] is False


def test_documents(built, capsys):
    told = run_json(capsys, "documents", "--index", built)
    assert [d["path"] for d in told] == [
        "丙县/养老服务.txt", "乙县/垃圾分类方案.md", "甲县/强村公司经验.txt"
    ]  # fmt: skip
    names = {
        "id", "path", "title", "province", "city", "county", "issuer", "number", "dates",
        "kind", "flags", "passages", "removed",
    }  # fmt: skip
    assert all(names <= set(d) for d in told)
    assert {"written", "issued", "published"} <= set(told[0]["dates"])
    assert told[1]["kind"] == "方案"


def test_show(built, capsys):
    first = run_json(capsys, "documents", "--index", built)[2]
    told = run_json(capsys, "show", first["id"], "--index", built)
    assert {"id", "title", "text", "outline"} <= set(told)
    heads = [(e["title"], e["level"]) for e in told["outline"]]
    assert ("二、主要做法", 1) in heads
    for entry in told["outline"]:
        assert told["text"][entry["start"] : entry["end"]].startswith(entry["title"])


def test_search(built, capsys):
    told = run_json(capsys, "search", "强村公司", "--k", "2", "--index", built)
    assert told["query"] == "强村公司" and told["answered"] is True
    assert len(told["hits"]) <= 2
    hit = told["hits"][0]
    shown = run_json(capsys, "show", hit["document_id"], "--index", built)
    assert hit["text"] == shown["text"][hit["start"] : hit["end"]]
    assert {"rank", "score", "document_id", "path", "title", "headings", "why"} <= set(hit)
    assert {"lexical_rank", "dense_rank"} <= set(hit["why"])
    practice = told["practices"][0]
    assert set(practice) >= {"name", "named", "depth", "regions", "hits"}
    assert practice["name"] == "强村公司" and 1 in practice["hits"]
    assert {"id", "aliases", "figures"} <= set(practice)


def test_an_unanswered_query_exits_with_zero(built, capsys):
    told = run_json(capsys, "search", "量子计算机芯片", "--index", built)
    assert told["answered"] is False and told["hits"] == [] and told["practices"] == []


def test_practices(built, capsys):
    told = run_json(capsys, "practices", "--index", built)
    found = {p["name"]: p for p in told}
    assert "强村公司" in found
    mention = found["强村公司"]["mentions"][0]
    shown = run_json(capsys, "show", mention["document_id"], "--index", built)
    assert "强村公司" in shown["text"][mention["start"] : mention["end"]]
    assert mention["depth"] in ("仅提及", "有做法", "有成效")


def test_practices_are_chosen_by_depth_and_place(built, capsys):
    told = run_json(capsys, "practices", "--index", built)
    assert {"id", "themes", "topics", "years", "programme", "figures", "related"} <= set(told[0])
    depths = {depth: run_json(capsys, "practices", "--depth", depth, "--index", built)
              for depth in ("仅提及", "有做法", "有成效")}  # fmt: skip
    assert sum(map(len, depths.values())) == len(told)
    assert all(p["depth"] == depth for depth, found in depths.items() for p in found)
    assert run_json(capsys, "practices", "--year", "1949", "--index", built) == []
    code, refused = run(capsys, "practices", "--place", "无此地", "--index", built)
    assert code == 1 and "不是已知的地名" in refused.err


def test_one_practice_whole_by_name_alias_or_id(built, capsys):
    told = run_json(capsys, "practice", "“强村公司”", "--index", built)
    assert told["name"] == "强村公司"
    assert run_json(capsys, "practice", told["id"], "--index", built) == told
    mention = told["mentions"][0]
    shown = run_json(capsys, "show", mention["document_id"], "--index", built)
    assert mention["text"] == shown["text"][mention["start"] : mention["end"]]
    assert shown["text"][mention["name_start"] : mention["name_end"]] == mention["name"]
    assert {s["document_id"] for s in told["sources"]} == {
        m["document_id"] for m in told["mentions"]
    }
    _, plain = run(capsys, "practice", "强村公司", "--index", built)
    assert plain.out.startswith("【强村公司】")


def test_an_unknown_practice_suggests_near_names(built, capsys):
    code, told = run(capsys, "practice", "强村公司制", "--index", built)
    assert code == 1 and told.out == "" and "名称相近的有：“强村公司”" in told.err
    code, told = run(capsys, "practice", "量子芯片", "--index", built)
    assert code == 1 and "库内未见" in told.err


def test_doctor_finds_a_changed_source(built, documents, capsys):
    assert run_json(capsys, "doctor", "--index", built)["problems"] == []
    (documents / "丙县/养老服务.txt").write_text("改过了。", "utf-8")
    code, told = run(capsys, "doctor", "--index", built)
    assert code == 1 and "丙县/养老服务.txt：来源文件在建库后改动过" in told.out


def test_plain_output_says_where(built, capsys):
    _, told = run(capsys, "search", "幸福院", "--index", built)
    assert "丙县农村养老服务工作情况汇报" in told.out and "【" in told.out


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["search", "。。。"], 1, "没有可以查找的文字"),
        (["show", "没有"], 1, "没有编号为“没有”的文件"),
    ],
)
def test_problems_with_the_input(built, capsys, arguments, code, told):
    found, output = run(capsys, *arguments, "--index", built)
    assert found == code and told in output.err and output.out == ""


def test_no_index_yet(tmp_path, capsys):
    code, told = run(capsys, "search", "强村公司", "--index", str(tmp_path))
    assert code == 1 and "python -m kb build" in told.err


@pytest.mark.parametrize(
    "arguments",
    [[], ["fly"], ["search"], ["search", "x", "--k", "0"], ["search", "x", "--k", "九"],
     ["search", "x", "--kind", "诗歌"], ["search", "x", "--year", "去年"]],
)  # fmt: skip
def test_misuse(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "用法不对" in capsys.readouterr().err


def test_queries_from_standard_input_answer_line_by_line(built):
    lines = "强村公司\n\n。。。\n垃圾分类\n"
    done = subprocess.run(
        [sys.executable, "-m", "kb", "search", "-", "--k", "1", "--index", built],
        input=lines, capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=True,
    )  # fmt: skip
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [t["query"] for t in told] == ["强村公司", "", "。。。", "垃圾分类"]
    assert [t["answered"] for t in told] == [True, False, False, True]
    assert "没有可以查找的文字" in told[2]["error"]
    assert done.stderr == ""


def test_what_nobody_foresaw_is_no_traceback(monkeypatch, capsys):
    def fail(_settings):
        raise RuntimeError("odd")

    monkeypatch.setattr("kb.cli.commands.open_index", fail)
    code, told = run(capsys, "documents")
    assert (code, told.out) == (1, "")
    assert told.err == "程序出错（RuntimeError：odd）。原有的索引没有改动。\n"


def test_a_line_in_another_encoding_does_not_end_the_answers(built, monkeypatch, capsys):
    sent = io.BytesIO("垃圾\n".encode("gbk") + "强村公司\n".encode())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(sent, encoding="utf-8"))
    code, told = run(capsys, "search", "-", "--index", built)
    answers = [json.loads(line) for line in told.out.splitlines()]
    assert code == 0 and len(answers) == 2
    assert answers[1]["query"] == "强村公司" and answers[1]["answered"]


def kb(*arguments, env=(), sent=b"", **options):
    """One command in a process of its own: its exit code, output and messages as bytes."""
    settings = {**os.environ, "KB_MODEL": "none", **dict(env)}
    done = subprocess.run(
        [sys.executable, "-m", "kb", *arguments],
        input=sent, stdout=options.get("stdout", subprocess.PIPE), stderr=subprocess.PIPE,
        cwd=ROOT, env=settings, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_characters_the_terminal_lacks_stop_nothing(built):
    """As on a Windows prompt: output that is piped is in the machine's own encoding."""
    gbk = {"PYTHONIOENCODING": "gbk"}
    code, told, said = kb("search", "养老\u2028😀", "--index", built, env=gbk)
    assert code == 0, said
    assert "养老" in told.decode("gbk")
    code, told, _ = kb("search", "养老😀", "--index", built, "--json", env=gbk)
    assert (code, json.loads(told.decode("utf-8"))["query"]) == (0, "养老😀")
    code, told, said = kb("--help", env={"PYTHONIOENCODING": "cp1252"})
    assert code == 0 and "乡鉴" in told.decode("utf-8")


def test_queries_are_read_in_the_encoding_they_come_in(built):
    sent = b"\xef\xbb\xbf" + "养老\r\n".encode() + "垃圾分类\n".encode("gbk") + b"\xff\xfe\n"
    code, told, said = kb("search", "-", "--index", built, sent=sent)
    assert code == 0, said
    queries = [json.loads(line)["query"] for line in told.decode("utf-8").splitlines()]
    assert queries == ["养老", "垃圾分类", "\ufffd\ufffd"]


@pytest.mark.skipif(os.name == "nt", reason="Windows 的参数总是文字")
def test_arguments_that_are_no_text(built):
    bad = b"\xff\xfe"
    code, told, said = kb("search", b"\xe5\x85\xbb\xe8\x80\x81" + bad, "--index", built, "--json")
    assert (code, json.loads(told)["query"]) == (0, "养老??"), said
    code, _, said = kb("show", bad, "--index", built)
    assert code == 1 and "编号为“??”" in said.decode("utf-8")
    code, _, said = kb("build", "--documents", bad, "--index", built)
    assert code == 2 and "改名" in said.decode("utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="没有 /dev/full 的系统")
def test_output_that_cannot_be_written(built):
    with Path("/dev/full").open("wb") as full:
        code, _, said = kb("documents", "--json", "--index", built, stdout=full)
    assert (code, said.decode("utf-8")) == (
        1,
        "读写出错（No space left on device）。请检查磁盘空间和权限。\n",
    )


def test_an_empty_folder_name_is_not_the_current_folder(built, capsys):
    code, told = run(capsys, "build", "--documents", "", "--index", built)
    assert code == 2 and "documents" in told.err and "空" in told.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["search"], "缺少 检索词"),
        (["search", "x", "--k", "abc"], "--k 应是 1 到 1000 之间的整数，现在是 'abc'"),
        (["search", "x", "--k", "0"], "--k 应是 1 到 1000 之间的整数，现在是 '0'"),
        (["search", "x", "--year", "去年"], "--year 应是整数，现在是 '去年'"),
        (["search", "x", "--k"], "--k 后面缺少内容"),
        (["search", "x", "--kind", "诗"], "--kind 不能是 '诗'，可用的："),
        (["show", "x", "--nope"], "不认识 --nope"),
    ],
)
def test_misuse_is_told_in_chinese(arguments, said, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert f"用法不对：{said}" in capsys.readouterr().err


def test_the_nearest_passages_are_told_as_such(built, capsys):
    assert run_json(capsys, "search", "积分的量子计算机纠错码芯片", "--index", built)["hits"] == []
    near = run_json(capsys, "search", "积分的量子计算机纠错码芯片", "--nearest", "--index", built)
    assert near["hits"] and near["practices"] == []
    assert any("多半不相干" in note for note in near["notes"])


def test_a_mistyped_query_is_corrected_and_told(built, capsys):
    told = run_json(capsys, "search", "强村工司", "--index", built)
    assert told["understood"]["corrected"] == "强村公司" and told["practices"][0]["named"]
    assert "已按“强村公司”检索。" in told["notes"]
    assert main(["search", "强村工司", "--index", built]) == 0
    assert "已按“强村公司”检索。" in capsys.readouterr().out.splitlines()
    kept = run_json(capsys, "search", "强村工司", "--typed", "--index", built)
    assert kept["understood"]["corrected"] is None
