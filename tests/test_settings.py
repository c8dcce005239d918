"""defaults < kb.toml < environment < flags."""

from pathlib import Path

import pytest

from kb.errors import UsageError
from kb.settings import ROOT, load_settings


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    for name in ("DOCUMENTS", "INDEX", "MODELS", "MODEL", "THREADS"):
        monkeypatch.delenv(f"KB_{name}", raising=False)


def test_defaults():
    settings = load_settings(config=ROOT / "没有.toml")
    assert settings.documents == ROOT / "documents" and settings.model is None


def test_each_layer_overrides_the_one_before(tmp_path, monkeypatch):
    config = tmp_path / "kb.toml"
    config.write_text('documents = "甲"\nindex = "乙"\nmodel = "丙"\nthreads = 2\n', "utf-8")
    assert load_settings(config=config).index == ROOT / "乙"
    monkeypatch.setenv("KB_INDEX", "丁")
    assert load_settings(config=config).index == ROOT / "丁"
    settings = load_settings(index="戊", config=config)
    assert settings.index == Path.cwd() / "戊"
    assert (settings.documents, settings.model, settings.threads) == (ROOT / "甲", "丙", 2)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('dokuments = "x"', "不认识的设置“dokuments”"),
        ("index = 3", "文件夹路径"),
        ('threads = "很多"', "整数"),
        ("model = 3", "应是文字"),
        ("index = [", "不是有效的 TOML"),
    ],
)
def test_wrong_settings_name_the_value(tmp_path, content, told):
    config = tmp_path / "kb.toml"
    config.write_text(content, "utf-8")
    with pytest.raises(UsageError, match=told):
        load_settings(config=config)
