import { oneSequence } from "./w01OneSequence.ts";
import { longDocument } from "./w02LongDocument.ts";
import { newVersion } from "./w02NewVersion.ts";
import { reopen } from "./w03Reopen.ts";
import { lookup } from "./w04Lookup.ts";
import { chatDuringMap } from "./w05ChatDuringMap.ts";
import { start } from "./w06Start.ts";
import { digest } from "./w07Digest.ts";
import { embedding } from "./w08Embedding.ts";
import { neighbours } from "./w09Neighbours.ts";
import { page } from "./w10Page.ts";
import { forecast } from "./w11Forecast.ts";
import { loopDelay } from "./w12LoopDelay.ts";
import { check } from "./w13Check.ts";
import { summary } from "./w14Summary.ts";
import { answerTable } from "./w15AnswerTable.ts";
import { tableWindow } from "./w16TableWindow.ts";
import { download } from "./w17Download.ts";
import { twoEndpoints } from "./w18TwoEndpoints.ts";
import { served } from "./w19Served.ts";
import { watchedFolder } from "./w20WatchedFolder.ts";
import type { Workload } from "./workload.ts";

/** All workloads, in the order in which they are run and shown. */
export const workloads: readonly Workload[] = [
  oneSequence,
  longDocument,
  newVersion,
  reopen,
  lookup,
  chatDuringMap,
  start,
  digest,
  embedding,
  neighbours,
  page,
  forecast,
  loopDelay,
  check,
  summary,
  answerTable,
  tableWindow,
  download,
  twoEndpoints,
  served,
  watchedFolder,
];
