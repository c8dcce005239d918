"""Set-up of the fast path: the default model as an OpenVINO graph, once per machine.

Two forms exist. ``half`` keeps every weight in 16 bits and loses nothing that can be
measured; it is fast where the processor computes in bfloat16. ``int8`` is quantised
after training with a few hundred passages and is for processors without bfloat16.
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

from kb.errors import StorageError
from kb.model_folder import PROMPTS
from kb.openvino_encoder import GRAPH, import_openvino, load_tokenizer, tokenize
from kb.sealed import damage, sealing

if TYPE_CHECKING:
    import openvino

Form = Literal["half", "int8"]
Progress = Callable[[str, float], None]

_VERSION = 1
_CALIBRATION_PASSAGES = 120
DOCUMENTS = Path(__file__).resolve().parent.parent / "documents"


def fast_folder(source: Path, form: Form) -> Path:
    """Where the fast form of the model in ``source`` lies; it need not exist."""
    return source.with_name(f"{source.name}-openvino-{form}-{_VERSION}")


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


def make_fast(source: Path, tell: Progress) -> Path | None:
    """Make the fast form that suits this processor, unless it is there; return its folder.

    ``None`` where OpenVINO does not work on this machine: the float32 model serves
    there. Takes 10 s for ``half``, a minute for ``int8``. Raises ``StorageError`` if
    the disk is full.
    """
    if importlib.util.find_spec("openvino") is None:
        return None
    form: Form = "half" if computes_in_half() or not _has_vnni() else "int8"
    folder = fast_folder(source, form)
    if damage(folder, hashes=True) is None:
        return folder
    try:
        return make_form(source, form, tell)
    except StorageError:
        raise
    except (RuntimeError, ImportError, ValueError, TypeError) as error:
        logging.getLogger(__name__).warning("no fast form: %s: %s", type(error).__name__, error)
        return None


def make_form(source: Path, form: Form, tell: Progress) -> Path:
    """Convert the model in ``source``, quantise it if ``form`` says so, write it sealed."""
    openvino = import_openvino()
    tell("转换为加速格式", 0.0)
    graph = _converted(source)
    if form == "int8":
        tell("量化模型", 0.2)
        graph = _quantised(graph, source)
    folder = fast_folder(source, form)
    with sealing(folder, f"{source.name} {form}") as unfinished:
        tell("写入加速模型", 0.9)
        openvino.save_model(graph, unfinished / GRAPH, compress_to_fp16=form == "half")
    return folder


def _converted(source: Path) -> openvino.Model:
    import openvino
    import torch
    from transformers import BertModel

    class Pooled(torch.nn.Module):
        """The network up to the unit vector, so that one graph does all."""

        def __init__(self, bert: BertModel) -> None:
            super().__init__()
            self.bert = bert

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            states = self.bert(input_ids=input_ids, attention_mask=attention_mask)[0]
            weights = attention_mask.unsqueeze(-1).to(states.dtype)
            mean = (states * weights).sum(1) / weights.sum(1)
            return torch.nn.functional.normalize(mean, dim=-1)

    bert = BertModel.from_pretrained(source, local_files_only=True)
    example = {"input_ids": torch.tensor([[0, 6, 2, 1], [0, 6, 6, 2]])}
    example["attention_mask"] = (example["input_ids"] != 1).long()
    shape = (openvino.PartialShape([-1, -1]), openvino.Type.i64)
    inputs = [(name, *shape) for name in example]
    with torch.no_grad(), warnings.catch_warnings():
        # Tracing warns of shape checks in transformers; the graph is compared in the tests.
        warnings.simplefilter("ignore")
        return openvino.convert_model(
            Pooled(bert).train(False), example_input=example, input=inputs
        )


def _quantised(graph: openvino.Model, source: Path) -> openvino.Model:
    import nncf

    nncf.set_log_level(logging.ERROR)
    samples = calibration(source)
    return nncf.quantize(
        graph,
        nncf.Dataset(samples),
        subset_size=len(samples),
        model_type=nncf.ModelType.TRANSFORMER,
    )


def calibration(source: Path) -> list[dict[str, NDArray[np.int64]]]:
    """Token ids and masks of passages and queries out of the project's own documents."""
    texts = [
        paragraph[:350]
        for file in sorted(DOCUMENTS.glob("*.md"))
        for paragraph in file.read_text("utf-8").split("\n")
        if len(paragraph) > 60
    ]
    step = max(1, len(texts) // _CALIBRATION_PASSAGES)
    passages = [PROMPTS["document"] + text for text in texts[::step]]
    queries = [PROMPTS["query"] + text[:16] for text in texts[:: step * 3]]
    tokenizer = load_tokenizer(source / "tokenizer.json")
    samples = (tokenize(tokenizer, [text]) for text in (*passages, *queries))
    return [{"input_ids": ids, "attention_mask": mask} for ids, mask in samples]


def _has_vnni() -> bool:
    """Whether the processor multiplies 8-bit integers fast."""
    import torch

    return any(value for name, value in torch.cpu.get_capabilities().items() if "vnni" in name)
