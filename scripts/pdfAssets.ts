import { createReadStream, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";

/**
 * Folders of pdfjs-dist that its worker asks for at run time: character maps, standard fonts, image decoders. Liberation
 * Sans stays behind, for it is under the GPL; the worker asks for fonts of symbols alone and leaves the rest to the system's.
 */
const folders = {
  cmaps: /\.bcmap$|^LICENSE/,
  standard_fonts: /\.pfb$|^LICENSE_FOXIT$/,
  iccs: /\.icc$|^LICENSE/,
  wasm: /^(jbig2|openjpeg|qcms_bg)\.wasm$|^LICENSE_(?!.*QUICKJS)/,
} as const;

/** Serves these files under `pdfjs/` of the application's own origin, in development and in the build alike. */
export function pdfAssets(root: string): Plugin {
  const source = path.join(root, "node_modules/pdfjs-dist");
  const files = new Map<string, string>();
  for (const [folder, wanted] of Object.entries(folders)) {
    for (const name of readdirSync(path.join(source, folder))) {
      if (wanted.test(name)) files.set(`pdfjs/${folder}/${name}`, path.join(source, folder, name));
    }
  }
  return {
    name: "tramontane:pdf-assets",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const file = files.get(new URL(request.url ?? "/", "http://localhost").pathname.slice(1));
        if (!file) return next();
        response.setHeader("Content-Length", statSync(file).size);
        response.setHeader("Content-Type", file.endsWith(".wasm") ? "application/wasm" : "application/octet-stream");
        createReadStream(file).pipe(response);
      });
    },
    generateBundle() {
      for (const [fileName, file] of files) this.emitFile({ type: "asset", fileName, source: readFileSync(file) });
    },
  };
}
