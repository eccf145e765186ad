import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Page } from "../../../electron/contract/documents.ts";
import { readLimitsSchema } from "../../../electron/contract/settings.ts";
import { createReader } from "../../../electron/core/library/reading/readerClient.ts";
import { titleOfName } from "../../../electron/core/text/documentNames.ts";
import { systemClock } from "../../../electron/host/nodePorts.ts";
import { builtSpawner } from "../../helpers/builtPrograms.ts";
import { casesFolder, faultsOf, hasCases, readingCases } from "../../helpers/readingCases.ts";

if (!hasCases) console.warn("SKIPPED: the cases of reading are not beside this checkout");

const reader = createReader({
  spawner: builtSpawner(),
  clock: systemClock,
  logger: { info() {}, warn() {}, error() {} },
});
afterAll(() => reader.dispose());
const limits = readLimitsSchema.parse({});

describe.skipIf(!hasCases)("a small document with its right values", () => {
  const cases = hasCases ? readingCases() : [];
  it.each(cases.map((each) => [each.file, each] as const))("%s", async (file, wanted) => {
    const pages: Page[] = [];
    const { title } = await reader.read(
      { load: () => readFile(path.join(casesFolder, file)), name: file, limits },
      { onPages: (batch) => pages.push(...batch) },
    );
    expect(faultsOf(wanted, pages, title ?? titleOfName(file))).toEqual([]);
  });
});
