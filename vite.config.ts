import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { pdfAssets } from "./scripts/pdfAssets.ts";

/** The interface, built into `dist/renderer`, from where the window and the local server serve it. */
export default defineConfig({
  root: "renderer",
  base: "./",
  plugins: [react(), tailwindcss(), pdfAssets(import.meta.dirname)],
  build: { outDir: "../dist/renderer", emptyOutDir: true, sourcemap: false, chunkSizeWarningLimit: 1500 },
});
