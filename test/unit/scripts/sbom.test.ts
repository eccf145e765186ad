import { describe, expect, it } from "vitest";
import * as z from "zod";
import { compiledIn, models, shippedPackages } from "../../../scripts/notices.mjs";
import { makeSbom, problemsOf } from "../../../scripts/sbom.mjs";

const licenceSchema = z.union([
  z.object({ expression: z.string() }).transform(({ expression }) => expression),
  z.object({ license: z.object({ id: z.string() }) }).transform(({ license }) => license.id),
  z.object({ license: z.object({ name: z.string() }) }).transform(({ license }) => license.name),
]);
const sbomSchema = z.object({
  metadata: z.object({ component: z.object({ name: z.string(), "bom-ref": z.string() }) }),
  components: z.array(
    z.object({
      type: z.string(),
      "bom-ref": z.string(),
      group: z.string().optional(),
      name: z.string(),
      version: z.string().optional(),
      hashes: z.array(z.object({ alg: z.string(), content: z.string() })).optional(),
      licenses: z.array(licenceSchema).min(1),
    }),
  ),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()).optional() })),
});

describe("the bill of materials", () => {
  const text = makeSbom();
  const sbom = sbomSchema.parse(JSON.parse(text));
  const nameOf = ({ group, name }: { group?: string | undefined; name: string }) => (group ? `${group}/${name}` : name);

  it("is CycloneDX by its schema, and what is damaged is not", async () => {
    expect(await problemsOf(text)).toBeNull();
    expect(await problemsOf(text.replace('"type": "framework"', '"type": "frame"'))).toContain("frame");
  });

  it("holds each package that is shipped, with its licence and the hash of the lockfile", () => {
    const held = new Map(sbom.components.map((one) => [`${nameOf(one)} ${one.version}`, one]));
    const shipped = shippedPackages();
    expect(shipped.length).toBeGreaterThan(100);
    const wrong = shipped.filter(({ name, version, licence, integrity }) => {
      const one = held.get(`${name} ${version}`);
      const hash = integrity && Buffer.from(integrity.replace("sha512-", ""), "base64").toString("hex");
      return one?.licenses.join() !== licence || one.hashes?.[0]?.content !== hash;
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it("holds what no lockfile names: what is compiled in, the models, and the program that all of it runs in", () => {
    const names = sbom.components.map(nameOf);
    for (const { name } of [...compiledIn, ...models]) expect(names).toContain(name);
    for (const name of ["SQLite", "Tramontane starter", "electron"]) expect(names).toContain(name);
    expect(sbom.components.find(({ name }) => name === "llama.cpp")?.version).toMatch(/\d/u);
  });

  it("says what needs what: each part is reached from the application", () => {
    const needs = new Map(sbom.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn ?? []]));
    const reached = new Set<string>();
    const waiting = [sbom.metadata.component["bom-ref"]];
    for (let ref = waiting.pop(); ref !== undefined; ref = waiting.pop()) {
      if (reached.has(ref)) continue;
      reached.add(ref);
      waiting.push(...(needs.get(ref) ?? []));
    }
    expect(sbom.components.map((one) => one["bom-ref"]).filter((ref) => !reached.has(ref))).toEqual([]);
  });

  it("has the same bytes whenever it is made", () => {
    expect(makeSbom() === text).toBe(true);
    expect(text).not.toMatch(/"timestamp"|"serialNumber"/u);
  });
});
