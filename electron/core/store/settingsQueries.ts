import { randomBytes } from "node:crypto";
import type { Database } from "better-sqlite3-multiple-ciphers";
import * as z from "zod";
import { type Settings, settingsSchema } from "../../contract/settings.ts";
import type { Logger } from "../ports.ts";
import type { Statements } from "./statements.ts";
import type { SettingsQueries } from "./store.ts";

export function settingsQueries(deps: { database: Database; sql: Statements; logger: Logger }): SettingsQueries {
  const { database, sql, logger } = deps;
  return {
    get() {
      const stored: Record<string, unknown> = {};
      for (const { key, value } of sql<{ key: string; value: string }>("SELECT key, value FROM settings").all({})) {
        try {
          stored[key] = JSON.parse(value);
        } catch {
          logger.error("A setting is damaged and falls back to its default", { key });
        }
      }
      return settingsSchema.parse(valid(settingsSchema, stored, logger, ""));
    },

    set(settings: Settings) {
      database.transaction(() => {
        for (const [key, value] of Object.entries(settingsSchema.parse(settings))) {
          sql(
            "INSERT INTO settings (key, value) VALUES (@key, @value) ON CONFLICT (key) DO UPDATE SET value = @value",
          ).run({ key, value: JSON.stringify(value) });
        }
      })();
    },

    llamaServer() {
      const stored = sql<{ value: string }>("SELECT value FROM settings WHERE key = @key").get({ key: llamaServerRow });
      try {
        return storedProgramSchema.parse(JSON.parse(stored?.value ?? "null"));
      } catch (error) {
        logger.error("The llama-server that was named is not known any more", { error: String(error) });
        return null;
      }
    },

    setLlamaServer(program) {
      sql("INSERT INTO settings (key, value) VALUES (@key, @value) ON CONFLICT (key) DO UPDATE SET value = @value").run(
        { key: llamaServerRow, value: JSON.stringify(program) },
      );
    },

    noteStart(now) {
      const stored = sql<{ value: string }>("SELECT value FROM settings WHERE key = @key").get({ key: startRow });
      sql("INSERT INTO settings (key, value) VALUES (@key, @value) ON CONFLICT (key) DO UPDATE SET value = @value").run(
        { key: startRow, value: String(now) },
      );
      return /^\d+$/u.test(stored?.value ?? "") ? Number(stored?.value) : null;
    },

    promptCacheKey() {
      const stored = sql<{ value: string }>("SELECT value FROM settings WHERE key = @key").get({
        key: promptCacheKeyRow,
      });
      // Like every row here it is JSON.
      const known = Buffer.from(/^"(.+)"$/u.exec(stored?.value ?? "")?.[1] ?? "", "base64");
      if (known.length === promptCacheKeyBytes) return new Uint8Array(known);
      const made = randomBytes(promptCacheKeyBytes);
      sql("INSERT INTO settings (key, value) VALUES (@key, @value) ON CONFLICT (key) DO UPDATE SET value = @value").run(
        { key: promptCacheKeyRow, value: JSON.stringify(made.toString("base64")) },
      );
      return new Uint8Array(made);
    },
  };
}

/** The version of the application, and that of its schema, which wrote to the library last; null where none ever said so. */
export function openedBy(database: Database): string | null {
  if (database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'settings'").get() === undefined) return null;
  const stored = database
    .prepare<[string], string>("SELECT value FROM settings WHERE key = ?")
    .pluck()
    .get(openedByRow);
  return /^"(.*)"$/u.exec(stored ?? "")?.[1] ?? null;
}

export function setOpenedBy(database: Database, version: string): void {
  database
    .prepare("INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
    .run(openedByRow, JSON.stringify(version));
}

const openedByRow = "openedBy";
const startRow = "startedAt";

/** Not among the settings, which can be set as they are: a program is asked what it is before it is taken. */
const llamaServerRow = "llamaServer";
const storedProgramSchema = z.object({ path: z.string().min(1), version: z.string() }).nullable();

/** Not among the settings that are given out. The row keeps its name because the files of every library are signed with its value. */
const promptCacheKeyRow = "states.key";
const promptCacheKeyBytes = 32;

/** The values that still parse, each by itself, also inside groups; the schema fills in its defaults for the rest. */
function valid(schema: z.ZodObject, stored: object, logger: Logger, prefix: string): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const given = new Map<string, unknown>(Object.entries(stored));
  for (const [key, field] of Object.entries(schema.shape)) {
    if (!given.has(key)) continue;
    const value = given.get(key);
    if (z.safeParse(field, value).success) {
      values[key] = value;
      continue;
    }
    logger.warn("A setting no longer parses and falls back to its default", { key: prefix + key });
    const group: unknown = field instanceof z.ZodPrefault ? field.unwrap() : field;
    if (group instanceof z.ZodObject && typeof value === "object" && value !== null) {
      values[key] = valid(group, value, logger, `${prefix}${key}.`);
    }
  }
  return values;
}
