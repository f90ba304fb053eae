"""The weight file's format, on a tiny file of the same layout."""

import struct
from pathlib import Path

import numpy as np
import pytest

from bot.e5 import bert_name, convert, shape_of, unpack_4bit
from bot.models import load_embeddings
from bot.settings import Settings

HIDDEN, FFN, PIECES, POSITIONS = 32, 128, 8, 16
VOCABULARY = ["<s>", "<pad>", "</s>", "<unk>", "▁hej", "▁på", "▁dig", "▁"]


def packed(count: int, seed: int) -> bytes:
    """`count` random weights as 4-bit blocks."""
    random = np.random.default_rng(seed)
    blocks = b""
    for _ in range(count // 32):
        blocks += (
            np.float16(random.uniform(0.01, 0.05)).tobytes() + random.integers(0, 256, 16, dtype=np.uint8).tobytes()
        )
    return blocks


def tensors() -> list[tuple[str, int, bytes]]:
    """(name, kind, bytes) of a one-layer model."""

    def matrix(name: str, rows: int, columns: int) -> tuple[str, int, bytes]:
        return (name, 1, packed(rows * columns, len(name) + rows))

    def vector(name: str, size: int, value: float) -> tuple[str, int, bytes]:
        return (name, 0, np.full(size, value, "<f4").tobytes())

    made = [matrix("emb.word", PIECES, HIDDEN), vector("emb.pos", POSITIONS * HIDDEN, 0.01), vector("emb.type", 2 * HIDDEN, 0.0),
            vector("emb.ln.w", HIDDEN, 1.0), vector("emb.ln.b", HIDDEN, 0.0)]  # fmt: skip
    for part, rows, columns in (("q", HIDDEN, HIDDEN), ("k", HIDDEN, HIDDEN), ("v", HIDDEN, HIDDEN), ("ao", HIDDEN, HIDDEN),
                                ("fi", FFN, HIDDEN), ("fo", HIDDEN, FFN)):  # fmt: skip
        made += [matrix(f"l0.{part}.w", rows, columns), vector(f"l0.{part}.b", rows, 0.0)]
    for norm in ("aln", "oln"):
        made += [vector(f"l0.{norm}.w", HIDDEN, 1.0), vector(f"l0.{norm}.b", HIDDEN, 0.0)]
    return made


def write(path: Path) -> Path:
    blob = "".join(VOCABULARY).encode()
    offsets = np.cumsum([0, *(len(piece.encode()) for piece in VOCABULARY)]).astype("<u4")
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, 1, 4, FFN, PIECES, POSITIONS, 2, 1e-12, 32)
    head += (
        struct.pack("<5iQ", PIECES, 0, 2, 1, 3, len(blob))
        + offsets.tobytes()
        + np.arange(0, -PIECES, -1, "<f4").tobytes()
        + blob
    )
    head += struct.pack("<iI", 0, 4) + b"skip"
    rows = tensors()
    size = len(head) + 4 + sum(2 + len(name) + struct.calcsize("<BIQQ") for name, _, _ in rows)
    directory, data = struct.pack("<i", len(rows)), b""
    for name, kind, raw in rows:
        count = len(raw) // 18 * 32 if kind else len(raw) // 4
        directory += (
            struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, count, size + len(data), len(raw))
        )
        data += raw
    path.write_bytes(head + directory + data)
    return path


def test_four_bit_blocks_are_low_halves_then_high_halves() -> None:
    raw = np.float16(0.5).tobytes() + bytes([0x1F] + [0x88] * 15)
    weights = unpack_4bit(raw)
    assert (weights[0], weights[16], weights[1]) == (0.5 * (15 - 8), 0.5 * (1 - 8), 0.0)


def test_shapes_are_out_by_in() -> None:
    assert [shape_of(*of, 4) for of in (("l0.fi.w", 64), ("l0.fo.w", 64), ("l0.q.b", 4), ("emb.ln.w", 4), ("l0.aln.w", 4))] == [
        (16, 4), (4, 16), (4,), (4,), (4,)]  # fmt: skip


def test_names_are_berts() -> None:
    assert bert_name("l3.ao.w") == "encoder.layer.3.attention.output.dense.weight"


def test_the_folder_loads_as_sentence_transformer_and_embeds(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    convert(write(tmp_path / "e5.bin"), tmp_path / "modell")
    model = SentenceTransformer(str(tmp_path / "modell"), device="cpu")
    assert model.tokenizer.tokenize("hej på  dig") == ["▁hej", "▁på", "▁dig"]
    vectors = model.encode(["hej på dig", "hej"])
    assert vectors.shape == (2, HIDDEN)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert {path.name for path in tmp_path.iterdir()} == {"e5.bin", "modell"}


def test_settings_can_name_another_sentence_transformers_folder_and_its_prefixes(tmp_path: Path) -> None:
    convert(write(tmp_path / "e5.bin"), tmp_path / "modell")
    plain, prefixed = (
        load_embeddings(Settings(embedding_model=str(tmp_path / "modell"), query_prefix=prefix))
        for prefix in ("", "hej ")
    )
    assert np.allclose(plain.embed_query("hej på dig"), prefixed.embed_query("på dig"), atol=1e-6)


def test_another_file_is_refused_by_its_first_bytes(tmp_path: Path) -> None:
    (tmp_path / "fel.bin").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ValueError, match="börjar med E5S1"):
        convert(tmp_path / "fel.bin", tmp_path / "modell")
