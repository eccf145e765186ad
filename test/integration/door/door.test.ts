import { statSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { App } from "../../../electron/api/createApp.ts";
import { readDoor, writeDoor } from "../../../electron/door/doorFile.ts";
import { enterDoor } from "../../../electron/door/enterDoor.ts";
import { type Door, openDoor } from "../../../electron/door/openDoor.ts";
import { createSocketPort } from "../../../electron/door/socketPort.ts";
import { createNodePorts, systemClock } from "../../../electron/host/nodePorts.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";

describe("the door for commands", () => {
  let data: string;
  let app: App;
  let door: Door;
  let gaveUp = 0;

  beforeEach(async () => {
    data = temporaryFolder();
    app = await openApp(data, "terminal");
    const { logger } = createNodePorts({ data, resources: data }, "door");
    const giveUp = (): boolean => ++gaveUp > 0;
    door = await openDoor(app, { data, version: "1", clock: systemClock, logger, giveUp });
  });
  afterEach(async () => {
    await door.close();
    await app.dispose();
  });

  async function address() {
    const found = await readDoor(data);
    if (found === null) throw new Error("There is no door");
    return found;
  }

  /** What comes back for these bytes until the connection ends. */
  async function answerTo(bytes: string | Buffer): Promise<string> {
    const socket = connect((await address()).port, "127.0.0.1");
    let got = "";
    socket.on("data", (chunk: Buffer) => (got += chunk.toString()));
    socket.on("error", () => {});
    socket.write(bytes);
    await once(socket, "close");
    return got;
  }

  it("gives who knows its file the contract, and files by their paths", async () => {
    const file = path.join(data, "letter.txt");
    await writeFile(file, "The harbour opens at nine.");
    const entered = await enterDoor(data, "1");
    const { documentId, jobId } = await (entered?.client.here.receivePath({ path: file }) ?? Promise.reject(Error()));
    const events = [];
    for await (const event of (await entered?.client.jobs.attach({ jobId })) ?? []) events.push(event.type);
    expect(events.at(-1)).toBe("done");
    expect((await entered?.client.documents.list())?.map(({ id }) => id)).toEqual([documentId]);
    await expect(entered?.client.documents.get({ id: "0".repeat(64) })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await entered?.client.here.giveUp()).toBe(true);
    entered?.leave();
    await door.empty(60_000, new AbortController().signal);
  });

  it("is found by its owner alone, and gone with it", async () => {
    if (process.platform !== "win32") expect(statSync(path.join(data, "door.json")).mode & 0o777).toBe(0o600);
    const before = await address();
    await door.close();
    expect(await readDoor(data)).toBeNull();
    expect(await enterDoor(data, "1")).toBeNull();
    await writeDoor(data, before);
    expect(await enterDoor(data, "1")).toBeNull();
  });

  it("lets in nobody of another version or with another key", async () => {
    expect(await enterDoor(data, "2")).toBeNull();
    await writeDoor(data, { ...(await address()), key: "k".repeat(43) });
    expect(await enterDoor(data, "1")).toBeNull();
  });

  it("cuts what speaks anything else, and what says too much before it is known", async () => {
    expect(await answerTo("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")).toBe("");
    expect(await answerTo("\0\0\0\u0002\0[]")).toBe("");
    const long = Buffer.alloc(5);
    long.writeUInt32BE(4096);
    expect(await answerTo(long)).toBe("");
  });

  it("does not tell its key to another program on its port", async () => {
    const heard: Buffer[] = [];
    const other = createServer((socket: Socket) => {
      const port = createSocketPort(socket, 10_000);
      socket.on("data", (chunk: Buffer) => heard.push(chunk));
      const answer = (): void => port.postMessage(JSON.stringify({ nonce: "A".repeat(44), proof: "B".repeat(44) }));
      port.next().then(answer, () => {});
    });
    other.listen(0, "127.0.0.1");
    await once(other, "listening");
    const { key } = await address();
    await writeDoor(data, { key, port: (other.address() as { port: number }).port });
    expect(await enterDoor(data, "1")).toBeNull();
    const said = Buffer.concat(heard).toString();
    expect(said).toContain("nonce");
    expect(said).not.toContain(key);
    expect(said).not.toContain("proof");
    other.close();
    expect(await readFile(path.join(data, "door.json"), "utf8")).toContain(key);
  });

  it("tells those who are in of its end before any call of theirs fails", async () => {
    const entered = await enterDoor(data, "1");
    const events = await entered?.client.app.watch();
    const failed = (async () => {
      for await (const event of events ?? []) void event;
    })().then(
      () => entered?.lost.aborted,
      () => entered?.lost.aborted,
    );
    await door.close();
    expect(await failed).toBe(true);
    await expect(entered?.client.models.list()).rejects.toThrow();
  });
});

describe("messages over a socket", () => {
  it("come whole and in order, however they are cut on the way", async () => {
    const taken = Promise.withResolvers<Socket>();
    const server = createServer(taken.resolve).listen(0, "127.0.0.1");
    await once(server, "listening");
    const near = connect((server.address() as { port: number }).port, "127.0.0.1");
    const far = createSocketPort(await taken.promise, 1_000_000);
    const sent = ["", "äß", new Uint8Array([1, 2, 3]), "x".repeat(200_000)];
    const recorded: Buffer[] = [];
    const recorder = createSocketPort(
      Object.assign(Object.create(near) as Socket, { write: (bytes: Buffer) => recorded.push(bytes) > 0 }),
      1,
    );
    for (const message of sent) recorder.postMessage(message);
    const bytes = Buffer.concat(recorded);
    for (const [from, to] of [
      [0, 3],
      [3, 4],
      [4, 11],
      [11, 18],
      [18, 70_000],
      [70_000, bytes.length],
    ]) {
      near.write(bytes.subarray(from, to));
    }
    for (const message of sent) expect(await far.next()).toEqual(message);
    near.destroy();
    await expect(far.next()).rejects.toThrow();
    server.close();
  });
});
