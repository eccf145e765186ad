"""The vocabulary: byte-fallback BPE by SentencePiece, digits single, with the control tokens of Mistral's instructions."""

import random
import sys
from pathlib import Path

import sentencepiece

UNKNOWN, BEGIN, END = 0, 1, 2
INSTRUCTION, END_INSTRUCTION = 3, 4
#: Mistral's instructions as llama.cpp applies them; `tokenize_turns` in examples.py writes the same tokens.
CHAT_TEMPLATE = (
    "{%- if messages[0]['role'] == 'system' %}"
    "{%- set system_message = messages[0]['content'] %}{%- set loop_messages = messages[1:] %}"
    "{%- else %}{%- set loop_messages = messages %}{%- endif %}"
    "{{- bos_token }}"
    "{%- for message in loop_messages %}"
    "{%- if message['role'] == 'user' %}"
    "{%- if loop.first and system_message is defined %}"
    "{{- '[INST] ' + system_message + '\n\n' + message['content'] + '[/INST]' }}"
    "{%- else %}{{- '[INST] ' + message['content'] + '[/INST]' }}{%- endif %}"
    "{%- elif message['role'] == 'assistant' %}{{- message['content'] + eos_token }}"
    "{%- endif %}{%- endfor %}"
)


def train(texts: list, folder: Path, size: int, seed: int) -> None:
    """Writes tokenizer.model, learned on at most 24 MB of the texts."""
    order = list(range(len(texts)))
    random.Random(seed).shuffle(order)
    lines, characters = [], 0
    for index in order:
        for line in texts[index].split("\n"):
            if line.strip() and len(line) < 4000:
                lines.append(line)
                characters += len(line)
        if characters > 24_000_000:
            break
    sentencepiece.SentencePieceTrainer.Train(
        sentence_iterator=iter(lines),
        model_prefix=str(folder / "tokenizer"),
        vocab_size=size,
        model_type="bpe",
        byte_fallback=True,
        split_digits=True,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        add_dummy_prefix=False,
        character_coverage=0.9995,
        control_symbols=["[INST]", "[/INST]"],
        unk_id=UNKNOWN,
        bos_id=BEGIN,
        eos_id=END,
        pad_id=-1,
        num_threads=1,
        minloglevel=1,
    )


def load(folder: Path) -> sentencepiece.SentencePieceProcessor:
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "tokenizer.model"))
    if (pieces.piece_to_id("[INST]"), pieces.piece_to_id("[/INST]")) != (INSTRUCTION, END_INSTRUCTION):
        sys.exit("The vocabulary has other control tokens than this recipe.")
    return pieces
