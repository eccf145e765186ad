"""Examples of the application's own steps, made from the corpus: what the model is asked, word for word as the product asks
it of a small model, and the answer it should give.

The prompts are read from resources/prompts, where the product reads them too. Sentences to cite are found by the greedy
oracle: those that, taken together, share most with the summary a person wrote. A small model is shown the number of a
sentence behind it, where its answer has it too: to cite is then to go on copying.
"""

import json
import random
import re
from collections import Counter
from pathlib import Path

from tokenizer import BEGIN, END, END_INSTRUCTION, INSTRUCTION

PROMPTS = Path(__file__).resolve().parent.parent / "prompts"
SUMMARY = json.loads((PROMPTS / "summary.json").read_text(encoding="utf-8"))
CHAT = json.loads((PROMPTS / "chat.json").read_text(encoding="utf-8"))
TITLE = json.loads((PROMPTS / "title.json").read_text(encoding="utf-8"))["user"]
#: A target that the loss leaves out.
UNSEEN = -1


# ---- turns and tokens

def tokenize_turns(pieces, turns: list) -> tuple:
    """Turns of (role, text) as token ids and as targets, which are the ids of the answers and UNSEEN elsewhere.

    The same tokens as CHAT_TEMPLATE gives: instructions in their control tokens, the answer right behind them."""
    ids, targets = [BEGIN], [UNSEEN]
    for role, text in turns:
        if role == "user":
            added = [INSTRUCTION, *pieces.encode(" " + text), END_INSTRUCTION]
            targets += [UNSEEN] * len(added)
        else:
            added = [*pieces.encode(text), END]
            targets += added
        ids += added
    return ids, targets


def filled(lines: list, values: dict) -> str:
    """Fills {{names}} in; a line whose {{name}} has nothing to say is left out. As fillLines does it in promptTemplate.ts."""
    kept = [line for line in lines if all(values.get(name) for name in re.findall(r"\{\{(\w+)\}\}", line))]
    return "\n".join(re.sub(r"\{\{(\w+)\}\}", lambda match: values[match.group(1)], line) for line in kept)


# ---- sentences

ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|cf|Dr|Mr|Mrs|Ms|Prof|No|Fig|Eq|Sec|St|Inc|Ltd|Co|al)|\b[A-Z])\.$")
BREAK = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]*[A-Z0-9])")


def blocks_of(text: str) -> list:
    """Blocks of a document, each a list of its sentences on one line each."""
    blocks = []
    for block in re.split(r"\n+", text):
        block = re.sub(r"\s+", " ", block).strip()
        if not block:
            continue
        sentences, start = [], 0
        for match in BREAK.finditer(block):
            if ABBREVIATION.search(block[start : match.start()]):
                continue
            sentences.append(block[start : match.end()].strip())
            start = match.end()
        sentences.append(block[start:].strip())
        blocks.append([sentence for sentence in sentences if sentence])
    return blocks


def is_note(sentence: str) -> bool:
    """Whether a sentence says something on its own: not a heading, a list's beginning, a question or a fragment."""
    words = sentence.split()
    return (
        6 <= len(words) <= 40
        and len(sentence) <= 250
        and sentence[-1] in ".!”\""
        and sentence[0].isupper()
        and "[" not in sentence
        and "]" not in sentence
        and sum(character.isalpha() or character == " " for character in sentence) > 0.8 * len(sentence)
    )


COMMON = frozenset(
    "a an and are as at be been but by can could did do does for from had has have he her his how i if in into is it its may "
    "more most no not of on one or other our she should so some such than that the their them then there these they this those "
    "to use used using was we were what when where which who will with would you your".split()
)


def content(sentence: str) -> Counter:
    """Words that carry content, their endings taken off."""
    words = re.findall(r"[a-z0-9]+", sentence.lower())
    return Counter(re.sub(r"(?:ing|ed|es|s)$", "", word) for word in words if word not in COMMON)


def bigrams(sentence: str) -> Counter:
    words = re.findall(r"[a-z0-9]+", sentence.lower())
    return Counter(zip(words, words[1:]))


def oracle(sentences: list, summary: str, most: int) -> list:
    """Places of the sentences that together share most with the summary (F1 of content words and bigrams), best first."""
    wanted, wanted_pairs = content(summary), bigrams(summary)
    counts = [(content(sentence), bigrams(sentence)) for sentence in sentences]
    chosen, words, pairs, best = [], Counter(), Counter(), 0.0
    candidates = [place for place, sentence in enumerate(sentences) if is_note(sentence)]
    while len(chosen) < most:
        gains = []
        for place in candidates:
            if place in chosen:
                continue
            score = overlap(words + counts[place][0], wanted) + overlap(pairs + counts[place][1], wanted_pairs)
            gains.append((score, -place))
        if not gains or max(gains)[0] <= best:
            break
        best, place = max(gains)
        chosen.append(-place)
        words, pairs = words + counts[-place][0], pairs + counts[-place][1]
    return chosen


