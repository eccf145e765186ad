import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, constants, lstat, readdir, stat } from "node:fs/promises";
import path from "node:path";
import type { BundleManifest, BundleReport, BundleRoom } from "../../contract/bundle.ts";
import { AppError } from "../../contract/errors.ts";
import { measureFreeBytes } from "../files/freeBytes.ts";
import type { JobContext, Jobs } from "../jobs/jobs.ts";
import type { Clock, Paths } from "../ports.ts";
import type { Store, StoredAdapter, StoredModel } from "../store/store.ts";
import { changedFile, filesBelow } from "./bundleFiles.ts";
import { checkBundle, type CheckedBundle, type Here, refuseFindings } from "./checkBundle.ts";
import { type BundleContent, makeBundle, stateOf } from "./makeBundle.ts";

/** What is carried to a computer without a network: the application, models, licences and the catalogue, each file with its SHA-256. */
export interface Bundles {
  /** Whether a bundle can be written to a folder, and what there is room for. */
  room(input: { readonly folder: string; readonly application: string | null }): Promise<BundleRoom>;
  /**
   * Writes a bundle into an empty folder, or goes on with one, and reads it back. The job fails with BUNDLE_INVALID for a folder that
   * holds something else or that cannot take it, with DISK_FULL, and where a file is gone; it tells a report as its item.
   * @throws MODEL_NOT_FOUND for a model that is not there, ADAPTER_NOT_FOUND for an adapter; INVALID_INPUT for a model that comes with the
   * application
   */
  make(input: {
    readonly folder: string;
    readonly modelIds: readonly string[] | null;
    readonly adapterIds: readonly string[] | null;
    readonly application: string | null;
  }): { jobId: string };
  /** What is in it, with names and sizes held against its manifest. @throws as `readManifest` */
  look(folder: string): Promise<BundleReport>;
  /** Reads each file. The job tells a report, and fails with BUNDLE_INVALID where anything is wrong. */
  check(folder: string): { jobId: string };
  /** Checks all of it first, then copies what is wanted and not here yet and holds each file against the manifest once more. */
  import(input: { readonly folder: string; readonly ids: readonly string[] | null }): { jobId: string };
}

/** What is needed of the files of models. */
export interface BundledModels {
  /** Takes in a model or an adapter that comes as bytes, of one that is cut into several files all of them one after the other. */
  receive(file: {
    readonly name: string;
    readonly bytes: AsyncIterable<Uint8Array>;
    readonly parts?: readonly { readonly name: string; readonly bytes: number }[];
  }): Promise<{ jobId: string }>;
  /** Paths of the files that a model is made of, in their order. */
  filesOf(model: StoredModel): string[];
  isThere(model: StoredModel): boolean;
  isAdapterThere(id: string): boolean;
}

export interface BundlesDeps {
  readonly store: Store;
  readonly models: BundledModels;
  readonly jobs: Jobs;
  readonly clock: Pick<Clock, "monotonic">;
  readonly paths: Paths;
  readonly version: string;
  /** the folder that holds `package.json` of the application, beside which packed ones are looked for */
  readonly applicationFolder: string;
}

