"""The first documents of the corpus, as a corpus of its own: python3 smallCorpus.py CORPUS FOLDER"""

import lzma
import sys
from pathlib import Path

corpus, folder = map(Path, sys.argv[1:])
for name, lines in (("pairs-train.jsonl.xz", 900), ("prose-train.txt.xz", 6000), ("chat-train.jsonl.xz", 300)):
    with lzma.open(corpus / name, "rt", encoding="utf-8") as source, lzma.open(folder / name, "wt", preset=0) as target:
        for _ in range(lines):
            target.write(source.readline())
