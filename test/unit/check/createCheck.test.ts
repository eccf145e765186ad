import { describe, expect, it, onTestFinished } from "vitest";
import type { CheckedClaim, CheckInput } from "../../../electron/contract/check.ts";
import { AppError } from "../../../electron/contract/errors.ts";
import type { JobEvent } from "../../../electron/contract/jobs.ts";
import { createCheck } from "../../../electron/core/check/createCheck.ts";
import type { ModelWitness } from "../../../electron/core/evidence/witness.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import { createFakeModel } from "../../../electron/core/llm/fake/fakeModel.ts";
import type { TextWorker } from "../../../electron/core/textWorker/textTask.ts";
import { createIds } from "../../../electron/host/nodePorts.ts";
import { directTextWorker } from "../../helpers/directTextWorker.ts";
import { exporter } from "../../helpers/exporter.ts";
import { addReadDocument, aDocument, documentId, openLibrary, standingClock } from "../store/library.ts";
import { aWitness } from "../witness/aWitness.ts";

const roof = "The board decided to repair the roof for 48,000 euros.";
const wall = "The north wall stays as it is until the next meeting of the board.";
/** In so few words of the document that code cannot vouch for it. */
const loose = "The partition facing north remains unchanged for now.";

let time = Date.UTC(2026, 5, 1);

function open(options: { witness?: ModelWitness | null; noModel?: boolean; mayHave?: boolean } = {}) {
  // No two libraries of this file have a document that was read at the same time.
  const { store, clock, logger } = openLibrary({ clock: standingClock((time += 1000)) });
  addReadDocument(store, aDocument(), [roof, wall]);
  const jobs = createJobs({ clock, logger, ids: createIds(clock) });
  onTestFinished(() => jobs.dispose());
  const tasks: { name: string; resent: boolean }[] = [];
  const textWorker: TextWorker = {
    run(task, input, run) {
      const text = (input as { text?: unknown }).text;
      tasks.push({ name: task.name, resent: typeof text === "object" && text !== null });
      return directTextWorker.run(task, input, run);
    },
  };
  const model = createFakeModel({ answer: () => [] });
  const check = createCheck({
    store,
    jobs,
    clock,
    textWorker,
    exporter,
    models: {
      resolve: (_, modelId) =>
        options.noModel || modelId !== null
          ? Promise.reject(new AppError(modelId === null ? "NO_MODEL" : "MODEL_NOT_FOUND"))
          : Promise.resolve(model),
    },
    witnesses: {
      mayHave: () => options.mayHave ?? true,
      witnessOf: () => () => Promise.resolve(options.witness ?? null),
    },
  });
  const run = async (input: Partial<CheckInput>) => {
    const whole = { documentIds: [documentId("a")], useModel: false, modelId: null, ...input };
    const { jobId } = await check.start(whole);
    const events: JobEvent[] = [];
    for await (const event of jobs.attach(jobId)) events.push(event);
    const parts = events.flatMap((event) =>
      event.type === "item" && event.item.kind === "checked" ? [event.item.claims] : [],
    );
    return { events, parts, checked: parts.flat() };
  };
  return { run, model, tasks, store, clock };
}

const verdict = ({ support, by }: CheckedClaim) => [support, by];

describe("a check", () => {
  it("holds claims against documents in parts, and makes a document ready once", async () => {
    const { run, tasks } = open();
    const claims = Array.from({ length: 100 }, () => roof);
    const { parts, checked } = await run({ claims });
    expect(parts.map((part) => part.length)).toEqual([8, 64, 28]);
    expect(checked.map(({ index }) => index)).toEqual([...claims.keys()]);
    expect(new Set(checked.map(verdict).flat())).toEqual(new Set(["verified", "code"]));
    expect(tasks.filter(({ resent }) => resent)).toHaveLength(1);
  });

  it("takes a document that was read anew for another one", async () => {
    const { run, store, clock } = open();
    expect((await run({ claims: [roof] })).checked.map(verdict)).toEqual([["verified", "code"]]);
    clock.advance(1);
    addReadDocument(store, aDocument(), [wall]);
    expect((await run({ claims: [roof] })).checked.map(({ support }) => support)).not.toEqual(["verified"]);
  });

  it("asks a model about what is weak, and about nothing else", async () => {
    const witness = aWitness(0.9);
    const { run, model } = open({ witness });
    const { checked } = await run({ claims: [roof, loose, "It cost 51,000 euros."], useModel: true });
    expect(checked.map(verdict)).toEqual([
      ["verified", "code"],
      ["verified", "model"],
      [checked[2]?.support, null],
    ]);
    expect(checked[2]?.support).not.toBe("verified");
    expect(checked[1]?.findings.map(({ code }) => code)).toContain("FOUND_BY_MODEL");
    // It is shown what stands around the quote.
    expect(witness.asked).toEqual([[`${roof} ${wall}`, [loose]]]);
    expect(model.openSessions).toBe(0);
  });

  it("opens no model where code verifies all, where none can tell, and where none is to be asked", async () => {
    for (const [options, input] of [
      [{ witness: aWitness(0.9) }, { claims: [roof], useModel: true }],
      [
        { witness: aWitness(0.9), mayHave: false },
        { claims: [loose], useModel: true },
      ],
      [{ witness: aWitness(0.9) }, { claims: [loose] }],
    ] as const) {
      const { run, model } = open(options);
      await run({ ...input, claims: [...input.claims] });
      expect(model.opened).toEqual([]);
    }
  });

  it("is made by code where no model is installed, and refused for one that is named and not there", async () => {
    const { run } = open({ noModel: true });
    expect((await run({ claims: [roof, loose], useModel: true })).checked.map(verdict)).toEqual([
      ["verified", "code"],
      ["weak", null],
    ]);
    await expect(run({ claims: [roof], useModel: true, modelId: "nobody" })).rejects.toMatchObject({
      code: "MODEL_NOT_FOUND",
    });
  });

  it("tells how far it is, and that it is done with nothing to do", async () => {
    const { run } = open();
    const told = async (input: Partial<CheckInput>) =>
      (await run(input)).events.flatMap((event) => (event.type === "progress" ? [[event.done, event.total]] : []));
    expect(await told({ claims: [roof, wall] })).toEqual([
      [0, 2],
      [2, 2],
    ]);
    expect(await told({ text: "# A heading alone?" })).toEqual([[0, 0]]);
  });

  it("refuses documents that are not read, each with its code", async () => {
    const { run, store } = open();
    store.documents.put(aDocument({ id: documentId("b") }));
    store.documents.put(aDocument({ id: documentId("c"), status: "failed" }));
    for (const [id, code, reason] of [
      ["b", "DOCUMENT_NOT_READY", "READING"],
      ["c", "DOCUMENT_NOT_READY", "FAILED"],
      ["d", "NOT_FOUND", undefined],
    ] as const) {
      const error = await run({ documentIds: [documentId("a"), documentId(id)], claims: [roof] }).catch(
        (e: unknown) => e,
      );
      expect(error).toMatchObject({ code });
      expect((error as AppError).data?.["reason"]).toBe(reason);
    }
  });
});
