"""A packed model as an ordinary sentence-transformers folder.

BertModel in float32, the Unigram tokenizer of XLM-R, mean pooling, L2 normalisation.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.embedding.packed import PackedModel, Sizes

PROMPTS = {"query": "query: ", "document": "passage: "}
"""What the model was trained to see before a query and before a passage."""


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
        {
            "idx": 1,
            "name": "1",
            "path": "1_Pooling",
            "type": "sentence_transformers.models.Pooling",
        },
        {
            "idx": 2,
            "name": "2",
            "path": "2_Normalize",
            "type": "sentence_transformers.models.Normalize",
        },
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
