import { existsSync } from "node:fs";
import path from "node:path";
import { createRouterClient, type RouterClient } from "@orpc/server";
import { type App, createApp } from "../api/createApp.ts";
import type { AppRouter } from "../api/router.ts";
import type { Notice, ReceivedFile } from "../contract/app.ts";
import { type Endpoint, endpointModelId, readEndpointModelId } from "../contract/endpoints.ts";
import { AppError, internalError, problemToError, toAppError } from "../contract/errors.ts";
import type { JobEvent } from "../contract/jobs.ts";
import type { Model } from "../contract/models.ts";
import { applicationFolder, applicationVersion } from "../host/applicationFolder.ts";
import { createNodePorts } from "../host/nodePorts.ts";
import { catchUncaught } from "../host/uncaught.ts";
import { withNamedAdapters } from "./adapters.ts";
import { fromClient } from "../contract/fromClient.ts";
import { type Options, usage } from "./options.ts";
import { jsonLine } from "./words.ts";

/** The application in this process, and the contract's client over it. */
export interface Session extends AsyncDisposable {
  readonly app: App;
  readonly client: RouterClient<AppRouter>;
  readonly signal: AbortSignal;
}

export async function openSession(options: Options, signal: AbortSignal): Promise<Session> {
  const resources = path.join(applicationFolder(), "resources");
  const ports = createNodePorts({ data: options.data, resources }, "terminal");
  const uncaught = catchUncaught(ports.logger);
  const app = await createApp({ ports, version: applicationVersion(), door: "terminal" });
  // Told on stderr by the program itself, which ends then.
  uncaught.tellTo(() => {});
  const client = createRouterClient(app.router, { context: {} });
  return { app, client, signal, [Symbol.asyncDispose]: () => app.dispose() };
}

/** Opens the application for a command and closes it. */
export async function withSession(
  options: Options,
  signal: AbortSignal,
  run: (session: Session) => Promise<number>,
): Promise<number> {
  await using session = await openSession(options, signal);
  // such as a library that was damaged and restored; the interface shows them above every view
  const told = new Set<string>();
  const tell = (notices: readonly Notice[]): void => {
    for (const notice of notices) if (!told.has(notice.id)) process.stderr.write(jsonLine(notice));
    for (const { id } of notices) told.add(id);
  };
  tell((await session.client.app.info()).notices);
  try {
    return await run(session);
  } catch (thrown) {
    throw fromClient(thrown);
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
 * @throws the job's error, CANCELLED
 */
export async function followJob(session: Session, jobId: string, onEvent: (event: JobEvent) => void): Promise<void> {
  const { client, signal } = session;
  // A job that is gone has ended long ago; its events tell how.
  const cancel = () => void client.jobs.cancel({ jobId }).catch(() => {});
  signal.addEventListener("abort", cancel);
  if (signal.aborted) cancel();
  try {
    for await (const event of await client.jobs.attach({ jobId })) {
      if (event.type === "failed") throw problemToError(event.problem);
      if (event.type === "cancelled") throw new AppError("CANCELLED");
      onEvent(event);
    }
  } finally {
    signal.removeEventListener("abort", cancel);
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
  options: Options,
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
  options: Options,
  onEvent: (event: JobEvent) => void,
): Promise<TakenIn> {
  const { client, signal } = session;
  const received = await session.app.receivePath(file, { password: options.password, only: "documents" });
  const { collectionId } = received;
  try {
    await followJob(session, received.jobId, onEvent);
  } catch (thrown) {
    if (signal.aborted || collectionId !== null) throw thrown;
    return { documentId: documentOf(received), collectionId, error: toAppError(fromClient(thrown)) };
  }
  if (collectionId === null) return { documentId: documentOf(received), collectionId, error: null };
  for (const { id, kind, status } of await client.jobs.list()) {
    if (kind !== "read" || status !== "running") continue;
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
  const received = await session.app.receivePath(path.resolve(file), { only: "model" });
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
