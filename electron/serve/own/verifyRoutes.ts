import { Hono } from "hono";
import * as z from "zod";
import { type CheckedClaim, checkedClaimSchema, mostChecked } from "../../contract/check.ts";
import { documentIdSchema } from "../../contract/documents.ts";
import type { Core } from "../../core/createCore.ts";
import { parsed } from "../parsed.ts";
import { follow } from "./follow.ts";
import { type ReceiveDeps, receiveGiven } from "./givenDocument.ts";
import { documentQuoteOf, documentQuoteSchema } from "./quotes.ts";

export type VerifyDeps = ReceiveDeps & Pick<Core, "check">;

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

export const verdictSchema = z.object({
  /** position among the claims, from 0 */
  index: checkedClaimSchema.shape.index,
  claim: checkedClaimSchema.shape.claim,
  verdict: checkedClaimSchema.shape.support,
  by: checkedClaimSchema.shape.by,
  findings: checkedClaimSchema.shape.findings,
  citations: z.array(documentQuoteSchema),
  /** what other documents say against it, whatever the verdict */
  contradictions: z.array(
    z.object({ findings: checkedClaimSchema.shape.findings, citations: z.array(documentQuoteSchema) }),
  ),
});

export const verdictsSchema = z.object({
  object: z.literal("list"),
  documents: z.array(documentIdSchema),
  /** what the texts are called in the citations, in their order */
  texts: z.array(documentIdSchema),
  data: z.array(verdictSchema),
});

/** `POST /v1/verify`: the check of texts for programs. Errors are thrown: whoever mounts it gives them their form. */
export function verifyRoutes(core: VerifyDeps): Hono {
  const { jobs, check, passing } = core;
  const routes = new Hono();
  routes.post("/v1/verify", async (c) => {
    const { claims, documents, texts, use_model: useModel } = await parsed(c.req.raw, verifySchema);
    const { signal } = c.req.raw;
    await using needed = new AsyncDisposableStack();
    if (documents.length > 0) needed.use(passing.need(documents));
    const ofTexts: string[] = [];
    for (const [index, text] of texts.entries()) {
      const name = `text-${String(index + 1)}.txt`;
      const bytes = new TextEncoder().encode(text);
      ofTexts.push(await receiveGiven(core, { name, bytes }, { keep: false, signal, needed }));
    }
    const { jobId } = await check.start(
      { documentIds: [...documents, ...ofTexts], claims, useModel, modelId: null },
      "api",
    );
    const checked: CheckedClaim[] = [];
    await follow(jobs, jobId, signal, (event) => {
      if (event.type === "item" && event.item.kind === "checked") checked.push(...event.item.claims);
    });
    const data = checked.map(verdictOf);
    return c.json({ object: "list", documents, texts: ofTexts, data } satisfies z.input<typeof verdictsSchema>);
  });
  return routes;
}

function verdictOf({
  index,
  claim,
  support,
  by,
  findings,
  citations,
  contradictions,
}: CheckedClaim): z.input<typeof verdictSchema> {
  return {
    index,
    claim,
    verdict: support,
    by,
    findings,
    citations: citations.map(documentQuoteOf),
    contradictions: contradictions.map((other) => ({
      findings: other.findings,
      citations: other.citations.map(documentQuoteOf),
    })),
  };
}
