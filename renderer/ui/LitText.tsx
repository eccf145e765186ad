import type { Severity } from "../../electron/contract/findings.ts";
import { type LitSpan, litPieces } from "./litPieces.ts";

/** Each has a line of its own, so that nothing rests on colour alone. */
const faces: Readonly<Record<Severity, string>> = {
  contradicts: "bg-danger-soft decoration-danger decoration-solid decoration-2",
  missing: "bg-danger-soft decoration-danger decoration-dashed",
  doubt: "bg-warn-soft decoration-warn decoration-dotted",
  witness: "bg-accent-soft decoration-accent decoration-dotted",
};

/** A text in which the words are lit that findings are about. */
export function LitText({ text, spans }: { text: string; spans: readonly LitSpan[] }) {
  return litPieces(text, spans).map(({ text: piece, start, severity }) =>
    severity === null ? (
      piece
    ) : (
      <mark
        key={start}
        data-severity={severity}
        className={`rounded-[2px] text-ink underline underline-offset-[0.2em] ${faces[severity]}`}
      >
        {piece}
      </mark>
    ),
  );
}
