import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readBytes } from "../../helpers/readBytes.ts";

/** Written by another program: agile encryption with AES-256 and SHA-512, the password being "Gruß 7". */
const sealed = readFileSync(path.resolve(import.meta.dirname, "../../fixtures/office/agile.docx"));

describe("an encrypted office file", () => {
  it("opens with its password", async () => {
    const { format, read } = await readBytes(sealed, "a.docx", { password: "Gruß 7" });
    expect([format, read[0]?.text]).toEqual(["docx", "Sealed with care."]);
  });

  it("asks for its password, and again after a wrong one", async () => {
    await expect(readBytes(sealed, "a.docx")).rejects.toMatchObject({ code: "PASSWORD_REQUIRED" });
    await expect(readBytes(sealed, "a.docx", { password: "Gruss 7" })).rejects.toMatchObject({
      code: "PASSWORD_WRONG",
    });
  });

  it.each([700, 1500, 3000])("is called damaged when it ends after %i bytes", async (length) => {
    const cut = Buffer.concat([sealed.subarray(0, length), Buffer.from("EncryptedPackage", "utf16le")]);
    await expect(readBytes(cut, "a.docx", { password: "Gruß 7" })).rejects.toMatchObject({ code: "DOCUMENT_DAMAGED" });
  });

  it("asks for no more rounds than any program sets", async () => {
    const rounds = Buffer.from('spinCount="100000"');
    const at = sealed.indexOf(rounds);
    expect(at).toBeGreaterThan(0);
    const endless = Buffer.from(sealed);
    endless.write('spinCount="9e9999"', at);
    await expect(readBytes(endless, "a.docx", { password: "Gruß 7" })).rejects.toMatchObject({
      code: "DOCUMENT_DAMAGED",
    });
  });
});
