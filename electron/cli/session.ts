import { existsSync } from "node:fs";
import path from "node:path";
import { createORPCClient } from "@orpc/client";
import { createRouterClient } from "@orpc/server";
import { type App, createApp } from "../api/createApp.ts";
import type { Notice, ReceivedFile } from "../contract/app.ts";
import { type Endpoint, endpointModelId, readEndpointModelId } from "../contract/endpoints.ts";
import { AppError, internalError, problemToError, toAppError } from "../contract/errors.ts";
import type { JobEvent } from "../contract/jobs.ts";
import type { Model } from "../contract/models.ts";
import { createDoorRouter, newVisit } from "../door/doorRouter.ts";
import type { DoorClient } from "../door/enterDoor.ts";
import { openOrEnter } from "../door/openLibrary.ts";
import { applicationFolder, applicationVersion } from "../host/applicationFolder.ts";
import { createNodePorts } from "../host/nodePorts.ts";
import { catchUncaught } from "../host/uncaught.ts";
import { withNamedAdapters } from "./adapters.ts";
import { fromClient } from "../contract/fromClient.ts";
import { type Options, usage } from "./options.ts";
import { libraryKeys } from "./passphrase.ts";
import { pipe, type WithPiped } from "./pipedFile.ts";
import { jsonLine } from "./words.ts";

/** The contract's client over the library, which this process or another one has open. */
export interface Session extends AsyncDisposable {
  readonly client: DoorClient;
  /** Aborts at an interrupt, and where the library went to another process: the command begins anew then. */
  readonly signal: AbortSignal;
  /** the application, where this process has it */
  readonly app: App | null;
  /** the library went to another process */
  readonly isLost: () => boolean;
  /** Writes a part of the result on stdout, unless an attempt before has written what has this key. */
  tell(key: string, text: string): void;
}

type Opening = Pick<Session, "tell"> & {
  readonly signal: AbortSignal;
  readonly isKept: boolean;
  readonly gaveUp: boolean;
};

async function openSession(options: Options, { signal, isKept, gaveUp, tell }: Opening): Promise<Session> {
  const resources = path.join(applicationFolder(), "resources");
  const ports = createNodePorts({ data: options.data, resources }, "terminal");
  const { clock, logger } = ports;
  const version = applicationVersion();
  const lost = new AbortController();
  const opening = {
    data: options.data,
    version,
    clock,
    logger,
    signal,
    gaveUp,
    create: async () =>
      createApp({ ports, version, door: "terminal", keys: await libraryKeys(ports.vault, options, signal) }),
    giveUp() {
      if (isKept) return false;
      lost.abort();
      return true;
    },
  };
  const begun = clock.now();
  const opened = await openOrEnter(opening);
  if ("lost" in opened) {
    if (isKept) {
      opened.leave();
      throw new AppError("DATA_DIR_LOCKED");
    }
    return {
      client: opened.client,
      signal: AbortSignal.any([signal, opened.lost]),
      app: null,
      isLost: () => opened.lost.aborted,
      tell,
      [Symbol.asyncDispose]() {
        opened.leave();
        return Promise.resolve();
      },
    };
  }
  const { app, door } = opened;
  const uncaught = catchUncaught(logger);
  // Told on stderr by the program itself, which ends then.
  uncaught.tellTo(() => {});
  return {
    client: createRouterClient(createDoorRouter(app), { context: newVisit(opening.giveUp) }),
    signal: AbortSignal.any([signal, lost.signal]),
    app,
    isLost: () => lost.signal.aborted,
    tell,
    async [Symbol.asyncDispose]() {
      // Nobody waits for others longer than it worked itself.
      await door.empty(clock.now() - begun, AbortSignal.any([signal, lost.signal]));
      await door.close();
      await app.dispose();
      uncaught[Symbol.dispose]();
    },
  };
}

