"""The trained model as GGUF, in F16 and Q8_0: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md

    python3 export.py --work ../../.cache/starter --checkpoint tune --out .
"""

import argparse
import struct
from pathlib import Path

import numpy
import torch

import tokenizer
from model import SIZES, Shape
from prepare import VOCABULARY

ALIGNMENT = 32
#: GGUF value types
U32, I32, F32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
#: GGML tensor types, and the file types that go with them
TYPES = {"F32": 0, "F16": 1, "Q8_0": 8}
FILE_TYPES = {"F16": 1, "Q8_0": 7}
NORMAL, UNKNOWN, CONTROL, BYTE = 1, 2, 3, 6
#: tokens of the sentences in one of its prompts; it has seen hardly any longer ones
CHUNK_TOKENS = 600


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--work", type=Path, required=True)
    arguments.add_argument("--checkpoint", choices=("pretrain", "tune"), default="tune")
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--type", choices=FILE_TYPES, action="append")
    options = arguments.parse_args()
    saved = torch.load(options.work / f"{options.checkpoint}.pt", map_location="cpu")
    shape = Shape(vocabulary=VOCABULARY, **SIZES[saved["size"]])
    pieces = tokenizer.load(options.work)
    for kind in options.type or ["Q8_0"]:
        file = options.out / f"starter-{kind}.gguf"
        write(file, metadata(shape, pieces, kind), tensors(saved["model"], shape, kind))
        print(f"{file}: {file.stat().st_size:,} bytes")


def metadata(shape: Shape, pieces, kind: str) -> list:
    return [
        ("general.architecture", STRING, "llama"),
        ("general.name", STRING, "Tramontane Starter"),
        ("general.description", STRING, "A very small model for the steps of Tramontane; see its README."),
        ("general.author", STRING, "The Tramontane authors"),
        ("general.license", STRING, "apache-2.0"),
        ("general.languages", ARRAY, (STRING, ["en"])),
        ("general.datasets", ARRAY, (STRING, ["openly licensed documents; attributions in SOURCES.md beside the model"])),
        ("general.file_type", U32, FILE_TYPES[kind]),
        ("general.quantization_version", U32, 2),
        ("llama.context_length", U32, shape.context),
        ("llama.embedding_length", U32, shape.embedding),
        ("llama.block_count", U32, shape.layers),
        ("llama.feed_forward_length", U32, shape.feed_forward),
        ("llama.attention.head_count", U32, shape.heads),
        ("llama.attention.head_count_kv", U32, shape.key_value_heads),
        ("llama.attention.layer_norm_rms_epsilon", F32, shape.epsilon),
        ("llama.rope.dimension_count", U32, shape.head_width),
        ("llama.rope.freq_base", F32, shape.rope_base),
        ("llama.vocab_size", U32, shape.vocabulary),
        *vocabulary(pieces),
        ("tokenizer.chat_template", STRING, tokenizer.CHAT_TEMPLATE),
        # How this model wants to be asked: it was trained on the questions without the rules that guide others.
        ("tramontane.prompts", STRING, "plain"),
        ("tramontane.chunk_tokens", U32, CHUNK_TOKENS),
    ]


def vocabulary(pieces) -> list:
    size = pieces.get_piece_size()
    kinds = [
        UNKNOWN if pieces.is_unknown(token) else CONTROL if pieces.is_control(token) else BYTE if pieces.is_byte(token) else NORMAL
        for token in range(size)
    ]
    return [
        ("tokenizer.ggml.model", STRING, "llama"),
        ("tokenizer.ggml.pre", STRING, "default"),
        ("tokenizer.ggml.tokens", ARRAY, (STRING, [pieces.id_to_piece(token) for token in range(size)])),
        ("tokenizer.ggml.scores", ARRAY, (F32, [pieces.get_score(token) for token in range(size)])),
        ("tokenizer.ggml.token_type", ARRAY, (I32, kinds)),
        ("tokenizer.ggml.bos_token_id", U32, tokenizer.BEGIN),
        ("tokenizer.ggml.eos_token_id", U32, tokenizer.END),
        ("tokenizer.ggml.unknown_token_id", U32, tokenizer.UNKNOWN),
        ("tokenizer.ggml.add_bos_token", BOOL, True),
        ("tokenizer.ggml.add_eos_token", BOOL, False),
        ("tokenizer.ggml.add_space_prefix", BOOL, False),
    ]


