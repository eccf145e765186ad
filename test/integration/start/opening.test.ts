import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createRouterClient } from "@orpc/server";
import { expect, it, onTestFinished } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import { createApp } from "../../../electron/api/createApp.ts";
import { createNodePorts } from "../../../electron/host/nodePorts.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";

it("a start that cannot be finished gives the library free again", async () => {
  const data = temporaryFolder();
  const ports = createNodePorts({ data, resources: data }, "test");
  const paths = {
    data,
    get resources(): string {
      throw new AppError("DISK_FULL");
    },
  };
  const options = { version: "0.0.0-test", door: "browser" as const };
  await expect(createApp({ ports: { ...ports, paths }, ...options })).rejects.toMatchObject({ code: "DISK_FULL" });
  const app = await createApp({ ports, ...options });
  await app.dispose();
});

it("a document that goes takes what models read of its conversations with it, and of no others", async () => {
  const data = temporaryFolder();
  const app = await openApp(data);
  onTestFinished(() => app.dispose());
  const client = createRouterClient(app.router, { context: {} });
  const add = async (name: string) => {
    const body = `# ${name}\n\nThe rent of house ${name} is due on the first day.\n`;
    await app.handleFiles(new Request(`http://app/files?name=${name}.md`, { method: "POST", body }));
    for (const { id } of await client.jobs.list())
      for await (const _ of await client.jobs.attach({ jobId: id })) void _;
    return (await client.documents.list()).find(({ title }) => title === name)?.id ?? "";
  };
  const [first, second] = [await add("first"), await add("second")];
  const [reading, other, none] = [
    await client.conversations.create({ documentIds: [first, second], title: "Both" }),
    await client.conversations.create({ documentIds: [second], title: "Second" }),
    await client.conversations.create({ documentIds: [], title: "None" }),
  ];
  const folder = path.join(data, "states");
  mkdirSync(folder, { recursive: true });
  for (const { id } of [reading, other, none]) writeFileSync(path.join(folder, `${id}.0123456789abcdef.state`), "x");
  await client.documents.remove({ id: first });
  const kept = readdirSync(folder).map((name) => name.replace(/\..*$/u, ""));
  expect(new Set(kept)).toEqual(new Set([other.id, none.id]));
});
