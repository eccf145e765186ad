import { Hono } from "hono";
import * as z from "zod";
import { type CheckedClaim, mostChecked } from "../../contract/check.ts";
import { documentIdSchema } from "../../contract/documents.ts";
import type { Core } from "../../core/createCore.ts";
import { parsed } from "../parsed.ts";
import { follow } from "./follow.ts";

export type VerifyDeps = Pick<Core, "jobs" | "check" | "passing">;

/** Claims, and the documents of the library or the texts that they are held against. */
export const verifySchema = z
  .object({
    claims: z.array(z.string().min(1).max(mostChecked.claimCharacters)).min(1).max(mostChecked.claims),
    documents: z.array(documentIdSchema).max(mostChecked.documents).default([]),
    /** gone with the answer */
    texts: z.array(z.string().min(1)).max(mostChecked.documents).default([]),
    /** asks a model about what code alone cannot vouch for */
    use_model: z.boolean().default(false),
  })
  .refine(({ documents, texts }) => documents.length + texts.length > 0, {
    path: ["documents"],
    error: "expected documents or texts",
  });

/** `POST /v1/verify`: the check of texts for programs. Errors are thrown: whoever mounts it gives them their form. */
export function verifyRoutes({ jobs, check, passing }: VerifyDeps): Hono {
  const routes = new Hono();
  routes.post("/v1/verify", async (c) => {
    const { claims, documents, texts, use_model: useModel } = await parsed(c.req.raw, verifySchema);
    const { signal } = c.req.raw;
    await using needed = new AsyncDisposableStack();
    if (documents.length > 0) needed.use(passing.need(documents));
    const ofTexts: string[] = [];
    for (const [index, text] of texts.entries()) {
      const name = `text-${String(index + 1)}.txt`;
      const { documentId, jobId } = await passing.receive({ name, bytes: bytesOf(text) }, 0);
      needed.use(passing.need([documentId]));
      ofTexts.push(documentId);
      await follow(jobs, jobId, signal, () => {});
    }
    const { jobId } = await check.start({ documentIds: [...documents, ...ofTexts], claims, useModel, modelId: null });
    const checked: CheckedClaim[] = [];
    await follow(jobs, jobId, signal, (event) => {
      if (event.type === "item" && event.item.kind === "checked") checked.push(...event.item.claims);
    });
    return c.json({ object: "list", documents, texts: ofTexts, data: checked.map(verdictOf) });
  });
  return routes;
}

/** Pages count from 1, offsets are UTF-16 code units of the text of the page. */
function verdictOf({ index, claim, support, by, findings, citations, contradictions }: CheckedClaim) {
  const placed = (cited: CheckedClaim["citations"]) =>
    cited.map(({ documentId, quote, page, start, end }) => ({ document: documentId, quote, page, start, end }));
  return {
    index,
    claim,
    verdict: support,
    by,
    findings,
    citations: placed(citations),
    contradictions: contradictions.map((other) => ({ findings: other.findings, citations: placed(other.citations) })),
  };
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