def tensors(weights: dict, shape: Shape, kind: str) -> list:
    """(name, type, [rows, columns], bytes); norms are all ones, because the model has no gains of its own."""
    ones = torch.ones(shape.embedding)
    listed = [("token_embd.weight", weights["embedding.weight"], kind), ("output_norm.weight", ones, "F32")]
    names = {
        "attention.query": "attn_q",
        "attention.key": "attn_k",
        "attention.value": "attn_v",
        "attention.output": "attn_output",
        "feed_forward.gate": "ffn_gate",
        "feed_forward.up": "ffn_up",
        "feed_forward.down": "ffn_down",
    }
    for layer in range(shape.layers):
        listed += [(f"blk.{layer}.attn_norm.weight", ones, "F32"), (f"blk.{layer}.ffn_norm.weight", ones, "F32")]
        for ours, theirs in names.items():
            matrix = weights[f"layers.{layer}.{ours}.weight"]
            if theirs in ("attn_q", "attn_k"):
                matrix = interleaved(matrix, shape.head_width)
            listed.append((f"blk.{layer}.{theirs}.weight", matrix, kind))
    return [(name, TYPES[type_], tuple(tensor.shape), encoded(tensor, type_)) for name, tensor, type_ in listed]


def interleaved(matrix: torch.Tensor, width: int) -> torch.Tensor:
    """llama.cpp turns neighbouring dimensions together, the recipe those half a head apart."""
    return matrix.view(-1, 2, width // 2, matrix.shape[1]).transpose(1, 2).reshape(matrix.shape)


def encoded(tensor: torch.Tensor, kind: str) -> bytes:
    values = tensor.detach().float().numpy()
    if kind == "F32":
        return values.tobytes()
    if kind == "F16":
        return values.astype(numpy.float16).tobytes()
    # Blocks of 32 weights: a scale in half precision and 32 signed bytes.
    blocks = values.reshape(-1, 32)
    scales = (numpy.abs(blocks).max(1, keepdims=True) / 127).astype(numpy.float16)
    divisors = numpy.where(scales == 0, 1, scales.astype(numpy.float32))
    packed = numpy.zeros(len(blocks), dtype=[("scale", "<f2"), ("weights", "i1", 32)])
    packed["scale"] = scales[:, 0]
    packed["weights"] = numpy.clip(numpy.rint(blocks / divisors), -127, 127)
    return packed.tobytes()


def write(file: Path, entries: list, listed: list) -> None:
    header = b"GGUF" + struct.pack("<IQQ", 3, len(listed), len(entries))
    header += b"".join(string(key) + struct.pack("<I", type_) + value(type_, content) for key, type_, content in entries)
    offset = 0
    for name, type_, shape, content in listed:
        header += string(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *reversed(shape), type_, offset)
        offset += padded(len(content))
    with file.open("wb") as out:
        out.write(header + bytes(padded(len(header)) - len(header)))
        for _, _, _, content in listed:
            out.write(content + bytes(padded(len(content)) - len(content)))


def padded(length: int) -> int:
    return -(-length // ALIGNMENT) * ALIGNMENT


def string(text: str) -> bytes:
    encoded_text = text.encode()
    return struct.pack("<Q", len(encoded_text)) + encoded_text


def value(type_: int, content) -> bytes:
    if type_ == STRING:
        return string(content)
    if type_ == ARRAY:
        inner, items = content
        return struct.pack("<IQ", inner, len(items)) + b"".join(value(inner, item) for item in items)
    return struct.pack({U32: "<I", I32: "<i", F32: "<f", BOOL: "<?"}[type_], content)


if __name__ == "__main__":
    main()
