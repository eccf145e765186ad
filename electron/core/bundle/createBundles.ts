import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import type { BundleManifest, BundleReport } from "../../contract/bundle.ts";
import { AppError } from "../../contract/errors.ts";
import { measureFreeBytes } from "../files/freeBytes.ts";
import type { JobContext, Jobs } from "../jobs/jobs.ts";
import type { Paths } from "../ports.ts";
import type { Store, StoredModel } from "../store/store.ts";
import { changedFile } from "./bundleFiles.ts";
import { checkBundle, refuseFindings, reportOf } from "./checkBundle.ts";
import { makeBundle } from "./makeBundle.ts";

/** What is carried to a computer without a network: the application, models, licences and the catalogue, each file with its SHA-256. */
export interface Bundles {
  /**
   * Writes a bundle into an empty folder, or goes on with one. The job fails with BUNDLE_INVALID for a folder that holds something else,
   * with DISK_FULL, and where a file is gone; it tells a report as its item.
   * @throws MODEL_NOT_FOUND for a model that is not there; INVALID_INPUT for one that comes with the application
   */
  make(input: {
    readonly folder: string;
    readonly modelIds: readonly string[] | null;
    readonly application: string | null;
  }): { jobId: string };
  /** Reads each file. The job tells a report, and fails with BUNDLE_INVALID where anything is wrong. */
  check(folder: string): { jobId: string };
  /** Checks all of it first, then copies the models that are not here yet and holds each against the manifest once more. */
  import(folder: string): { jobId: string };
}

/** What is needed of the files of models. */
export interface BundledModels {
  /** Takes in a model that comes as bytes, of one that is cut into several files all of them one after the other. */
  receive(file: {
    readonly name: string;
    readonly bytes: AsyncIterable<Uint8Array>;
    readonly parts?: readonly { readonly name: string; readonly bytes: number }[];
  }): Promise<{ jobId: string }>;
  /** Paths of the files that a model is made of, in their order. */
  filesOf(model: StoredModel): string[];
  isThere(model: StoredModel): boolean;
}

export interface BundlesDeps {
  readonly store: Store;
  readonly models: BundledModels;
  readonly jobs: Jobs;
  readonly paths: Paths;
  readonly version: string;
  /** the folder that holds `package.json` of the application, beside which packed ones are looked for */
  readonly applicationFolder: string;
}

