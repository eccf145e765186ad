import type { ToolCall, ToolCallPiece } from "../core/llm/languageModel.ts";

/** Tells calls of tools as they grow, and in the end what was not told of them before. */
export interface CallTeller {
  grow(piece: ToolCallPiece): void;
  finish(calls: readonly ToolCall[]): void;
}

/** @param tell `isFirst`: nothing was told of this call yet */
export function createCallTeller(tell: (piece: ToolCallPiece, isFirst: boolean) => void): CallTeller {
  /** characters of the arguments that were told, by the index of the call */
  const told = new Map<number, number>();
  const grow = (piece: ToolCallPiece): void => {
    const before = told.get(piece.index);
    told.set(piece.index, (before ?? 0) + piece.arguments.length);
    tell(piece, before === undefined);
  };
  return {
    grow,
    finish(calls) {
      for (const [index, call] of calls.entries()) {
        const before = told.get(index);
        const rest = call.arguments.slice(before ?? 0);
        if (before === undefined || rest !== "") grow({ ...call, index, arguments: rest });
      }
    },
  };
}
