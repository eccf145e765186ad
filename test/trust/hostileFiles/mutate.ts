import { randomNumbers } from "../../helpers/random.ts";
import { tinyZip } from "../../helpers/tinyZip.ts";
import { type Seed, seeds } from "./seeds.ts";

export interface HostileFile {
  readonly name: string;
  readonly bytes: Buffer;
  /** what was done to it */
  readonly how: readonly string[];
}

type Random = () => number;
type Mutation = (bytes: Buffer, random: Random) => Buffer;

/** The `number`th file of a seed: the same in every run. */
export function hostileFile(seed: number, number: number): HostileFile {
  const random = randomNumbers(seed * 1_000_003 + number);
  const base = pick(seeds, random);
  const how: string[] = [];
  const change = (bytes: Buffer, kind: Seed["kind"]): Buffer => {
    let changed = bytes;
    for (let times = 1 + Math.floor(random() * 3); times > 0; times -= 1) {
      const [name, mutation] = pick(kind === "text" ? textMutations : byteMutations, random);
      how.push(name);
      changed = mutation(changed, random);
    }
    return changed.subarray(0, mostBytes);
  };
  // Of an archive what is in it, or the archive itself.
  const bytes =
    base.kind === "zip" && random() < 0.75 ? mutateZip(base, random, how, change) : change(base.bytes, base.kind);
  return { name: base.name, bytes, how };
}

const mostBytes = 4 * 2 ** 20;

function mutateZip(
  base: Seed,
  random: Random,
  how: string[],
  change: (bytes: Buffer, kind: Seed["kind"]) => Buffer,
): Buffer {
  const entries = new Map(base.entries);
  const names = [...entries.keys()];
  const name = pick(names, random);
  const content = entries.get(name) ?? Buffer.alloc(0);
  let declared: number | undefined;
  const kind = pick(["content", "content", "content", "content", "drop", "rename", "swap", "many", "size"], random);
  how.push(`entry: ${kind}`);
  if (kind === "content") entries.set(name, change(content, "text"));
  if (kind === "drop") entries.delete(name);
  if (kind === "rename") {
    entries.delete(name);
    entries.set(
      pick([`../../${name}`, `/${name}`, name.toUpperCase(), `${name}/`, "", "a".repeat(5000)], random),
      content,
    );
  }
  if (kind === "swap") {
    const other = pick(names, random);
    entries.set(name, entries.get(other) ?? content);
    entries.set(other, content);
  }
  if (kind === "many") for (let index = 0; index < 3000; index += 1) entries.set(`extra/${index}.xml`, content);
  if (kind === "size") declared = pick(edges, random) >>> 0;
  return Buffer.from(tinyZip(Object.fromEntries(entries), declared));
}

/** Numbers at the edges of what programs count with. */
const edges = [-1, 0, 1, 127, 128, 255, 256, 32_767, 65_535, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1] as const;

const byteMutations: readonly (readonly [string, Mutation])[] = [
  [
    "bits",
    (bytes, random) =>
      eachOf(bytes, random, 1 + Math.floor(random() * 16), (byte) => byte ^ (1 << Math.floor(random() * 8))),
  ],
  ["bytes", (bytes, random) => eachOf(bytes, random, 1 + Math.floor(random() * 16), () => Math.floor(random() * 256))],
  ["cut", (bytes, random) => bytes.subarray(0, Math.floor(random() * bytes.length))],
  ["left out", (bytes, random) => splice(bytes, random, () => Buffer.alloc(0))],
  [
    "repeated",
    (bytes, random) =>
      splice(bytes, random, (part) => Buffer.concat(Array.from({ length: 1 + Math.floor(random() * 50) }, () => part))),
  ],
  ["zeroed", (bytes, random) => splice(bytes, random, (part) => Buffer.alloc(part.length))],
  ["of another", (bytes, random) => splice(bytes, random, () => partOf(pick(seeds, random).bytes, random))],
  [
    "edge number",
    (bytes, random) => {
      const changed = Buffer.from(bytes);
      if (changed.length >= 8)
        changed.writeUInt32LE(pick(edges, random) >>> 0, Math.floor(random() * (changed.length - 4)));
      return changed;
    },
  ],
  ["edge number written", (bytes, random) => writtenNumbers(bytes, random)],
];

