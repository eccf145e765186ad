import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, expect, it, vi } from "vitest";
import type { Adapter } from "../../../../electron/contract/adapters.ts";
import type { Endpoint } from "../../../../electron/contract/endpoints.ts";
import type { Model } from "../../../../electron/contract/models.ts";
import { settingsSchema, type Settings } from "../../../../electron/contract/settings.ts";
import { type AssignedModel, type Task, tasks, type TaskUse } from "../../../../electron/contract/tasks.ts";
import { TaskList } from "../../../../renderer/features/models/TaskModels.tsx";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";

// jsdom has none.
vi.stubGlobal("CSS", { escape: (text: string) => text });
afterEach(cleanup);

type Assigned = Settings["taskModels"];

const sha = (digit: string) => digit.repeat(64);
const model = (id: string, name: string, purpose: Model["purpose"] = "chat", style: Model["style"] = "instruct") =>
  ({ id, name, purpose, style, problem: null, quantization: "Q4_K", trial: null }) as unknown as Model;
const models = [
  model(sha("a"), "Alma"),
  model(sha("b"), "Bert"),
  model(sha("c"), "Base", "chat", "base"),
  model(sha("d"), "Vectors", "embedding"),
];
const adapter = {
  id: sha("f"),
  name: "Letters",
  isThere: true,
  models: [{ id: sha("a"), active: true, scale: 0.5 }],
} as Adapter;
const endpoint = {
  id: "e",
  name: "Rack",
  reach: "local",
  colour: "blue",
  enabled: true,
  tasks: ["summaries"],
  models: [{ id: "endpoint:e/large", name: "large", found: null }],
} as unknown as Endpoint;

const unassigned = (task: Task): TaskUse => ({
  task,
  assigned: [],
  models: [],
  reason: null,
  from: null,
  problem: null,
});

function show(assigned: Partial<Assigned>, uses: Partial<Record<Task, Partial<TaskUse>>> = {}): Assigned[] {
  const done: Assigned[] = [];
  render(
    <I18nextProvider i18n={createI18n()}>
      <TaskList
        models={models}
        adapters={[adapter]}
        endpoints={[endpoint]}
        uses={tasks.map((task) => ({ ...unassigned(task), ...uses[task] }))}
        assigned={settingsSchema.shape.taskModels.parse(assigned)}
        onAssign={(next) => done.push(next)}
      />
    </I18nextProvider>,
  );
  return done;
}

const lineOf = (task: string): HTMLElement => screen.getByRole("listitem", { name: task });

const offered = (task: string): string[] => {
  fireEvent.click(within(lineOf(task)).getByRole("button", { name: new RegExp(`Model for ${task}`, "u") }));
  return screen.getAllByRole("option").map(({ textContent }) => textContent);
};

const one = (modelId: string, shares = false) => ({ modelId, shares });
const use = (modelId: string, name: string | null, changed: Partial<AssignedModel> = {}): AssignedModel => ({
  modelId,
  name,
  shares: false,
  problem: null,
  isResting: false,
  ...changed,
});

it("says what each task comes to by itself and why, and offers what can do it, with adapters", () => {
  const done = show(
    {},
    {
      summaries: { models: [{ id: sha("a"), name: "Alma" }], reason: "newest" },
      questions: { models: [{ id: sha("a"), name: "Alma" }], reason: "otherTask", from: "chat" },
      titles: { reason: "writer" },
    },
  );
  expect(lineOf("Summaries").textContent).toContain("Automatic: Alma. It is the newest here that suits");
  expect(lineOf("Questions").textContent).toContain("Automatic: Alma. As for Chat.");
  expect(lineOf("Titles").textContent).toContain("Automatic: the model that wrote the text.");
  expect(lineOf("Ranking passages").textContent).toContain("Nothing here does it yet.");
  expect(offered("Summaries")).toEqual([
    "AlmaQ4_K",
    "Alma, without adaptersQ4_K",
    "Alma + Letters × 0.5Q4_K",
    "BertQ4_K",
    "BaseBase model",
    "large (Rack)leaves this computer, within the local network",
  ]);
  fireEvent.click(screen.getByRole("option", { name: /^large/u }));
  expect(done.map(({ summaries }) => summaries)).toEqual([[one("endpoint:e/large")]]);
});

it("offers no model for what it cannot do or is not allowed to", () => {
  show({});
  expect(offered("Chat").filter((name) => !name.startsWith("Alma"))).toEqual(["BertQ4_K"]);
});

it("lists what is assigned in its order with what is wrong, adds one that stands in, and goes back to automatic", () => {
  const done = show(
    { chat: [one(sha("b")), one("gone")], tables: [one(sha("a"))] },
    {
      chat: {
        assigned: [
          use(sha("b"), "Bert", {
            isResting: true,
            problem: { code: "ENDPOINT_REFUSED_KEY", data: { name: "Rack" } },
          }),
          use("gone", null, { problem: { code: "MODEL_NOT_FOUND", data: {} } }),
        ],
        models: [{ id: sha("b"), name: "Bert" }],
        reason: "assigned",
      },
    },
  );
  const line = within(lineOf("Chat"));
  const [first, second] = line.getAllByRole("listitem").map(({ textContent }) => textContent);
  expect(first).toContain("1BertThe endpoint “Rack” does not accept the key. It is passed over for a while");
  expect(second).toContain("2A model that is not here any moreThe file of this model is no longer where it was.");
  fireEvent.click(line.getByRole("button", { name: "Back to automatic for Chat" }));
  offered("Chat");
  fireEvent.click(screen.getByRole("option", { name: /^Alma ?Q/u }));
  expect(done.map(({ chat }) => chat)).toEqual([[], [one(sha("b")), one("gone"), one(sha("a"))]]);
  expect(done.every(({ tables }) => tables.length === 1)).toBe(true);
});

it("puts models in another order, has them share the work, and takes one off", () => {
  const done = show(
    { summaries: [one(sha("a")), one("endpoint:e/large", true)] },
    {
      summaries: {
        assigned: [use(sha("a"), "Alma"), use("endpoint:e/large", "large (Rack)", { shares: true })],
        models: [{ id: sha("a"), name: "Alma" }],
        reason: "assigned",
      },
    },
  );
  const line = within(lineOf("Summaries"));
  expect(line.getByText("Leaves this computer: Rack")).toBeTruthy();
  fireEvent.click(line.getByRole("button", { name: "Ask large (Rack) earlier" }));
  fireEvent.click(line.getByRole("switch", { name: "large (Rack) shares the work of the one before it" }));
  fireEvent.click(line.getByRole("button", { name: "Take Alma off this task" }));
  expect(done.map(({ summaries }) => summaries)).toEqual([
    // The first shares with nobody.
    [one("endpoint:e/large"), one(sha("a"))],
    [one(sha("a")), one("endpoint:e/large")],
    [one("endpoint:e/large")],
  ]);
});
