import type { ModelMetadata } from "./engine.ts";

/**
 * The embedding model that comes with the application. What its file says is written down here, so that the application starts
 * without reading it; `resources/embedding/README.md` tells how the file is made.
 */
export const bundledEmbedding = {
  id: "cde687b1a0e5d4ae0d478d82495a1c51d95758f2f1f1f9215930d692a76da926",
  /** under the folder of resources */
  file: "embedding/all-MiniLM-L6-v2-Q8_0.gguf",
  name: "all-MiniLM-L6-v2",
  languages: ["en"],
  /** A claim with one thing made wrong is to it about as near as the right one. */
  tellsMeaning: false,
  metadata: {
    name: "all-MiniLM-L6-v2",
    architecture: "bert",
    quantization: "Q8_0",
    parameters: 22_565_376,
    trainContext: 512,
    licence: "apache-2.0",
    hasChatTemplate: false,
    callsTools: false,
    bytes: 24_889_216,
    bytesPerContextToken: 9216,
    purpose: "embedding",
    style: "base",
    chunkTokens: null,
    experts: null,
    layers: { count: 6, withExperts: 0, expertBytes: 0 },
  } satisfies ModelMetadata,
} as const;
