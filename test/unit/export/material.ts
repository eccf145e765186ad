import { readFileSync } from "node:fs";
import path from "node:path";
import type { Conversation, Message } from "../../../electron/contract/chat.ts";
import type { CollectionSummary, SkippedFile } from "../../../electron/contract/collections.ts";
import { printedLabel } from "../../../electron/contract/pageLabels.ts";
import type { Comparison } from "../../../electron/contract/compare.ts";
import { type Document, readingVersion } from "../../../electron/contract/documents.ts";
import type { Digest, KeyFact, Report, Summary } from "../../../electron/contract/summaries.ts";
import type { CollectionMember } from "../../../electron/core/export/collection.ts";
import type { Materials } from "../../../electron/core/export/exporter.ts";
import { makeReport } from "../../../electron/core/export/summaryReport.ts";
import { AppError } from "../../../electron/contract/errors.ts";

export const exportsFolder = path.join(import.meta.dirname, "../../fixtures/exports");

/** Results of the bundled model on real documents, with doubts, unread pages, stopped answers and such put in by hand. */
interface Things {
  readonly lease: Omit<Document, "reading">;
  readonly documents: readonly Document[];
  readonly labels: readonly (readonly [number, string])[];
  readonly facts: Summary;
  readonly prose: Summary;
  readonly digest: Digest;
  readonly collection: {
    readonly summary: CollectionSummary;
    readonly skipped: readonly SkippedFile[];
    readonly members: readonly CollectionMember[];
    readonly reports: Readonly<Record<string, Report>>;
    readonly facts: Readonly<Record<string, KeyFact[]>>;
  };
  readonly conversation: {
    readonly conversation: Conversation;
    readonly messages: readonly Message[];
    readonly branch: readonly string[];
  };
  readonly comparison: Comparison;
}

export const things = JSON.parse(readFileSync(path.join(exportsFolder, "things.json"), "utf8")) as Things;

export function summaryMaterial(summary: Summary): Materials["summary"] {
  const { labels, digest } = things;
  const lease = { ...things.lease, reading: { version: readingVersion, problem: null } };
  return {
    document: lease,
    summary,
    labels: new Map(labels.map(([page, printed]) => [page, printedLabel(printed)])),
    report: async () => makeReport(lease, digest, summary, summary.coverage ?? noCoverage()),
    facts: async () => summary.facts,
  };
}

export function collectionMaterial(): Materials["collection"] {
  const { summary, members, skipped, reports, facts } = things.collection;
  return {
    summary,
    members,
    skipped,
    async reportOf({ document }) {
      const report = reports[document.id];
      if (!report) throw new AppError("NOT_FOUND");
      return report;
    },
    factsOf: async (document) => facts[members.find((member) => member.document.id === document.id)?.path ?? ""] ?? [],
  };
}

export function conversationMaterial(): Materials["conversation"] {
  const { conversation, messages, branch } = things.conversation;
  return {
    conversation,
    messages,
    branch: messages.filter(({ id }) => branch.includes(id)),
    documentOf: (id) => things.documents.find((document) => document.id === id) ?? null,
  };
}

function noCoverage(): never {
  throw new AppError("INTERNAL");
}
