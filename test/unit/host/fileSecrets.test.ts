import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createFileSecrets } from "../../../electron/host/fileSecrets.ts";
import { createSafeSecrets } from "../../../electron/main/safeSecrets.ts";
import { createElectronStandIn } from "../../helpers/electronStandIn.ts";
import { temporaryFolder } from "../store/library.ts";

const secret = "sk-0123456789abcdef";

function opened() {
  const logged: string[] = [];
  const log = (message: string, data?: object) => void logged.push(message + JSON.stringify(data ?? {}));
  return { data: temporaryFolder(), logged, logger: { info: log, warn: log, error: log } };
}

const filesOf = (data: string): Record<string, string> =>
  Object.fromEntries(readdirSync(data).map((name) => [name, readFileSync(path.join(data, name), "utf8")]));

describe("secrets in a file", () => {
  it("are for its owner alone, and gone when they are taken away", async () => {
    const { data, logged, logger } = opened();
    const secrets = createFileSecrets({ data, logger });
    expect(await secrets.kind()).toBe("file");
    expect(await secrets.get("a")).toBeNull();
    await Promise.all([secrets.set("a", secret), secrets.set("b", "other")]);
    expect(await createFileSecrets({ data, logger }).get("a")).toBe(secret);
    expect(await secrets.get("b")).toBe("other");
    const file = path.join(data, "secrets.json");
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(logged.join("\n")).toContain("for want of a keychain");
    expect(logged.join("\n")).not.toContain(secret);
    await secrets.set("a", null);
    await secrets.set("b", null);
    expect(filesOf(data)).toEqual({});
  });

  it.each([
    ["cut off", '{"a":"sk-0123456789ab', null],
    ["of something else", '["a"]', null],
    ["whole but for one", `{"a":"${secret}","b":7}`, secret],
  ] as const)("are set aside and told where the file is %s, with what can be read kept", async (_, text, kept) => {
    const { data, logger } = opened();
    writeFileSync(path.join(data, "secrets.json"), text, { mode: 0o644 });
    const secrets = createFileSecrets({ data, logger });
    expect(await secrets.get("a")).toBe(kept);
    await secrets.set("c", "new");
    const told: unknown[] = [];
    secrets.tellTo((problem) => void told.push(problem));
    const aside = readdirSync(data).find((name) => name.startsWith("secrets-damaged-")) ?? "";
    expect(told).toEqual([{ code: "SECRETS_DAMAGED", data: { setAside: aside } }]);
    expect(readFileSync(path.join(data, aside), "utf8")).toBe(text);
    expect(JSON.parse(filesOf(data)["secrets.json"] ?? "")).toEqual({ ...(kept && { a: kept }), c: "new" });
    if (process.platform === "win32") return;
    for (const name of readdirSync(data)) expect(statSync(path.join(data, name)).mode & 0o777).toBe(0o600);
  });

  it("are read with the mark that editors of Windows put before them", async () => {
    const { data, logger } = opened();
    writeFileSync(path.join(data, "secrets.json"), `\uFEFF{"a":"${secret}"}`);
    expect(await createFileSecrets({ data, logger }).get("a")).toBe(secret);
  });

  it("that a process left lying while it wrote are taken away", async () => {
    const { data, logger } = opened();
    writeFileSync(path.join(data, "secrets.json.123.new"), `{"a":"${secret}"}`);
    const secrets = createFileSecrets({ data, logger });
    await secrets.set("b", "kept");
    expect(Object.keys(filesOf(data))).toEqual(["secrets.json"]);
    expect(await secrets.has("a")).toBe(false);
    expect(await secrets.has("b")).toBe(true);
  });
});

