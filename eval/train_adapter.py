"""Learning the query adapter: ``python -m eval.train_adapter --beir DIR …``.

Only queries of the tuning halves are read; one in four of each set, by its order, is held
out with ``--hold-out K`` (0 to 3), and what the adapter does to those is printed: that is
what its settings were chosen by. ``--write`` learns from all of them and replaces
``kb/embedding/query_adapter.safetensors``; the new hash goes into ``query_adapter.py``. About
five minutes on two free cores.

The loss is the probability of the relevant passages among all of their collection, by the
dense leg alone and by all that speaks for a passage, so that the dense leg learns most from
what the words do not tell; and the distance from the vector of the model as it is.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save
from transformers import AutoTokenizer, BertModel, PreTrainedTokenizerBase

from eval.adapter_material import Material, read_material
from kb.cli.bar import bar
from kb.embedding.adapting import AdaptedLinear, Asking, adapt
from kb.embedding.encoder import load_encoder
from kb.embedding.model import model_folder
from kb.embedding.model_folder import PROMPTS
from kb.embedding.query_adapter import FILE
from kb.settings import load_settings

Rows = NDArray[np.int64]

_FIRST_LAYER = 6
_LAYERS = (
    "attention.self.query", "attention.self.value", "attention.output.dense",
    "intermediate.dense", "output.dense",
)  # fmt: skip
_RANK = 8
_RATE = 8e-4
_EPOCHS = 3
_BATCH = 48
_TOKENS = 160
_TEMPERATURE = 0.5
_FUSED = 0.7
"""Share of the loss by all that speaks for a passage; the rest is by the dense leg alone."""
_STAYING = 3.0
_MOST = 300
"""Queries of one set in an epoch, so that none outweighs the others by more than that."""
_SEED = 0


@dataclass(frozen=True, slots=True)
class _Set:
    """A ``Material`` as tensors, with the rows of its queries that are learned from and held out."""

    material: Material
    passages: torch.Tensor
    shift: torch.Tensor
    learned: Rows
    held: Rows


def main() -> int:
    """Learn, print what it does to the held-out queries, and write the file where asked."""
    arguments = _parser().parse_args()
    settings = load_settings()
    encoder = load_encoder(None, settings.models, adapted=False)
    with bar() as tell:
        material = list(read_material(arguments.beir, encoder, tell))
    sets = [_set(made, None if arguments.write else arguments.hold_out) for made in material]
    folder = model_folder(settings.models)
    network, asking = learner(folder)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    read = Reader(network, asking, tokenizer)
    _report("before", sets, read)
    _learn(sets, read)
    _report("after", sets, read)
    if arguments.write:
        content = packed(network)
        FILE.write_bytes(content)
        print(f"{FILE.name}: {len(content)} bytes, SHA256 = {hashlib.sha256(content).hexdigest()}")
    return 0


def learner(folder: Path) -> tuple[BertModel, Asking]:
    """The network in ``folder`` with an adapter that changes nothing yet, all else frozen."""
    torch.manual_seed(_SEED)
    network: BertModel = BertModel.from_pretrained(folder, local_files_only=True)
    network.requires_grad_(False)
    network.train(False)
    for layer in network.encoder.layer[_FIRST_LAYER:]:
        layer.train()  # their dropout is what keeps the adapter from learning queries by heart
    names = [
        f"encoder.layer.{number}.{name}"
        for number in range(_FIRST_LAYER, network.config.num_hidden_layers)
        for name in _LAYERS
    ]
    return network, adapt(network, {name: _beginning(network, name) for name in names})


def _beginning(network: BertModel, name: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    linear = network.get_submodule(name)
    assert isinstance(linear, torch.nn.Linear)
    down = torch.randn(_RANK, linear.in_features) * 2 / linear.in_features**0.5
    return down.numpy(), np.zeros((linear.out_features, _RANK), np.float32)


class Reader:
    """Texts in, unit vectors of queries out, with gradients."""

    def __init__(
        self, network: BertModel, asking: Asking, tokenizer: PreTrainedTokenizerBase
    ) -> None:
        self.network = network
        self._asking = asking
        self._tokenizer = tokenizer

    def __call__(self, texts: Sequence[str]) -> torch.Tensor:
        """(n, d), rows of unit length."""
        prompted = [PROMPTS["query"] + text for text in texts]
        inputs = self._tokenizer(
            prompted, padding=True, truncation=True, max_length=_TOKENS, return_tensors="pt"
        )
        with self._asking.set(torch.ones(1)):
            states = self.network(**inputs).last_hidden_state
        weights = inputs["attention_mask"][..., None]
        return torch.nn.functional.normalize((states * weights).sum(1) / weights.sum(1), dim=1)


def packed(network: torch.nn.Module) -> bytes:
    """The adapter in ``network`` as the bytes of the file."""
    tensors = {}
    for name, layer in network.named_modules():
        if isinstance(layer, AdaptedLinear):
            tensors[f"{name}.down"] = layer.down.detach().numpy().astype(np.float16)
            tensors[f"{name}.up"] = layer.up.detach().numpy().astype(np.float16)
    return save(tensors, {"made by": "python -m eval.train_adapter --write"})


def loss_of(
    queries: torch.Tensor, made: Material, rows: Rows, passages: torch.Tensor, shift: torch.Tensor
) -> torch.Tensor:
    """What is to become less: a number. ``queries``: (n, d), those of ``rows`` (n,)."""
    products = (queries + shift) @ passages.T
    standard = products - products.mean(1, keepdim=True)
    standard = standard / products.std(1, keepdim=True)
    relevant = torch.from_numpy(made.relevant[rows])
    told = torch.from_numpy(made.told[rows])
    alone = _unlikely(standard / _TEMPERATURE, relevant)
    fused = _unlikely((told + standard) / _TEMPERATURE, relevant)
    moved = (queries - torch.from_numpy(made.unadapted[rows])).pow(2).sum(1).mean()
    return (1 - _FUSED) * alone + _FUSED * fused + _STAYING * moved


def _unlikely(scores: torch.Tensor, relevant: torch.Tensor) -> torch.Tensor:
    """The mean over queries of minus the logarithm of the relevant passages' share."""
    share = torch.logsumexp(scores.masked_fill(~relevant, -1e9), 1)
    return (torch.logsumexp(scores, 1) - share).mean()


