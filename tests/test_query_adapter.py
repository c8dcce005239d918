"""The query adapter: whole, small, and for queries alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from kb.embedding.adapting import adapt
from kb.embedding.encoder import load_encoder
from kb.embedding.query_adapter import FILE, read_changes
from kb.errors import ModelError
from kb.settings import load_settings


def test_the_file_is_the_one_the_program_knows() -> None:
    changes = read_changes()
    assert FILE.stat().st_size < 1_000_000
    assert len(changes) == 30
    for down, up in changes.values():
        assert down.dtype == up.dtype == np.float32
        assert down.shape[0] == up.shape[1] == 8
        assert np.abs(up).max() > 0


@pytest.mark.parametrize("content", [b"", b"no tensors"])
def test_a_damaged_file_is_told_with_the_way_out(tmp_path: Path, content: bytes) -> None:
    damaged = tmp_path / "adapter.safetensors"
    damaged.write_bytes(content)
    with pytest.raises(ModelError, match="请重新安装"):
        read_changes(damaged)
    with pytest.raises(ModelError, match="请重新安装"):
        read_changes(tmp_path / "missing")


def test_another_adapter_is_not_taken_for_the_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.embedding.query_adapter.SHA256", "0" * 64)
    with pytest.raises(ModelError, match="校验值不符"):
        read_changes()


def test_only_what_is_asked_is_changed() -> None:
    network = torch.nn.Sequential(torch.nn.Linear(4, 3))
    states = torch.ones(2, 5, 4)
    plain = network(states)
    changes = {"0": (np.ones((1, 4), np.float32), np.ones((3, 1), np.float32))}
    asking = adapt(network, changes)
    assert torch.equal(network(states), plain)
    with asking.set(torch.tensor([0.0, 1.0])):
        found = network(states)
    assert torch.equal(found[0], plain[0])
    assert torch.allclose(found[1], plain[1] + 4)
    assert torch.equal(network(states), plain)
    with pytest.raises(TypeError, match="no linear layer"):
        adapt(torch.nn.Sequential(torch.nn.ReLU()), changes)


@pytest.mark.model
def test_the_real_model_reads_passages_as_without_it_and_queries_otherwise() -> None:
    models = load_settings().models
    texts = ["村里老人吃饭谁来管", "强村公司怎么办"]
    bare = load_encoder(None, models, adapted=False)
    plain = load_encoder(None, models, precision="float32")
    fast = load_encoder(None, models)
    for encoder in (plain, fast):
        passages = (encoder.encode_passages(texts) * bare.encode_passages(texts)).sum(axis=1)
        assert passages.min() > 0.999
        queries = (encoder.encode_queries(texts) * bare.encode_queries(texts)).sum(axis=1)
        assert queries.max() < 0.998
    agreed = (plain.encode_queries(texts) * fast.encode_queries(texts)).sum(axis=1)
    assert agreed.min() > 0.999
