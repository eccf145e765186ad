import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { apiOf, t } from "./actions.ts";

const packages = path.resolve(import.meta.dirname, "../../node_modules/@modelcontextprotocol");

/** One of the protocol's own servers, as a place. */
export const programOf = (name: string, ...args: readonly string[]) => ({
  kind: "program" as const,
  command: process.execPath,
  args: [path.join(packages, name, "dist/index.js"), ...args],
  env: {},
});

/** The command of one of the protocol's own servers, as a person would type it. */
export const commandOf = (name: string, ...args: readonly string[]): string =>
  [process.execPath, path.join(packages, name, "dist/index.js"), ...args].map((word) => `"${word}"`).join(" ");

/**
 * Shows the settings' servers of tools: none, one being added, several being added, a command that is asked for, and several, of which
 * one runs, one failed and one is not agreed to. They are forgotten behind it.
 * @param take takes a picture of what is shown, by its name
 */
export async function showToolServers(
  page: Page,
  folder: string,
  take: (view: string) => Promise<void>,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const api = await apiOf(page);
  await page.evaluate(() => (location.hash = "#/settings"));
  const section = page.getByRole("region", { name: t("settings.sections.toolServers") });
  const addButton = section.getByRole("button", { name: t("toolServers.add") });
  await take("toolServersEmpty");
  await addButton.click();
  const dialog = page.getByRole("dialog");
  const field = dialog.getByLabel(t("toolServers.what"));
  await field.fill(commandOf("server-filesystem", folder));
  await take("toolServerAdd");
  await field.fill(
    JSON.stringify(
      {
        mcpServers: {
          Everything: { command: process.execPath, args: [path.join(packages, "server-everything/dist/index.js")] },
          "The tools of my employer, which have a rather long name": {
            command: "npx",
            args: [
              "-y",
              "@employer/tools-server-with-a-long-name",
              "--read-only",
              "/home/me/A folder with spaces in it",
            ],
            env: { EMPLOYER_TOKEN: "1", EMPLOYER_REGION: "eu" },
          },
          Weather: { url: "https://tools.example.invalid/weather/mcp", headers: { Authorization: "Bearer w-1" } },
        },
      },
      null,
      2,
    ),
  );
  await take("toolServersAdd");
  await dialog.getByRole("button", { name: t("toolServers.addThese", { count: 3 }) }).click();
  const question = page.getByRole("alertdialog");
  await question.waitFor();
  await take("toolServerCommand");
  await question.getByRole("button", { name: t("toolServers.agree"), exact: true }).click();
  await question.getByText("EMPLOYER_TOKEN").waitFor();
  await question.getByRole("button", { name: t("toolServers.notNow") }).click();
  await api.connections.setLock({ isLocked: false });
  const { id, place } = await api.mcp.add({
    name: "Broken",
    place: {
      kind: "program",
      command: process.execPath,
      args: ["-e", "console.error('Where is my key?'); process.exit(3)"],
      env: {},
    },
  });
  if (place.kind === "program") await api.mcp.confirm({ id, ...place });
  await api.mcp.test({ id });
  const everything = section.getByRole("article", { name: "Everything" });
  await everything.getByRole("button", { name: t("toolServers.start") }).click();
  await everything.getByRole("button", { name: t("toolServers.stop") }).waitFor();
  await everything.getByRole("button", { name: /tools/u }).click();
  await take("toolServers");
  await everything.getByRole("switch", { name: /Offer/u }).nth(1).press("Space");
  await take("toolServerTools");
  for (const server of await api.mcp.list()) await api.mcp.remove({ id: server.id });
}
