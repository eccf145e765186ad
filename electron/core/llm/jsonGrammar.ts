import { AppError } from "../../contract/errors.ts";
import type { JsonSchema } from "./languageModel.ts";

/** Rules of a GBNF grammar, by their names. */
export interface GrammarRules {
  /** Adds a rule. @returns its name, another one where that is taken */
  add(name: string, body: string): string;
  /** The rule of a value that keeps to a schema. @throws MODEL_CANNOT with the keyword that no grammar holds it to */
  value(schema: unknown): string;
  /** The rule of any object. */
  object(): string;
  /** The grammar that begins with this. */
  from(root: string): string;
}

/** A grammar of one JSON value, by a schema; null: of any object. @throws MODEL_CANNOT with the keyword that it cannot hold a model to */
export function jsonGrammar(schema: JsonSchema | null): string {
  const rules = createGrammarRules();
  return rules.from(schema === null ? rules.object() : rules.value(schema));
}

/**
 * JSON schema as llama.cpp's grammars: what is written under one of these is valid by its schema. A grammar may be narrower than its
 * schema: keys come in the order of `properties`, and those that are not named there only where none is named. A keyword that would be
 * broken is refused; what only describes is passed over.
 */
export function createGrammarRules(): GrammarRules {
  const rules = new Map<string, string>();
  const rulesOfRefs = new Map<string, string>();

  function add(name: string, body: string): string {
    const plain = name.replaceAll(/[^a-zA-Z0-9]+/gu, "-").replaceAll(/^-+|-+$/gu, "") || "rule";
    let free = plain;
    for (let count = 2; rules.has(free); count += 1) {
      if (rules.get(free) === body) return free;
      free = `${plain}-${count}`;
    }
    rules.set(free, body);
    return free;
  }

  /** A rule of the grammar's own, made when it is first needed. */
  function shared(name: string, body: () => string): string {
    if (!rules.has(name)) {
      // What it is made of may be made of it.
      rules.set(name, "");
      rules.set(name, body());
    }
    return name;
  }

  const space = (): string => shared("space", () => String.raw`| " " | "\n"{1,2} [ \t]{0,20}`);
  const hex = "[0-9a-fA-F]";
  const character = (): string =>
    shared(
      "character",
      () =>
        String.raw`[^"\\\x7F\x00-\x1F] | [\\] (["\\bfnrt/] | "u" ([0-9a-cA-Ce-fE-F] ${hex}{3} | [dD] [0-7] ${hex}{2}))`,
    );
  const text = (): string => shared("text", () => String.raw`"\"" ${character()}* "\""`);
  const integer = (): string => shared("integer", () => `"-"? ("0" | [1-9] [0-9]{0,14})`);
  const number = (): string =>
    shared("number", () => `"-"? ("0" | [1-9] [0-9]{0,14}) ("." [0-9]{1,15})? ([eE] [-+]? [0-9]{1,2})?`);
  const pairOf = (key: string, value: string): string => `${literal(JSON.stringify(key))} ":" ${space()} ${value}`;
  const listOf = (
    open: string,
    item: string,
    close: string,
    [least, most]: readonly [number, number | null],
  ): string => {
    if (most === 0) return `"${open}" ${space()} "${close}"`;
    const more = `("," ${space()} ${item} ${space()})${repeated(Math.max(0, least - 1), most === null ? null : most - 1)}`;
    const items = `${item} ${space()} ${more}`;
    return `"${open}" ${space()} ${least === 0 ? `(${items})?` : items} "${close}"`;
  };
  const anyPair = (value: string): string => `${text()} ":" ${space()} ${value}`;
  const object = (): string => shared("object", () => listOf("{", `(${anyPair(any())})`, "}", [0, null]));
  const any = (): string =>
    shared("any", () => {
      const array = shared("array", () => listOf("[", any(), "]", [0, null]));
      return `${object()} | ${array} | ${text()} | ${number()} | "true" | "false" | "null"`;
    });

  function value(schema: unknown, root: unknown, name: string): string {
    if (schema === true) return any();
    if (typeof schema !== "object" || schema === null || Array.isArray(schema)) throw cannot(String(schema));
    const given = schema as JsonSchema;
    for (const keyword of Object.keys(given)) if (unheld.has(keyword)) throw cannot(keyword);
    if (given["$ref"] !== undefined) return reference(given, root);
    const parts = given["allOf"];
    if (parts !== undefined) {
      if (!Array.isArray(parts) || parts.length === 0) throw cannot("allOf");
      const whole = parts.reduce<JsonSchema>((merged, part) => merge(merged, part, "allOf"), omit(given, "allOf"));
      return value(whole, root, name);
    }
    for (const keyword of ["anyOf", "oneOf"] as const) {
      const options = given[keyword];
      if (options === undefined) continue;
      if (!Array.isArray(options) || options.length === 0) throw cannot(keyword);
      const branches = options.map((option: unknown) => merge(omit(given, keyword), option, keyword));
      if (keyword === "oneOf" && !areApart(branches, root)) throw cannot(keyword);
      return add(name, branches.map((branch, index) => value(branch, root, `${name}-${index}`)).join(" | "));
    }
    if (given["const"] !== undefined) return add(name, literal(JSON.stringify(given["const"])));
    const types = typesOf(given);
    if (given["enum"] !== undefined) {
      const allowed = Array.isArray(given["enum"]) ? given["enum"] : [];
      const kept = allowed.filter((each: unknown) => types === null || types.some((type) => isOf(each, type)));
      if (kept.length === 0) throw cannot("enum");
      return add(name, kept.map((each: unknown) => literal(JSON.stringify(each))).join(" | "));
    }
    if (types === null) return any();
    if (types.length === 0) throw cannot("type");
    if (types.length === 1) return ofType(types[0] ?? "", given, root, name);
    return add(name, types.map((type) => ofType(type, given, root, `${name}-${type}`)).join(" | "));
  }

  function ofType(type: string, schema: JsonSchema, root: unknown, name: string): string {
    switch (type) {
      case "object":
        return objectOf(schema, root, name);
      case "array":
        return arrayOf(schema, root, name);
      case "string":
        return stringOf(schema, name);
      case "integer":
        return integerOf(schema, name);
      case "number":
        return numberOf(schema, name);
      case "boolean":
        return add("boolean", `"true" | "false"`);
      case "null":
        return add("null", `"null"`);
      default:
        throw cannot("type");
    }
  }

  function objectOf(schema: JsonSchema, root: unknown, name: string): string {
    const { properties = {}, required = [], additionalProperties: more = true } = schema;
    if (typeof properties !== "object" || properties === null) throw cannot("properties");
    if (!Array.isArray(required)) throw cannot("required");
    const named = new Map<string, unknown>(Object.entries(properties));
    for (const key of required as unknown[]) {
      if (typeof key !== "string") throw cannot("required");
      if (!named.has(key)) named.set(key, more);
    }
    if (named.size === 0) {
      if (more === false) return add(name, `"{" ${space()} "}"`);
      return more === true
        ? object()
        : add(name, listOf("{", `(${anyPair(value(more, root, `${name}-value`))})`, "}", [0, null]));
    }
    const pairs = [...named].flatMap(([key, each]) => {
      const isNeeded = (required as unknown[]).includes(key);
      // What may not be there is left out.
      if (each === false && !isNeeded) return [];
      const rule = add(`${name}-${key}-pair`, pairOf(key, value(each, root, `${name}-${key}`)));
      return [{ isNeeded, rule }];
    });
    // Behind the first that is written each has its comma.
    const behind = (from: number): string =>
      pairs
        .slice(from)
        .map(({ isNeeded, rule }) => `("," ${space()} ${rule} ${space()})${isNeeded ? "" : "?"}`)
        .join(" ");
    const firstNeeded = pairs.findIndex(({ isNeeded }) => isNeeded);
    const starts = firstNeeded === -1 ? pairs : pairs.slice(0, firstNeeded + 1);
    const bodies = starts.map(({ rule }, index) => {
      const rest = behind(index + 1);
      const named = rest === "" ? "" : ` ${add(`${name}-rest-${index}`, rest)}`;
      return `${rule} ${space()}${named}`;
    });
    const isOptional = firstNeeded === -1;
    return add(
      name,
      `"{" ${space()} ${bodies.length === 0 ? "" : `(${bodies.join(" | ")})${isOptional ? "?" : ""} `}"}"`,
    );
  }

  function arrayOf(schema: JsonSchema, root: unknown, name: string): string {
    const least = count(schema, "minItems") ?? 0;
    const most = count(schema, "maxItems");
    if (most !== null && most < least) throw cannot("maxItems");
    if (schema["items"] === false) return add(name, listOf("[", "", "]", [0, 0]));
    const item = schema["items"] === undefined ? any() : value(schema["items"], root, `${name}-item`);
    return add(name, listOf("[", item, "]", [least, most]));
  }

  function stringOf(schema: JsonSchema, name: string): string {
    const { format } = schema;
    const least = count(schema, "minLength");
    const most = count(schema, "maxLength");
    if (format !== undefined) {
      const known = typeof format === "string" ? formats[format] : undefined;
      if (typeof format !== "string" || known === undefined) throw cannot("format");
      if (least !== null) throw cannot("minLength");
      if (most !== null) throw cannot("maxLength");
      return add(`format-${format}`, String.raw`"\"" ${known} "\""`);
    }
    if (least === null && most === null) return text();
    if (most !== null && most < (least ?? 0)) throw cannot("maxLength");
    return add(name, String.raw`"\"" ${character()}${repeated(least ?? 0, most)} "\""`);
  }

  function integerOf(schema: JsonSchema, name: string): string {
    const above = bound(schema, "exclusiveMinimum");
    const below = bound(schema, "exclusiveMaximum");
    const least = Math.max(
      Math.ceil(bound(schema, "minimum") ?? -Infinity),
      above === null ? -Infinity : Math.floor(above) + 1,
    );
    const most = Math.min(
      Math.floor(bound(schema, "maximum") ?? Infinity),
      below === null ? Infinity : Math.ceil(below) - 1,
    );
    if (least > most) throw cannot("maximum");
    if (least <= -mostInteger && most >= mostInteger) return integer();
    return add(name, integersBetween(Math.max(least, -mostInteger), Math.min(most, mostInteger)));
  }

  /** Of numbers with fractions it is only told what is not below 0, or not above it. */
  function numberOf(schema: JsonSchema, name: string): string {
    for (const keyword of ["exclusiveMinimum", "exclusiveMaximum"]) {
      if (bound(schema, keyword) !== null) throw cannot(keyword);
    }
    const least = bound(schema, "minimum");
    const most = bound(schema, "maximum");
    if (most !== null) throw cannot("maximum");
    if (least === null) return number();
    if (least !== 0) throw cannot("minimum");
    return add(name, `("0" | [1-9] [0-9]{0,14}) ("." [0-9]{1,15})? ([eE] [-+]? [0-9]{1,2})?`);
  }

  function reference(schema: JsonSchema, root: unknown): string {
    const ref = schema["$ref"];
    const others = Object.keys(schema).filter((keyword) => keyword !== "$ref" && asserting.has(keyword));
    if (typeof ref !== "string" || others.length > 0) throw cannot("$ref");
    const known = rulesOfRefs.get(ref);
    if (known !== undefined) return known;
    // It may stand within itself.
    const name = add(`ref-${ref}`, `unresolved-${rulesOfRefs.size}`);
    rulesOfRefs.set(ref, name);
    const rule = value(target(ref, root), root, `${name}-value`);
    // A reference to itself alone stands for nothing.
    if (rule === name) throw cannot("$ref");
    rules.set(name, rule);
    return name;
  }

  return {
    add,
    object,
    value(schema) {
      rulesOfRefs.clear();
      return value(schema, schema, "value");
    },
    from: (root) => [`root ::= ${root}`, ...[...rules].map(([name, body]) => `${name} ::= ${body}`)].join("\n"),
  };
}

