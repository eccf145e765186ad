import type { Support } from "../../electron/contract/summaries.ts";
import { sentencesOfText } from "../../electron/core/text/textSentences.ts";
import { startApplication, type BenchApplication } from "./application.ts";
import { type BenchDocument, documentOf, kindsHere } from "./documents.ts";
import { showSpread, spreadOf } from "./statistics.ts";
import type { Workload, WorkloadContext, WorkloadResult } from "./workload.ts";

const mostSeconds = 5;
const claims = 200;
const pages = 100;
const wordsPerPage = 500;

/** What a person waits for who has a letter checked against a contract. */
export const check: Workload = {
  id: "W13",
  title: `${claims} claims held against a document of ${pages} pages that was read, by code alone, quotes found in all of it`,
  goal: `≤ ${mostSeconds} s on two cores, for every kind of document`,
  withoutPeer: true,
  run,
};

interface Measured {
  readonly name: string;
  readonly sentences: number;
  /** milliseconds: of each check, of the first of them with the preparing of the document, and until its first answers */
  readonly times: number[];
  readonly first: number;
  readonly answered: number;
  readonly verdicts: Readonly<Record<Support, number>>;
}

async function run({ quick, progress }: WorkloadContext): Promise<WorkloadResult> {
  const application = await startApplication();
  try {
    const measured: Measured[] = [];
    for (const kind of kindsHere()) {
      const document = documentOf(kind, pages * wordsPerPage, 1);
      progress(`reading ${document.fileName}`);
      const id = await application.add(document);
      const said = claimsAbout(document);
      const first = await timeCheck(application, id, said);
      const times: number[] = [];
      for (let round = 0; round < (quick ? 2 : 5); round += 1) {
        times.push((await timeCheck(application, id, said)).ms);
      }
      const { answered, verdicts } = first;
      const sentences = sentencesOfText(document.text).length;
      measured.push({ name: document.from, sentences, times, first: first.ms, answered, verdicts });
    }
    return report(measured);
  } finally {
    await application.stop();
  }
}

/** Sentences of all of the document: as they stand, without some of their words, with another number, and two in one. */
function claimsAbout({ text }: BenchDocument): string[] {
  const sentences = sentencesOfText(text)
    .filter(({ kind, text: said }) => kind === "paragraph" && said.length > 40 && said.length < 400)
    .map(({ text: said }) => said);
  const step = Math.max(1, Math.floor(sentences.length / claims));
  return Array.from({ length: claims }, (_, index) => {
    const place = (index * step) % sentences.length;
    const said = sentences[place] ?? "";
    switch (index % 4) {
      case 0:
        return said;
      case 1:
        return said
          .split(" ")
          .filter((_word, at) => at % 4 !== 3)
          .join(" ");
      case 2:
        return said.replaceAll(/\d+/gu, (number) => String(Number(number) + 1));
      default:
        return `${said.replace(/[.!?]$/u, "")}, and ${sentences[place + 1] ?? ""}`;
    }
  });
}

async function timeCheck({ client, finish }: BenchApplication, documentId: string, said: readonly string[]) {
  const from = performance.now();
  let answered = 0;
  const verdicts = { verified: 0, weak: 0, contradicted: 0, unsupported: 0 };
  const { jobId } = await client.check.start({ documentIds: [documentId], claims: [...said] });
  await finish(jobId, (event) => {
    if (event.type !== "item" || event.item.kind !== "checked") return;
    answered ||= performance.now() - from;
    for (const { support } of event.item.claims) verdicts[support] += 1;
  });
  return { ms: performance.now() - from, answered, verdicts };
}

function report(measured: readonly Measured[]): WorkloadResult {
  const worst = Math.max(...measured.map(({ times, first }) => Math.max(first, ...times))) / 1000;
  const rows = measured.map(({ name, sentences, first, answered, times, verdicts }) => {
    const { verified, weak, contradicted, unsupported } = verdicts;
    const counts = `${verified} / ${weak} / ${contradicted} / ${unsupported}`;
    return `| ${name} | ${sentences} | ${first.toFixed(0)} | ${answered.toFixed(0)} | ${showSpread(spreadOf(times))} | ${counts} |`;
  });
  return {
    verdict: worst <= mostSeconds ? "met" : "missed",
    figure: `${worst.toFixed(1)} s for the slowest of ${measured.length} documents`,
    notes: `From the call to the end of its job; the first check of a document makes it ready for those that follow. A quarter of the claims each is a sentence as it stands, one without some of its words, one with other numbers, and two in one.\n\n| document | sentences | first check, ms | its first answers, ms | further checks, median (quartiles), ms | verified / weak / contradicted / not supported |\n|---|---|---|---|---|---|\n${rows.join("\n")}`,
    data: { measured },
  };
}
