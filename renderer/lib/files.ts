import { type ReceivedFile, receivedFileSchema } from "../../electron/contract/app.ts";
import { AppError, problemSchema, problemToError } from "../../electron/contract/errors.ts";

/**
 * Hands a file to the application, which answers once all bytes are there.
 * @param onProgress share of the bytes sent, 0 to 1
 * @throws the application's coded error; CANCELLED when aborted
 */
export function sendFile(
  file: File,
  options: {
    onProgress?: (share: number) => void;
    signal?: AbortSignal;
    /** the collection it joins, and where it stood in its folder */
    into?: { readonly collectionId: string; readonly path: string };
    /** all files of a model that is cut into several, in their order, of which `file` is the first */
    parts?: readonly File[];
  } = {},
): Promise<ReceivedFile> {
  // fetch does not tell how much was sent
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const query = new URLSearchParams({
      name: file.name,
      ...(options.into ? { collection: options.into.collectionId, path: options.into.path } : {}),
    });
    const parts = options.parts ?? [];
    for (const part of parts) {
      query.append("part", part.name);
      query.append("size", String(part.size));
    }
    request.open("POST", `${fileOrigin()}/files?${query.toString()}`);
    request.responseType = "text";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) options.onProgress?.(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      const body = parseJson(request.responseText);
      const received = receivedFileSchema.safeParse(body);
      if (request.status < 300 && received.success) return resolve(received.data);
      const problem = problemSchema.safeParse(body);
      return reject(problem.success ? problemToError(problem.data) : new AppError("INTERNAL"));
    });
    request.addEventListener("error", () =>
      // a file that was moved or may not be read fails here as well as a lost connection
      reject(new AppError("FILE_UNREADABLE", { data: { name: file.name } })),
    );
    request.addEventListener("abort", () => reject(new AppError("CANCELLED")));
    options.signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(parts.length > 0 ? new Blob([...parts]) : file);
  });
}

/** Where the original of a document is served, with byte ranges. */
export function originalUrl(documentId: string): string {
  return `${fileOrigin()}/files/${documentId}`;
}

function fileOrigin(): string {
  return new URL(".", location.origin === "null" ? location.href : `${location.origin}/`).href.replace(/\/$/, "");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // not the application's answer: told as INTERNAL by the caller
    return null;
  }
}
