import { expect, it } from "vitest";
import { mostResultCharacters } from "../../../electron/contract/chat.ts";
import { resultText } from "../../../electron/core/mcpClient/resultText.ts";

it("makes text of what a tool answers, and names what is none", () => {
  const content = [
    { type: "text", text: "Two mills." },
    { type: "image", mimeType: "image/png", data: "AAAA" },
    { type: "resource_link", name: "map", title: "Map", uri: "file:///map.svg", description: "of the valley" },
    { type: "resource", resource: { uri: "file:///a.txt", text: "inside" } },
    { type: "resource", resource: { uri: "file:///b.bin", mimeType: "application/zip", blob: "AAAA" } },
    { type: "hologram" },
    null,
  ];
  expect(resultText({ content }).text).toBe(
    [
      "Two mills.",
      "[image: image/png]",
      "Map\nfile:///map.svg\nof the valley",
      "file:///a.txt\ninside",
      "[file:///b.bin: application/zip]",
    ].join("\n\n"),
  );
});

it("shows a result with a form where there is no text beside it, and says that the tool failed", () => {
  expect(resultText({ content: [], structuredContent: { sum: 5 }, isError: true })).toEqual({
    text: '{\n  "sum": 5\n}',
    isError: true,
  });
  expect(resultText({ content: [{ type: "text", text: "5" }], structuredContent: { sum: 5 } })).toEqual({
    text: "5",
    isError: false,
  });
});

it("keeps a million characters of it, and marks where it is cut", () => {
  const text = "x".repeat(mostResultCharacters);
  const told = (all: string) => resultText({ content: [{ type: "text", text: all }] }).text;
  expect(told(text)).toBe(text);
  expect(told(`${text}y`)).toBe(`${text} […]`);
});
