import { once } from "node:events";
import { checkLines } from "../api/checkLines.ts";
import { textLines } from "../api/textLines.ts";
import { type CheckedClaim, type CheckedLineClaim, mostChecked, mostLineBytes } from "../contract/check.ts";
import { AppError, errorTable } from "../contract/errors.ts";
import type { JobEvent } from "../contract/jobs.ts";
import { newState } from "./eachFile.ts";
import { shownName, type WithPiped } from "./pipedFile.ts";
import { countVerdicts, printChecked } from "./printChecked.ts";
import { createProgress } from "./progress.ts";
import { readEach } from "./readEach.ts";
import { chosenModel, type ErrandId, followJob, type Session } from "./session.ts";
import { jsonLine } from "./words.ts";

/** Holds statements against the files that can be read; of the others it is told. @returns the exit code of the first of these, else 0 */
export async function checkFiles(
  session: Session,
  files: readonly string[],
  claims: string[],
  options: WithPiped & { readonly errand: ErrandId },
): Promise<number> {
  const modelId = options.noModel ? null : await chosenModel(session, options);
  const state = newState();
  const fileOf = await readEach(session, files, options, state);
  const documentIds = [...fileOf.keys()];
  if (documentIds.length === 0) return state.code;
  const { jobId } = await session.client.check.start({
    documentIds,
    claims,
    useModel: !options.noModel,
    modelId,
  });
  const counts = countVerdicts();
  const progress = createProgress(files.map((file) => shownName(file, options)).join(", "));
  await followJob(session, jobId, (event) => {
    progress.show(event);
    for (const claim of checkedIn(event)) {
      counts.add(claim.support);
      session.tell(claim.claim, options.json ? jsonLine(reported(claim, fileOf)) : printChecked(claim, fileOf));
    }
  }).finally(progress.end);
  if (!options.json && claims.length > 1) process.stdout.write(counts.told());
  return state.code;
}

/** Checks what stands on lines, and answers on lines. */
export async function checkLinesOf(file: string, signal: AbortSignal): Promise<number> {
  let code = 0;
  for await (const answer of checkLines(textLines(file, mostLineBytes, signal), signal)) {
    if ("error" in answer) {
      const { line, id, error } = answer;
      process.stderr.write(jsonLine({ line, ...(id === null ? {} : { id }), ...error.toProblem() }));
      code ||= errorTable[error.code].exit;
    } else {
      const claims = answer.claims.map((claim) => ({ ...claim, citations: claim.citations.map(ofText) }));
      // Whoever reads it may be slower than the check.
      if (!process.stdout.write(jsonLine({ id: answer.id, claims }))) await once(process.stdout, "drain", { signal });
    }
  }
  return code;
}

function ofText(citation: CheckedLineClaim["citations"][number]) {
  return { file: null, page: null, ...citation };
}

/** Statements of a file or a pipe, one a line. @throws INVALID_INPUT for too many, or one that is too long */
export async function statementsOf(file: string, signal: AbortSignal): Promise<string[]> {
  const statements: string[] = [];
  for await (const { number, text } of textLines(file, mostLineBytes, signal)) {
    if (text === null) {
      const data = { reason: "LINE_TOO_LONG", most: mostLineBytes, field: `line ${String(number)}` } as const;
      throw new AppError("INVALID_INPUT", { data });
    }
    if (text.trim() !== "") statements.push(text.trim());
    if (statements.length > mostChecked.claims) {
      throw new AppError("INVALID_INPUT", { data: { reason: "TOO_MANY_CLAIMS", most: mostChecked.claims } });
    }
  }
  return statements;
}

function checkedIn(event: JobEvent): readonly CheckedClaim[] {
  return event.type === "item" && event.item.kind === "checked" ? event.item.claims : [];
}

/** A checked claim for programs; what other documents have against it stands there only where there is such. */
function reported(checked: CheckedClaim, fileOf: ReadonlyMap<string, string>) {
  const { claim, support, by, findings, citations, contradictions } = checked;
  const named = (cited: CheckedClaim["citations"]) =>
    cited.map(({ documentId, ...place }) => ({ file: fileOf.get(documentId) ?? null, ...place }));
  const others = contradictions.map((other) => ({ findings: other.findings, citations: named(other.citations) }));
  return {
    claim,
    support,
    by,
    findings,
    citations: named(citations),
    ...(others.length > 0 ? { contradictions: others } : {}),
  };
}
