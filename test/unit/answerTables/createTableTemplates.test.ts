import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { templateFileSchema } from "../../../electron/contract/answerTables.ts";
import { createTableTemplates } from "../../../electron/core/answerTables/createTableTemplates.ts";
import { openLibrary } from "../store/library.ts";

function withTemplates(files: Readonly<Record<string, string>> = {}) {
  const { store, clock, logger, folder } = openLibrary();
  mkdirSync(path.join(folder, "tableTemplates"));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, "tableTemplates", name), text);
  let count = 0;
  const ids = { next: () => `id${++count}` };
  const paths = { data: folder, resources: folder };
  const told: string[] = [];
  const changed = (_: "tableTemplates", id: string): void => void told.push(id);
  const templates = createTableTemplates({ store, clock, logger, ids, paths, changed });
  return { store, clock, logger, templates, told };
}

const leases = JSON.stringify({ name: "Leases", columns: [{ name: "Rent", kind: "money" }] });

it("lists those that come with the application first, and leaves out a file that is none", () => {
  const { templates, logger } = withTemplates({
    "lease.json": leases,
    "broken.json": "{",
    "twice.json": JSON.stringify({ name: "Twice", columns: [{ name: "A" }, { name: "a" }] }),
    "README.md": "",
  });
  const own = templates.create(templateFileSchema.parse({ name: "Ours", columns: [{ name: "End", kind: "date" }] }));
  expect(templates.list()).toMatchObject([
    { id: "builtin:lease", name: "Leases", builtIn: true, columns: [{ name: "Rent", kind: "money", words: [] }] },
    { id: own.id, name: "Ours", builtIn: false },
  ]);
  expect(logger.lines).toHaveLength(2);
});

it("has none where there is no folder", () => {
  const { store, clock, logger, folder } = openLibrary();
  const paths = { data: folder, resources: path.join(folder, "none") };
  expect(createTableTemplates({ store, clock, logger, ids: { next: () => "id" }, paths, changed() {} }).list()).toEqual(
    [],
  );
});

it("changes, removes and brings back a person's own alone", () => {
  const { templates, told } = withTemplates({ "lease.json": leases });
  const builtIn = expect.objectContaining({ code: "INVALID_INPUT", data: { reason: "TEMPLATE_BUILT_IN" } }) as Error;
  const file = templateFileSchema.parse({ name: "Other", columns: [{ name: "A" }] });
  expect(() => templates.update("builtin:lease", file)).toThrow(builtIn);
  expect(() => templates.remove("builtin:lease")).toThrow(builtIn);
  expect(() => templates.restore("builtin:lease")).toThrow(builtIn);
  expect(() => templates.update("none", file)).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
  const { id } = templates.duplicate("builtin:lease");
  templates.update(id, file);
  templates.remove(id);
  expect(templates.list()).toHaveLength(1);
  templates.restore(id);
  expect(templates.list()[1]).toMatchObject({ id, name: "Other" });
  // windows ask for the list again after each of them
  expect(told).toEqual([id, id, id, id]);
});

it("calls a copy by the next number that is free, and saves what it can take in again", () => {
  const { templates } = withTemplates({ "lease.json": leases });
  const names = [templates.duplicate("builtin:lease"), templates.duplicate("builtin:lease")];
  expect(names.map(({ name }) => name)).toEqual(["Leases 2", "Leases 3"]);
  expect(templates.duplicate(names[0]?.id ?? "").name).toBe("Leases 4");
  const { fileName, data } = templates.export("builtin:lease");
  expect(fileName).toBe("Leases.json");
  expect(templates.create(templateFileSchema.parse(JSON.parse(data)))).toMatchObject({ columns: [{ name: "Rent" }] });
});