/**
 * Opens the library for a command, or comes in where it is open, and closes it. Where it went to another process meanwhile (one with a
 * window wanted it, or who had it has ended), the command begins anew there; what was made is taken up from the library.
 * @param isKept this process gives it to nobody, and has it for itself
 */
export async function withSession(
  options: Options,
  signal: AbortSignal,
  run: (session: Session) => Promise<number>,
  { isKept = false }: { isKept?: boolean } = {},
): Promise<number> {
  const told = createTold();
  let gaveUp = false;
  for (;;) {
    told.begin();
    await using session = await openSession(options, { signal, isKept, gaveUp, tell: told.tell });
    try {
      return await (session.app === null ? run(session) : withNotices(session, run));
    } catch (thrown) {
      if (signal.aborted || !session.isLost()) throw fromClient(thrown);
      gaveUp = session.app !== null;
    }
  }
}

/**
 * Opens the library for a command that goes on until it is ended, with a client that stays the same wherever the library goes. A call that
 * is under way then fails; the next waits until the library is there again.
 */
export async function withLastingClient(
  options: Options,
  signal: AbortSignal,
  run: (client: DoorClient) => Promise<number>,
): Promise<number> {
  let current = Promise.withResolvers<DoorClient>();
  const client: DoorClient = createORPCClient({
    async call(steps, input, callOptions) {
      let at: unknown = await current.promise;
      for (const step of steps) at = (at as Readonly<Record<string, unknown>>)[step];
      return await (at as (input: unknown, options: unknown) => unknown)(input, callOptions);
    },
  });
  let running: Promise<number> | null = null;
  return withSession(options, signal, async (session) => {
    current.resolve(session.client);
    running ??= run(client);
    const lost = Promise.withResolvers<never>();
    const onLost = (): void => {
      current = Promise.withResolvers();
      lost.reject(new AppError("CANCELLED"));
    };
    // An interrupt is heard by what runs.
    const onAbort = (): void => void (session.isLost() && onLost());
    session.signal.addEventListener("abort", onAbort);
    try {
      return await Promise.race([running, lost.promise]);
    } finally {
      session.signal.removeEventListener("abort", onAbort);
    }
  });
}

/** What was told by an attempt is not told by the next, which comes to the same again. */
function createTold() {
  const counts = new Map<string, number>();
  let left = new Map<string, number>();
  return {
    begin() {
      left = new Map(counts);
    },
    tell(key: string, text: string) {
      const before = left.get(key) ?? 0;
      left.set(key, before - 1);
      if (before > 0) return;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      process.stdout.write(text);
    },
  };
}

async function withNotices(session: Session, run: (session: Session) => Promise<number>): Promise<number> {
  // such as a library that was damaged and restored; the interface shows them above every view
  const told = new Set<string>();
  const tell = (notices: readonly Notice[]): void => {
    for (const notice of notices) if (!told.has(notice.id)) process.stderr.write(jsonLine(notice));
    for (const { id } of notices) told.add(id);
  };
  tell((await session.client.app.info()).notices);
  try {
    return await run(session);
  } finally {
    // A model whose file does not say how it wants to be asked may answer badly.
    const { engine, notices } = await session.client.app.info();
    tell(notices);
    const { prompt } = engine;
    if (prompt) process.stderr.write(jsonLine({ prompt }));
  }
}

/**
 * Follows a job to its end; an interrupt cancels it and waits until its check-point is written.
 * @param staysAtInterrupt an interrupt ends the following alone: what was to be done stays to be done
 * @throws the job's error, CANCELLED
 */
