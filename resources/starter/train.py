"""Trains the starter model: `pretrain` on plain text and the application's steps, then `tune` on the steps with the loss on
answers alone. Both stop at any moment and go on from their check-point: the data of a step depend on its number only.

    python3 train.py pretrain --work ../../.cache/starter --size cpu --steps 1100
    python3 train.py tune     --work ../../.cache/starter --size cpu --steps 350
"""

import argparse
import json
import os
import signal
import time
from pathlib import Path

import numpy
import torch
import torch.multiprocessing as processes

from model import SIZES, Model, Shape
from prepare import ANSWER, PADDING, VOCABULARY
from tokenizer import END

#: of micro-batches, in the order of the history
KINDS = ("plain", "steps", "repeats")
#: tokens of a step
BATCH = 8192
CLIP = 1.0
#: of the matrices inside the layers (Muon) and of the embedding (AdamW)
MUON_RATE, ADAM_RATE = 0.02, 0.004
CHECKPOINT_SECONDS = 120
#: by share of the run passed: length of the rows, share of rows that are the application's steps, and of rows that say a
#: stretch of text again and again. These teach to copy, which all citing rests on and which the steps alone teach slowly.
#: The steps are shorter than the context: plain text alone reaches its end.
PRETRAIN = (
    (0.2482, 256, 0.5, 0.0),
    (0.5296, 256, 0.375, 0.375),
    (0.6620, 512, 0.5, 0.125),
    (0.9448, 256, 0.5, 0.25),
    (1.0, 512, 0.5, 0.125),
)
TUNE = ((0.04, 2048, 0.0, 0.0), (0.4, 512, 0.9, 0.0), (1.0, 1024, 0.9, 0.0))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("stage", choices=("pretrain", "tune"))
    arguments.add_argument("--work", type=Path, required=True)
    arguments.add_argument("--size", choices=SIZES, default="cpu")
    arguments.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    arguments.add_argument("--steps", type=int, required=True)
    arguments.add_argument("--batch", type=int, default=BATCH, help="tokens of a step")
    arguments.add_argument("--workers", type=int, default=os.cpu_count(), help="processes that share a step; 1 on cuda")
    arguments.add_argument("--minutes", type=float, default=float("inf"), help="stop after this long, with a check-point")
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1 if options.device == "cpu" else os.cpu_count())
    Run(options).go()


class Run:
    def __init__(self, options):
        self.options = options
        self.workers = options.workers if options.device == "cpu" else 1
        self.file = options.work / f"{options.stage}.pt"
        self.data = Data(options)
        self.shape = Shape(vocabulary=VOCABULARY, **SIZES[options.size])
        self.model = Model(self.shape)
        if options.stage == "tune":
            before = torch.load(options.work / "pretrain.pt", map_location="cpu")
            if before["step"] < before["steps"]:
                raise SystemExit("The pretraining is not at its end yet.")
            self.model.load_state_dict(before["model"])
        self.model.to(options.device)
        self.optimizer = Optimizer(self.model)
        self.step, self.history = 0, []
        if self.file.exists():
            self.restore()
        self.stopping = False

    def restore(self) -> None:
        saved = torch.load(self.file, map_location=self.options.device)
        if saved["steps"] != self.options.steps or saved["size"] != self.options.size:
            raise SystemExit(f"{self.file} is of another run: {saved['steps']} steps, size {saved['size']}.")
        self.model.load_state_dict(saved["model"])
        self.optimizer.load(saved["optimizer"])
        self.step, self.history = saved["step"], saved["history"]
        print(f"goes on from step {self.step}", flush=True)

    def save(self) -> None:
        """By rename: a run that is killed in the middle leaves the check-point before."""
        fresh = self.file.with_suffix(".new")
        torch.save(
            {
                "model": self.model.state_dict(),
                "optimizer": self.optimizer.state(),
                "step": self.step,
                "steps": self.options.steps,
                "size": self.options.size,
                "batch": self.options.batch,
                "history": self.history,
            },
            fresh,
        )
        fresh.replace(self.file)
        (self.options.work / f"{self.options.stage}.json").write_text(json.dumps(self.history))

    def rate(self, step: int) -> float:
        """Warm-up, a level, and a lower one from a third on, without which copying is not learned; tuning falls to nothing."""
        passed = step / self.options.steps
        if self.options.stage == "tune":
            return 0.3 * (1 - passed)
        return 0.3 if passed >= 0.3655 else min(1.0, (step + 1) / (0.02 * self.options.steps + 1))

    def go(self) -> None:
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        started = saved = time.monotonic()
        with Crew(self.model, self.data, self.options, self.workers) as crew:
            while self.step < self.options.steps and not self.stopping:
                begun = time.monotonic()
                losses = crew.gradient(self.step)
                torch.nn.utils.clip_grad_norm_(self.model.parameters(), CLIP)
                rate = self.rate(self.step)
                self.optimizer.advance(rate)
                self.step += 1
                now = time.monotonic()
                self.history.append([self.step, *losses, round(rate, 4), round(now - begun, 3)])
                if self.step % 10 == 0:
                    speed = self.options.batch / (now - begun)
                    shown = " ".join(f"{kind} {loss:.3f}" for kind, loss in zip(KINDS, losses))
                    print(f"{self.step}/{self.options.steps} {shown} {speed:.0f} tokens/s", flush=True)
                if now - saved > CHECKPOINT_SECONDS:
                    saved = now
                    self.save()
                if now - started > self.options.minutes * 60:
                    break
        self.save()

    def stop(self, *_) -> None:
        self.stopping = True


