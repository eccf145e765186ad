import { os } from "@orpc/server";
import * as z from "zod";
import type { App } from "../api/createApp.ts";
import { toOrpcError } from "../api/appError.ts";
import { mostDoorFileBytes } from "./mostMessage.ts";

/** What a connection of a command stands for; all of it ends with the connection. */
export interface Visit {
  /** jobs that the command follows */
  readonly followed: Set<string>;
  /** Gives up the library, for who asked wants it as its own. @returns false where it is kept */
  readonly giveUp: () => boolean;
}

/** The contract, and beside it what only a program of this computer can ask: files by their paths, and one that is piped in. */
export function createDoorRouter(app: App) {
  const base = os.$context<Visit>().use(async ({ next }) => {
    try {
      return await next();
    } catch (thrown) {
      throw toOrpcError(thrown);
    }
  });
  return {
    ...app.router,
    here: {
      receivePath: base
        .input(
          z.object({
            path: z.string(),
            password: z.string().optional(),
            only: z.enum(["document", "documents", "model"]).optional(),
          }),
        )
        .handler(({ input: { path, ...options } }) => app.receivePath(path, options)),
      receiveFile: base
        .input(
          z.object({
            file: z.file().max(mostDoorFileBytes),
            password: z.string().optional(),
            only: z.literal("documents"),
          }),
        )
        .handler(({ input: { file, ...options } }) => app.receiveFile(file.name, file.stream(), options)),
      giveUp: base.handler(({ context }) => context.giveUp()),
    },
  };
}

export type DoorRouter = ReturnType<typeof createDoorRouter>;