const textMutations: readonly (readonly [string, Mutation])[] = [
  ...byteMutations,
  ["nested", (bytes, random) => nest(bytes, random)],
  ["edge number written", (bytes, random) => writtenNumbers(bytes, random)],
  ["unclosed", (bytes, random) => replaceOne(bytes, random, /<\/[^>]*>|\}|"|\]|\)|endobj|--b1--/gu, () => "")],
  [
    "opened",
    (bytes, random) =>
      replaceOne(bytes, random, /<[^/][^>]*>|\{|\[|\(|"/gu, (found) => found.repeat(1 + Math.floor(random() * 400))),
  ],
  [
    "long name",
    (bytes, random) =>
      replaceOne(bytes, random, /[a-zA-Z]{2,}/gu, (found) => found.repeat(Math.floor(random() * 20_000))),
  ],
  [
    "other encoding",
    (bytes, random) => Buffer.from(bytes.toString("utf8"), pick(["utf16le", "latin1"] as const, random)),
  ],
  [
    "declaration",
    (bytes, random) =>
      replaceOne(
        bytes,
        random,
        /<[a-z!?]/gu,
        (found) => `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>${found}`,
      ),
  ],
  [
    "entity",
    (bytes, random) =>
      replaceOne(bytes, random, />[^<]/gu, (found) => `>&b;&#x110000;&#0;&amp;&nbsp;${found.slice(1)}`),
  ],
  [
    "controls",
    (bytes, random) =>
      splice(bytes, random, (part) => Buffer.concat([part, Buffer.from("\u0000\u0007\u001b[2J\u202e\ufeff\u{e0041}")])),
  ],
  [
    "lines",
    (bytes, random) =>
      Buffer.from(bytes.toString("latin1").replaceAll("\n", pick(["\r", "\r\n", "\u2028", ""], random)), "latin1"),
  ],
  [
    "long line",
    (bytes, random) =>
      splice(bytes, random, () =>
        Buffer.from(
          pick(["a", " ", ",", ";", "|", "*_", "[](", ">", "\\"], random).repeat(Math.floor(random() * 50_000)),
        ),
      ),
  ],
];

/** Puts what stands between two tags, or the whole, into itself again and again. */
function nest(bytes: Buffer, random: Random): Buffer {
  const depth = Math.floor(random() * 5000);
  const text = bytes.toString("latin1");
  const found = [...text.matchAll(/<([a-zA-Z][\w:]*)[^>/]*>/gu)];
  const tag = found.length === 0 ? null : pick(found, random);
  const [open, close] = tag
    ? [tag[0], `</${tag[1]}>`]
    : pick(
        [
          ["{", "}"],
          ["[", "]"],
          ["> ", ""],
          ["(", ")"],
          ["- ", ""],
        ],
        random,
      );
  const at = tag ? tag.index : Math.floor(random() * text.length);
  return Buffer.from(
    `${text.slice(0, at)}${(open ?? "").repeat(depth)}${text.slice(at)}${(close ?? "").repeat(depth)}`,
    "latin1",
  );
}

function writtenNumbers(bytes: Buffer, random: Random): Buffer {
  return replaceOne(bytes, random, /\d+/gu, () => String(pick([...edges, 1e21, 0.5, "NaN", "1e999"] as const, random)));
}

function replaceOne(bytes: Buffer, random: Random, what: RegExp, by: (found: string) => string): Buffer {
  const text = bytes.toString("latin1");
  const found = [...text.matchAll(what)];
  if (found.length === 0) return bytes;
  const one = pick(found, random);
  return Buffer.from(text.slice(0, one.index) + by(one[0]) + text.slice(one.index + one[0].length), "latin1");
}

function eachOf(bytes: Buffer, random: Random, times: number, change: (byte: number) => number): Buffer {
  const changed = Buffer.from(bytes);
  for (let index = 0; index < times && changed.length > 0; index += 1) {
    const at = Math.floor(random() * changed.length);
    changed.writeUInt8(change(changed.readUInt8(at)) & 0xff, at);
  }
  return changed;
}

function splice(bytes: Buffer, random: Random, by: (part: Buffer) => Buffer): Buffer {
  const from = Math.floor(random() * bytes.length);
  const to = Math.min(bytes.length, from + Math.floor(random() * 200));
  return Buffer.concat([bytes.subarray(0, from), by(bytes.subarray(from, to)), bytes.subarray(to)]);
}

function partOf(bytes: Buffer, random: Random): Buffer {
  const from = Math.floor(random() * bytes.length);
  return bytes.subarray(from, from + Math.floor(random() * 300));
}

function pick<T>(from: readonly T[], random: Random): T {
  return from[Math.floor(random() * from.length)] as T;
}
