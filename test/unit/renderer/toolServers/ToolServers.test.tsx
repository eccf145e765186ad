import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ListedTool, McpServer, McpServerPatch, NewMcpServer } from "../../../../electron/contract/mcp.ts";
import { ToolServers } from "../../../../renderer/features/toolServers/index.ts";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";
import { ApiContext } from "../../../../renderer/lib/api.ts";
import type { Api } from "../../../../renderer/lib/client.ts";
import { createEventSink, createQueryClient } from "../../../../renderer/lib/queries.ts";
import { createToasts, ToastsContext } from "../../../../renderer/ui/Toasts.tsx";

// jsdom has none, and dialogs of the library ask for it.
beforeEach(() => void vi.stubGlobal("CSS", { escape: (text: string) => text }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const notes: McpServer = {
  id: "n",
  name: "Notes",
  place: { kind: "program", command: "npx", args: ["-y", "my notes"], variables: ["KEY"] },
  enabled: true,
  hasToken: false,
  isConfirmed: true,
  status: "off",
  calls: null,
  protocol: null,
  tools: null,
  testedAt: null,
  problem: null,
  addedAt: 1,
};

/** The servers as the core would keep them; what was asked of it, in its order. */
function show(begun: readonly McpServer[], { isLocked = false } = {}) {
  let servers = [...begun];
  const asked: string[] = [];
  const queries = createQueryClient();
  const apply = createEventSink(queries);
  const change = (id: string, patch: Partial<McpServer>): McpServer => {
    servers = servers.map((server) => (server.id === id ? { ...server, ...patch } : server));
    apply({ type: "changed", what: "mcpServers", id });
    return servers.find((server) => server.id === id) ?? notes;
  };
  const api = {
    connections: { lock: async () => ({ isLocked, isForced: false }) },
    endpoints: { keyStore: async () => "file" },
    mcp: {
      list: async () => servers,
      add: async ({ name, place }: NewMcpServer) => {
        asked.push(`add ${name}`);
        const isProgram = place.kind === "program";
        const added: McpServer = {
          ...notes,
          id: name,
          name,
          place: isProgram
            ? { kind: "program", command: place.command, args: place.args, variables: Object.keys(place.env) }
            : { kind: "address", url: place.url, reach: "loopback" },
          isConfirmed: !isProgram,
        };
        servers = [...servers, added];
        apply({ type: "changed", what: "mcpServers", id: name });
        return added;
      },
      confirm: async ({
        id,
        command,
        args,
        variables,
      }: {
        id: string;
        command: string;
        args: string[];
        variables: string[];
      }) => {
        asked.push(`confirm ${id}: ${JSON.stringify([command, args, variables])}`);
        return change(id, { isConfirmed: true });
      },
      test: async ({ id }: { id: string }) => {
        asked.push(`test ${id}`);
        return change(id, { status: "running" });
      },
      update: async ({ id, offer = [] }: McpServerPatch) => {
        asked.push(`offer ${id}: ${offer.map(({ name, isOffered }) => `${isOffered ? "+" : "-"}${name}`).join(" ")}`);
        const decided = new Map(offer.map(({ name, isOffered }) => [name, isOffered]));
        const tools = servers
          .find((server) => server.id === id)
          ?.tools?.map((tool) => {
            const isOffered = decided.get(tool.name);
            return isOffered === undefined ? tool : { ...tool, isOffered, isNew: false };
          });
        return change(id, { tools: tools ?? null });
      },
      stop: async ({ id }: { id: string }) => {
        asked.push(`stop ${id}`);
        return change(id, { status: "off" });
      },
      remove: async ({ id }: { id: string }) => {
        asked.push(`remove ${id}`);
        servers = servers.filter((server) => server.id !== id);
        apply({ type: "changed", what: "mcpServers", id });
      },
    },
  } as unknown as Api;
  render(
    <I18nextProvider i18n={createI18n()}>
      <QueryClientProvider client={queries}>
        <ApiContext value={api}>
          <ToastsContext value={createToasts()}>
            <ToolServers />
          </ToastsContext>
        </ApiContext>
      </QueryClientProvider>
    </I18nextProvider>,
  );
  return { asked };
}

const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole("button", { name }));
const card = (name: string) => screen.findByRole("article", { name });

it("shows the command word for word before it is first started, and starts nothing without a yes", async () => {
  const { asked } = show([]);
  await press("Add tools…");
  fireEvent.change(await screen.findByLabelText("Command, address, or settings of another program"), {
    target: { value: 'KEY=s3 npx -y "my notes"' },
  });
  fireEvent.change(screen.getByLabelText("Name"), { target: { value: "Mine" } });
  await press("Add");
  let question = await screen.findByRole("alertdialog", { name: "Start “Mine” on this computer?" });
  expect(question.textContent).toContain('npx -y "my notes"');
  expect(question.textContent).toContain("variables KEY");
  expect(question.textContent).not.toContain("s3");
  fireEvent.click(within(question).getByRole("button", { name: "Not now" }));
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  expect(asked).toEqual(["add Mine"]);
  expect((await card("Mine")).textContent).toContain("It is not started before you agree to its command.");

  await press("Look at its command…");
  question = await screen.findByRole("alertdialog");
  fireEvent.click(await within(question).findByRole("button", { name: "Agree and start" }));
  await waitFor(() => expect(asked).toHaveLength(3));
  expect(asked.slice(1)).toEqual(['confirm Mine: ["npx",["-y","my notes"],["KEY"]]', "test Mine"]);
  await press("Stop");
  await waitFor(() => expect(asked.at(-1)).toBe("stop Mine"));
});

it("takes several from the settings of another program, each command asked for, addresses connected to", async () => {
  const { asked } = show([]);
  await press("Add tools…");
  const settings = {
    mcpServers: { a: { command: "one" }, b: { command: "two" }, c: { url: "http://127.0.0.1:9/mcp" } },
  };
  fireEvent.change(await screen.findByRole("textbox"), { target: { value: JSON.stringify(settings) } });
  await press("Add 3 servers");
  for (const name of ["a", "b"]) {
    // oxlint-disable-next-line no-await-in-loop -- one question after the other
    const question = await screen.findByRole("alertdialog", { name: `Start “${name}” on this computer?` });
    fireEvent.click(await within(question).findByRole("button", { name: "Agree and start" }));
  }
  await waitFor(() => expect(asked).toHaveLength(8));
  expect(asked).toEqual(expect.arrayContaining(["test a", "test b", "test c"]));
  expect(asked.some((line) => line.startsWith("confirm c"))).toBe(false);
});

it("says under the offline lock why a program does not start, and only takes the agreement", async () => {
  const { asked } = show([{ ...notes, isConfirmed: false }], { isLocked: true });
  expect((await card("Notes")).textContent).toContain("while the offline lock is on it is not started");
  await press("Look at its command…");
  await press("Agree");
  await waitFor(() => expect(asked).toHaveLength(1));
  const start = await screen.findByRole("button", { name: "Start" });
  expect(start.hasAttribute("disabled")).toBe(true);
  expect(asked).toEqual(['confirm n: ["npx",["-y","my notes"],["KEY"]]']);
});

it("tells what it said at last where it failed, and what it offers", async () => {
  const tool = {
    name: "read_note",
    title: "Read a note",
    description: "One by its name",
    parameters: {},
    readOnly: true,
    isOffered: true,
    isNew: false,
    tokens: 40,
  };
  const problem = { code: "MCP_FAILED", data: { name: "Notes", reason: "ENDED", said: "no such folder" } } as const;
  show([{ ...notes, tools: [tool], problem }]);
  const { textContent } = await card("Notes");
  expect(textContent).toContain("The program of the server “Notes” ended by itself.");
  expect(textContent).toContain("no such folder");
  await press("1 of 1 tool offered");
  expect(screen.getByText("read_note")).toBeTruthy();
  expect(screen.getByText("One by its name")).toBeTruthy();
});

const tools = (names: readonly string[], change: Partial<ListedTool> = {}): ListedTool[] =>
  names.map((name) => ({
    name,
    title: null,
    description: `Does ${name}`,
    parameters: {},
    readOnly: false,
    isOffered: true,
    isNew: false,
    tokens: 100,
    ...change,
  }));

it("offers each of its tools by a switch, and all or none of those that are found", async () => {
  const notesTools = ["list", "read", "write"].map((verb) => `notes_${verb}`);
  const mailTools = Array.from({ length: 9 }, (_, at) => `mail_${String(at)}`);
  const { asked } = show([{ ...notes, tools: tools([...notesTools, ...mailTools]) }]);
  await press("12 of 12 tools offered");
  expect((await card("Notes")).textContent).toContain("in about 1,200 tokens");
  fireEvent.click(screen.getByRole("switch", { name: "Offer “notes_write”" }));
  await screen.findByRole("button", { name: "11 of 12 tools offered" });
  expect((await card("Notes")).textContent).toContain("in about 1,100 tokens");

  fireEvent.change(screen.getByRole("searchbox", { name: "Search these tools" }), { target: { value: "DOES mail" } });
  await waitFor(() => expect(screen.getAllByRole("switch", { name: /^Offer/u })).toHaveLength(9));
  await press("None found");
  await screen.findByRole("button", { name: "2 of 12 tools offered" });
  fireEvent.change(screen.getByRole("searchbox"), { target: { value: "" } });
  await press("All");
  await screen.findByRole("button", { name: "12 of 12 tools offered" });
  expect(asked).toEqual([
    "offer n: -notes_write",
    `offer n: ${mailTools.map((name) => `-${name}`).join(" ")}`,
    `offer n: ${[...notesTools, ...mailTools].map((name) => `+${name}`).join(" ")}`,
  ]);
});

it("marks what a server added later as new until it is decided about", async () => {
  const { asked } = show([
    { ...notes, tools: [...tools(["read"]), ...tools(["write", "list"], { isOffered: false, isNew: true })] },
  ]);
  await press("1 of 3 tools offered 2 new");
  const rows = () => within(screen.getByRole("list", { name: "Tools of this server" })).getAllByRole("listitem");
  expect(rows().map(({ textContent }) => textContent.includes("· new"))).toEqual([false, true, true]);
  fireEvent.click(screen.getByRole("switch", { name: "Offer “write”" }));
  await screen.findByRole("button", { name: "2 of 3 tools offered 1 new" });
  await press("Leave the new ones as they are");
  await screen.findByRole("button", { name: "2 of 3 tools offered" });
  expect(asked).toEqual(["offer n: +write", "offer n: -list"]);
});

it("forgets a server once that was asked", async () => {
  const { asked } = show([notes]);
  await press("Remove");
  const question = await screen.findByRole("alertdialog");
  expect(asked).toEqual([]);
  fireEvent.click(within(question).getByRole("button", { name: "Remove" }));
  await waitFor(() => expect(screen.queryByRole("article")).toBeNull());
  expect(asked).toEqual(["remove n"]);
});
