import { createAnswerGate } from "../answerGate.ts";
import type { Tool } from "../languageModel.ts";
import type { CallDelta } from "./callReader.ts";

/** Lets an answer through but for calls that stand in its text. */
export interface PlainCalls {
  /** what is written now is a call, or may be */
  readonly isHolding: boolean;
  read(piece: string): void;
  /** The calls; what turns out to be none is let through. @param isCut the answer was cut off, so that a call that is not whole is none */
  end(isCut: boolean): CallDelta[];
}

/**
 * Small models forget the marks by which their server tells calls from text, and write them in plain JSON at the beginning of an answer.
 * @param tools none: all is text
 */
export function createPlainCalls(tools: readonly Tool[], onText: (text: string) => void): PlainCalls {
  const names = tools.map(({ name }) => name);
  let written = "";
  let given = 0;
  let json: string | null = null;
  const gate = createAnswerGate(
    { stops: [], tools: names },
    {
      onText(text) {
        given += text.length;
        onText(text);
      },
      onCall(begin) {
        json = begin;
        return true;
      },
    },
  );
  return {
    get isHolding() {
      return json !== null || gate.held !== "";
    },
    read(piece) {
      written += piece;
      if (json === null) gate.read(piece);
      else json += piece;
    },
    end(isCut) {
      gate.end();
      if (json === null) return [];
      const calls = callsIn(json, names);
      if (calls.length === 0 && !isCut) onText(written.slice(given));
      return calls;
    },
  };
}

/** The calls that a text begins with, one behind the other; what comes behind them would answer what nobody said yet. */
function callsIn(text: string, names: readonly string[]): CallDelta[] {
  const calls: CallDelta[] = [];
  for (let rest = text; rest.startsWith("{");) {
    const end = endOfObject(rest);
    const call = end === null ? null : callOf(rest.slice(0, end), names);
    if (end === null || call === null) break;
    calls.push({ index: calls.length, id: null, name: call.name, arguments: call.arguments });
    rest = rest.slice(end).replace(/^[\s,;]+/u, "");
  }
  return calls;
}

function callOf(json: string, names: readonly string[]): { readonly name: string; readonly arguments: string } | null {
  try {
    const { name, arguments: given, parameters } = JSON.parse(json) as Record<string, unknown>;
    const called = given ?? parameters ?? {};
    const args: unknown = typeof called === "string" ? JSON.parse(called) : called;
    const isObject = typeof args === "object" && args !== null && !Array.isArray(args);
    return typeof name === "string" && names.includes(name) && isObject
      ? { name, arguments: JSON.stringify(args) }
      : null;
  } catch {
    return null;
  }
}

/** Where the object ends that a text begins with; null where it does not. */
function endOfObject(text: string): number | null {
  let depth = 0;
  for (const { 0: found, index } of text.matchAll(/"(?:[^"\\]|\\.)*"?|[{}]/gsu)) {
    if (found === "{") depth += 1;
    else if (found === "}") depth -= 1;
    if (depth === 0) return index + found.length;
  }
  return null;
}