/** A text as a terminal of a grammar. */
export function literal(value: string): string {
  // JSON's escapes are those of a grammar but for the hexadecimal ones, which it has longer forms of.
  const escaped = value.replaceAll(/["\\]|\p{Cc}/gu, (character) => {
    if (character === '"' || character === "\\") return `\\${character}`;
    return String.raw`\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
  return `"${escaped}"`;
}

/** Digits of an integer at most: all of them are exact in a double. */
const mostInteger = 10 ** 15 - 1;

/** What llama.cpp repeats at most. */
const mostRepeats = 2000;

const two = "[0-9] [0-9]";
const day = `[0-9] [0-9] [0-9] [0-9] "-" (${[
  `("0" [13578] | "1" [02]) "-" ("0" [1-9] | [12] [0-9] | "3" [01])`,
  `("0" [469] | "11") "-" ("0" [1-9] | [12] [0-9] | "30")`,
  `"02-" ("0" [1-9] | "1" [0-9] | "2" [0-8])`,
].join(" | ")})`;
const clock = `([01] [0-9] | "2" [0-3]) ":" [0-5] [0-9] ":" [0-5] [0-9] ("." [0-9]{1,6})? ("Z" | [+-] ([01] [0-9] | "2" [0-3]) ":" [0-5] [0-9])`;
const hexDigit = "[0-9a-f]";
const formats: Readonly<Record<string, string>> = {
  date: day,
  time: clock,
  "date-time": `${day} "T" ${clock}`,
  uuid: `${hexDigit}{8} "-" ${hexDigit}{4} "-" ${hexDigit}{4} "-" ${hexDigit}{4} "-" ${hexDigit}{12}`,
  ipv4: Array.from({ length: 4 }, () => `(("25" [0-5]) | ("2" [0-4] [0-9]) | ("1" ${two}) | ([1-9]? [0-9]))`).join(
    ` "." `,
  ),
};

/** Keywords that say what a value may be, and that no rule here holds it to. */
const unheld: ReadonlySet<string> = new Set([
  "$anchor",
  "$dynamicRef",
  "$recursiveRef",
  "additionalItems",
  "contains",
  "contentSchema",
  "dependencies",
  "dependentRequired",
  "dependentSchemas",
  "else",
  "if",
  "maxContains",
  "maxProperties",
  "minContains",
  "minProperties",
  "multipleOf",
  "not",
  "nullable",
  "pattern",
  "patternProperties",
  "prefixItems",
  "propertyNames",
  "then",
  "unevaluatedItems",
  "unevaluatedProperties",
  "uniqueItems",
]);

/** Those that a rule holds it to. */
const asserting: ReadonlySet<string> = new Set([
  "additionalProperties",
  "allOf",
  "anyOf",
  "const",
  "enum",
  "exclusiveMaximum",
  "exclusiveMinimum",
  "format",
  "items",
  "maxItems",
  "maxLength",
  "maximum",
  "minItems",
  "minLength",
  "minimum",
  "oneOf",
  "properties",
  "required",
  "type",
]);

function cannot(what: string): AppError {
  return new AppError("MODEL_CANNOT", { data: { name: "", what: `JSON schema: ${what}` } });
}

function omit(schema: JsonSchema, keyword: string): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== keyword));
}

/** Types that a schema allows: what it says, else what its keywords are for; null: any. */
function typesOf(schema: JsonSchema): readonly string[] | null {
  const { type } = schema;
  if (Array.isArray(type)) return type.filter((each): each is string => typeof each === "string");
  if (typeof type === "string") return [type];
  if (type !== undefined) return [];
  if (schema["enum"] !== undefined) return null;
  const has = (...keywords: readonly string[]): boolean => keywords.some((each) => schema[each] !== undefined);
  if (has("properties", "required", "additionalProperties")) return ["object"];
  if (has("items", "minItems", "maxItems")) return ["array"];
  if (has("minLength", "maxLength", "format")) return ["string"];
  if (has("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")) return ["number"];
  return null;
}

function isOf(value: unknown, type: string): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}

/** What keeps to both. @throws MODEL_CANNOT where it takes more than putting them side by side */
function merge(schema: JsonSchema, other: unknown, keyword: string): JsonSchema {
  if (typeof other !== "object" || other === null || Array.isArray(other)) throw cannot(keyword);
  const merged: Record<string, unknown> = { ...schema };
  const added = Object.entries(other as JsonSchema).filter(
    ([key]) => asserting.has(key) || unheld.has(key) || key === "$ref",
  );
  const hasRef = (each: object): boolean => "$ref" in each;
  const asserts = (each: object): boolean => Object.keys(each).some((key) => asserting.has(key));
  if ((hasRef(schema) && added.length > 0) || (hasRef(other) && asserts(schema))) throw cannot(keyword);
  const closes = (each: object): boolean => "additionalProperties" in each;
  const names = (each: object): boolean => "properties" in each;
  if ((closes(schema) && names(other)) || (closes(other) && names(schema))) throw cannot(keyword);
  for (const [key, each] of added) {
    const before = merged[key];
    if (before === undefined || JSON.stringify(before) === JSON.stringify(each)) merged[key] = each;
    else if (key === "required" && Array.isArray(before) && Array.isArray(each)) {
      merged[key] = [...new Set([...(before as unknown[]), ...(each as unknown[])])];
    } else if (key === "properties" && areDisjoint(before, each))
      merged[key] = { ...(before as object), ...(each as object) };
    else throw cannot(keyword);
  }
  return merged;
}

function areDisjoint(one: unknown, other: unknown): boolean {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  return Object.keys(one).every((key) => !(key in other));
}

/** No value keeps to two of them: they are of other types, or have other constants at a place that both need. */
function areApart(branches: readonly JsonSchema[], root: unknown): boolean {
  const resolved = branches.map((branch) =>
    typeof branch["$ref"] === "string" ? (target(branch["$ref"], root) as JsonSchema) : branch,
  );
  return resolved.every((one, index) => resolved.slice(index + 1).every((other) => arePairApart(one, other)));
}

function arePairApart(one: JsonSchema, other: JsonSchema): boolean {
  const [a, b] = [constantsOf(one), constantsOf(other)];
  if (a && b) return !a.some((each) => b.includes(each));
  const [s, t] = [typesOf(one), typesOf(other)];
  if (s && t) {
    const wide = (types: readonly string[]): string[] => types.map((type) => (type === "integer" ? "number" : type));
    if (!wide(s).some((type) => wide(t).includes(type))) return true;
  }
  const needed = (schema: JsonSchema): ReadonlyMap<string, JsonSchema> => {
    const { required, properties } = schema;
    if (!Array.isArray(required) || typeof properties !== "object" || properties === null) return new Map();
    const entries = Object.entries(properties as Record<string, unknown>);
    return new Map(
      entries.filter(
        (entry): entry is [string, JsonSchema] =>
          required.includes(entry[0]) && typeof entry[1] === "object" && entry[1] !== null,
      ),
    );
  };
  const others = needed(other);
  return [...needed(one)].some(([key, schema]) => {
    const same = others.get(key);
    return (
      same !== undefined && constantsOf(schema) !== null && constantsOf(same) !== null && arePairApart(schema, same)
    );
  });
}

function constantsOf(schema: JsonSchema): readonly string[] | null {
  if (schema["const"] !== undefined) return [JSON.stringify(schema["const"])];
  return Array.isArray(schema["enum"]) ? schema["enum"].map((each) => JSON.stringify(each)) : null;
}

/** What a reference within the schema stands for. */
function target(ref: string, root: unknown): unknown {
  if (ref !== "#" && !ref.startsWith("#/")) throw cannot("$ref");
  let at: unknown = root;
  for (const step of ref.split("/").slice(1)) {
    const key = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) throw cannot("$ref");
    at = Reflect.get(at, key);
  }
  return at;
}

function count(schema: JsonSchema, keyword: string): number | null {
  const value = schema[keyword];
  if (value === undefined) return null;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > mostRepeats) throw cannot(keyword);
  return value;
}

function bound(schema: JsonSchema, keyword: string): number | null {
  const value = schema[keyword];
  if (value === undefined) return null;
  if (typeof value !== "number") throw cannot(keyword);
  return value;
}

function repeated(least: number, most: number | null): string {
  if (most === null) return least === 0 ? "*" : `{${least},}`;
  return `{${least},${most}}`;
}

/** Integers of a range, by their digits. @param from at most `to`, both exact in a double */
export function integersBetween(from: number, to: number): string {
  if (to < 0) return `"-" (${naturals(-to, -from)})`;
  if (from < 0) return `"-" (${naturals(1, -from)}) | ${naturals(0, to)}`;
  return naturals(from, to);
}

function naturals(from: number, to: number): string {
  const options: string[] = [];
  for (let length = String(from).length; length <= String(to).length; length += 1) {
    const least = length === 1 ? 0 : 10 ** (length - 1);
    const low = Math.max(from, least);
    const high = Math.min(to, 10 ** length - 1);
    options.push(digits(String(low), String(high)));
  }
  return options.join(" | ");
}

/** Of two numbers of as many digits, all between them. */
function digits(low: string, high: string): string {
  const [a = "", b = ""] = [low[0], high[0]];
  const rest = low.length - 1;
  const any = rest === 0 ? "" : ` [0-9]{${rest}}`;
  if (rest === 0) return a === b ? `"${a}"` : `[${a}-${b}]`;
  const [lowRest, highRest] = [low.slice(1), high.slice(1)];
  if (a === b) return `"${a}" (${digits(lowRest, highRest)})`;
  const isAllLow = /^0*$/u.test(lowRest);
  const isAllHigh = /^9*$/u.test(highRest);
  const first = Number(a) + (isAllLow ? 0 : 1);
  const last = Number(b) - (isAllHigh ? 0 : 1);
  return [
    ...(isAllLow ? [] : [`"${a}" (${digits(lowRest, "9".repeat(rest))})`]),
    ...(first <= last ? [`[${first}-${last}]${any}`] : []),
    ...(isAllHigh ? [] : [`"${b}" (${digits("0".repeat(rest), highRest)})`]),
  ].join(" | ");
}
