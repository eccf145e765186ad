import type { ReactNode } from "react";
import type { Severity } from "../../electron/contract/findings.ts";
import { type LitSpan, litPieces } from "./litPieces.ts";

/** Each has a line of its own, so that nothing rests on colour alone. */
const faces: Readonly<Record<Severity, string>> = {
  contradicts: "bg-danger-soft decoration-danger decoration-solid decoration-2",
  missing: "bg-danger-soft decoration-danger decoration-dashed",
  doubt: "bg-warn-soft decoration-warn decoration-dotted",
  witness: "bg-accent-soft decoration-accent decoration-dotted",
};

/** Words that findings are about; of a severity that is none they are words like others. */
export function LitWords({ severity, children }: { severity: string; children?: ReactNode }) {
  if (!Object.hasOwn(faces, severity)) return children;
  return (
    <mark
      data-severity={severity}
      className={`rounded-[2px] text-ink underline underline-offset-[0.2em] ${faces[severity as Severity]}`}
    >
      {children}
    </mark>
  );
}

/** A text in which the words are lit that findings are about. */
export function LitText({ text, spans }: { text: string; spans: readonly LitSpan[] }) {
  return litPieces(text, spans).map(({ text: piece, start, severity }) =>
    severity === null ? (
      piece
    ) : (
      <LitWords key={start} severity={severity}>
        {piece}
      </LitWords>
    ),
  );
}
