import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, expect, it } from "vitest";
import { endpointModelId, type Endpoint } from "../../../../electron/contract/endpoints.ts";
import { tasks, type TaskUse } from "../../../../electron/contract/tasks.ts";
import { EndpointChips } from "../../../../renderer/features/endpoints/index.ts";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";
import { ApiContext } from "../../../../renderer/lib/api.ts";
import type { Api } from "../../../../renderer/lib/client.ts";
import { type ChoosableModel, withUsual } from "../../../../renderer/lib/endpoints.ts";
import { endpointAt } from "../../../helpers/remoteModels.ts";

afterEach(cleanup);

const endpoint = (id: string, name: string, url: string): Endpoint => ({
  ...endpointAt(url, { id, name }),
  tasks: [...tasks],
  offered: null,
  models: [],
  hasKey: false,
  reach: url.includes("127.0.0.1") ? "loopback" : "internet",
});
const cellar = endpoint("e1", "Cellar", "http://127.0.0.1:1/v1");
const world = endpoint("e2", "World", "https://models.example/v1");

function show(use: Partial<TaskUse>, props: Omit<Parameters<typeof EndpointChips>[0], "task">): void {
  const uses = [{ task: "summaries", assigned: [], models: [], reason: "assigned", from: null, problem: null, ...use }];
  const api = {
    endpoints: { list: () => Promise.resolve([cellar, world]) },
    tasks: { list: () => Promise.resolve(uses) },
  } as unknown as Api;
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ApiContext value={api}>
        <I18nextProvider i18n={createI18n()}>
          <EndpointChips task="summaries" {...props} />
          <p>there</p>
        </I18nextProvider>
      </ApiContext>
    </QueryClientProvider>,
  );
}

const chain = [
  { id: "file", name: "A file" },
  { id: endpointModelId("e2", "large"), name: "large (World)" },
  { id: endpointModelId("e1", "mill"), name: "mill (Cellar)" },
];

it("says of each endpoint that does a task or stands in for it that text goes there, where nobody chose a model", async () => {
  show({ models: chain }, { isChosen: false });
  expect(await screen.findByText("Leaves this computer: World")).toBeTruthy();
  expect(screen.getByText("Stays on this computer: Cellar")).toBeTruthy();
});

it("says it of the chosen model alone, and nothing of a file of this computer", async () => {
  show({ models: chain }, { isChosen: true, model: { endpoint: cellar } });
  expect(await screen.findByText("Stays on this computer: Cellar")).toBeTruthy();
  expect(screen.queryByText(/World/u)).toBeNull();
  cleanup();
  show({ models: chain }, { isChosen: true, model: {} });
  await screen.findByText("there");
  expect(screen.queryByText(/Cellar|World/u)).toBeNull();
});

it("takes as usual the model that the task comes to, where it can be chosen", () => {
  const model = (id: string, isDefault: boolean): ChoosableModel => ({
    id,
    name: id,
    style: "instruct",
    purpose: "chat",
    problem: null,
    quantization: "",
    bundled: false,
    fit: null,
    isDefault,
    isChatDefault: isDefault,
  });
  const models = [model("a", true), model("b", false)];
  const usual = (ids: string[]) => withUsual(models, ids).find(({ isDefault }) => isDefault)?.id;
  expect(usual(["b", "a"])).toBe("b");
  expect(usual(["gone"])).toBe("a");
  expect(usual([])).toBe("a");
});
