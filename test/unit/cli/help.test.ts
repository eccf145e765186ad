import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { commandNames, factsOf, optionTable } from "../../../electron/cli/commandTable.ts";
import { completions } from "../../../electron/cli/completions.ts";
import { everywhereItems, exitItems, help, helpItems } from "../../../electron/cli/help.ts";
import { manPage } from "../../../electron/cli/man.ts";
import { errorTable } from "../../../electron/contract/errors.ts";
import { applicationFolder } from "../../../electron/host/applicationFolder.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";

const items = [...helpItems(), ...everywhereItems()];
const told = items.map(({ usage, text }) => `${usage} ${text}`).join("\n");
const options = Object.keys(optionTable);

describe("the help", () => {
  it("tells of every command, option and word for an action that there is, and of no other option", () => {
    const commands = new Set(helpItems().flatMap(({ of, usage }) => (of === "command" ? [usage.split(" ")[0]] : [])));
    expect([...commands].map(String).sort()).toEqual([...commandNames].sort());
    const optionsTold = new Set([...told.matchAll(/--([a-z][a-z-]*)/gu)].map(([, name]) => name));
    expect([...optionsTold].map(String).sort()).toEqual([...options].sort());
    const actions = commandNames.flatMap((name) => factsOf(name).actions);
    expect(actions.filter((action) => !new RegExp(`\\b${action}\\b`, "u").test(told))).toEqual([]);
  });

  it("gives every option to a command", () => {
    const taken = new Set(commandNames.flatMap((name) => factsOf(name).options));
    expect(options.filter((name) => !taken.has(name as keyof typeof optionTable))).toEqual([]);
  });

  it("tells of every code that a command can end with", () => {
    const exits = new Set([0, ...Object.values(errorTable).map(({ exit }) => exit)]);
    expect(exitItems().map(({ code }) => code)).toEqual([...exits].sort((a, b) => a - b));
    for (const { text } of exitItems()) expect(help().replaceAll(/\s+/gu, " ")).toContain(text);
  });
});

const has = (program: string): boolean => spawnSync(program, ["--version"]).error === undefined;

describe("the manual page", () => {
  it("is the one in docs/tramontane.1", () => {
    // Made anew by: npm run --silent cli -- man > docs/tramontane.1
    expect(readFileSync(path.join(applicationFolder(), "docs/tramontane.1"), "utf8")).toBe(manPage());
  });

  it.skipIf(!has("groff"))("is set without a warning and says all that the help says", () => {
    const { stdout, stderr, status } = spawnSync("groff", ["-Kutf8", "-Tutf8", "-man", "-ww", "-rLL=400n", "-P-cbou"], {
      input: manPage(),
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([0, ""]);
    const flat = (text: string): string => text.replaceAll(/[\s‐-]+/gu, " ");
    for (const { usage, text } of items) for (const part of [usage, text]) expect(flat(stdout)).toContain(flat(part));
  });
});

/** What bash offers behind these words, the last of which is being written. */
function offeredByBash(...words: string[]): string[] {
  const script = `${completions.bash()}
    COMP_WORDS=(tramontane ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
    _tramontane; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["--norc", "-c", script], { encoding: "utf8" }).split("\n").filter(Boolean);
}

describe.skipIf(!has("bash"))("completions for bash", () => {
  it("offer commands, then what the command takes", () => {
    expect(offeredByBash("").toSorted()).toEqual([...commandNames, "help"].sort());
    expect(offeredByBash("su")).toEqual(["summarize"]);
    expect(offeredByBash("models", "a")).toEqual(["add", "assign"]);
    expect(offeredByBash("models", "assign", "summ")).toEqual(["summaries"]);
    expect(offeredByBash("bundle", "make", "--")).toEqual([
      "--models",
      "--app",
      "--json",
      "--data-dir",
      "--passphrase-file",
      "--offline",
      "--help",
    ]);
  });

  it("offer the values that an option has, and leave others to the shell", () => {
    expect(offeredByBash("summarize", "--length", "s")).toEqual(["sentence", "short", "standard"]);
    expect(offeredByBash("summarize", "--save", "")).toEqual([]);
    expect(offeredByBash("summarize", "repo")).toEqual([]);
  });
});

describe.skipIf(!has("zsh"))("completions for zsh", () => {
  it("are read without an error", () => {
    const { stderr, status } = spawnSync("zsh", ["-f"], {
      input: `autoload -Uz compinit && compinit -D\n${completions.zsh()}\nwhence -w _tramontane`,
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([0, ""]);
  });

  it("offer commands from the first time on where they lie in a folder of functions", () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "_tramontane"), completions.zsh());
    const { stdout, stderr } = spawnSync("zsh", ["-f"], {
      input: `fpath=('${folder}' $fpath); autoload -Uz _tramontane; compadd() { print -rl -- "$@" }
        words=(tramontane su) CURRENT=2; _tramontane`,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(stdout.split("\n").filter(Boolean)).toEqual([...commandNames, "help"]);
  });
});

describe.skipIf(!has("fish"))("completions for fish", () => {
  it("offer commands, then what the command takes", () => {
    const offered = (line: string): string[] =>
      execFileSync("fish", ["--no-config", "-c", `${completions.fish()}\ncomplete -C '${line}'`], { encoding: "utf8" })
        .split("\n")
        .filter(Boolean);
    expect(offered("tramontane su")).toEqual(["summarize"]);
    expect(offered("tramontane summarize --length s").toSorted()).toEqual(["sentence", "short", "standard"]);
    expect(offered("tramontane models a").toSorted()).toEqual(["add", "assign"]);
  });
});

it("makes completions of all commands and options for each shell", () => {
  for (const script of Object.values(completions)) {
    for (const name of commandNames) expect(script()).toMatch(new RegExp(`\\b${name}\\b`, "u"));
    for (const name of options) expect(script()).toMatch(new RegExp(`(?:--|-l )${name}\\b`, "u"));
  }
});
