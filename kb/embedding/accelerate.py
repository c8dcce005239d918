"""Set-up of the fast path: the default model as an OpenVINO graph, once per machine.

Two forms exist. ``half`` keeps every weight in 16 bits and is for processors that
compute in 16-bit floating point. ``int8`` keeps the weights of linear layers in 8 bits
and is for processors that only multiply small integers fast. Their vectors agree with
the float32 model's to cosines of 0.9999 and 0.9997, near enough to share an index.
"""

from __future__ import annotations

import importlib.util
import logging
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from kb.embedding.openvino_encoder import GRAPH, Graph, import_openvino
from kb.embedding.query_adapter import SHA256, Changes
from kb.embedding.sealed import damage, sealing
from kb.errors import StorageError

if TYPE_CHECKING:
    import openvino
    import torch

Form = Literal["half", "int8"]
Progress = Callable[[str, float], None]

_VERSION = 2
_LEAST_COSINE = 0.995
_PROBES = (
    "query: 强村公司",
    "query: how to sort household waste",
    "passage: 全县组建强村公司38家,带动村集体经营性收入增长12.5%,其中薄弱村全部达到30万元以上。",
    "passage: 推行“户分类、村收集、镇转运”," * 12,
)


def fast_folder(source: Path, form: Form) -> Path:
    """Where the fast form of the model in ``source`` lies; it need not exist. Its name holds
    the query adapter's hash, since the adapter is part of it."""
    return source.with_name(f"{source.name}-openvino-{form}-{_VERSION}-{SHA256[:8]}")


def best_form(source: Path) -> Form | None:
    """The prepared fast form this processor runs best, or ``None`` if there is none."""
    if importlib.util.find_spec("openvino") is None:
        return None
    preferred: tuple[Form, ...] = ("half", "int8") if computes_in_half() else ("int8", "half")
    whole = [form for form in preferred if damage(fast_folder(source, form)) is None]
    return whole[0] if whole else None


def computes_in_half() -> bool:
    """Whether OpenVINO computes in 16-bit floating point on this processor."""
    capabilities = import_openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return bool({"BF16", "FP16"} & set(capabilities))


def make_fast(source: Path, tell: Progress, changes: Changes | None = None) -> Path | None:
    """Make the fast form that suits this processor, unless it is there; return its folder.
    ``changes``: what it reads queries with.

    ``None`` where OpenVINO does not work on this machine, or not rightly: the float32
    model serves there. Takes about 10 s. Raises ``StorageError`` if the disk is full.
    """
    if importlib.util.find_spec("openvino") is None:
        return None
    form: Form = "half" if computes_in_half() or not _has_vnni() else "int8"
    folder = fast_folder(source, form)
    if damage(folder, hashes=True) is None:
        return folder
    try:
        return make_form(source, form, tell, changes)
    except StorageError:
        raise
    except (RuntimeError, ImportError, ValueError, TypeError) as error:
        logging.getLogger(__name__).warning("no fast form: %s: %s", type(error).__name__, error)
        return None


def make_form(source: Path, form: Form, tell: Progress, changes: Changes | None = None) -> Path:
    """Convert the model in ``source``, quantise it if ``form`` says so, write it sealed.

    Raises ``ValueError`` if the result does not compute what the float32 model does.
    """
    openvino = import_openvino()
    tell("转换为加速格式", 0.0)
    network = _pooled(source, changes)
    graph = _converted(network, asks=changes is not None)
    if form == "int8":
        tell("量化模型", 0.5)
        graph = _compressed(graph)
    folder = fast_folder(source, form)
    with sealing(folder, f"{source.name} {form}") as unfinished:
        tell("写入加速模型", 0.7)
        openvino.save_model(graph, unfinished / GRAPH, compress_to_fp16=True)
        tell("核对加速模型", 0.9)
        cosine = _agreement(network, Graph(source, unfinished / GRAPH), changes is not None)
        if cosine < _LEAST_COSINE:
            raise ValueError(f"cosine {cosine:.4f} to float32, expected {_LEAST_COSINE}")
    return folder


