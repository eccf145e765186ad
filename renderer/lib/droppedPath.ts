let told: readonly string[] = [];
let waiting = Promise.withResolvers<void>();

/** Listens for the paths of what is dropped, which the application's own window tells. */
export function listenForDroppedPaths(page: Window = window): void {
  page.addEventListener("message", ({ data, source }: MessageEvent<unknown>) => {
    if (source !== page || typeof data !== "object" || data === null || !("type" in data) || !("paths" in data)) return;
    if (data.type !== "tramontane-dropped" || !Array.isArray(data.paths)) return;
    told = data.paths.filter((path) => typeof path === "string" && path !== "");
    waiting.resolve();
    waiting = Promise.withResolvers();
  });
}

/** Where a folder of this name lies that was dropped just now; null where nothing tells, as in a browser. */
export async function droppedPath(name: string): Promise<string | null> {
  const find = (): string | null =>
    told.find((path) => path.split(/[/\\]/u).findLast((part) => part !== "") === name) ?? null;
  if (find() === null && location.protocol === "tramontane:")
    await Promise.race([waiting.promise, new Promise((resolve) => setTimeout(resolve, 500))]);
  return find();
}
