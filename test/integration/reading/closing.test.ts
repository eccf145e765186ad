import { createRouterClient } from "@orpc/server";
import { expect, it, onTestFinished } from "vitest";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";

async function open(data: string) {
  const app = await openApp(data);
  onTestFinished(() => app.dispose());
  return { app, client: createRouterClient(app.router, { context: {} }) };
}

it("closing leaves documents that are read or wait to be read, and the next start reads them", async () => {
  const data = temporaryFolder();
  const { app, client } = await open(data);
  const names = ["one", "two", "three"];
  for (const name of names) {
    const request = new Request(`http://app/files?name=${name}.md`, {
      method: "POST",
      body: `# Paper ${name}\n\nThe tenant of house ${name} pays the rent on the first day of the month.\n`,
    });
    expect((await app.handleFiles(request))?.status).toBe(202);
  }
  expect((await client.documents.list()).some(({ status }) => status === "reading")).toBe(true);
  await app.dispose();

  const next = await open(data);
  for (const { id, kind } of await next.client.jobs.list()) {
    if (kind === "read") for await (const _ of await next.client.jobs.attach({ jobId: id })) void _;
  }
  const documents = await next.client.documents.list();
  expect(documents.map(({ title, status }) => `${title} ${status}`).toSorted()).toEqual(
    names.map((name) => `Paper ${name} ready`).toSorted(),
  );
});
