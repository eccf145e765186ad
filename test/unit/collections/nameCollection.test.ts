import { describe, expect, it, onTestFinished } from "vitest";
import { checkVersion } from "../../../electron/contract/findings.ts";
import { isMadeByPrograms, nameCollection } from "../../../electron/core/collections/nameCollection.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import { createFakeModel } from "../../../electron/core/llm/fake/fakeModel.ts";
import type { ModelStyle } from "../../../electron/core/llm/languageModel.ts";
import { aCollection, addReadDocument, aDocument, aPoint, aRecipe, documentId, openLibrary } from "../store/library.ts";

interface Room {
  readonly title?: string;
  readonly style?: ModelStyle;
  readonly worse?: boolean;
  /** what the model says that a person assigned to titles */
  readonly titled?: string;
  /** the model that wrote the summary may be used for titles */
  readonly mayName?: boolean;
  readonly answer: (rename: (title: string) => void) => string;
}

/** Names a collection of two documents whose summary a model wrote, and gives what it is called then. */
async function nameIt({
  title = "New folder (2)",
  style = "instruct",
  worse = false,
  titled,
  mayName = true,
  answer,
}: Room) {
  const { store, clock, logger } = openLibrary();
  const jobs = createJobs({ clock, logger, ids: { next: () => "job" } });
  onTestFinished(() => jobs.dispose());
  store.collections.put(aCollection({ title }));
  for (const [letter, name] of [
    ["a", "Lease of the mill"],
    ["b", "Minutes of the council"],
  ] as const) {
    const id = documentId(letter);
    addReadDocument(store, aDocument({ id, name: `${letter}.pdf`, title: name }), ["The mill is old."]);
    store.collections.addMember("collection", { documentId: id, path: name, state: "done", problem: null });
  }
  const recipe = aRecipe();
  store.collectionSummaries.put("collection", {
    status: "done",
    jobId: null,
    problem: null,
    recipe,
    result: {
      of: "",
      points: [aPoint("The council repairs the roof of the mill.")],
      parts: [],
      worse,
      recipe,
      check: { version: checkVersion, problem: null },
    },
  });
  const rename = (name: string): void => store.collections.name("collection", name);
  const model = createFakeModel({ style, answer: () => [answer(rename)] });
  const named = titled === undefined ? null : createFakeModel({ answer: () => [titled] });
  nameCollection(
    { store, jobs, models: { assigned: () => named, isAllowed: () => mayName }, logger, changed: () => {} },
    "collection",
    model,
  );
  const [job] = jobs.list();
  if (job) await jobs.finished(job.id).catch(() => {});
  return { called: store.collections.get("collection")?.title, asked: model.asked };
}

describe("a collection", () => {
  it("under the name that a program gave is named in words of its titles and points", async () => {
    const { called, asked } = await nameIt({ answer: () => "Title: **Lease and roof of the mill**" });
    expect(called).toBe("Lease and roof of the mill");
    const told = asked[0]?.turns.at(-1)?.text ?? "";
    expect(told).toMatch(/^- Lease of the mill\n- Minutes of the council\n- The council repairs/u);
  });

  it("is named by the model that is assigned to titles", async () => {
    const { called, asked } = await nameIt({ titled: "Minutes of the mill", answer: () => "Roof of the mill" });
    expect(called).toBe("Minutes of the mill");
    expect(asked).toEqual([]);
  });

  it("keeps its name where the model is not to be used for titles", async () => {
    const { called, asked } = await nameIt({ mayName: false, answer: () => "Roof of the mill" });
    expect(called).toBe("New folder (2)");
    expect(asked).toEqual([]);
  });

  it("keeps its name where the model speaks of something else", async () => {
    expect((await nameIt({ answer: () => "A history of penguins" })).called).toBe("New folder (2)");
  });

  it("keeps its name where the model fails", async () => {
    const { called } = await nameIt({
      answer() {
        throw new Error("The process is gone.");
      },
    });
    expect(called).toBe("New folder (2)");
  });

  it.each<Omit<Room, "answer">>([
    { title: "Falcon" },
    { title: "Documents of the mill" },
    { style: "starter" },
    { style: "base" },
    { worse: true },
  ])("keeps its name, and no model is asked, of %j", async (room) => {
    const { called, asked } = await nameIt({ ...room, answer: () => "Lease and roof of the mill" });
    expect(called).toBe(room.title ?? "New folder (2)");
    expect(asked).toEqual([]);
  });

  it("keeps the name that a person gives it meanwhile, also where programs give such names", async () => {
    const { called } = await nameIt({
      answer(rename) {
        rename("Documents");
        return "Lease and roof of the mill";
      },
    });
    expect(called).toBe("Documents");
  });
});

it.each([
  ["archive", true],
  ["Neuer Ordner (3)", true],
  ["export-2026-11-03", true],
  ["2024_12", true],
  ["Téléchargements", true],
  ["Letters", false],
  ["Scans of Oma", false],
  ["契約書", false],
])("%j is a name that programs give: %s", (name, isOne) => {
  expect(isMadeByPrograms(name)).toBe(isOne);
});
