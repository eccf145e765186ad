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
    expect(secrets.kind).toBe("file");
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

  it("are to be entered again where the file is damaged", async () => {
    const { data, logger } = opened();
    writeFileSync(path.join(data, "secrets.json"), "{");
    const secrets = createFileSecrets({ data, logger });
    expect(await secrets.get("a")).toBeNull();
    await secrets.set("a", secret);
    expect(await secrets.get("a")).toBe(secret);
  });
});

describe("secrets of the window", () => {
  it("are sealed by the keychain", async () => {
    const { data, logged, logger } = opened();
    const { api } = createElectronStandIn();
    const secrets = createSafeSecrets(api, { data, logger }, "linux");
    await secrets.set("a", secret);
    expect(secrets.kind).toBe("keychain");
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
      expect(secrets.kind).toBe("file");
      expect(await secrets.get("a")).toBe(secret);
      expect(Object.keys(filesOf(data))).toEqual(["secrets.json"]);
      expect(logged.join("\n")).toContain("for want of a keychain");
    },
  );

  it("are to be entered again where another keychain sealed them", async () => {
    const { data, logger } = opened();
    const { api } = createElectronStandIn();
    writeFileSync(path.join(data, "secrets.sealed.json"), JSON.stringify({ a: "AAAA" }));
    expect(await createSafeSecrets(api, { data, logger }, "darwin").get("a")).toBeNull();
  });
});
