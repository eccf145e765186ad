import { writeFile } from "node:fs/promises";
import path from "node:path";
import { isDefinedError, safe } from "@orpc/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "../../electron/api/createApp.ts";
import { type CheckedClaim, checkedClaimSchema, type CheckInput, mostChecked } from "../../electron/contract/check.ts";
import type { JobEvent } from "../../electron/contract/jobs.ts";
import { type Door, doors } from "../helpers/doors.ts";
import { openApp, temporaryFolder } from "../helpers/openApp.ts";

const letter = `# Letter of the board

The board met on 3 March 2025 in the town hall. It decided to repair the roof for 48,000 euros.
The work shall begin before the rains of autumn.
`;
const minutes = `# Minutes

The board decided to repair the roof for 52,000 euros. Mrs Okafor reports in June.
`;

describe.each(Object.entries(doors))("checking through the %s", (_name, openDoor) => {
  let app: App;
  let door: Door;
  let ids: string[];

  beforeAll(async () => {
    app = await openApp();
    door = await openDoor(app);
    const folder = temporaryFolder();
    const add = async (name: string, text: string): Promise<string> => {
      const file = path.join(folder, name);
      await writeFile(file, text);
      const received = await app.receivePath(file);
      await eventsOf(received.jobId);
      return received.documentId ?? "";
    };
    ids = [await add("letter.md", letter), await add("minutes.md", minutes)];
  });
  afterAll(async () => {
    await door.close();
    await app.dispose();
  });

  async function eventsOf(jobId: string): Promise<JobEvent[]> {
    const events: JobEvent[] = [];
    for await (const event of await door.client.jobs.attach({ jobId })) events.push(event);
    return events;
  }

  async function check(input: Partial<CheckInput>): Promise<CheckedClaim[]> {
    const { jobId } = await door.client.check.start({ documentIds: ids, ...input });
    const events = await eventsOf(jobId);
    expect(events.at(-1)?.type).toBe("done");
    return events.flatMap((event) =>
      event.type === "item" && event.item.kind === "checked"
        ? event.item.claims.map((claim) => checkedClaimSchema.parse(claim))
        : [],
    );
  }

  it("tells of each sentence of a text where it stands and what the documents say of it", async () => {
    const text =
      "News\n\nThe board met on 3 March 2025 in the town hall. It decided to repair the roof for 84,000 euros.";
    const checked = await check({ documentIds: ids.slice(0, 1), text });
    expect(checked.map(({ index, start, end }) => [index, text.slice(start, end)])).toEqual([
      [0, "The board met on 3 March 2025 in the town hall."],
      [1, "It decided to repair the roof for 84,000 euros."],
    ]);
    const [first, second] = checked;
    expect(first).toMatchObject({ support: "verified", by: "code", findings: [], contradictions: [] });
    expect(["contradicted", "unsupported"]).toContain(second?.support);
    expect(second?.by).toBeNull();
    expect(second?.findings.length).toBeGreaterThan(0);
    for (const { documentId, page, start, end, quote } of checked.flatMap(({ citations }) => citations)) {
      const [found] = await door.client.documents.pages({ id: documentId, from: page, to: page });
      expect(found?.text.slice(start, end)).toBe(quote);
    }
    expect(first?.citations.map(({ quote }) => quote)).toEqual(["The board met on 3 March 2025 in the town hall."]);
  });

  it("tells how many claims there are before the first and after each part", async () => {
    const claims = Array.from({ length: 20 }, (_, index) => `The board met ${String(index)} times.`);
    const { jobId } = await door.client.check.start({ documentIds: ids, claims });
    const told = (await eventsOf(jobId)).flatMap((event) =>
      event.type === "progress" && event.stage === "verifying" ? [[event.done, event.total]] : [],
    );
    expect(told[0]).toEqual([0, 20]);
    expect(told.at(-1)).toEqual([20, 20]);
    expect(told.length).toBeGreaterThan(2);
  });

  it("takes the quotes of the document that verifies a claim, whichever of them it is", async () => {
    const claims = ["Mrs Okafor reports in June.", "The work shall begin before the rains of autumn."];
    const checked = await check({ claims });
    expect(checked.map(({ support, citations }) => [support, citations.map(({ documentId }) => documentId)])).toEqual([
      ["verified", [ids[1]]],
      ["verified", [ids[0]]],
    ]);
  });

  it("answers a claim that no sentence is, and one that nothing speaks of", async () => {
    const long = "The roof is repaired. ".repeat(2500);
    const checked = await check({
      claims: [long, "", "12 400 7 1999", "租金将于五月上涨。", "Die Mauer bleibt, wie sie ist."],
    });
    expect(checked.map(({ claim, start, end }) => [claim.length, start, end])).toEqual(
      [long.length, 0, 13, 9, 30].map((length) => [length, 0, length]),
    );
    expect(checked[0]).toMatchObject({ support: "unsupported", citations: [] });
    expect(checked[0]?.findings.map(({ code }) => code)).toContain("TOO_LONG");
    expect(checked.filter(({ support }) => support === "verified")).toEqual([]);
  });

  it("cuts a text into its statements before any is checked", async () => {
    const text = "Dear all,\n\nThe board met in March. Did it rain?\n";
    const claims = await door.client.check.claims({ text });
    expect(claims).toEqual([{ text: "The board met in March.", start: 11, end: 34 }]);
    expect(await door.client.check.claims({ text: " " })).toEqual([]);
  });

  it("saves the text with its verdicts, and no quote that does not stand in its document", async () => {
    const text = "The board met on 3 March 2025 in the town hall.\n\nMrs Okafor resigned in June.";
    const claims = await check({ text });
    const { fileName, data } = await door.client.check.export({ documentIds: ids, text, claims, format: "markdown" });
    expect(fileName).toMatch(/^A text checked against .*\.md$/u);
    expect(data).toContain("The board met on 3 March 2025 in the town hall.[^1]");
    expect(data).toContain("[^1]: letter.md, p. 1: “The board met on 3 March 2025 in the town hall.”");
    const word = await door.client.check.export({ documentIds: ids, text, claims, format: "docx" });
    expect(word).toMatchObject({ encoding: "base64" });

    const [claim] = claims;
    const [citation] = claim?.citations ?? [];
    if (!claim || !citation) throw new Error("The first sentence has no quote.");
    const forged = [{ ...claim, citations: [{ ...citation, quote: "The board never met." }] }];
    const { error } = await safe(
      door.client.check.export({ documentIds: ids, text, claims: forged, format: "markdown" }),
    );
    expect(isDefinedError(error) && [error.code, error.data?.["field"]]).toEqual(["INVALID_INPUT", "claims"]);
  });

  it("ends when it is told to", async () => {
    const claims = Array.from({ length: mostChecked.claims }, (_, index) => `The board met ${String(index)} times.`);
    const { jobId } = await door.client.check.start({ documentIds: ids, claims });
    for await (const event of await door.client.jobs.attach({ jobId })) {
      if (event.type === "item") await door.client.jobs.cancel({ jobId });
    }
    expect((await eventsOf(jobId)).at(-1)?.type).toBe("cancelled");
  });

  it("refuses what is too much, too little or not there", async () => {
    const claims = ["The board met."];
    for (const [wrong, code, field] of [
      [{ documentIds: ids }, "INVALID_INPUT", "text"],
      [{ documentIds: ids, claims, text: "The board met." }, "INVALID_INPUT", "text"],
      [{ documentIds: [], claims }, "INVALID_INPUT", "documentIds"],
      [{ documentIds: ids, claims: Array(mostChecked.claims + 1).fill("x") }, "INVALID_INPUT", "claims"],
      [{ documentIds: ["0".repeat(64)], claims }, "NOT_FOUND", undefined],
    ] as const) {
      const { error } = await safe(door.client.check.start(wrong as CheckInput));
      expect([isDefinedError(error) && error.code, isDefinedError(error) && error.data?.["field"]]).toEqual([
        code,
        field,
      ]);
    }
    const { jobId } = await door.client.check.start({
      documentIds: ids,
      text: "It met.\n".repeat(mostChecked.claims + 1),
    });
    expect((await eventsOf(jobId)).at(-1)).toMatchObject({
      type: "failed",
      problem: { code: "INVALID_INPUT", data: { field: "text", most: mostChecked.claims } },
    });
  });
});
