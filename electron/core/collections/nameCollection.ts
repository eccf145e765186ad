import prompts from "../../../resources/prompts/asides.json" with { type: "json" };
import { askAbout } from "../llm/documentPrompt.ts";
import { readTitle } from "../llm/freeText/shortAnswers.ts";
import type { LanguageModel } from "../llm/languageModel.ts";
import { openNamer } from "../llm/openNamer.ts";
import { fillLines } from "../llm/promptTemplate.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Logger } from "../ports.ts";
import type { Registry } from "../llm/registry.ts";
import type { Store } from "../store/store.ts";
import { fold } from "../text/fold.ts";

export interface NamingDeps {
  readonly store: Pick<Store, "collections" | "collectionSummaries" | "documents">;
  readonly jobs: Jobs;
  readonly models: Pick<Registry, "assigned" | "isAllowed">;
  readonly logger: Logger;
  readonly changed: (id: string) => void;
}

const nameBounds = { least: 2, most: 8, characters: 60 };
const answerTokens = 32;
/** Titles and points that the model is told, and characters of each. */
const told = { titles: 20, points: 12, characters: 240 };

/**
 * Lets the model that wrote the summary of a collection name it, where it came under a name that programs give ("New folder (2)",
 * "archive") and no person has named it. A name of words that stand in no title or point is not taken.
 */
export function nameCollection(
  { store, jobs, models, logger, changed }: NamingDeps,
  id: string,
  model: LanguageModel,
): void {
  if (model.style !== "instruct" || !isUnnamed()) return;
  jobs.start({
    kind: "asides",
    subject: id,
    lane: "title",
    usesModel: true,
    onShutdown: "cancel",
    async run({ signal }) {
      const result = store.collectionSummaries.get(id)?.result;
      if (!result || result.worse) return;
      await using session = await openNamer(models, model, signal);
      if (!session) return;
      const titles = store.documents.ofCollection(id).slice(0, told.titles);
      const points = result.points.slice(0, told.points);
      const lines = [...titles.map(({ title }) => title), ...points.map(({ text }) => text)].map((line) =>
        line.slice(0, told.characters),
      );
      const question = fillLines(prompts.collection, { words: String(nameBounds.most) });
      const { text, stop } = await session.generate({
        turns: askAbout(lines.map((line) => `- ${line}`).join("\n"), question),
        maxTokens: answerTokens,
        temperature: 0,
        seed: 1,
      });
      const about = { material: lines, language: "und", ended: stop === "end" };
      const title = readTitle(text, about, nameBounds);
      // A person may have named it meanwhile.
      if (title === "" || !isUnnamed()) return;
      store.collections.update(id, { title });
      changed(id);
    },
    onEnd(end) {
      // Nobody waits for it, and the collection has a name.
      if (end.status === "failed") logger.info("A collection was not named", { code: end.error.code });
    },
  });

  function isUnnamed(): boolean {
    const collection = store.collections.get(id);
    return collection !== null && !store.collections.isNamed(id) && isMadeByPrograms(collection.title);
  }
}

/** Words of which the names of folders and archives are made that nobody named; folded. */
const usualWords = new Set(
  `a new untitled unnamed folder directory documents document docs doc files file archive zip export exports download downloads
  desktop scan scans upload uploads attachments temp tmp data copy of all my misc
  neu neuer neue ordner dokumente dokument dateien datei archiv kopie von alle anhange daten
  nouveau dossier sans titre fichiers fichier copie de telechargements
  nueva nuevo carpeta sin titulo documentos documento archivos archivo copia descargas
  nuova cartella senza titolo documenti documento archivio copia di
  nova pasta sem titulo arquivos arquivo ficheiros transferencias
  nieuwe map naamloos documenten bestanden archief kopie van`
    .split(/\s+/u)
    .filter((word) => word !== ""),
);

/** True of a name of usual words, numbers and dates alone. */
export function isMadeByPrograms(name: string): boolean {
  const words = fold(name).match(/\p{L}+/gu) ?? [];
  return words.every((word) => usualWords.has(word));
}