describe("secrets of the window", () => {
  it("are sealed by the keychain", async () => {
    const { data, logged, logger } = opened();
    const { api } = createElectronStandIn();
    const secrets = createSafeSecrets(api, { data, logger }, "linux");
    await secrets.set("a", secret);
    expect(await secrets.kind()).toBe("keychain");
    expect(await secrets.get("a")).toBe(secret);
    expect(JSON.stringify(filesOf(data)) + logged.join("")).not.toContain(secret);
    expect(logged).toEqual([]);
  });

  it.each([
    ["linux", "basic_text", true],
    ["linux", "gnome_libsecret", false],
    ["darwin", "", false],
  ] as const)(
    "are in a file for their owner where there is no keychain (%s, %s)",
    async (platform, backend, isThere) => {
      const { data, logged, logger } = opened();
      const { api, keychain } = createElectronStandIn();
      Object.assign(keychain, { backend, isThere });
      const secrets = createSafeSecrets(api, { data, logger }, platform);
      await secrets.set("a", secret);
      expect(await secrets.kind()).toBe("noKeychain");
      expect(await secrets.get("a")).toBe(secret);
      expect(Object.keys(filesOf(data))).toEqual(["secrets.json"]);
      expect(logged.join("\n")).toContain("for want of a keychain");
    },
  );

  it("are not given out where another keychain sealed them, and can be entered again or taken away", async () => {
    const { data, logger } = opened();
    const { api } = createElectronStandIn();
    writeFileSync(path.join(data, "secrets.sealed.json"), JSON.stringify({ a: "AAAA", b: "AAAA" }));
    const secrets = createSafeSecrets(api, { data, logger }, "darwin");
    expect(await secrets.has("a")).toBe(true);
    await expect(secrets.get("a")).rejects.toMatchObject({ code: "KEYCHAIN_CLOSED" });
    await secrets.set("a", secret);
    expect(await secrets.get("a")).toBe(secret);
    await secrets.set("b", null);
    expect(await secrets.get("b")).toBeNull();
  });

  it("are asked for again of a keychain that was locked", async () => {
    const { data, logger } = opened();
    const { api, keychain } = createElectronStandIn();
    const secrets = createSafeSecrets(api, { data, logger }, "darwin");
    keychain.isLocked = true;
    await expect(secrets.set("a", secret)).rejects.toMatchObject({ code: "KEYCHAIN_CLOSED" });
    expect(await secrets.kind()).toBe("keychain");
    expect(filesOf(data)).toEqual({});
    keychain.isLocked = false;
    await secrets.set("a", secret);
    keychain.isLocked = true;
    await expect(secrets.get("a")).rejects.toMatchObject({ code: "KEYCHAIN_CLOSED" });
    keychain.isLocked = false;
    expect(await secrets.get("a")).toBe(secret);
  });

  it("move into a keychain that appears later, and what was entered last counts", async () => {
    const { data, logger } = opened();
    const { api, keychain } = createElectronStandIn();
    const open = () => createSafeSecrets(api, { data, logger }, "linux");
    const first = open();
    await first.set("b", "old");
    Object.assign(keychain, { backend: "basic_text" });
    const second = open();
    expect(await second.kind()).toBe("noKeychain");
    await second.set("a", secret);
    await second.set("b", "new");
    expect(Object.keys(filesOf(data))).toEqual(["secrets.json", "secrets.sealed.json"]);
    keychain.backend = "kwallet6";
    // also without a new start
    expect(await second.get("a")).toBe(secret);
    expect(Object.keys(filesOf(data))).toEqual(["secrets.sealed.json"]);
    expect(JSON.stringify(filesOf(data))).not.toContain(secret);
    expect(await open().get("b")).toBe("new");
  });

  it("that were moving when the process ended move once more, and stay where they are while they cannot", async () => {
    const { data, logger } = opened();
    const { api, keychain } = createElectronStandIn();
    // sealed already, and not yet taken away
    await createSafeSecrets(api, { data, logger }, "linux").set("a", secret);
    writeFileSync(path.join(data, "secrets.json"), JSON.stringify({ a: secret, b: "other" }), { mode: 0o600 });
    const secrets = createSafeSecrets(api, { data, logger }, "linux");
    expect(await secrets.kind()).toBe("keychain");
    keychain.isLocked = true;
    expect(await secrets.get("b")).toBe("other");
    expect(Object.keys(filesOf(data))).toContain("secrets.json");
    keychain.isLocked = false;
    expect([await secrets.get("a"), await secrets.get("b")]).toEqual([secret, "other"]);
    expect(Object.keys(filesOf(data))).toEqual(["secrets.sealed.json"]);
  });
});