def _learn(sets: Sequence[_Set], read: Reader) -> None:
    parameters = [
        parameter
        for layer in read.network.modules()
        if isinstance(layer, AdaptedLinear)
        for parameter in (layer.down, layer.up)
    ]
    for parameter in parameters:
        parameter.requires_grad = True
    optimizer = torch.optim.AdamW(parameters, lr=_RATE, weight_decay=0.01)
    generator = np.random.default_rng(_SEED)
    began = time.perf_counter()
    epochs = [list(_batches(sets, generator)) for _ in range(_EPOCHS)]
    steps = sum(map(len, epochs))
    done = 0
    for number, batches in enumerate(epochs, 1):
        total = 0.0
        for part, rows in batches:
            for group in optimizer.param_groups:
                group["lr"] = _RATE * max(0.05, 1 - done / steps)
            queries = read([part.material.texts[row] for row in rows])
            loss = loss_of(queries, part.material, rows, part.passages, part.shift)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            done += 1
            total += float(loss.detach()) * len(rows)
        mean = total / sum(len(rows) for _, rows in batches)
        print(f"epoch {number}: loss {mean:.3f}, {time.perf_counter() - began:.0f} s", flush=True)


def _batches(sets: Sequence[_Set], generator: np.random.Generator) -> Iterator[tuple[_Set, Rows]]:
    """Each of one set, in an order drawn anew."""
    batches = []
    for part in sets:
        rows = generator.permutation(part.learned)[:_MOST]
        batches += [(part, rows[at : at + _BATCH]) for at in range(0, len(rows), _BATCH)]
    for place in generator.permutation(len(batches)):
        yield batches[place]


def _set(made: Material, hold_out: int | None) -> _Set:
    rows = np.flatnonzero(made.relevant.any(axis=1))
    held = rows[:0] if hold_out is None else rows[hold_out::4]
    passages, shift = torch.from_numpy(made.passages), torch.from_numpy(made.shift)
    return _Set(made, passages, shift, np.setdiff1d(rows, held), held)


def _report(when: str, sets: Sequence[_Set], read: Reader) -> None:
    """The mean reciprocal rank of the first relevant passage for the held-out queries."""
    read.network.encoder.eval()
    for part in sets:
        if len(part.held):
            made = part.material
            with torch.no_grad():
                queries = read([made.texts[row] for row in part.held]) + part.shift
                products = (queries @ part.passages.T).numpy()
            spread = products.std(axis=1, keepdims=True)
            standard = (products - products.mean(axis=1, keepdims=True)) / spread
            alone = _reciprocal(standard, made.relevant[part.held])
            fused = _reciprocal(standard + made.told[part.held], made.relevant[part.held])
            print(f"{when:7}{made.name:18}{len(part.held):5} dense {alone:.4f} fused {fused:.4f}")
    for layer in read.network.encoder.layer[_FIRST_LAYER:]:
        layer.train()


def _reciprocal(scores: NDArray[np.float32], relevant: NDArray[np.bool_]) -> float:
    best = np.where(relevant, scores, -np.inf).max(axis=1, keepdims=True)
    return float((1 / (1 + (scores > best).sum(axis=1))).mean())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.train_adapter", description=__doc__)
    parser.add_argument("--beir", type=Path, nargs="+", required=True, help="folders to learn from")
    parser.add_argument("--hold-out", type=int, choices=range(4), default=0)
    parser.add_argument("--write", action="store_true", help="learn from all, replace the file")
    return parser


if __name__ == "__main__":
    sys.exit(main())
