import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseSync, type ESTree, Visitor } from "vite";
import { describe, expect, it } from "vitest";
import { catalogues } from "../../../electron/words/catalogues.ts";
import { applicationFolder } from "../../../electron/host/applicationFolder.ts";

/** Words of codes, whose tables say which there are, are looked after by their own test. */
const ofCodes = new Set(["error", "fileName", "finding", "kind", "label", "reason"]);
const sections = Object.fromEntries(Object.entries(catalogues.en).filter(([section]) => !ofCodes.has(section)));

/** "pages_one" and "pages_other" are the plurals of one key. */
const withoutPlural = (key: string) => key.replace(/_(?:zero|one|two|few|many|other)$/u, "");

/** What each key says, its plurals together: "ui:chat.you" → ["You"]. */
const wordsOfKey = new Map<string, string[]>();
for (const [section, words] of Object.entries(sections)) {
  for (const [key, text] of leaves(words, "")) {
    const name = `${section}:${withoutPlural(key)}`;
    wordsOfKey.set(name, [...(wordsOfKey.get(name) ?? []), text]);
  }
}
const known = [...wordsOfKey.keys()];

function leaves(words: object, before: string): [key: string, text: string][] {
  return Object.entries(words).flatMap(([name, value]: [string, unknown]) =>
    typeof value === "object" && value !== null
      ? leaves(value, `${before}${name}.`)
      : [[`${before}${name}`, String(value)]],
  );
}

interface Use {
  readonly at: string;
  readonly keys: readonly string[];
  /** names that the words are given, null where the code does not show them */
  readonly given: readonly string[] | null;
}

/** The keys a string or template of the code stands for, as far as it is one; a hole stands for one name between dots. */
function keysOf(node: ESTree.Expression | ESTree.Argument | undefined): string[] {
  switch (node?.type) {
    case "Literal":
      return typeof node.value === "string" ? [qualified(node.value)] : [];
    case "TemplateLiteral": {
      const parts = node.quasis.map(({ value }) => value.raw);
      return /^[\w:]+[.:]/u.test(parts[0] ?? "") ? matching(parts) : [];
    }
    case "ConditionalExpression":
      return [...keysOf(node.consequent), ...keysOf(node.alternate)];
    default:
      return [];
  }
}

/** Keys that are these parts with one name in each gap. */
function matching(parts: readonly string[]): string[] {
  const pattern = new RegExp(`^${parts.map(escaped).join("[^.:]+")}$`, "u");
  return known.filter((key) => pattern.test(key) || pattern.test(key.replace(/^ui:/u, "")));
}

const qualified = (key: string) => (key.includes(":") ? key : `ui:${key}`);

function isWording(callee: ESTree.Expression | ESTree.Super): boolean {
  if (callee.type === "Identifier") return callee.name === "t";
  return callee.type === "MemberExpression" && callee.property.type === "Identifier" && callee.property.name === "t";
}

function namesOf(node: ESTree.Argument | undefined): string[] | null {
  if (node === undefined) return [];
  if (node.type !== "ObjectExpression") return null;
  const names: string[] = [];
  for (const property of node.properties) {
    if (property.type !== "Property" || property.key.type !== "Identifier") return null;
    names.push(property.key.name);
  }
  return names;
}

/** Keys that other words are put together from: "$t(kind:{{kind}})". */
function nested(): string[] {
  const texts = Object.values(catalogues.en).flatMap((words) => leaves(words, "").map(([, text]) => text));
  const inside = texts.flatMap((text) => [...text.matchAll(/\$t\(([^),]+)/gu)].map(([, key = ""]) => key));
  return [...new Set(inside)].flatMap((key) => matching(key.split(/\{\{.+?\}\}/u)));
}

/** Every key that the code mentions, and every call that words one. */
function readCode(): { mentioned: Set<string>; uses: Use[] } {
  const mentioned = new Set(nested());
  const uses: Use[] = [];
  for (const folder of ["renderer", "electron"]) {
    for (const file of readdirSync(path.join(applicationFolder(), folder), { recursive: true, encoding: "utf8" })) {
      if (!/\.tsx?$/u.test(file)) continue;
      const text = readFileSync(path.join(applicationFolder(), folder, file), "utf8");
      const mention = (node: ESTree.Expression) => {
        for (const key of keysOf(node)) mentioned.add(key);
      };
      new Visitor({
        Literal: mention,
        TemplateLiteral: mention,
        CallExpression({ callee, arguments: [key, values], start }) {
          if (!isWording(callee)) return;
          const line = text.slice(0, start).split("\n").length;
          uses.push({ at: `${folder}/${file}:${line}`, keys: keysOf(key), given: namesOf(values) });
        },
      }).visit(parseSync(file, text).program);
    }
  }
  return { mentioned, uses };
}

const { mentioned, uses } = readCode();
const placeholders = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/gu)].map(([, name = ""]) => name);
/** What chooses among the forms of a key and need not be shown. */
const choosing = new Set(["count", "context"]);

describe("the words that the code asks for", () => {
  it("are found where they are looked for", () => {
    // a reading that finds nothing would find no fault either
    expect(uses.length).toBeGreaterThan(300);
    expect(mentioned).toContain("ui:common.cancel");
  });

  it("are in the catalogue", () => {
    const missing = uses.flatMap(({ at, keys }) =>
      keys.filter((key) => !wordsOfKey.has(key) && !ofCodes.has(key.split(":")[0] ?? "")).map((key) => `${at} ${key}`),
    );
    expect(missing).toEqual([]);
  });

  it("are given what they have places for", () => {
    const wrong = uses.flatMap(({ at, keys, given }) =>
      given === null
        ? []
        : keys.flatMap((key) =>
            (wordsOfKey.get(key) ?? [])
              .flatMap(placeholders)
              .filter((name) => !given.includes(name))
              .map((name) => `${at} ${key} is not given ${name}`),
          ),
    );
    expect(wrong).toEqual([]);
  });

  it("have a place for what they are given", () => {
    const wrong = uses.flatMap(({ at, keys, given }) => {
      const places = new Set(keys.flatMap((key) => (wordsOfKey.get(key) ?? []).flatMap(placeholders)));
      return keys.length === 0
        ? []
        : (given ?? [])
            .filter((name) => !places.has(name) && !choosing.has(name))
            .map((name) => `${at} ${keys.join()} has no place for ${name}`);
    });
    expect(wrong).toEqual([]);
  });
});

describe("the words in the catalogue", () => {
  it("are used", () => {
    expect(known.filter((key) => !mentioned.has(key))).toEqual([]);
  });

  it("have both forms where they count", () => {
    const alone = [...wordsOfKey].flatMap(([key, texts]) => {
      const forms = Object.keys(flat).filter((name) => withoutPlural(name) === key && name !== key);
      return forms.length > 0 && (texts.length < 2 || forms.length !== texts.length) ? [key] : [];
    });
    expect(alone).toEqual([]);
  });
});

const flat: Record<string, string> = Object.fromEntries(
  Object.entries(sections).flatMap(([section, words]) =>
    leaves(words, "").map(([key, text]) => [`${section}:${key}`, text]),
  ),
);

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&");
}