class Data:
    """Micro-batches of a step, always the same for the same seed and number."""

    def __init__(self, options):
        self.options = options
        self.phases = PRETRAIN if options.stage == "pretrain" else TUNE
        self.plain = numpy.memmap(options.work / "plain.bin", dtype=numpy.uint16, mode="r")
        self.rows = {}
        for length in (256, 512, 1024):
            file = numpy.load(options.work / f"rows{length}.npz")
            self.rows[length] = (file["tokens"], file["kinds"])

    def plan(self, step: int) -> list:
        """[(kind, length, [row or offset into the plain text, ...])]: what each micro-batch reads."""
        passed = step / self.options.steps
        length, steps, repeats = next(phase[1:] for phase in self.phases if passed < phase[0])
        rng = numpy.random.default_rng((self.options.seed, step, self.phases is TUNE))
        width = max(1, 1024 // length) if self.options.device == "cpu" else max(1, 32768 // length)
        count = max(2, self.options.batch // (width * length))
        batches = []
        for place in range(count):
            if place < round(steps * count):
                batches.append(("steps", length, rng.integers(0, len(self.rows[length][0]), width)))
            else:
                kind = "repeats" if place < round((steps + repeats) * count) else "plain"
                batches.append((kind, length, rng.integers(0, len(self.plain) - length - 1, width)))
        return batches

    def read(self, batch: tuple) -> tuple:
        """tokens and targets [rows, length] of a micro-batch."""
        kind, length, places = batch
        if kind != "steps":
            block = numpy.stack([self.plain[place : place + length + 1] for place in places]).astype(numpy.int64)
            if kind == "repeats":
                for row, place in zip(block, places):
                    row[:] = numpy.resize(row[: 24 + place % (length // 2 - 24)], length + 1)
            block = torch.from_numpy(block)
            targets = block[:, 1:].clone()
            # Nobody can guess how the next document begins.
            targets[block[:, :-1] == END] = -1
            return block[:, :-1], targets
        tokens, kinds = (torch.from_numpy(part[places].astype(numpy.int64)) for part in self.rows[length])
        unseen = kinds[:, 1:] == PADDING if self.options.stage == "pretrain" else kinds[:, 1:] != ANSWER
        return tokens[:, :-1], tokens[:, 1:].masked_fill(unseen, -1)


class Crew:
    """Processes on one core each that share the micro-batches of a step: whoever is free takes the next, so that a busy core
    does not hold up the other. The sum of their gradients differs from that of one process by rounding only."""

    def __init__(self, model: Model, data: Data, options, workers: int):
        self.model, self.data, self.options = model, data, options
        self.parameters = list(model.parameters())
        for parameter in self.parameters:
            parameter.grad = torch.zeros_like(parameter)
        self.others = []
        if workers == 1:
            return
        model.share_memory()
        context = processes.get_context("fork")
        self.step = context.Value("q", -1)
        self.taken = context.Value("q", 0)
        self.start, self.end = context.Barrier(workers), context.Barrier(workers)
        for _ in range(workers - 1):
            shared = [torch.zeros_like(parameter).share_memory_() for parameter in self.parameters]
            sums = torch.zeros(2 * len(KINDS), dtype=torch.float64).share_memory_()
            process = context.Process(target=self.work, args=(shared, sums), daemon=True)
            process.start()
            self.others.append((process, shared, sums))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process, _, _ in self.others:
            process.kill()

    def work(self, shared: list, sums: torch.Tensor) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for parameter, gradient in zip(self.parameters, shared):
            parameter.grad = gradient
        while True:
            self.start.wait()
            sums.copy_(self.share(self.step.value))
            self.end.wait()

    def gradient(self, step: int) -> list:
        """Fills the gradients of a step; returns the mean loss of each of KINDS in nats a token, 0 where there was none."""
        for parameter in self.parameters:
            parameter.grad.zero_()
        if self.others:
            self.step.value, self.taken.value = step, 0
            for _, shared, _ in self.others:
                for gradient in shared:
                    gradient.zero_()
            self.start.wait()
        sums = self.share(step)
        if self.others:
            self.end.wait()
            for _, shared, theirs in self.others:
                sums += theirs
                for parameter, gradient in zip(self.parameters, shared):
                    parameter.grad += gradient
        count = float(sums[1::2].sum())
        for parameter in self.parameters:
            parameter.grad /= count
        return [float(loss / max(1, tokens)) for loss, tokens in sums.view(-1, 2)]

    def share(self, step: int) -> torch.Tensor:
        sums = torch.zeros(2 * len(KINDS), dtype=torch.float64)
        batches = self.data.plan(step)
        for index in self.turns(len(batches)):
            tokens, targets = (part.to(self.options.device) for part in self.data.read(batches[index]))
            with torch.autocast(self.options.device, torch.bfloat16, enabled=self.options.device == "cuda"):
                loss = self.model.loss(tokens, targets)
            loss.backward()
            at = 2 * KINDS.index(batches[index][0])
            sums[at] += loss.item()
            sums[at + 1] += int((targets >= 0).sum())
        return sums

    def turns(self, count: int):
        if not self.others and not hasattr(self, "taken"):
            yield from range(count)
            return
        while True:
            with self.taken.get_lock():
                index = self.taken.value
                self.taken.value += 1
            if index >= count:
                return
            yield index


class Optimizer:
    """Muon (orthogonalized momentum; Jordan and others, 2024) for the matrices inside the layers, AdamW for the embedding."""

    MOMENTUM, BETAS, EPSILON, DECAY = 0.95, (0.9, 0.95), 1e-8, 0.01

    def __init__(self, model: Model):
        named = dict(model.named_parameters())
        self.embedding = named.pop("embedding.weight")
        self.matrices = named
        self.momenta = {name: torch.zeros_like(matrix) for name, matrix in named.items()}
        self.first, self.second = torch.zeros_like(self.embedding), torch.zeros_like(self.embedding)
        self.steps = 0

    @torch.no_grad()
    def advance(self, rate: float) -> None:
        self.steps += 1
        for name, matrix in self.matrices.items():
            momentum = self.momenta[name]
            momentum.lerp_(matrix.grad, 1 - self.MOMENTUM)
            update = orthogonal(torch.lerp(matrix.grad, momentum, self.MOMENTUM))
            scale = max(1.0, matrix.shape[0] / matrix.shape[1]) ** 0.5
            matrix.mul_(1 - self.DECAY * MUON_RATE * rate).add_(update, alpha=-MUON_RATE * rate * scale)
        gradient = self.embedding.grad
        self.first.lerp_(gradient, 1 - self.BETAS[0])
        self.second.lerp_(gradient.square(), 1 - self.BETAS[1])
        first = self.first / (1 - self.BETAS[0] ** self.steps)
        second = self.second / (1 - self.BETAS[1] ** self.steps)
        self.embedding.addcdiv_(first, second.sqrt() + self.EPSILON, value=-ADAM_RATE * rate)

    def state(self) -> dict:
        return {"momenta": self.momenta, "first": self.first, "second": self.second, "steps": self.steps}

    def load(self, state: dict) -> None:
        for name, momentum in state["momenta"].items():
            self.momenta[name].copy_(momentum)
        self.first.copy_(state["first"])
        self.second.copy_(state["second"])
        self.steps = state["steps"]


def orthogonal(matrix: torch.Tensor) -> torch.Tensor:
    """The nearest matrix with singular values near 1, by five Newton-Schulz iterations."""
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.T if tall else matrix
    x = x / (x.norm() + 1e-7)
    for _ in range(5):
        square = x @ x.T
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    return x.T if tall else x


if __name__ == "__main__":
    main()
