import { MessageChannel } from "node:worker_threads";
import { createORPCClient } from "@orpc/client";
import { RPCLink as HttpLink } from "@orpc/client/fetch";
import { RPCLink as PortLink } from "@orpc/client/message-port";
import type { ContractRouterClient } from "@orpc/contract";
import { createRouterClient } from "@orpc/server";
import { RPCHandler as PortHandler } from "@orpc/server/message-port";
import type { App } from "../../electron/api/createApp.ts";
import type { contract } from "../../electron/contract/contract.ts";
import { createServer } from "../../electron/server/createServer.ts";
import { temporaryFolder } from "./openApp.ts";

export type Client = ContractRouterClient<typeof contract>;

export interface Door {
  readonly client: Client;
  close(): Promise<void>;
}

/** The three doors as a caller sees them. */
export const doors: Record<"message port" | "loopback server" | "in process", (app: App) => Promise<Door>> = {
  "message port": (app) => {
    const { port1, port2 } = new MessageChannel();
    new PortHandler(app.router).upgrade(port1, { context: {} });
    port1.start();
    port2.start();
    const client: Client = createORPCClient(new PortLink({ port: port2 }));
    return Promise.resolve({
      client,
      close: () => {
        port1.close();
        return Promise.resolve();
      },
    });
  },
  "loopback server": async (app) => {
    const server = await createServer(() => app, { port: 0, rendererFolder: temporaryFolder() });
    const cookie = await openOneTimeAddress(server.address);
    const client: Client = createORPCClient(new HttpLink({ url: `${server.origin}/rpc`, headers: { cookie } }));
    return { client, close: () => server.close() };
  },
  "in process": (app) =>
    Promise.resolve({ client: createRouterClient(app.router, { context: {} }), close: () => Promise.resolve() }),
};

/** Opens the address as a browser would and returns the cookie it was given. */
export async function openOneTimeAddress(address: string): Promise<string> {
  const response = await fetch(address, { redirect: "manual" });
  const cookie = response.headers.get("set-cookie")?.split(";")[0];
  if (response.status !== 302 || cookie === undefined) throw new Error(`The address gave ${response.status}`);
  return cookie;
}
