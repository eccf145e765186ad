import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { comparisonSchema } from "../../../electron/contract/compare.ts";
import { applicationFolder } from "../../../electron/host/applicationFolder.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";
import { runCli } from "../../helpers/runCli.ts";

const sample = path.join(applicationFolder(), "resources/samples/harbour-street-lease.pdf");
const source = path.join(applicationFolder(), "resources/samples/source/harbour-street-lease.html");

describe("compare", () => {
  it("tells what was changed in a copy of a contract, and nothing else", async () => {
    const folder = temporaryFolder();
    const html = await readFile(source, "utf8");
    const amount = /€\s?[\d,.]+|[\d,.]+ euros?|EUR [\d,.]+/u.exec(html)?.[0] ?? "";
    expect(amount).not.toBe("");
    const edited = html.replace(
      amount,
      amount.replace(/\d/u, (digit) => String((Number(digit) % 9) + 1)),
    );
    const [before, after] = [path.join(folder, "lease.html"), path.join(folder, "lease-new.html")];
    await writeFile(before, html);
    await writeFile(after, edited);
    const data = path.join(folder, "data");

    const { code, stdout } = await runCli(["compare", before, after, "--json", "--data-dir", data]);
    expect(code).toBe(0);
    const { changes } = comparisonSchema.parse(JSON.parse(stdout));
    expect(changes.map(({ kind, importance }) => [kind, importance])).toEqual([["changed", "amount"]]);
    const [change] = changes;
    const pagesOf = async (file: string) => {
      const read = await runCli(["read", file, "--json", "--data-dir", data]);
      return (JSON.parse(read.stdout) as { pages: { number: number; text: string }[] }).pages;
    };
    for (const [file, quotes] of [
      [before, change?.before ?? []],
      [after, change?.after ?? []],
    ] as const) {
      const pages = await pagesOf(file);
      expect(quotes.length).toBeGreaterThan(0);
      for (const { page, start, end, quote } of quotes) {
        expect(pages.find(({ number }) => number === page)?.text.slice(start, end)).toBe(quote);
      }
    }
    const plain = await runCli(["compare", before, after, "--data-dir", data]);
    expect(plain.stdout).toContain("1 changes, 1 of them of meaning");
    expect(plain.stdout).toMatch(/\[-.*-\]\s?\{\+.*\+\}/u);
  });

  it("finds the same text in a printed page and in its source, but for what only one of them has", async () => {
    const data = path.join(temporaryFolder(), "data");
    const { code, stdout } = await runCli(["compare", sample, source, "--json", "--data-dir", data]);
    expect(code).toBe(0);
    const { statements } = comparisonSchema.parse(JSON.parse(stdout));
    expect(statements.same).toBeGreaterThan(statements.before * 0.9);
  });

  it("keeps nothing and needs no library, so that another one may use it", async () => {
    const data = path.join(temporaryFolder(), "data");
    const app = await openApp(data);
    onTestFinished(() => app.dispose());
    const runs = [
      runCli(["compare", sample, source, "--data-dir", data]),
      ...[sample, source, sample].map((file) => runCli(["read", file, "--data-dir", data])),
    ];
    expect((await Promise.all(runs)).map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(app.core.store.documents.list()).toEqual([]);
    const none = path.join(temporaryFolder(), "none");
    expect((await runCli(["read", source, "--data-dir", none])).code).toBe(0);
    expect(existsSync(none)).toBe(false);
  });

  it("needs two files, and two that are not the same", async () => {
    const data = path.join(temporaryFolder(), "data");
    const one = await runCli(["compare", sample, "--data-dir", data]);
    expect([one.code, (JSON.parse(one.stderr) as { code: string }).code]).toEqual([2, "USAGE"]);
    const same = await runCli(["compare", sample, sample, "--data-dir", data]);
    expect(JSON.parse(same.stderr.trim().split("\n").at(-1) ?? "")).toMatchObject({ code: "INVALID_INPUT" });
    expect(same.stdout).toBe("");
  });
});
