import { randomUUID } from "node:crypto";
import { os } from "@orpc/server";
import * as z from "zod";
import type { App, Bringing, Errand } from "../api/createApp.ts";
import { toOrpcError } from "../api/appError.ts";
import { columnDraftSchema } from "../contract/answerTables.ts";
import { documentIdSchema } from "../contract/documents.ts";
import { AppError } from "../contract/errors.ts";
import { summaryOptionsSchema } from "../contract/summaryOptions.ts";
import { mostDoorFileBytes } from "./mostMessage.ts";

/** What a connection of a command stands for; all of it ends with the connection. */
export interface Visit {
  /** jobs that the command follows */
  readonly followed: Set<string>;
  /** what it works on and does not keep, by ids of this connection */
  readonly errands: Map<string, Errand>;
  /** Gives up the library, for who asked wants it as its own. @returns false where it is kept */
  readonly giveUp: () => boolean;
}

export function newVisit(giveUp: Visit["giveUp"]): Visit {
  return { followed: new Set(), errands: new Map(), giveUp };
}

/** Null for what is to be kept. */
const errandId = z.string().nullable().default(null);

/** The contract, and beside it what only a program of this computer can ask: files by their paths, and one that is piped in. */
export function createDoorRouter(app: App) {
  const base = os.$context<Visit>().use(async ({ next }) => {
    try {
      return await next();
    } catch (thrown) {
      throw toOrpcError(thrown);
    }
  });
  const bringing = ({ errands }: Visit, id: string | null): Bringing => {
    const found = id === null ? app.errands.keeping : errands.get(id);
    if (!found) throw new AppError("NOT_FOUND");
    return found;
  };
  return {
    ...app.router,
    here: {
      begin: base.input(z.object({ holds: z.boolean() })).handler(({ input, context: { errands } }) => {
        const errand = randomUUID();
        errands.set(errand, app.errands.begin(input));
        return { errand };
      }),
      end: base
        .input(z.object({ errand: z.string(), how: z.enum(["done", "failed", "interrupted"]) }))
        .handler(async ({ input: { errand, how }, context: { errands } }) => {
          const ended = errands.get(errand);
          errands.delete(errand);
          await ended?.end(how);
        }),
      summarize: base
        .input(
          z.object({
            errand: errandId,
            documentId: documentIdSchema,
            options: summaryOptionsSchema,
            modelId: z.string().nullable(),
          }),
        )
        .handler(({ input: { errand, documentId, options, modelId }, context }) =>
          bringing(context, errand).summarize(documentId, options, modelId),
        ),
      openTable: base
        .input(
          z.object({
            errand: errandId,
            title: z.string(),
            columns: z.array(columnDraftSchema),
            documentIds: z.array(documentIdSchema),
            collectionIds: z.array(z.string()),
            useModel: z.boolean(),
            modelId: z.string().nullable(),
          }),
        )
        .handler(({ input: { errand, ...input }, context }) => bringing(context, errand).openTable(input)),
      receivePath: base
        .input(
          z.object({
            path: z.string(),
            password: z.string().optional(),
            only: z.enum(["document", "documents", "model"]).optional(),
            errand: errandId,
          }),
        )
        .handler(({ input: { path, errand, ...options }, context }) =>
          app.receivePath(path, { ...options, taking: bringing(context, errand).taking }),
        ),
      receiveFile: base
        .input(
          z.object({
            file: z.file().max(mostDoorFileBytes),
            password: z.string().optional(),
            only: z.literal("documents"),
            errand: errandId,
          }),
        )
        .handler(({ input: { file, errand, ...options }, context }) =>
          app.receiveFile(file.name, file.stream(), { ...options, taking: bringing(context, errand).taking }),
        ),
      giveUp: base.handler(({ context }) => context.giveUp()),
    },
  };
}

export type DoorRouter = ReturnType<typeof createDoorRouter>;
