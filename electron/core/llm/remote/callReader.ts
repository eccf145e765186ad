import { randomUUID } from "node:crypto";
import type { ToolCall, ToolCallPiece } from "../languageModel.ts";
import { isJsonObject } from "./toolMessages.ts";

/** What a piece of an answer says of a call, as far as the server fills it in. */
export interface CallDelta {
  /** of the call in the answer; null where the server does not number them */
  readonly index: number | null;
  readonly id: string | null;
  readonly name: string | null;
  /** comes behind what came of it before */
  readonly arguments: string;
}

export interface CallReader {
  /** nothing of a call came yet */
  readonly isEmpty: boolean;
  /** The calls that one piece of an answer speaks of. */
  read(deltas: readonly CallDelta[]): void;
  /** The calls. @param isCut the answer was cut off, so that one whose arguments are not whole is none */
  end(isCut: boolean): ToolCall[];
}

interface OpenCall {
  readonly slot: number;
  /** the server's */
  readonly givenId: string | null;
  /** as it is told, which no other call of the answer has */
  readonly id: string;
  name: string;
  arguments: string;
  /** characters of its arguments that were told; null before its first piece */
  told: number | null;
}

/**
 * Puts calls together from the pieces that servers stream them in. They differ in more than the protocol says: some number no call or
 * all of them 0, give no ids, the same one twice, or another with every piece, or say the name again each time.
 * @param most calls, of which what is more is left out
 */
export function createCallReader(most: number, onPiece: ((piece: ToolCallPiece) => void) | undefined): CallReader {
  const calls: OpenCall[] = [];

  function callOf({ index, id, name, arguments: more }: CallDelta, position: number): OpenCall {
    const goesOn = index === null && name === null;
    const slot = index ?? position;
    const open = goesOn
      ? (calls.find(({ givenId }) => id !== null && givenId === id) ?? calls.at(-1))
      : calls.findLast((each) => each.slot === slot);
    if (open && !isAnother(open, id, name, more)) return open;
    const isTaken = id === null || calls.some((each) => each.id === id);
    const call: OpenCall = {
      slot,
      givenId: id,
      id: isTaken ? newId() : id,
      name: "",
      arguments: "",
      told: null,
    };
    calls.push(call);
    return call;
  }

  function tell(call: OpenCall, index: number, isWhole: boolean): void {
    // Half of a character cannot be passed on.
    const isHalf = /[\ud800-\udbff]$/u.test(call.arguments);
    const length = call.arguments.length - (isHalf && !isWhole ? 1 : 0);
    const piece = call.arguments.slice(call.told ?? 0, length);
    if (call.name === "" || index >= most || (call.told !== null && piece === "")) return;
    call.told = length;
    onPiece?.({ index, id: call.id, name: call.name, arguments: piece });
  }

  return {
    get isEmpty() {
      return calls.length === 0;
    },
    read(deltas) {
      for (const [position, delta] of deltas.entries()) {
        const call = callOf(delta, position);
        if (call.name === "") call.name = delta.name ?? "";
        call.arguments += delta.arguments;
        tell(call, calls.indexOf(call), false);
      }
    },
    end(isCut) {
      const whole: ToolCall[] = [];
      for (const [index, call] of calls.entries()) {
        // Of a function without parameters some say nothing.
        if (call.arguments.trim() === "" && !isCut) call.arguments = "{}";
        tell(call, index, true);
        if (call.name === "" || index >= most || (isCut && !isJsonObject(call.arguments))) continue;
        whole.push({ id: call.id, name: call.name, arguments: call.arguments });
      }
      return whole;
    },
  };
}

/** Whether a piece begins another call although it has the number of this one. */
function isAnother(open: OpenCall, id: string | null, name: string | null, more: string): boolean {
  if (name === null || open.name === "") return false;
  if (id !== null && open.givenId !== null) return id !== open.givenId;
  const isWhole = open.arguments.trimEnd().endsWith("}") && isJsonObject(open.arguments);
  return isWhole && (more !== "" || name !== open.name);
}

/** In the form that the strictest of them take back, see Mistral. */
function newId(): string {
  return randomUUID().replaceAll("-", "").slice(0, 9);
}
