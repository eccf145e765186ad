import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readerOptions } from "../../../electron/core/library/reading/readerOptions.ts";
import { applicationFolder } from "../../../electron/host/applicationFolder.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";

/** Runs a script as the reader's process is run and gives what it printed, one JSON object. */
function runAsReader(script: string): Promise<Record<string, string>> {
  const flags = [...(readerOptions(256).execArgv ?? []), "--input-type=module", "--eval", script];
  const child = spawn(process.execPath, flags, { cwd: applicationFolder(), stdio: ["ignore", "pipe", "inherit"] });
  let stdout = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => resolve(JSON.parse(stdout) as Record<string, string>));
  });
}

describe("the reader process", () => {
  it("may read the application's own files, and neither others, nor write, nor start a process", async () => {
    const secret = path.join(temporaryFolder(), "secret.txt");
    await writeFile(secret, "secret");
    const tried = await runAsReader(`
      import fs from "node:fs";
      import { spawnSync } from "node:child_process";
      const attempt = (run) => { try { run(); return "done"; } catch (error) { return error.code; } };
      console.log(JSON.stringify({
        own: attempt(() => fs.readFileSync("package.json")),
        other: attempt(() => fs.readFileSync(${JSON.stringify(secret)})),
        write: attempt(() => fs.writeFileSync(${JSON.stringify(secret)}, "changed")),
        process: attempt(() => spawnSync("true")),
      }));`);
    expect(tried).toEqual({
      own: "done",
      other: "ERR_ACCESS_DENIED",
      write: "ERR_ACCESS_DENIED",
      process: "ERR_ACCESS_DENIED",
    });
  });

  it("reaches no address by any of Node's ways", async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    try {
      const tried = await runAsReader(`
        import { closeNetwork } from "./electron/readerProcess/closeNetwork.ts";
        import dgram from "node:dgram";
        import http from "node:http";
        import net from "node:net";
        closeNetwork();
        const attempt = async (run) => { try { await run(); return "done"; } catch (error) { return error.message; } };
        console.log(JSON.stringify({
          fetch: await attempt(() => fetch("http://127.0.0.1:${String(port)}/")),
          http: await attempt(() => new Promise((resolve, reject) => http.get("http://127.0.0.1:${String(port)}/", resolve).on("error", reject))),
          net: await attempt(() => net.connect(${String(port)}, "127.0.0.1")),
          listen: await attempt(() => net.createServer().listen(0)),
          datagram: await attempt(() => dgram.createSocket("udp4").send("x", ${String(port)}, "127.0.0.1")),
        }));`);
      expect(new Set(Object.values(tried))).toEqual(new Set(["The reader has no network."]));
      expect(connections).toBe(0);
    } finally {
      server.close();
    }
  });
});
