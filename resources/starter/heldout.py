"""How well the trained model guesses text it was not trained on, in bits a byte, beside a 5-gram model and xz; and the curves of
its training, as a picture.

    python3 heldout.py --work ../../.cache/starter --out .
"""

import argparse
import json
import lzma
import math
from collections import defaultdict
from pathlib import Path

import matplotlib
import numpy
import torch

import tokenizer
from model import SIZES, Model, Shape
from prepare import VOCABULARY
from train import KINDS, PRETRAIN

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

LENGTH = 512
DISCOUNT = 0.75


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--work", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--tokens", type=int, default=120_000, help="of the held-out text, from its beginning")
    options = arguments.parse_args()
    pieces = tokenizer.load(options.work)
    text = numpy.fromfile(options.work / "heldout.bin", dtype=numpy.uint16)[: options.tokens].astype(numpy.int64)
    plain = numpy.memmap(options.work / "plain.bin", dtype=numpy.uint16, mode="r")
    raw = pieces.decode([int(token) for token in text if token > tokenizer.END_INSTRUCTION]).encode()
    figures = {"heldOutTokens": len(text), "heldOutBytes": len(raw), "bitsPerByte": {}}
    for stage in ("pretrain", "tune"):
        saved = torch.load(options.work / f"{stage}.pt", map_location="cpu")
        model = Model(Shape(vocabulary=VOCABULARY, **SIZES[saved["size"]]))
        model.load_state_dict(saved["model"])
        figures["bitsPerByte"][stage] = bits(model, text) / len(raw)
        figures[f"{stage}Tokens"] = saved["step"] * saved["batch"]
        figures[f"{stage}Seconds"] = round(sum(row[-1] for row in saved["history"]))
        figures["parameters"] = sum(weight.numel() for weight in model.parameters())
    shares = zip(PRETRAIN, [0.0, *(phase[0] for phase in PRETRAIN)])
    seen = round(figures["pretrainTokens"] * sum((end - start) * (1 - steps - repeats) for (end, _, steps, repeats), start in shares))
    figures["plainTokens"] = seen
    figures["bitsPerByte"]["5-gram, Kneser-Ney, on as much plain text"] = five_gram(plain[:seen], text) / len(raw)
    figures["bitsPerByte"]["xz -9"] = 8 * len(lzma.compress(raw, preset=9 | lzma.PRESET_EXTREME)) / len(raw)
    (options.out / "figures.json").write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2))
    draw(options)


@torch.no_grad()
def bits(model: Model, text: numpy.ndarray) -> float:
    """Bits for all tokens but the first of each stretch, which has nothing before it."""
    total = 0.0
    for start in range(0, len(text) - 1, LENGTH):
        block = torch.from_numpy(text[start : start + LENGTH + 1])[None]
        total += float(model.loss(block[:, :-1], block[:, 1:]))
    return total / math.log(2)


def five_gram(training, text: numpy.ndarray, order: int = 5) -> float:
    """Bits under an interpolated Kneser-Ney model of this order over the same tokens (Chen and Goodman, 1998)."""
    continuations = [defaultdict(lambda: defaultdict(int)) for _ in range(order)]
    sequence = [int(token) for token in training]
    counted = set()
    for at in range(len(sequence)):
        # The highest order counts what was said, the lower ones after how many different tokens it was said.
        if at + 1 >= order:
            continuations[order - 1][tuple(sequence[at - order + 1 : at])][sequence[at]] += 1
        for length in range(order - 1, 0, -1):
            if at < length:
                continue
            extended = tuple(sequence[at - length : at + 1])
            if extended in counted:
                break
            counted.add(extended)
            continuations[length - 1][extended[1:-1]][extended[-1]] += 1
    counted.clear()
    totals = [{context: (sum(after.values()), len(after)) for context, after in level.items()} for level in continuations]

    def probability(context: tuple, token: int) -> float:
        value = 1 / VOCABULARY
        for length in range(len(context) + 1):
            shorter = context[len(context) - length :]
            if shorter not in totals[length]:
                break
            total, kinds = totals[length][shorter]
            after = continuations[length][shorter].get(token, 0)
            value = max(after - DISCOUNT, 0) / total + DISCOUNT * kinds / total * value
        return value

    tokens = [int(token) for token in text]
    return sum(-math.log2(probability(tuple(tokens[max(0, at - order + 1) : at]), tokens[at])) for at in range(1, len(tokens)))


def draw(options) -> None:
    figure, axes = pyplot.subplots(1, 2, figsize=(10, 3.6), sharey=True)
    for axis, stage in zip(axes, ("pretrain", "tune")):
        history = numpy.array(json.loads((options.work / f"{stage}.json").read_text()))
        for column, kind in enumerate(KINDS, 1):
            shown = history[:, column] > 0
            if not shown.any():
                continue
            smooth = numpy.convolve(history[shown, column], numpy.ones(9) / 9, "valid")
            axis.plot(history[shown, 0][4 : 4 + len(smooth)], smooth, label=kind)
        axis.set_title(stage)
        axis.set_xlabel("step")
        axis.legend()
    axes[0].set_ylabel("nats a token")
    figure.tight_layout()
    figure.savefig(options.out / "curves.png", dpi=110)


if __name__ == "__main__":
    main()
