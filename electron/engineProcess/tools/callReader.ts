import type { ToolCall, ToolCallPiece } from "../../core/llm/languageModel.ts";
import { type CallForm } from "./callForm.ts";

/** Reads calls of tools while they are written. */
export interface CallReader {
  /** those that are whole */
  readonly calls: readonly ToolCall[];
  /** what is written is of the form so far */
  readonly isSound: boolean;
  read(piece: string): void;
}

export interface CallReaderOptions {
  readonly form: CallForm;
  /** the mark was read already */
  readonly isMarked: boolean;
  readonly newId: () => string;
  onPiece(piece: ToolCallPiece): void;
}

type Step =
  | { readonly kind: "words"; readonly text: string }
  | { readonly kind: "name" | "id" | "arguments" | "call" | "end" };

export function createCallReader({ form, isMarked, newId, onPiece }: CallReaderOptions): CallReader {
  const lead = isMarked ? form.lead.slice(form.mark?.length ?? 0) : form.lead;
  const slots = form.slots.flatMap(({ kind, behind }): Step[] => [{ kind }, { kind: "words", text: behind }]);
  let steps: Step[] = [{ kind: "words", text: lead }, ...slots, { kind: "call" }];
  const calls: ToolCall[] = [];
  let held = "";
  let isSound = true;
  let current: { readonly id: string; readonly name: string; arguments: string } | null = null;
  let scan = createObjectScan();

  /** @returns false where more has to come first */
  function take(step: Step): boolean {
    switch (step.kind) {
      case "words": {
        const found = behindWords(held, step.text);
        if (found === "more") return false;
        if (found === null) return fail();
        held = found.rest;
        return true;
      }
      case "name":
      case "id": {
        const word = /^[\w-]+/u.exec(held.trimStart())?.[0] ?? "";
        const rest = held.trimStart().slice(word.length);
        if (rest === "") return false;
        if (word === "") return fail();
        held = rest;
        if (step.kind === "name") begin(word);
        return true;
      }
      case "arguments": {
        const at = current?.arguments === "" ? held.search(/\S/u) : 0;
        if (at === -1 || held === "") return false;
        const text = held.slice(at);
        const end = scan(text);
        if (end === "none") return fail();
        const grown = end === null ? text : text.slice(0, end);
        held = end === null ? "" : text.slice(end);
        grow(grown);
        return end !== null;
      }
      case "call": {
        if (current) calls.push(current);
        current = null;
        scan = createObjectScan();
        steps = [{ kind: "end" }];
        return true;
      }
      case "end": {
        // What ends calls may be the beginning of what stands between two of them.
        for (const words of form.between) {
          const found = behindWords(held, words);
          if (found === null || found === "more") continue;
          held = found.rest;
          steps = [...slots, { kind: "call" }];
          return true;
        }
        return false;
      }
    }
  }

  function fail(): false {
    isSound = false;
    return false;
  }

  function begin(name: string): void {
    current = { id: newId(), name, arguments: "" };
    onPiece({ index: calls.length, id: current.id, name, arguments: "" });
  }

  function grow(text: string): void {
    if (!current || text === "") return;
    current.arguments += text;
    onPiece({ index: calls.length, id: current.id, name: current.name, arguments: text });
  }

  return {
    calls,
    get isSound() {
      return isSound;
    },
    read(piece) {
      held += piece;
      while (isSound) {
        const [step] = steps;
        if (!step || !take(step)) return;
        if (steps[0] === step) steps = steps.slice(1);
      }
    },
  };
}

/** What follows the words; "more" where they may still come, null where they cannot. White space does not count. */
function behindWords(text: string, words: string): { readonly rest: string } | "more" | null {
  const wanted = words.replaceAll(/\s/gu, "");
  let at = 0;
  for (const character of wanted) {
    while (at < text.length && /\s/u.test(text[at] ?? "")) at += 1;
    if (at >= text.length) return "more";
    if (!text.startsWith(character, at)) return null;
    at += character.length;
  }
  return { rest: text.slice(at) };
}

/** Where a JSON object ends that comes in pieces; null: not yet, "none": it is none. */
function createObjectScan(): (piece: string) => number | null | "none" {
  let depth = 0;
  let isInText = false;
  let isEscaped = false;
  return (piece) => {
    for (let at = 0; at < piece.length; at += 1) {
      const character = piece[at];
      if (depth === 0 && character !== "{") return "none";
      if (isInText) {
        if (isEscaped) isEscaped = false;
        else if (character === "\\") isEscaped = true;
        else if (character === '"') isInText = false;
      } else if (character === '"') isInText = true;
      else if (character === "{" || character === "[") depth += 1;
      else if (character === "}" || character === "]") depth -= 1;
      if (depth === 0) return at + 1;
    }
    return null;
  };
}
