import { mostResultCharacters } from "../../contract/chat.ts";
import type { ToolAnswer } from "./mcpClient.ts";

/** What a tool answers, as the protocol has it; other fields are left out. */
export interface ToolResult {
  readonly content?: readonly unknown[] | undefined;
  readonly structuredContent?: unknown;
  readonly isError?: boolean | undefined;
}

/** The answer as text for a model and a person: what is no text is named, not shown. */
export function resultText({ content = [], structuredContent, isError = false }: ToolResult): ToolAnswer {
  const parts = content.map(partText).filter((part) => part !== "");
  const text =
    parts.length === 0 && structuredContent !== undefined
      ? JSON.stringify(structuredContent, null, 2)
      : parts.join("\n\n");
  const kept = text.length > mostResultCharacters ? `${text.slice(0, mostResultCharacters)} […]` : text;
  return { text: kept, isError };
}

function partText(part: unknown): string {
  if (!isRecord(part)) return "";
  switch (part["type"]) {
    case "text":
      return stringOf(part["text"]);
    case "image":
    case "audio":
      return `[${part["type"]}: ${stringOf(part["mimeType"])}]`;
    case "resource_link":
      return [stringOf(part["title"]) || stringOf(part["name"]), stringOf(part["uri"]), stringOf(part["description"])]
        .filter((word) => word !== "")
        .join("\n");
    case "resource": {
      const resource = isRecord(part["resource"]) ? part["resource"] : {};
      const uri = stringOf(resource["uri"]);
      return typeof resource["text"] === "string"
        ? `${uri}\n${resource["text"]}`
        : `[${uri}: ${stringOf(resource["mimeType"])}]`;
    }
    default:
      return "";
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function stringOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