def _pooled(source: Path, changes: Changes | None) -> torch.nn.Module:
    """The network up to the unit vector, so that one graph does all. With ``changes`` it
    takes ``asking``, (n,), one for a query and zero for a passage, as its third input."""
    import torch
    from transformers import BertModel
    from transformers.utils import logging as transformers_logging

    from kb.embedding.adapting import adapt

    # Its own bars and notes would stand between the lines meant for the user.
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]

    class Pooled(torch.nn.Module):
        def __init__(self, bert: BertModel) -> None:
            super().__init__()
            self.bert = bert
            self.asking = adapt(bert, changes or {})

        def forward(
            self,
            input_ids: torch.Tensor,
            attention_mask: torch.Tensor,
            asking: torch.Tensor | None = None,
        ) -> torch.Tensor:
            with self.asking.set(asking):
                states = self.bert(input_ids=input_ids, attention_mask=attention_mask)[0]
            weights = attention_mask.unsqueeze(-1).to(states.dtype)
            mean = (states * weights).sum(1) / weights.sum(1)
            return torch.nn.functional.normalize(mean, dim=-1)

    return Pooled(BertModel.from_pretrained(source, local_files_only=True)).train(False)


def _converted(network: torch.nn.Module, asks: bool) -> openvino.Model:
    import openvino
    import torch

    example = {"input_ids": torch.tensor([[0, 6, 2, 1], [0, 6, 6, 2]])}
    example["attention_mask"] = (example["input_ids"] != 1).long()
    shape = (openvino.PartialShape([-1, -1]), openvino.Type.i64)
    inputs = [(name, *shape) for name in example]
    if asks:
        example["asking"] = torch.tensor([0.0, 1.0])
        inputs.append(("asking", openvino.PartialShape([-1]), openvino.Type.f32))
    with torch.no_grad(), warnings.catch_warnings():
        # Tracing warns of shape checks in transformers; _agreement is the real check.
        warnings.simplefilter("ignore")
        return openvino.convert_model(network, example_input=example, input=inputs)


def _agreement(network: torch.nn.Module, graph: Graph, asks: bool) -> float:
    """The lowest cosine between what both make of a few texts, as passages and as queries."""
    import torch

    ids, mask = graph.tokenize(_PROBES)
    inputs = torch.from_numpy(ids), torch.from_numpy(mask)
    cosines = []
    for asking in (False, True) if asks else (False,):
        share = torch.full((len(ids),), float(asking)) if asks else None
        with torch.no_grad():
            expected = network(*inputs, share).numpy()
        cosines.append((graph.run(ids, mask, asking=asking) * expected).sum(axis=1).min())
    return float(min(cosines))


def _compressed(graph: openvino.Model) -> openvino.Model:
    """``graph`` with its linear layers' weights in 8 bits, a scale to each output row.

    OpenVINO then quantises the layers' inputs as they come, in groups. Quantising them
    beforehand (nncf, post-training) was a little faster and cost 0.017 nDCG@10.
    """
    for node in graph.get_ordered_ops():
        weight = node.input_value(1).get_node() if node.get_type_name() == "MatMul" else None
        if weight is not None and weight.get_type_name() == "Constant":
            node.input(1).replace_source_output(_in_8_bits(weight.data).output(0))
    return graph


def _in_8_bits(weights: NDArray[np.float32]) -> openvino.Node:
    """A (rows, columns) matrix as signed bytes and (rows, 1) scales."""
    ops = importlib.import_module("openvino.opset13")
    scales = np.abs(weights).max(axis=1, keepdims=True) / 127
    scales[scales == 0] = 1
    steps = np.rint(weights / scales).astype(np.int8)
    widened = ops.convert(ops.constant(steps), "f32")
    return ops.multiply(widened, ops.constant(scales.astype(np.float32)))


def _has_vnni() -> bool:
    """Whether the processor multiplies 8-bit integers fast."""
    import torch

    return any(has for name, has in torch.cpu.get_capabilities().items() if "vnni" in name)
