import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createRouterClient, type RouterClient } from "@orpc/server";
import { createApp } from "../../electron/api/createApp.ts";
import type { AppRouter } from "../../electron/api/router.ts";
import type { JobEvent } from "../../electron/contract/jobs.ts";
import type { ProcessSpawner } from "../../electron/core/ports.ts";
import { applicationFolder, applicationVersion } from "../../electron/host/applicationFolder.ts";
import { createNodePorts } from "../../electron/host/nodePorts.ts";
import { createNodeSpawner } from "../../electron/host/nodeSpawner.ts";
import type { BenchDocument } from "./documents.ts";

/** The application in this process on a data folder of its own, through its contract as every door has it. */
export interface BenchApplication {
  readonly client: RouterClient<AppRouter>;
  /** a folder that goes away with the application */
  readonly folder: string;
  /** Reads the document into the library. @returns its id */
  add(document: BenchDocument): Promise<string>;
  /** Reads a file into the library, whatever it is. @returns its id; null where it is no document @throws Error where it cannot be read */
  addFile(file: string): Promise<string | null>;
  /** Registers a model file where it lies. @returns its id */
  addModel(file: string): Promise<string>;
  /** Waits for a job's end. @throws Error where it failed */
  finish(jobId: string, onEvent?: (event: JobEvent) => void): Promise<void>;
  stop(): Promise<void>;
}

export async function startApplication(spawner: ProcessSpawner = createNodeSpawner()): Promise<BenchApplication> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-bench-"));
  const data = path.join(folder, "data");
  const app = await createApp({
    ports: createNodePorts({ data, resources: path.join(applicationFolder(), "resources") }, "bench", spawner),
    version: applicationVersion(),
    door: "terminal",
  });
  const client = createRouterClient(app.router, { context: {} });
  const finish: BenchApplication["finish"] = async (jobId, onEvent) => {
    for await (const event of await client.jobs.attach({ jobId })) {
      if (event.type === "failed") throw new Error(`${event.problem.code} ${JSON.stringify(event.problem.data)}`);
      if (event.type === "cancelled") throw new Error("The job was cancelled.");
      onEvent?.(event);
    }
  };
  const addFile: BenchApplication["addFile"] = async (file) => {
    const { documentId, jobId } = await app.receivePath(file);
    await finish(jobId);
    return documentId;
  };
  return {
    client,
    folder,
    finish,
    addFile,
    async add({ fileName, text }) {
      const file = path.join(folder, fileName);
      writeFileSync(file, text);
      const documentId = await addFile(file);
      if (documentId === null) throw new Error(`${fileName} was not taken for a document.`);
      return documentId;
    },
    async addModel(file) {
      const { jobId } = await app.receivePath(file);
      let id: string | null = null;
      await finish(jobId, (event) => {
        if (event.type === "item" && event.item.kind === "result") id = event.item.id;
      });
      if (id === null) throw new Error(`${file} was not taken for a model.`);
      return id;
    },
    async stop() {
      await app.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