def overlap(found: Counter, wanted: Counter) -> float:
    """F1 of two bags."""
    shared = sum((found & wanted).values())
    return 2 * shared / max(1, sum(found.values()) + sum(wanted.values()))


# ---- the steps of a summary

def map_example(rng: random.Random, title: str, blocks: list, summary: str, room: int, measure) -> list:
    """Notes on a part of a document: its sentences that share most with the summary, word for word."""
    part, parts = window(rng, blocks, room, measure)
    sentences = [sentence for block in part for sentence in block]
    most = max(1, min(rng.choice((3, 4, 4, 7)), round(sum(map(measure, sentences)) / 90)))
    least = (most + 1) // 2 if most > 3 else 1
    chosen = oracle(sentences, summary, most)
    if not chosen:
        return []
    if len(chosen) < most:
        chosen += salient(sentences, chosen, summary, most - len(chosen))
    user = filled(
        SUMMARY["map"]["user"],
        {
            "title": title[:200],
            "part": str(parts[0]),
            "parts": str(parts[1]),
            "section": title[:120] if rng.random() < 0.5 else "",
            "sentences": "\n".join(f"{sentence} [{place + 1}]" for place, sentence in enumerate(sentences)),
            "least": str(least),
            "most": str(most),
            "words": str(rng.choice((25, 30, 30, 35))),
        },
    )
    return [("user", user), ("assistant", notes(sentences, sorted(chosen)))]


def window(rng: random.Random, blocks: list, room: int, measure) -> tuple:
    """Consecutive blocks of at most `room` tokens, and which part of how many this is."""
    sizes = [sum(map(measure, block)) + 5 * len(block) for block in blocks]
    start = 0 if rng.random() < 0.4 else rng.randrange(len(blocks))
    end, used = start, 0
    while end < len(blocks) and (used + sizes[end] <= room or end == start):
        used += sizes[end]
        end += 1
    parts = max(1, round(sum(sizes) / max(room, 1)))
    part = min(parts, 1 + round(start / max(1, len(blocks)) * parts))
    chosen = blocks[start:end]
    if used > room:
        kept, used = [], 0
        for sentence in chosen[0]:
            used += measure(sentence) + 5
            if used > room and kept:
                break
            kept.append(sentence)
        chosen = [kept]
    return chosen, (part, parts)


def salient(sentences: list, chosen: list, summary: str, most: int) -> list:
    """Further sentences where the oracle found too few: those nearest to the summary's words, then the first."""
    wanted = content(summary)
    rest = [place for place, sentence in enumerate(sentences) if place not in chosen and is_note(sentence)]
    return sorted(rest, key=lambda place: (-sum((content(sentences[place]) & wanted).values()), place))[:most]


def notes(sentences: list, places: list) -> str:
    return "\n".join(f"- {sentences[place]} [{place + 1}]" for place in places)


