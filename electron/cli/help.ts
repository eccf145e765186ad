import {
  isChoice,
  type SummaryOptionName,
  summaryOptionNames,
  summaryOptionTable,
} from "../contract/summaryOptions.ts";
import { words } from "./words.ts";

/** What the command line can do. */
export const help = (): string => `Tramontane: checkable summaries and private chat with models on this computer.

  summarize FILE…            summary with citations; goes on where an interrupted one stopped; of a folder or a
                             ZIP archive each document and then the set
      --json                 one JSON object per file on a line of its own
      --no-model             the digest alone, without a model
      --forecast             only the time and memory it will take on this computer; a model that is new here is
                             tried for some seconds
${optionLines()}
  compare BEFORE AFTER       what changed between two documents, meaning first [--json]
  ask FILE… "QUESTION"       an answer from the documents, with citations      [--json]
  chat ["TEXT"]              a conversation; with a text or a pipe, one answer
  read FILE…                 the text as Tramontane reads it                   [--json]
  models [add FILE]          the installed models                              [--json]
  serve [--port N]           the interface on a loopback address

Everywhere: --model NAME, id or GGUF file · --data-dir FOLDER · --password TEXT
`;

/** A line for each option of a summary, and more where its values need them. */
function optionLines(): string {
  return summaryOptionNames.flatMap(optionLine).join("\n");
}

function optionLine(name: SummaryOptionName): string[] {
  const flag = `      --${name} ${words.t(`option:${name}.sign`)}`.padEnd(indent);
  const values = isChoice(name) ? [...summaryOptionTable[name].values] : [];
  const [first = "", ...more] = wrap(words.t(`option:${name}.help`, { values }), width - indent);
  return [`${flag}${first}`, ...more.map((line) => " ".repeat(indent) + line)];
}

/** where the explanations begin, and where lines end, in characters */
const indent = 29;
const width = 118;

function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
