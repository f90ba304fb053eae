"""Turn the bundled embedding model's weight file into an ordinary sentence-transformers folder, once.

In: the 4-bit weight file of intfloat/multilingual-e5-small (MIT), little-endian:
    magic "E5S1", u32 version; i32 hidden, layers, heads, ffn, vocabulary, positions, types; f32 layer norm epsilon;
    i32 block. Tokenizer: i32 pieces, bos, eos, pad, unk; u64 bytes; u32 offsets[pieces + 1]; f32 scores[pieces]; pieces
    in UTF-8. Normalisation: i32 entries, u32 bytes, data (not used: NFKC does the same). Directory: i32 tensors; for each
    u16 length, name, u8 type (0 float32, 1 4-bit), u32 count, u64 offset in the file, u64 bytes.
    A 4-bit block of 32 weights is 18 bytes: float16 scale, then 16 bytes with weight j in the low and weight j + 16 in
    the high half of byte j; weight = (half - 8) * scale.
Out: a folder that SentenceTransformer(folder) loads: mean pooling, L2-normalised, 384 dimensions.
"""

import shutil
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK_WEIGHTS, BLOCK_BYTES = 32, 18
TENSOR_NAMES = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip
EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight", "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight", "emb.ln.b": "embeddings.LayerNorm.bias",
}  # fmt: skip


class WeightFile:
    """A reader over the file's bytes; `take` reads a struct and moves on."""

    def __init__(self, path: Path) -> None:
        self.data = path.read_bytes()
        self.at = 0

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def take_bytes(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def convert(weight_file: Path, folder: Path) -> None:
    """Write the sentence-transformers folder, complete or not at all.

    Raises:
        ValueError: the file is not of the format above.
    """
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertModel, PreTrainedTokenizerFast

    file = WeightFile(weight_file)
    magic, version = file.take("4sI")
    if magic != b"E5S1":
        raise ValueError(f"{weight_file}: väntade en fil som börjar med E5S1, fann {magic!r} (version {version})")
    config = read_config(file)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=read_tokenizer(file), model_max_length=config.max_position_embeddings,
        bos_token="<s>", eos_token="</s>", cls_token="<s>", sep_token="</s>", pad_token="<pad>", unk_token="<unk>",
    )  # fmt: skip
    _, count = file.take("iI")
    file.take_bytes(count)
    model = BertModel(config)
    model.load_state_dict(dict(read_tensors(file, config.hidden_size)) | no_pooler(config.hidden_size))

    aside = folder.with_name(folder.name + ".new")
    shutil.rmtree(aside, ignore_errors=True)
    model.save_pretrained(aside / "bert")
    tokenizer.save_pretrained(aside / "bert")
    transformer = Transformer(str(aside / "bert"), max_seq_length=config.max_position_embeddings)
    whole = SentenceTransformer(modules=[transformer, Pooling(config.hidden_size, "mean"), Normalize()], device="cpu")
    whole.save(str(aside / "whole"), create_model_card=False)
    shutil.rmtree(folder, ignore_errors=True)
    (aside / "whole").replace(folder)
    shutil.rmtree(aside)


def no_pooler(hidden: int) -> dict[str, Any]:
    """Zeros for BertModel's pooler, which the weights lack and mean pooling does not use."""
    import torch

    return {"pooler.dense.weight": torch.zeros(hidden, hidden), "pooler.dense.bias": torch.zeros(hidden)}


def read_config(file: WeightFile) -> Any:
    from transformers import BertConfig

    hidden, layers, heads, ffn, vocabulary, positions, types = file.take("7i")
    epsilon, block = file.take("fi")
    if block != BLOCK_WEIGHTS:
        raise ValueError(f"väntade block om {BLOCK_WEIGHTS} vikter, fann {block}")
    return BertConfig(
        vocab_size=vocabulary, hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=heads,
        intermediate_size=ffn, max_position_embeddings=positions, type_vocab_size=types,
        layer_norm_eps=epsilon, pad_token_id=1,
    )  # fmt: skip


def read_tokenizer(file: WeightFile) -> Any:
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    count, bos, eos, pad, unknown = file.take("5i")
    (size,) = file.take("Q")
    offsets = np.frombuffer(file.take_bytes(4 * (count + 1)), "<u4")
    scores = np.frombuffer(file.take_bytes(4 * count), "<f4")
    blob = file.take_bytes(size)
    pieces = [blob[offsets[i] : offsets[i + 1]].decode() for i in range(count)]
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores.tolist(), strict=True)), unk_id=unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[(pieces[bos], bos), (pieces[eos], eos)]
    )
    tokenizer.add_special_tokens([pieces[bos], pieces[pad], pieces[eos], pieces[unknown]])
    return tokenizer


def read_tensors(file: WeightFile, hidden: int) -> Iterator[tuple[str, Any]]:
    """(name in BertModel, float32 tensor) for every tensor of the directory."""
    import torch

    (count,) = file.take("i")
    for _ in range(count):
        (length,) = file.take("H")
        name = file.take_bytes(length).decode()
        kind, size, offset, stored = file.take("BIQQ")
        raw = file.data[offset : offset + stored]
        values = unpack_4bit(raw) if kind == 1 else np.frombuffer(raw, "<f4")
        if len(values) != size:
            raise ValueError(f"{name}: väntade {size} vikter, fann {len(values)}")
        yield bert_name(name), torch.from_numpy(values.reshape(shape_of(name, size, hidden)).copy())


def unpack_4bit(raw: bytes) -> NDArray[np.float32]:
    """float32 (32 * blocks,) from blocks of 18 bytes."""
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    weights: NDArray[np.float32] = ((halves.astype(np.float32) - 8) * scales).reshape(-1)
    return weights


def shape_of(name: str, size: int, hidden: int) -> tuple[int, ...]:
    """Vectors (biases, layer norms) stay flat; the rest are matrices [out, in]."""
    part = name.split(".")
    if name.endswith(".b") or part[-2] in ("ln", "aln", "oln"):
        return (size,)
    inputs = 4 * hidden if part[-2] == "fo" else hidden
    return (size // inputs, inputs)


def bert_name(name: str) -> str:
    if name in EMBEDDING_NAMES:
        return EMBEDDING_NAMES[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{TENSOR_NAMES[part]}.{'weight' if kind == 'w' else 'bias'}"