def merge_example(rng: random.Random, title: str, blocks: list, summary: str) -> list:
    """The summary from notes: those that share most with the summary a person wrote, with the numbers they have here."""
    sentences = [sentence for block in blocks for sentence in block]
    candidates = [place for place, sentence in enumerate(sentences) if is_note(sentence)]
    best = oracle(sentences, summary, 4)
    others = [place for place in candidates if place not in best]
    places = sorted(best + rng.sample(others, min(len(others), rng.randint(3, 9))))
    if not best or len(places) < 4:
        return []
    numbered = {place: number + 1 for number, place in enumerate(places)}
    most = max(2, min(len(places), rng.choice((5, 6, 9))))
    extra = [place for place in places if place not in best]
    chosen = sorted((best + extra)[: max(len(best), (most + 1) // 2)])
    user = filled(
        SUMMARY["merge"]["user"],
        {
            "title": title[:200],
            "notes": "\n".join(f"- {sentences[place]} [{numbered[place]}]" for place in places),
            "sentences": "\n".join(f"{sentences[place]} [{numbered[place]}]" for place in places),
            "least": str((most + 1) // 2 if most > 3 else 1),
            "most": str(most),
            "words": str(rng.choice((25, 30, 30, 35))),
        },
    )
    answer = "\n".join(f"- {sentences[place]} [{numbered[place]}]" for place in chosen)
    return [("user", user), ("assistant", answer)]


def title_example(title: str, blocks: list) -> list:
    text = " ".join(sentence for block in blocks for sentence in block)[:900]
    if not 2 <= len(title.split()) <= 8 or len(content(title) & content(text)) < 1:
        return []
    return [("user", filled(TITLE, {"text": text})), ("assistant", title.strip(" .\"“”"))]


# ---- questions about documents

NOT_THERE = "The documents do not say."
ASKS_SUMMARY = ("What is this about?", "What does this say?", "Summarize this.", "What is the main point?", "Give me a summary.")
ASKS_TOPIC = (
    "What does it say about {topic}?",
    "What is said about {topic}?",
    "Tell me about {topic}.",
    "What about {topic}?",
    "{topic}?",
    "Where does it mention {topic}?",
)


def question_example(rng: random.Random, title: str, blocks: list, summary: str, room: int, measure) -> list:
    """A question over a document that holds a sentence with the answer, or does not."""
    part, _ = window(rng, blocks, room, measure)
    sentences = [sentence for block in part for sentence in block]
    candidates = [place for place, sentence in enumerate(sentences) if is_note(sentence)]
    if len(candidates) < 2:
        return []
    kind = rng.random()
    if kind < 0.25:
        best = oracle(sentences, summary, 2)
        if not best:
            return []
        question = rng.choice(ASKS_SUMMARY)
        answer = " ".join(f"{sentences[place]} [{place + 1}]" for place in sorted(best))
    else:
        place = rng.choice(candidates)
        topic = topic_of(rng, sentences, place)
        if topic is None:
            return []
        question = rng.choice(ASKS_TOPIC).format(topic=topic)
        answer = f"{sentences[place]} [{place + 1}]"
        if kind > 0.88:
            text = " ".join(sentences).lower()
            foreign = [word for word in rng.sample(FOREIGN, 12) if word not in text]
            if not foreign:
                return []
            question, answer = rng.choice(ASKS_TOPIC).format(topic=foreign[0]), NOT_THERE
    return [("user", question_turn(rng, title, part, question)), ("assistant", answer)]


FOREIGN = (
    "the deposit,the harbour,penguins,the notice period,insurance,volcanoes,the warranty,the election,salaries,the recipe,"
    "the budget for 2019,football,the moon,vaccination,the piano,the lease,coffee,the invoice,the board,earthquakes,the museum,"
    "the penalty,divorce,the strike,glaciers,the pension,chess,the hospital,the treaty,bicycles"
).split(",")


def topic_of(rng: random.Random, sentences: list, place: int):
    """Words that stand in this sentence and in no other: what a question about it would name."""
    others = set()
    for other, sentence in enumerate(sentences):
        if other != place:
            others |= set(re.findall(r"\w+", sentence.lower()))
    words = re.findall(r"[A-Za-z][\w’'-]+|\S", sentences[place])
    runs = []
    for start in range(1, len(words)):
        for length in (1, 2, 3):
            run = words[start : start + length]
            if len(run) < length or any(not re.fullmatch(r"[\w-]+", word) or word.lower() in COMMON for word in run):
                continue
            if any(word.lower() not in others and len(word) > 3 for word in run):
                runs.append(" ".join(run))
    return rng.choice(runs) if runs else None


def glossary_example(rng: random.Random, conversation: list, others: list) -> list:
    """A question whose answer stands among sentences on other things."""
    question, answer = conversation[0][1], conversation[1][1]
    wanted = [sentence for block in blocks_of(answer) for sentence in block]
    if not 1 <= len(wanted) <= 6 or not question.endswith("?") or len(question) > 160 or len(answer) < 50 or "[" in answer:
        return []
    around = [rng.choice(others) for _ in range(rng.randint(1, 4))]
    place = rng.randint(0, len(around))
    blocks = [*around[:place], wanted, *around[place:]]
    number = 1 + sum(len(block) for block in blocks[:place])
    shown = wanted[: 1 if len(wanted) == 1 or rng.random() < 0.5 else 2]
    text = " ".join(f"{sentence} [{number + index}]" for index, sentence in enumerate(shown))
    return [("user", question_turn(rng, "Notes", blocks, question)), ("assistant", text)]


def question_turn(rng: random.Random, title: str, blocks: list, question: str) -> str:
    """The documents and the question as context.ts and sources.ts write them for a small model, without the rules."""
    lines, number = [CHAT["document"].replace("{{title}}", title), CHAT["page"].replace("{{page}}", str(rng.randint(1, 9)))], 0
    for block in blocks:
        marked = []
        for sentence in block:
            number += 1
            marked.append(re.sub(r"\[(\d[\d\s,;–—-]*)\]", r"(\1)", sentence) + f" [{number}]")
        lines.append(" ".join(marked))
    values = {"rules": "", "documents": "\n".join(lines), "question": question}
    if rng.random() < 0.5:
        return placed(CHAT["whole"], values).strip() + "\n\n" + question
    return placed(CHAT["passages"], values)


def placed(template: str, values: dict) -> str:
    """Fills {{names}} in once, as fillTemplate does it in promptTemplate.ts."""
    return re.sub(r"\{\{(\w+)\}\}", lambda match: values.get(match.group(1), match.group(0)), template)


def chat_example(rng: random.Random, conversation: list) -> list:
    """Talk without documents, up to six turns, short answers."""
    turns = []
    for role, text in conversation[:6]:
        if role == "assistant" and len(text) > 600:
            break
        turns.append((role, text[:800]))
    while turns and turns[-1][0] != "assistant":
        turns.pop()
    alternates = all(role == ("user", "assistant")[index % 2] for index, (role, _) in enumerate(turns))
    return turns if alternates and len(turns) >= 2 else []
