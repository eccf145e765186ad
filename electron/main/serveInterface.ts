import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import mime from "mime";
import { securityHeaders } from "../api/webSecurity.ts";
import { appOrigin, isOwnPage } from "./origin.ts";

/**
 * Answers every request of the application's own scheme: the files of the interface, and `/files…` through `handleFiles`.
 * All answers carry the security headers. Only pages of this origin may ask.
 */
export function serveInterface(options: {
  /** the built interface */
  readonly folder: string;
  readonly handleFiles: (request: Request) => Promise<Response | null>;
}): (request: Request) => Promise<Response> {
  return async (request) => {
    const from = request.headers.get("Origin");
    if (!isOwnPage(request.url) || (from !== null && from !== appOrigin))
      return secured(new Response(null, { status: 403 }));
    const answer = (await options.handleFiles(request)) ?? (await serveFile(options.folder, request));
    return secured(answer);
  };
}

async function serveFile(folder: string, request: Request): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") return new Response(null, { status: 405 });
  const file = await fileOf(folder, new URL(request.url).pathname);
  if (!file) return new Response(null, { status: 404 });
  const headers = {
    "Content-Type": contentType(file.path),
    "Content-Length": String(file.size),
    "Cache-Control": "no-cache",
  };
  if (request.method === "HEAD" || file.size === 0) return new Response(null, { headers });
  return new Response(Readable.toWeb(createReadStream(file.path)) as ReadableStream<Uint8Array>, { headers });
}

/** The regular file of this address inside the folder, links followed; null where there is none. */
async function fileOf(folder: string, pathname: string): Promise<{ path: string; size: number } | null> {
  let relative: string;
  try {
    relative = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (relative.includes("\0")) return null;
  try {
    const root = await realpath(folder);
    const file = await realpath(path.join(root, relative === "/" ? "index.html" : relative));
    if (!file.startsWith(root + path.sep)) return null;
    const stats = await stat(file);
    return stats.isFile() ? { path: file, size: stats.size } : null;
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return null;
    throw error;
  }
}

function contentType(file: string): string {
  const type = mime.getType(file) ?? "application/octet-stream";
  return type.startsWith("text/") ? `${type}; charset=utf-8` : type;
}

function secured(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(securityHeaders)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