export async function followJob(
  session: Session,
  jobId: string,
  onEvent: (event: JobEvent) => void,
  { staysAtInterrupt = false } = {},
): Promise<void> {
  const { client, signal } = session;
  if (staysAtInterrupt) {
    for await (const event of await client.jobs.attach({ jobId }, { signal })) readEvent(event, onEvent);
    if (signal.aborted) throw new AppError("CANCELLED");
    return;
  }
  // A job that is gone has ended long ago; its events tell how.
  const cancel = () => void client.jobs.cancel({ jobId }).catch(() => {});
  signal.addEventListener("abort", cancel);
  if (signal.aborted) cancel();
  try {
    for await (const event of await client.jobs.attach({ jobId })) {
      readEvent(event, onEvent);
    }
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

function readEvent(event: JobEvent, onEvent: (event: JobEvent) => void): void {
  if (event.type === "failed") throw problemToError(event.problem);
  if (event.type === "cancelled") throw new AppError("CANCELLED");
  onEvent(event);
}

/** Names what a command works on and does not keep, to who has the library; null: all of it is kept. */
export type ErrandId = string | null;

/**
 * Runs what brings documents. Unless they are to be kept, nothing of it stays in the library; of what is interrupted, what was made for
 * the same command to go on with.
 * @param how `holds`: there is such a thing
 */
export async function withErrand<T>(
  session: Session,
  { keep }: Pick<Options, "keep">,
  how: { readonly holds: boolean },
  run: (errand: ErrandId) => Promise<T>,
): Promise<T> {
  const { client } = session;
  if (keep) return run(null);
  const { errand } = await client.here.begin(how);
  let end: "done" | "failed" | "interrupted" = "failed";
  try {
    const result = await run(errand);
    end = "done";
    return result;
  } finally {
    if (session.signal.aborted) end = "interrupted";
    // Who lost the library is known to be gone there.
    await client.here.end({ errand, how: end }).catch((thrown: unknown) => {
      if (!session.isLost()) throw thrown;
    });
  }
}

/**
 * Reads a file, or all files of a folder or an archive, into the library; of these what could not be read stands in the collection
 * with the reason.
 * @throws what a lone file is refused for
 */
export async function readAll(
  session: Session,
  file: string,
  options: WithPiped & { readonly errand: ErrandId },
  onEvent: (event: JobEvent) => void,
): Promise<{ documentIds: string[]; collectionId: string | null }> {
  const { documentId, collectionId, error } = await takeIn(session, file, options, onEvent);
  if (error !== null) throw error;
  if (collectionId === null) return { documentIds: documentId === null ? [] : [documentId], collectionId };
  const { members } = await session.client.collections.get({ id: collectionId });
  const read = members.filter(({ document }) => document.status === "ready");
  return { documentIds: read.map(({ document }) => document.id), collectionId };
}

/** What became of a file that was taken in. */
export interface TakenIn {
  /** of a lone file, also where it could not be read */
  readonly documentId: string | null;
  /** of a folder or an archive */
  readonly collectionId: string | null;
  /** why a lone file could not be read */
  readonly error: AppError | null;
}

/** Reads a file, or all files of a folder or an archive, into the library. @throws what a file is refused for; CANCELLED */
export async function takeIn(
  session: Session,
  file: string,
  options: WithPiped & { readonly errand: ErrandId },
  onEvent: (event: JobEvent) => void,
): Promise<TakenIn> {
  const { client, signal } = session;
  const { password, piped, errand } = options;
  const received = await (file === pipe && piped !== null
    ? client.here.receiveFile({ file: piped, password, only: "documents", errand })
    : client.here.receivePath({ path: path.resolve(file), password, only: "documents", errand }));
  const { collectionId } = received;
  try {
    await followJob(session, received.jobId, onEvent);
  } catch (thrown) {
    if (signal.aborted || collectionId !== null) throw thrown;
    return { documentId: documentOf(received), collectionId, error: toAppError(fromClient(thrown)) };
  }
  if (collectionId === null) return { documentId: documentOf(received), collectionId, error: null };
  const { members } = await client.collections.get({ id: collectionId });
  const ids = new Set(members.map(({ document }) => document.id));
  for (const { id, kind, status, subject } of await client.jobs.list()) {
    if (kind !== "read" || status !== "running" || !ids.has(subject)) continue;
    await followJob(session, id, onEvent).catch((thrown: unknown) => {
      if (signal.aborted) throw thrown;
    });
  }
  return { documentId: null, collectionId, error: null };
}

/**
 * The model that `--model` names: an id or its beginning, a name, or a GGUF file; with `--endpoint` one of that endpoint as its server
 * names it, or the one it has; null for the default one.
 */
export async function chosenModel(
  session: Session,
  { model, endpoint }: Pick<Options, "model" | "endpoint">,
): Promise<string | null> {
  if (endpoint === null) return await chooseModel(session, model);
  const { id, models } = await endpointOf(session, endpoint);
  // What it has that its list does not tell, it may have all the same.
  if (model !== null) return endpointModelId(id, model);
  const writing = models.filter(({ found }) => found === null || found.purpose === "chat");
  const [only, ...others] = writing;
  if (only && others.length === 0) return only.id;
  throw usage({ reason: "ENDPOINT_MODEL", option: endpoint, allowed: writing.map(({ name }) => name) });
}

/** The endpoint of this name or id. @throws ENDPOINT_UNKNOWN */
export async function endpointOf({ client }: Session, wanted: string): Promise<Endpoint> {
  const fold = (name: string): string => name.trim().toLowerCase();
  const known = (await client.endpoints.list()).find(({ id, name }) => id === wanted || fold(name) === fold(wanted));
  if (!known) throw new AppError("ENDPOINT_UNKNOWN", { data: { name: wanted } });
  return known;
}

/** A model of the list, by its id or the beginning of that, its name or that of its file. */
export async function knownModel({ client }: Session, wanted: string): Promise<Model | null> {
  const isMeant = ({ id, name, fileName }: Model): boolean =>
    name === wanted || fileName === wanted || (wanted.length >= 6 && id.startsWith(wanted));
  return (await client.models.list()).find(isMeant) ?? null;
}

/** The model of an id or its beginning, a name, or a GGUF file; null for the default one. */
export async function chooseModel(session: Session, wanted: string | null): Promise<string | null> {
  if (wanted === null) return null;
  const known = await knownModel(session, wanted);
  if (known) return known.id;
  // The name of a folder may look like anything else.
  if (existsSync(wanted)) return addWriting(session, wanted);
  if (readEndpointModelId(wanted) !== null) return wanted;
  const [base = "", ...adapters] = wanted.split("+");
  if (adapters.length > 0) {
    const modelId = await chooseModel(session, base);
    if (modelId !== null) return withNamedAdapters(session.client, modelId, adapters);
  }
  if (!/\.gguf$/i.test(wanted))
    throw new AppError("MODEL_NOT_FOUND", { data: { reason: "UNKNOWN_NAME", name: wanted } });
  return addWriting(session, wanted);
}

/** @throws MODEL_UNUSABLE for an adapter, which is kept: it writes only with the model that it is made for */
async function addWriting(session: Session, file: string): Promise<string> {
  const id = await addModel(session, file);
  if ((await session.client.models.list()).every((model) => model.id !== id))
    throw new AppError("MODEL_UNUSABLE", { data: { reason: "ADAPTER" } });
  return id;
}

/** Registers a GGUF file where it lies and returns the model's id. @throws MODEL_NOT_GGUF for any other file */
export async function addModel(session: Session, file: string): Promise<string> {
  const received = await session.client.here.receivePath({ path: path.resolve(file), only: "model" });
  let id: string | null = null;
  await followJob(session, received.jobId, (event) => {
    if (event.type === "item" && event.item.kind === "result") id = event.item.id;
  });
  if (id === null) throw internalError("The import named no model.");
  return id;
}

function documentOf(received: ReceivedFile): string {
  if (received.documentId === null) throw internalError("The file became no document.");
  return received.documentId;
}
