import { describe, expect, it } from "vitest";
import {
  type CommandName,
  commandNames,
  factsOf,
  optionFacts,
  type OptionName,
  optionTable,
} from "../../../electron/cli/commandTable.ts";
import { parseOptions } from "../../../electron/cli/options.ts";

const names = Object.keys(optionTable) as OptionName[];

/** An option as it is written, with a value where it has one. */
function written(name: OptionName): string[] {
  const { type, value } = optionFacts(name);
  if (type === "boolean") return [`--${name}`];
  return [`--${name}`, typeof value === "string" ? "1" : (value?.[0] ?? "")];
}

const isTaken = (command: CommandName, name: OptionName): boolean => factsOf(command).options.includes(name);

describe.each(commandNames)("%s", (command) => {
  it.each(names.filter((name) => isTaken(command, name)))("takes --%s", (name) => {
    expect(() => parseOptions(command, written(name))).not.toThrow();
  });

  it("refuses every other option", () => {
    for (const option of names.filter((name) => !isTaken(command, name))) {
      expect(() => parseOptions(command, written(option))).toThrow(
        expect.objectContaining({ code: "USAGE", data: { reason: "NOT_TAKEN", command, option } }) as Error,
      );
    }
  });
});