export function createBundles(deps: BundlesDeps): Bundles {
  const { store, models, jobs, clock, paths, version } = deps;
  const here: Here = {
    model(id) {
      const model = store.models.get(id);
      return model !== null && models.isThere(model);
    },
    adapter: models.isAdapterThere,
  };
  const others = [
    { from: path.join(paths.resources, "licences"), to: "licences" },
    { from: path.join(deps.applicationFolder, "LICENSE"), to: "licences/LICENSE" },
    { from: path.join(paths.resources, "models"), to: "catalogue" },
  ];

  return {
    async room({ folder, application: named }) {
      const state = await stateOf(folder);
      const isThere = named !== null && (await stat(named).catch(() => null)) !== null;
      const application = isThere ? named : named === null ? await packedApplication(deps.applicationFolder) : null;
      const sizes = await Promise.all([...others.map(({ from }) => from), application ?? ""].map(sizeOf));
      const above = await nearestFolder(folder);
      return {
        state: state === "OCCUPIED" || (await isWritable(above)) ? state : "READ_ONLY",
        freeBytes: (await measureFreeBytes(above)) + (state === "BUNDLE" ? await sizeOf(folder) : 0),
        otherBytes: sizes.reduce((sum, bytes) => sum + bytes, 0),
        application: application === null ? null : path.basename(application),
      };
    },
    make({ folder, modelIds, adapterIds, application }) {
      const chosen = choose(modelIds, adapterIds);
      return start(folder, async (context) => {
        await makeBundle(
          folder,
          {
            madeBy: version,
            ...chosen,
            application: application ?? (await packedApplication(deps.applicationFolder)),
            others,
          },
          { signal: context.signal, progress: progressOf(context, "copying") },
        );
        await checked(folder, context);
      });
    },
    look: async (folder) => (await checkBundle(folder, { here, reading: null })).report,
    check: (folder) => start(folder, async (context) => void (await checked(folder, context))),
    import: ({ folder, ids }) =>
      start(folder, async (context) => {
        const { manifest, locate } = await checked(folder, context);
        const wanted = [
          ...manifest.models.filter(({ id }) => !here.model(id)),
          // Behind them, so that they are found to fit.
          ...manifest.adapters
            .filter(({ id }) => !here.adapter(id))
            .map((adapter) => ({ ...adapter, files: [{ name: path.basename(adapter.file), pieces: [adapter.file] }] })),
        ].filter(({ id }) => ids === null || ids.includes(id));
        const needed = wanted.reduce((sum, { bytes }) => sum + bytes, 0);
        if (needed > (await measureFreeBytes(paths.data))) throw new AppError("DISK_FULL");
        const progress = progressOf(context, "copying");
        let done = 0;
        const onBytes = (bytes: number, file: string): void => progress((done += bytes), needed, file);
        for (const one of wanted) await importOne(manifest, one, { locate, context, onBytes });
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

  async function checked(folder: string, context: JobContext): Promise<CheckedBundle> {
    const reading = { signal: context.signal, progress: progressOf(context, "hashing") };
    const bundle = await checkBundle(folder, { here, reading });
    context.emit({ type: "item", item: { kind: "bundle", report: bundle.report } });
    refuseFindings(bundle.report);
    return bundle;
  }

  /** Comes in as any other file does; nothing is kept of one whose bytes are not those of the manifest. */
  async function importOne(
    { files: listed }: BundleManifest,
    { files }: Pick<BundleManifest["models"][number], "files">,
    {
      locate,
      context,
      onBytes,
    }: Pick<CheckedBundle, "locate"> & {
      readonly context: JobContext;
      readonly onBytes: (bytes: number, file: string) => void;
    },
  ): Promise<void> {
    const entryOf = (file: string) => {
      const entry = listed.find(({ path: at }) => at === file);
      if (!entry) throw changedFile(file);
      return entry;
    };
    const parts = files.map(({ name, pieces }) => ({
      name,
      bytes: pieces.reduce((sum, piece) => sum + entryOf(piece).bytes, 0),
    }));
    let changed: AppError | null = null;
    async function* bytes(): AsyncGenerator<Uint8Array> {
      for (const { path: file, sha256 } of files.flatMap(({ pieces }) => pieces.map(entryOf))) {
        const hash = createHash("sha256");
        for await (const piece of createReadStream(locate(file)) as AsyncIterable<Buffer>) {
          hash.update(piece);
          onBytes(piece.byteLength, file);
          yield piece;
        }
        if (hash.digest("hex") !== sha256) throw (changed = changedFile(file));
      }
    }
    const name = files[0]?.name ?? "";
    context.signal.throwIfAborted();
    const { jobId } = await models.receive({ name, bytes: bytes(), ...(parts.length > 1 ? { parts } : {}) });
    const cancel = (): void => void jobs.cancel(jobId);
    context.signal.addEventListener("abort", cancel, { once: true });
    if (context.signal.aborted) cancel();
    try {
      await jobs.finished(jobId);
    } catch (thrown) {
      throw changed ?? thrown;
    } finally {
      context.signal.removeEventListener("abort", cancel);
    }
  }

  /** Each once, and with each adapter a model that it fits. */
  function choose(
    modelIds: readonly string[] | null,
    adapterIds: readonly string[] | null,
  ): Pick<BundleContent, "models" | "adapters"> {
    const chosen = new Map((modelIds === null ? ownModels() : modelIds.map(requireModel)).map((one) => [one.id, one]));
    const fits = ({ models: bases }: StoredAdapter) => bases.some(({ id }) => chosen.has(id));
    const adapters =
      adapterIds === null
        ? store.adapters.list().filter((adapter) => here.adapter(adapter.id) && fits(adapter))
        : [...new Set(adapterIds)].map(requireAdapter);
    for (const adapter of adapters) {
      if (fits(adapter)) continue;
      const bases = adapter.models.toSorted((a, b) => Number(b.active) - Number(a.active));
      const base = bases.map(({ id }) => store.models.get(id)).find((model) => model && isOwn(model));
      if (base) chosen.set(base.id, base);
    }
    return {
      models: [...chosen.values()].map((model) => ({
        id: model.id,
        name: model.name,
        licence: model.metadata.licence,
        files: models.filesOf(model),
      })),
      adapters: adapters.map(({ id, name, path: from, models: bases }) => ({
        id,
        name,
        from,
        bases: bases.map((base) => base.id),
      })),
    };
  }

  function ownModels(): StoredModel[] {
    return store.models.list().filter(isOwn);
  }

  function isOwn(model: StoredModel): boolean {
    return !model.bundled && !model.problem && models.isThere(model);
  }

  function requireModel(id: string): StoredModel {
    const model = store.models.get(id);
    if (!model || !models.isThere(model)) {
      throw new AppError("MODEL_NOT_FOUND", model ? { data: { name: model.name } } : { data: { reason: "UNLISTED" } });
    }
    if (model.bundled) throw new AppError("INVALID_INPUT", { data: { reason: "MODEL_COMES_ALONG", name: model.name } });
    return model;
  }

  function requireAdapter(id: string): StoredAdapter {
    const adapter = store.adapters.get(id);
    if (!adapter || !here.adapter(id))
      throw new AppError("ADAPTER_NOT_FOUND", { data: { name: adapter?.name ?? id.slice(0, 12) } });
    return adapter;
  }

  /** Not with every piece: each hundredth, and each file. */
  function progressOf(
    context: JobContext,
    stage: "copying" | "hashing",
  ): (done: number, total: number, file: string) => void {
    const began = clock.monotonic();
    let told = "";
    return (done, total, file) => {
      const share = total === 0 ? 0 : Math.floor((done / total) * 100);
      const now = `${String(share)} ${file}`;
      if (now === told) return;
      told = now;
      const spent = clock.monotonic() - began;
      const leftMs = spent > knownPaceMs && done > 0 ? Math.max(0, (spent / done) * (total - done)) : null;
      context.emit({ type: "progress", stage, done, total, leftMs, file });
    };
  }
}

/** Milliseconds after which the time that is left is told by the time that was spent. */
const knownPaceMs = 3000;

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

/** Bytes of a file, or of all below a folder; 0 where there is none. */
async function sizeOf(file: string): Promise<number> {
  const there = file === "" ? null : await stat(file).catch(() => null);
  if (!there) return 0;
  if (!there.isDirectory()) return there.size;
  return (await filesBelow(file)).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The folder itself, or the one in which it would be made. */
async function nearestFolder(folder: string): Promise<string> {
  const at = path.resolve(folder);
  const above = path.dirname(at);
  if (above === at || (await lstat(at).catch(() => null))) return at;
  return await nearestFolder(above);
}

async function isWritable(folder: string): Promise<boolean> {
  return await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
}
