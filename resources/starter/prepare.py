"""Corpus to tokens: the vocabulary, a stream of plain text, and rows of the application's own steps for each length.

    python3 prepare.py --corpus ../../../shared/corpus --work ../../.cache/starter
"""

import argparse
import multiprocessing
import random
from pathlib import Path

import numpy

import corpus
import examples
import tokenizer

VOCABULARY = 8192
#: tokens of a row: how many rows of it, and room for the sentences of one step
LENGTHS = {256: (26_000, 120), 512: (10_000, 300), 1024: (6_000, 620)}
#: how often each step is asked for
STEPS = (("map", 0.56), ("question", 0.22), ("merge", 0.08), ("title", 0.05), ("glossary", 0.05), ("chat", 0.04))
#: what a token of a row is to the loss
PADDING, GIVEN, ANSWER = 0, 1, 2


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--corpus", type=Path, required=True)
    arguments.add_argument("--work", type=Path, required=True)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--share", type=float, default=1.0, help="of the rows, for a trial run")
    arguments.add_argument("--steps-only", action="store_true", help="after a change of prompts")
    options = arguments.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)

    pairs = corpus.shuffled(corpus.pairs(options.corpus), options.seed)
    kept = [pair for pair in pairs if not corpus.is_held_out(pair["text"])]
    if not options.steps_only:
        write_plain(options, pairs)
    write_rows(options, kept)


def write_plain(options, pairs: list) -> None:
    texts = corpus.prose(options.corpus) + [f"{pair['title']}\n\n{pair['text']}" for pair in pairs]
    held_out = [text for text in texts if corpus.is_held_out(text)]
    texts = corpus.shuffled([text for text in texts if not corpus.is_held_out(text)], options.seed)
    if not (options.work / "tokenizer.model").exists():
        tokenizer.train(texts, options.work, VOCABULARY, options.seed)
    pieces = tokenizer.load(options.work)
    for name, part in (("plain", texts), ("heldout", held_out)):
        tokens = [encoded for text in part for encoded in (tokenizer.BEGIN, *pieces.encode(text), tokenizer.END)]
        numpy.array(tokens, dtype=numpy.uint16).tofile(options.work / f"{name}.bin")
        (options.work / f"{name}.bytes").write_text(str(sum(len(text.encode()) for text in part)))
        print(f"{name}: {len(part)} documents, {len(tokens)} tokens", flush=True)


def write_rows(options, pairs: list) -> None:
    conversations = [talk for talk in corpus.conversations(options.corpus) if talk]
    cores = multiprocessing.cpu_count()
    for length, (wanted, room) in LENGTHS.items():
        share = -(-int(wanted * options.share) // cores)
        jobs = [(options, pairs[core::cores], conversations, length, share, room, core) for core in range(cores)]
        with multiprocessing.Pool(cores) as pool:
            parts = pool.starmap(make_rows, jobs)
        rows = numpy.concatenate([tokens for tokens, _ in parts])
        parts_of_loss = numpy.concatenate([kinds for _, kinds in parts])
        numpy.savez(options.work / f"rows{length}.npz", tokens=rows, kinds=parts_of_loss)
        answers = (parts_of_loss == ANSWER).mean()
        print(f"rows of {length}: {len(rows)}, {answers:.0%} of their tokens in answers", flush=True)


def make_rows(options, pairs: list, conversations: list, length: int, wanted: int, room: int, core: int) -> tuple:
    """Examples end to end in rows of `length` + 1 tokens; one that does not fit the rest of a row begins the next."""
    rng = random.Random(options.seed * 1000 + length * 10 + core)
    pieces = tokenizer.load(options.work)
    tokens = numpy.zeros((wanted, length + 1), dtype=numpy.uint16)
    kinds = numpy.full((wanted, length + 1), PADDING, dtype=numpy.uint8)
    row, used, place = 0, 0, 0
    others = [block for pair in pairs[:800] for block in examples.blocks_of(pair["text"])[1:4] if len(block) <= 4]
    while row < wanted:
        turns = make_example(rng, pairs[place % len(pairs)], conversations, others, room, pieces)
        place += 1
        if not turns:
            continue
        ids, targets = examples.tokenize_turns(pieces, turns)
        if len(ids) > length + 1:
            continue
        if used + len(ids) > length + 1:
            row, used = row + 1, 0
            if row == wanted:
                break
        tokens[row, used : used + len(ids)] = ids
        kinds[row, used : used + len(ids)] = [GIVEN if target == examples.UNSEEN else ANSWER for target in targets]
        used += len(ids)
    return tokens, kinds


def make_example(rng, pair: dict, conversations: list, others: list, room: int, pieces) -> list:
    def measure(sentence: str) -> int:
        return len(pieces.encode(sentence))

    step = rng.choices([name for name, _ in STEPS], [weight for _, weight in STEPS])[0]
    title, summary = pair["title"] or "Untitled", pair["summary"]
    text = pair["text"][:6000]
    # Not every document of a user is as long as the room: some steps see little.
    room = rng.randint(room // 3, room)
    if step == "chat":
        return examples.chat_example(rng, rng.choice(conversations))
    if step == "glossary":
        return examples.glossary_example(rng, rng.choice(conversations), others)
    blocks = examples.blocks_of(text)
    if not blocks:
        return []
    if step == "map":
        return examples.map_example(rng, title, blocks, summary, room, measure)
    if step == "merge":
        return examples.merge_example(rng, title, blocks, summary)
    if step == "title":
        return examples.title_example(title, blocks)
    return examples.question_example(rng, title, blocks, summary, room, measure)


if __name__ == "__main__":
    main()
