import type { Page } from "@playwright/test";
import { startFaultyEndpoint } from "../helpers/faultyEndpoint.ts";
import { t } from "./actions.ts";

/**
 * Shows the views of endpoints and connections: with nothing in them, one being added, and several, of which one fails and one has
 * long names.
 * @param take takes a picture of what is shown, by its name
 */
export async function showEndpoints(page: Page, take: (view: string) => Promise<void>): Promise<void> {
  await using cellar = await startFaultyEndpoint({
    kind: "llamaServer",
    grammar: true,
    logprobs: true,
    ofModel: { chat_template_caps: { supports_tools: true } },
  });
  await using attic = await startFaultyEndpoint({
    kind: "vllm",
    models: ["mistralai/Mistral-Small-3.2-24B-Instruct-2506-with-a-name-that-goes-on-and-on-and-on", "embed-small"],
    schema: true,
    embeddings: true,
  });
  await using hall = await startFaultyEndpoint({ models: Array.from({ length: 300 }, (_, index) => `model-${index}`) });
  const { origin } = new URL(page.url());
  const call = async (route: string, input: object): Promise<{ readonly id: string }> => {
    const answer = await page.request.post(`${origin}/rpc/endpoints/${route}`, {
      data: { json: input },
      headers: { origin },
    });
    const { json } = (await answer.json()) as { json: { id: string } };
    return json;
  };
  const show = async (view: "endpoints" | "connections"): Promise<void> => {
    await page.evaluate((hash) => (location.hash = hash), `#/${view}`);
    await page.getByRole("heading", { name: t(`${view}.title`), level: 1 }).waitFor();
  };
  await show("connections");
  await page.getByText(t("connections.empty")).waitFor();
  await take("connectionsEmpty");
  await show("endpoints");
  await page.getByText(t("endpoints.none")).waitFor();
  await take("endpointsEmpty");

  await page.getByRole("button", { name: t("endpoints.add"), exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(t("endpoints.address")).fill(hall.url);
  await dialog.getByRole("button", { name: t("endpoints.look") }).click();
  await dialog.getByRole("status").waitFor();
  await take("endpointAdd");
  await dialog.getByRole("button", { name: t("common.cancel") }).click();

  const { id } = await call("add", { name: "Cellar", url: cellar.url });
  await call("test", { id });
  await page.getByRole("article", { name: "Cellar" }).waitFor();
  await take("endpointsOne");
  const long = "The server in the attic of the house of my grandmother, which is slow on Sundays";
  const { id: second } = await call("add", {
    name: long,
    url: attic.url,
    key: "sk-1",
    contextTokens: 65_536,
    parallel: 4,
  });
  await call("test", { id: second });
  await call("add", { name: "Nobody", url: "http://127.0.0.1:9/v1", tasks: ["summaries"] });
  await call("add", { name: "Hall", url: hall.url });
  await call("look", { url: "https://models-of-a-company-with-a-long-name.invalid/a/path/that/is/long", key: null });
  await page.getByRole("article", { name: "Hall" }).waitFor();
  await take("endpoints");
  await page
    .getByRole("article", { name: "Cellar" })
    .getByRole("button", { name: t("endpoints.change") })
    .click();
  await take("endpointChange");
  await dialog.getByRole("button", { name: t("common.cancel") }).click();
  await page.getByRole("button", { name: t("endpoints.changeLimits", { name: "mill-7b" }) }).click();
  await take("endpointModel");
  await dialog.getByRole("button", { name: t("common.cancel") }).click();
  await show("connections");
  await page.getByRole("row").nth(3).waitFor();
  await take("connections");
  const { json: all } = (await (
    await page.request.post(`${origin}/rpc/endpoints/list`, { data: {}, headers: { origin } })
  ).json()) as { json: readonly { readonly id: string }[] };
  // What is pictured next has nothing of them.
  for (const { id: each } of all) await call("remove", { id: each });
}