export function createBundles(deps: BundlesDeps): Bundles {
  const { store, models, jobs, paths, version } = deps;

  return {
    make({ folder, modelIds, application }) {
      const chosen = modelIds === null ? ownModels() : modelIds.map(requireModel);
      return start(folder, async (context) => {
        const manifest = await makeBundle(
          folder,
          {
            madeBy: version,
            models: chosen.map((model) => ({
              id: model.id,
              name: model.name,
              licence: model.metadata.licence,
              files: models.filesOf(model),
            })),
            application: application ?? (await packedApplication(deps.applicationFolder)),
            others: [
              { from: path.join(paths.resources, "licences"), to: "licences" },
              { from: path.join(deps.applicationFolder, "LICENSE"), to: "licences/LICENSE" },
              { from: path.join(paths.resources, "models"), to: "catalogue" },
            ],
          },
          { signal: context.signal, progress: progressOf(context, "copying") },
        );
        emit(
          context,
          reportOf(manifest, () => true),
        );
      });
    },
    check: (folder) => start(folder, async (context) => void (await checked(folder, context))),
    import: (folder) =>
      start(folder, async (context) => {
        const manifest = await checked(folder, context);
        const wanted = manifest.models.filter(({ id }) => !isHere(id));
        const needed = wanted.reduce((sum, { bytes }) => sum + bytes, 0);
        if (needed > (await measureFreeBytes(paths.data))) throw new AppError("DISK_FULL");
        for (const model of wanted) await importOne(folder, manifest, { model, context });
      }),
  };

  function start(folder: string, run: (context: JobContext) => Promise<void>): { jobId: string } {
    const { id } = jobs.start({
      kind: "bundle",
      subject: path.basename(folder),
      lane: "bundle",
      usesModel: false,
      onShutdown: "cancel",
      run,
    });
    return { jobId: id };
  }

  async function checked(folder: string, context: JobContext): Promise<BundleManifest> {
    const { manifest, report } = await checkBundle(folder, {
      isHere,
      signal: context.signal,
      progress: progressOf(context, "hashing"),
    });
    emit(context, report);
    refuseFindings(report);
    return manifest;
  }

  /** A model comes in as any other does; nothing is kept of one whose bytes are not those of the manifest. */
  async function importOne(
    folder: string,
    { files }: BundleManifest,
    { model, context }: { readonly model: BundleManifest["models"][number]; readonly context: JobContext },
  ): Promise<void> {
    const own = model.files.map((file) => {
      const entry = files.find(({ path: at }) => at === file);
      if (!entry) throw changedFile(file);
      return entry;
    });
    const progress = progressOf(context, "copying");
    let done = 0;
    let changed: AppError | null = null;
    async function* bytes(): AsyncGenerator<Uint8Array> {
      for (const { path: file, sha256 } of own) {
        const hash = createHash("sha256");
        for await (const piece of createReadStream(path.join(folder, file)) as AsyncIterable<Buffer>) {
          hash.update(piece);
          done += piece.byteLength;
          progress(done, model.bytes);
          yield piece;
        }
        if (hash.digest("hex") !== sha256) throw (changed = changedFile(file));
      }
    }
    const [name = ""] = own.map(({ path: file }) => path.basename(file));
    const parts = own.map((file) => ({ name: path.basename(file.path), bytes: file.bytes }));
    const { jobId } = await models.receive({ name, bytes: bytes(), ...(parts.length > 1 ? { parts } : {}) });
    const cancel = (): void => void jobs.cancel(jobId);
    context.signal.addEventListener("abort", cancel, { once: true });
    try {
      await jobs.finished(jobId);
    } catch (thrown) {
      throw changed ?? thrown;
    } finally {
      context.signal.removeEventListener("abort", cancel);
    }
  }

  function ownModels(): StoredModel[] {
    return store.models.list().filter((model) => !model.bundled && !model.problem && models.isThere(model));
  }

  function requireModel(id: string): StoredModel {
    const model = store.models.get(id);
    if (!model || !models.isThere(model)) {
      throw new AppError("MODEL_NOT_FOUND", model ? { data: { name: model.name } } : { data: { reason: "UNLISTED" } });
    }
    if (model.bundled) throw new AppError("INVALID_INPUT", { data: { reason: "MODEL_COMES_ALONG", name: model.name } });
    return model;
  }

  function isHere(id: string): boolean {
    const model = store.models.get(id) ?? null;
    if (model) return models.isThere(model);
    return store.adapters.get(id) !== null;
  }
}

function emit(context: JobContext, report: BundleReport): void {
  context.emit({ type: "item", item: { kind: "bundle", report } });
}

/** Not with every piece: a line of progress each hundredth is seen as well. */
function progressOf(context: JobContext, stage: "copying" | "hashing"): (done: number, total: number) => void {
  let told = -1;
  return (done, total) => {
    const share = total === 0 ? 0 : Math.floor((done / total) * 100);
    if (share === told) return;
    told = share;
    context.emit({ type: "progress", stage, done, total, leftMs: null });
  };
}

/** What `npm run package` packed last, unpacked or as an installer; null where nothing was. */
async function packedApplication(folder: string): Promise<string | null> {
  const out = path.join(folder, "out");
  const names = await readdir(out).catch(() => []);
  const packed = names.filter((name) => /-unpacked$|\.(?:AppImage|deb|dmg|exe|msi|zip)$/u.test(name));
  let newest: { at: string; time: number } | null = null;
  for (const name of packed) {
    const at = path.join(out, name);
    const { mtimeMs } = await stat(at);
    if (newest === null || mtimeMs > newest.time) newest = { at, time: mtimeMs };
  }
  return newest?.at ?? null;
}
