import type { Database } from "better-sqlite3-multiple-ciphers";
import { library } from "./migrations/0010library.ts";
import { search } from "./migrations/0020search.ts";
import { modelPrompts } from "./migrations/0030modelPrompts.ts";
import { summaryOptions } from "./migrations/0040summaryOptions.ts";
import { collections } from "./migrations/0050collections.ts";
import { vectors } from "./migrations/0060vectors.ts";
import { versions } from "./migrations/0070versions.ts";
import { recognition } from "./migrations/0080recognition.ts";
import { speeds } from "./migrations/0090speeds.ts";
import { collectionSummaries } from "./migrations/0100setSummaries.ts";
import { ownTemplates } from "./migrations/0110ownTemplates.ts";
import { stepCosts } from "./migrations/0120stepCosts.ts";
import { unfinishedPages } from "./migrations/0130unfinishedPages.ts";
import { removedSummaries } from "./migrations/0140removedSummaries.ts";
import { messageModels } from "./migrations/0150messageModels.ts";
import { sketchHashes } from "./migrations/0160sketchHashes.ts";
import { checkVersions } from "./migrations/0170checkVersions.ts";
import { modelCalibrations } from "./migrations/0180modelCalibrations.ts";
import { brokenTemplates } from "./migrations/0190brokenTemplates.ts";
import { thoughts } from "./migrations/0200thoughts.ts";
import { modelStyles } from "./migrations/0210modelStyles.ts";
import { corrections } from "./migrations/0220corrections.ts";
import { statements } from "./migrations/0230statements.ts";
import { asides } from "./migrations/0240asides.ts";
import { collectionNames } from "./migrations/0250collectionNames.ts";
import { foldedWords } from "./migrations/0260foldedWords.ts";
import { readings } from "./migrations/0270readings.ts";
import { tables } from "./migrations/0280tables.ts";
import { markup } from "./migrations/0290markup.ts";
import { doubtfulNumbers } from "./migrations/0300doubtfulNumbers.ts";
import { answerTables } from "./migrations/0310answerTables.ts";
import { connections } from "./migrations/0320connections.ts";
import { downloads } from "./migrations/0330downloads.ts";
import { endpoints } from "./migrations/0340endpoints.ts";
import { costs } from "./migrations/0350costs.ts";
import { adapters } from "./migrations/0360adapters.ts";
import { experts } from "./migrations/0370experts.ts";
import { llamaServer } from "./migrations/0380llamaServer.ts";
import { endpointLimits } from "./migrations/0400endpointLimits.ts";
import { writers } from "./migrations/0410writers.ts";
import { passing } from "./migrations/0430passing.ts";
import { watchedFolders } from "./migrations/0450watchedFolders.ts";
import { mcpServers } from "./migrations/0460mcpServers.ts";
import { toolUses } from "./migrations/0470toolUses.ts";
import { passingSummaries } from "./migrations/0480passingSummaries.ts";
import { callsTools } from "./migrations/0490callsTools.ts";
import { heldOver } from "./migrations/0500heldOver.ts";
import { toolChoices } from "./migrations/0510toolChoices.ts";
import type { Migration } from "./migrations/migration.ts";

/** In the order in which they run. */
export const migrations: readonly Migration[] = [
  library,
  search,
  modelPrompts,
  summaryOptions,
  collections,
  vectors,
  versions,
  recognition,
  speeds,
  collectionSummaries,
  ownTemplates,
  stepCosts,
  unfinishedPages,
  removedSummaries,
  messageModels,
  sketchHashes,
  checkVersions,
  modelCalibrations,
  brokenTemplates,
  thoughts,
  modelStyles,
  corrections,
  statements,
  asides,
  collectionNames,
  foldedWords,
  readings,
  tables,
  markup,
  doubtfulNumbers,
  answerTables,
  connections,
  downloads,
  endpoints,
  costs,
  adapters,
  experts,
  llamaServer,
  endpointLimits,
  writers,
  passing,
  watchedFolders,
  mcpServers,
  toolUses,
  passingSummaries,
  callsTools,
  heldOver,
  toolChoices,
];

/** The `user_version` of a library this version writes; a higher one is from the future. */
export const latestVersion = Math.max(...migrations.map((migration) => migration.version));

/** Versions are numbered in tens; any other number is none, but damage. */
export function isFromFuture(version: number): boolean {
  return version > latestVersion && version % 10 === 0;
}

/** One that this version of the application can bring up to date; 0 for a library that has nothing yet. */
export function isKnownVersion(version: number): boolean {
  return version === 0 || migrations.some((migration) => migration.version === version);
}

export function schemaVersion(database: Database): number {
  return Number(database.pragma("user_version", { simple: true }));
}

/** Brings the schema up to `to`, each step all or nothing. */
export function migrate(database: Database, to: number = latestVersion): void {
  for (const migration of migrations) {
    if (migration.version > to || migration.version <= schemaVersion(database)) continue;
    database.transaction(() => {
      migration.up(database);
      database.pragma(`user_version = ${migration.version}`);
    })();
  }
}
