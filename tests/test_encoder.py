"""Encoders: the stand-in, any sentence-transformers model, and the fast path."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import kb.embedding.accelerate
from kb.embedding.accelerate import best_form, fast_folder, make_fast, make_form
from kb.embedding.encoder import HashEncoder, encoder_fingerprint, load_encoder, local_folder
from kb.embedding.model import is_prepared, model_folder
from kb.embedding.model_folder import write_folder
from kb.embedding.openvino_encoder import GRAPH, Graph, OpenVinoEncoder
from kb.embedding.packed import parse_packed
from kb.errors import ModelError
from kb.settings import load_settings
from tests.tiny_model import packed_file

TEXTS = ["强村", "30～30强村强村", "", "村 村", "强:村", "query: 30"] * 5
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny sentence-transformers folder, in a path with a space and Chinese."""
    folder = tmp_path_factory.mktemp("模型 甲") / "tiny-e5"
    folder.mkdir()
    write_folder(parse_packed(packed_file()), folder)
    return folder


def python(code: str) -> str:
    """What a fresh interpreter prints."""
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return run.stdout.strip()


def test_hash_encoder_counts_weighted_grams() -> None:
    encoder = HashEncoder(64)
    vectors = encoder.encode_passages(["强村公司", "强村公司"])
    assert vectors.shape == (2, 64) and vectors.dtype == np.float32
    assert vectors[0] @ vectors[1] == pytest.approx(1.0)
    # One character: itself once, beside the 0.1 every text has in its first place.
    single = encoder.encode_queries(["村"])[0]
    assert sorted(single[single > 0].round(4)) == [0.0995, 0.995]


def test_hash_encoder_puts_texts_that_share_characters_near() -> None:
    encoder = HashEncoder()
    query = encoder.encode_queries(["垃圾分类怎么做"])
    passages = encoder.encode_passages(["推行生活垃圾分类积分", "建设高标准农田", ""])
    assert (query @ passages.T).argmax() == 0
    assert np.linalg.norm(passages, axis=1) == pytest.approx([1, 1, 1])


def test_importing_the_encoder_imports_no_model_library() -> None:
    heavy = python(
        "import sys, kb.embedding.encoder;"
        "print([m for m in ('torch', 'openvino', 'sentence_transformers', 'transformers', 'tokenizers')"
        " if m in sys.modules])"
    )
    assert heavy == "[]"


def test_a_model_that_is_not_there_is_told_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"本机没有模型 no/such-model.*KB_MODEL"):
        load_encoder("no/such-model", tmp_path)
    with pytest.raises(ModelError, match="请运行 python -m kb prepare"):
        load_encoder(None, tmp_path)
    assert os.environ["HF_HUB_OFFLINE"] == "1"


def test_a_folder_that_holds_no_model_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError, match="无法载入"):
        load_encoder(str(tmp_path), tmp_path)


def test_fingerprint_follows_the_content_not_the_place(tiny: Path, tmp_path: Path) -> None:
    copy = tmp_path / tiny.name
    copy.mkdir()
    write_folder(parse_packed(packed_file()), copy)
    first = encoder_fingerprint(str(tiny), tmp_path)
    assert first == encoder_fingerprint(str(copy), tmp_path)
    config = json.loads((copy / "config.json").read_text("utf-8"))
    (copy / "config.json").write_text(json.dumps(config | {"hidden_act": "relu"}), "utf-8")
    assert encoder_fingerprint(str(copy), tmp_path) != first
    assert local_folder(str(copy)) == copy


def test_any_sentence_transformers_folder_serves(tiny: Path, tmp_path: Path) -> None:
    encoder = load_encoder(str(tiny), tmp_path)
    done: list[int] = []
    vectors = encoder.encode_passages(TEXTS, done.append)
    assert (encoder.dimension, vectors.shape, vectors.dtype) == (32, (30, 32), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(30), abs=1e-5)
    assert done == [16, 30]
    assert vectors[0] == pytest.approx(vectors[6], abs=1e-5)  # equal texts, whatever the batch
    assert encoder.encode_passages([]).shape == (0, 32)
    # The model's own prompts stand before queries and passages, so the two differ.
    assert encoder.encode_queries(["强村"])[0] @ vectors[0] < 0.9999


@pytest.mark.parametrize(("form", "lowest"), [("half", 0.999), ("int8", 0.995)])
def test_the_openvino_graph_agrees_with_the_float32_model(
    tiny: Path, tmp_path: Path, form: str, lowest: float
) -> None:
    plain = load_encoder(str(tiny), tmp_path)
    said: list[str] = []
    folder = make_form(tiny, form, lambda what, _share: said.append(what))
    assert folder == fast_folder(tiny, form)
    assert said[-1] == "核对加速模型"
    fast = OpenVinoEncoder("tiny", "tiny", Graph(tiny, folder / GRAPH))
    done: list[int] = []
    passages = fast.encode_passages(TEXTS, done.append)
    assert done == [30]
    assert (passages * plain.encode_passages(TEXTS)).sum(axis=1).min() > lowest
    queries = ["强村", "30", "强村" * 20]  # the last is longer than the network takes
    found = fast.encode_queries(queries)
    assert (found * plain.encode_queries(queries)).sum(axis=1).min() > lowest
    assert (found[1] == fast.encode_queries(["30"])[0]).all()
    assert fast.encode_queries([]).shape == (0, 32)
    assert fast.encode_passages([]).shape == (0, 32)


def test_a_graph_that_computes_something_else_is_not_kept(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(tiny, copy)
    monkeypatch.setattr(kb.embedding.accelerate, "_agreement", lambda *_: 0.9)
    assert make_fast(copy, lambda *_: None) is None
    assert best_form(copy) is None
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


@pytest.fixture(scope="module")
def models() -> Path:
    """Where the real model is; ``make test`` prepares it."""
    folder = load_settings().models
    if not is_prepared(folder):
        pytest.skip("模型未准备:先运行 python -m kb prepare")
    return folder


@pytest.mark.model
def test_the_default_model_is_fast_and_agrees_with_float32(models: Path) -> None:
    fast, plain = load_encoder(None, models), load_encoder(None, models, precision="float32")
    assert fast.fingerprint == plain.fingerprint == encoder_fingerprint(None, models)
    passages = [
        "推行生活垃圾分类,每户每月可兑换积分。",
        "甲县组建强村公司38家。" * 60,
        "村史馆开放。",
    ]
    made = fast.encode_passages(passages)
    assert made.shape == (3, 384)
    assert (made * plain.encode_passages(passages)).sum(axis=1).min() > 0.999
    query = fast.encode_queries(["垃圾分类怎么做"])
    assert (query * plain.encode_queries(["垃圾分类怎么做"])).sum() > 0.999
    assert (query @ made.T).argmax() == 0


@pytest.mark.model
def test_nothing_asks_for_the_network_and_a_query_needs_no_torch(models: Path) -> None:
    said = python(
        "import socket, sys, time\n"
        "asked = []\n"
        "socket.getaddrinfo = lambda *a, **k: asked.append(a) or (_ for _ in ()).throw(OSError())\n"
        "from pathlib import Path\n"
        "from kb.embedding.encoder import load_encoder\n"
        f"encoder = load_encoder(None, Path({str(models)!r}))\n"
        "encoder.encode_queries(['强村公司'])\n"
        "print('openvino' in sys.modules and 'torch' in sys.modules)\n"
        "encoder.encode_passages(['强村公司'])\n"
        "time.sleep(1)\n"
        "print(asked)"
    )
    assert said.splitlines() == ["False", "[]"]
    assert model_folder(models).is_dir()
