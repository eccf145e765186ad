import { expect, it } from "vitest";
import { settingsPatchSchema, settingsSchema } from "../../../electron/contract/settings.ts";

it("changes only what a patch names, and refuses what the settings refuse", () => {
  expect(settingsPatchSchema.parse({})).toEqual({});
  expect(settingsPatchSchema.parse({ threads: null, theme: "dark" })).toEqual({ threads: null, theme: "dark" });
  const all = settingsSchema.parse({});
  expect(settingsPatchSchema.parse(all)).toEqual(all);
  for (const wrong of [{ threads: 0 }, { theme: "pink" }, { temperature: 3 }, { readLimits: { seconds: 0 } }]) {
    expect(settingsPatchSchema.safeParse(wrong).success).toBe(false);
  }
});
