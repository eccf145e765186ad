import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, isElectron, test } from "./fixtures.ts";

/** Ways in which a page asks another server, each without asking it first whether it may. */
const attempts = ["fetch", "fetch without CORS", "script", "picture", "frame", "form"] as const;

test("a page of another server in the same browser reaches neither the window's server nor that for programs", async ({
  app,
  open,
  context,
}) => {
  test.skip(isElectron, "The window has no server of its own.");
  const page = await open();
  const { origin } = new URL(app.address);
  const call = async (name: string, json: unknown) => {
    const answer = await page.request.post(`${origin}/rpc/${name}`, { data: { json }, headers: { origin } });
    expect(answer.status()).toBe(200);
    return ((await answer.json()) as { json: unknown }).json;
  };
  // With the routes of Ollama, which ask for no token.
  const { address } = (await call("serving/set", { on: true, port: 0, ollama: true })) as { address: string };

  const evil = createServer((_request, answer) => {
    answer.setHeader("content-type", "text/html");
    answer.end("<!doctype html><title>Other page</title><body></body>");
  }).listen(0, "127.0.0.1");
  await once(evil, "listening");
  try {
    const other = await context.newPage();
    // Of the same site, so that the window's cookie goes with what it asks.
    await other.goto(`http://127.0.0.1:${String((evil.address() as AddressInfo).port)}/`);
    const targets = [
      `${origin}/`,
      `${origin}/rpc/app/info`,
      `${origin}/files?name=planted.txt`,
      `${address}/health`,
      `${address}/v1/models`,
      `${address}/v1/chat/completions`,
      `${address}/mcp`,
      `${address}/api/tags`,
      `${address}/api/chat`,
    ];
    const statuses: number[] = [];
    for (const target of targets) {
      for (const way of attempts) {
        const sent = other.waitForEvent("request", { predicate: (request) => request.url() === target });
        expect(await other.evaluate(ask, { target, way }), `${way} ${target}`).toBe("nothing");
        const request = await sent;
        // The browser itself keeps the window's answers from other pages, by the headers that they bear.
        if (request.failure()) continue;
        const response = await request.response();
        statuses.push(response?.status() ?? 0);
        expect(response?.headers()["access-control-allow-origin"], `${way} ${target}`).toBeUndefined();
      }
    }
    expect(new Set(statuses)).toEqual(new Set([403]));
  } finally {
    evil.closeAllConnections();
    evil.close();
  }
  expect(await call("documents/list", {})).toEqual([]);
  // The application's own page goes on as before.
  await page.reload();
  await expect(page.getByRole("main")).toBeVisible();
});

/** Runs in the page. Gives what it could read of the answer, "nothing" for none. */
async function ask({ target, way }: { target: string; way: (typeof attempts)[number] }): Promise<string> {
  const element = async (made: HTMLElement) => {
    document.body.append(made);
    const loaded = await new Promise<boolean>((resolve) => {
      made.addEventListener("load", () => resolve(true));
      made.addEventListener("error", () => resolve(false));
    });
    made.remove();
    return loaded ? "loaded" : "nothing";
  };
  switch (way) {
    case "fetch":
      return await fetch(target, { method: "POST", body: "{}", credentials: "include" }).then(
        (answer) => answer.text(),
        () => "nothing",
      );
    case "fetch without CORS":
      return await fetch(target, { mode: "no-cors", credentials: "include" }).then(
        async (answer) => (await answer.text()) || "nothing",
        () => "nothing",
      );
    case "script":
      return await element(Object.assign(document.createElement("script"), { src: target }));
    case "picture":
      return await element(Object.assign(document.createElement("img"), { src: target }));
    case "frame": {
      const frame = document.createElement("iframe");
      frame.src = target;
      document.body.append(frame);
      await new Promise((resolve) => frame.addEventListener("load", resolve));
      // A frame that was refused has a document that nobody may look into.
      const seen = frame.contentDocument?.body.textContent ?? "";
      frame.remove();
      return seen || "nothing";
    }
    case "form": {
      const frame = document.createElement("iframe");
      frame.name = "answer";
      const form = Object.assign(document.createElement("form"), {
        method: "POST",
        action: target,
        target: "answer",
        enctype: "text/plain",
      });
      form.append(Object.assign(document.createElement("input"), { name: '{"x":"', value: '"}' }));
      document.body.append(frame, form);
      form.submit();
      await new Promise((resolve) => frame.addEventListener("load", resolve));
      const seen = frame.contentDocument?.body.textContent ?? "";
      frame.remove();
      form.remove();
      return seen || "nothing";
    }
  }
}
