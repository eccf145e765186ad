import * as z from "zod";
import { globalKeySchema } from "./desktop.ts";
import type { Task } from "./tasks.ts";
import { summaryLengthSchema } from "./summaryOptions.ts";
import { usualReaderMb } from "./usualMemory.ts";

export const readLimitsSchema = z.object({
  /** seconds in which a reading must get on by a page or another part, and each page that must be recognised; one that takes longer is left out alone */
  seconds: z.number().int().min(1).max(3600).default(60),
  /** minutes one document may take to read, however it gets on */
  totalMinutes: z.number().int().min(1).max(10_080).default(240),
  /** memory of the reader process, in MB (2^20 bytes) */
  memoryMb: z.number().int().min(64).max(16384).default(usualReaderMb),
  /** bytes a compressed file may unpack to, in MB (2^20 bytes) */
  inflatedMb: z.number().int().min(1).max(16384).default(200),
  pages: z.number().int().min(1).max(1_000_000).default(20_000),
  /** size of the file itself, in MB (2^20 bytes) */
  fileMb: z.number().int().min(1).max(16384).default(500),
});
export type ReadLimits = z.infer<typeof readLimitsSchema>;

/** The address of a hub, without what stands behind it for a request. */
export const hubAddressSchema = z.url({ protocol: /^https?$/u }).max(300);

/** One of several models; `shares`: it does part of the work of the one before it, else it stands in where all before it fail. */
const taskModelSchema = z.object({ modelId: z.string().min(1), shares: z.boolean() });
export type TaskModel = z.infer<typeof taskModelSchema>;

const ofTask = z.array(taskModelSchema).max(16).default([]);
const taskModelsSchema = z.object({
  summaries: ofTask,
  chat: ofTask,
  questions: ofTask,
  tables: ofTask,
  titles: ofTask,
  checking: ofTask,
  embeddings: ofTask,
  reranking: ofTask,
} satisfies Record<Task, typeof ofTask>);

/** Port of the door for programs where nobody names another. */
export const usualApiPort = 11_888;

export const apiSettingsSchema = z.object({
  /** other programs of this computer may ask, with the token */
  on: z.boolean().default(false),
  /** 0: any free one, another at each start */
  port: z.number().int().min(0).max(65_535).default(usualApiPort),
  /** what stands under `/api/` answers as Ollama does, and without the token, since clients of Ollama send none */
  ollama: z.boolean().default(false),
});
export type ApiSettings = z.infer<typeof apiSettingsSchema>;

export const settingsSchema = z.object({
  theme: z.enum(["system", "light", "dark"]).default("system"),
  /** model used where nothing else is chosen; null: the newest one that fits, the bundled one last */
  defaultModelId: z.string().nullable().default(null),
  /** models of each task that stand in for one another, the first asked first; none: the one that is best for it by itself */
  taskModels: taskModelsSchema.prefault({}),
  gpu: z.enum(["auto", "cpu"]).default("auto"),
  /** null: follows the spare cores of the machine */
  threads: z.number().int().min(1).max(256).nullable().default(null),
  /** tokens; null: as much as fits the memory, at most 16,384 */
  contextSize: z.number().int().min(512).max(1_048_576).nullable().default(null),
  /** minutes without a question until a model gives its memory back; 0: never */
  sleepMinutes: z.number().int().min(0).max(1440).default(10),
  /** load the default model when the application starts, so that the first question need not wait for it */
  loadAtStart: z.boolean().default(true),
  /** find passages by meaning with the embedding model that comes along, where no other is installed */
  bundledEmbedding: z.boolean().default(true),
  temperature: z.number().min(0).max(2).default(0.3),
  readLimits: readLimitsSchema.prefault({}),
  summaryLength: summaryLengthSchema.default("standard"),
  /** start the model's summary by itself when a document was read */
  summarizeOnOpen: z.boolean().default(true),
  chatSystemPrompt: z.string().max(20_000).default(""),
  /** keep prompt caches of conversations on disk, to open one again without reading it; named as stored settings and callers of the API have it */
  keepStates: z.boolean().default(true),
  /** connect to nothing but this computer, and start no foreign program */
  offlineLock: z.boolean().default(true),
  /** addresses that are asked for models before the hub itself, the first that answers; without a token */
  hubMirrors: z.array(hubAddressSchema).max(8).default([]),
  /** bytes a second of all downloads together; null: as fast as it goes */
  downloadLimit: z.number().int().min(10_000).max(100_000_000_000).nullable().default(null),
  /**
   * watts that a busy core is taken to draw, for estimates of energy: 8, which is a processor of 65 watts with eight cores; portable
   * computers draw about half of it
   */
  wattsPerCore: z.number().min(0.1).max(200).default(8),
  /** keys that bring the quick question forward, whatever program is in front; null: none */
  quickKey: globalKeySchema.nullable().default(null),
  /** stand in the system's tray, and go on there when the window is closed */
  staysInTray: z.boolean().default(false),
  /** minutes without anybody at it until an encrypted library locks itself; 0: never */
  lockAfterMinutes: z.number().int().min(0).max(1440).default(15),
  /** the server for other programs */
  api: apiSettingsSchema.prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Milliseconds without a question until a model gives its memory back; Infinity: never. */
export function sleepAfterMs({ sleepMinutes }: Pick<Settings, "sleepMinutes">): number {
  return sleepMinutes === 0 ? Infinity : sleepMinutes * 60_000;
}

type Shape = typeof settingsSchema.shape;
/** Without what stands in for a value that is missing: in a patch what is missing stays as it is. */
type Given<Field> = Field extends z.ZodDefault<infer Inner> | z.ZodPrefault<infer Inner> ? Inner : Field;

export const settingsPatchSchema = z
  .object(
    Object.fromEntries(
      Object.entries(settingsSchema.shape).map(([name, field]) => [name, field.unwrap()]),
    ) as unknown as { [Name in keyof Shape]: Given<Shape[Name]> },
  )
  .partial();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;
