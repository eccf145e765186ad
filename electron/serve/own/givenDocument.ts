import * as z from "zod";
import { documentIdSchema } from "../../contract/documents.ts";
import { AppError } from "../../contract/errors.ts";
import type { Core } from "../../core/createCore.ts";
import { follow } from "./follow.ts";

/** How a file is given in a body: as text, or as its bytes in base64. */
export const fileShape = {
  text: z.string().min(1).optional(),
  data: z.base64().min(1).optional(),
  /** of what comes in the body; its ending tells its form where its bytes do not */
  name: z.string().min(1).max(255).default("text.txt"),
};

/** How a document is given in a body: one of the library, or a file. */
export const givenShape = { document: documentIdSchema.optional(), ...fileShape };

export function isOneFile({ text, data }: z.output<z.ZodObject<typeof fileShape>>): boolean {
  return (text === undefined) !== (data === undefined);
}

export const oneFile = { path: ["text"], error: "expected one of text and data" };

type GivenFields = z.output<z.ZodObject<typeof givenShape>>;

export function isOneGiven({ document, text, data }: GivenFields): boolean {
  return [document, text, data].filter((each) => each !== undefined).length === 1;
}

export const oneGiven = { path: ["document"], error: "expected one of document, text and data" };

/** The id of a document that is there, or a file. */
export type Given = string | { readonly name: string; readonly bytes: Uint8Array };

export function givenOf({ document, text, data, name }: Partial<GivenFields> & Pick<GivenFields, "name">): Given {
  if (document !== undefined) return document;
  return { name, bytes: text === undefined ? Buffer.from(data ?? "", "base64") : new TextEncoder().encode(text) };
}

export type ReceiveDeps = Pick<Core, "jobs" | "documents" | "passing"> & {
  readonly store: Pick<Core["store"], "documents">;
};

/**
 * The document, read. One that is not kept stays until what is needed is disposed of.
 * @param how `keep`: it stays in the library
 * @throws NOT_FOUND, CANCELLED, INVALID_INPUT where what is not kept itself is to be kept, and as `Documents.receive` and reading throw
 */
export async function receiveGiven(
  { jobs, documents, passing, store }: ReceiveDeps,
  given: Given,
  {
    keep,
    signal,
    needed,
  }: { readonly keep: boolean; readonly signal: AbortSignal; readonly needed: AsyncDisposableStack },
): Promise<string> {
  if (typeof given === "string") {
    needed.use(passing.need([given]));
    if (keep && store.documents.isPassing(given))
      throw new AppError("INVALID_INPUT", { data: { field: "keep", problem: "this document is not kept itself" } });
    return given;
  }
  const file = { name: given.name, bytes: once(given.bytes) };
  const { documentId, jobId } = await (keep ? documents.receive(file) : passing.receive(file, 0));
  needed.use(passing.need([documentId]));
  await follow(jobs, jobId, signal, () => {});
  return documentId;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
