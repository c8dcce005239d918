"""What the default model is told besides its prompt when it reads a query.

Small low-rank changes of some of its linear layers (Hu et al., "LoRA", ICLR 2022), learned
from the tuning halves of public question sets and of the judged queries by
``python -m eval.train_adapter``. They are for queries alone: passages are encoded by the
model as it is, so that no library has to be encoded again when the file changes. Training
only the query side against fixed passages is Lee et al., "DensePhrases" (ACL 2021).

The file holds for each layer it changes, named as in transformers' ``BertModel``,
``<layer>.down`` (rank, inputs) and ``<layer>.up`` (outputs, rank), float16; a changed layer
gives ``W x + up (down x)``.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.errors import ModelError

FILE = Path(__file__).with_name("query_adapter.safetensors")
SHA256 = "4a14f8526df2924fc6f045c8fffb86e94f0c28f418f58b2e8636500c23b94399"

Changes = dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]]
"""Layer → what it is changed by: (rank, inputs) and (outputs, rank) float32."""


def read_changes(file: Path = FILE) -> Changes:
    """The changes in ``file``. Raises ``ModelError`` if it is not there or not whole."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        content = file.read_bytes()
        tensors = load(content)
        names = sorted(name.removesuffix(".down") for name in tensors if name.endswith(".down"))
        changes = {n: _float32(tensors[f"{n}.down"], tensors[f"{n}.up"]) for n in names}
    except (OSError, SafetensorError, KeyError) as error:
        raise ModelError("程序文件不完整（查询适配文件无法读取）。请重新安装本程序。") from error
    if file == FILE and hashlib.sha256(content).hexdigest() != SHA256:
        raise ModelError("程序文件不完整（查询适配文件的校验值不符）。请重新安装本程序。")
    return changes


def _float32(
    down: NDArray[np.float16], up: NDArray[np.float16]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    return down.astype(np.float32), up.astype(np.float32)
