/** How a turn of a transcript begins: with a name and what is said, or with a line that holds the name alone. */
export type TurnStart = "said" | "name";

const time = String.raw`[[(]?\d{1,2}(?::\d{2}){1,2}(?:[.,]\d{1,3})?\s?(?:[AaPp]\.?[Mm]\.?)?[\])]?`;
const name = String.raw`[\p{Lu}\p{Lo}][\p{L}\p{M}\p{N} .,'’&_-]{0,39}(?:\s?\([^():\n]{1,30}\))?`;

/** `CC: Go.`, `[00:01:02] Anna Berg: Good morning.`, `Anna Berg (00:01:02): Good morning.` */
const said = new RegExp(String.raw`^(?:${time}[\s–-]*)?(${name})(?:\s*${time})?:\s+\S`, "u");
/** `Anna Berg:`, `[00:01:02] Anna Berg`, `Anna Berg  0:12`; a name without a colon needs a time beside it. */
const alone = [
  new RegExp(String.raw`^(?:${time}[\s–-]*)?(${name})(?:\s*${time})?:$`, "u"),
  new RegExp(String.raw`^${time}[\s–-]+(${name})$`, "u"),
  new RegExp(String.raw`^\[?(${name})\]?[\s,–-]+${time}$`, "u"),
];

/**
 * How to tell the lines of a text that begin a turn; in what is no transcript, none does. A transcript is a text of which a sixth of
 * the lines begin a turn, by few speakers who come again: a form has its fields only once.
 */
export function findTurns(text: string): (line: string) => TurnStart | null {
  const speakers = new Map<string, number>();
  let lines = 0;
  let turns = 0;
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    lines++;
    const found = startOf(line);
    if (!found) continue;
    turns++;
    speakers.set(found.speaker, (speakers.get(found.speaker) ?? 0) + 1);
  }
  const again = [...speakers.values()].filter((times) => times > 1).reduce((sum, times) => sum + times, 0);
  const isTranscript = turns >= 4 && turns > lines / 6 && again > turns / 2 && speakers.size > 1;
  return (line) => (isTranscript ? (startOf(line)?.start ?? null) : null);
}

function startOf(line: string): { start: TurnStart; speaker: string } | null {
  const trimmed = line.trimEnd();
  // Longer than any name with its times; nothing is looked for in a whole paragraph.
  const begin = trimmed.slice(0, 120);
  const speaker = said.exec(begin)?.[1];
  if (speaker !== undefined) return { start: "said", speaker: speaker.trim() };
  if (trimmed.length > 100) return null;
  for (const pattern of alone) {
    const found = pattern.exec(trimmed)?.[1];
    if (found !== undefined) return { start: "name", speaker: found.trim() };
  }
  return null;
}
