/** Licences under which a model may be used for anything, also commercially, as the hub and SPDX name them. */
const free = new Set([
  "apache-2.0",
  "mit",
  "bsd",
  "bsd-2-clause",
  "bsd-3-clause",
  "bsd-3-clause-clear",
  "isc",
  "zlib",
  "bsl-1.0",
  "unlicense",
  "wtfpl",
  "cc0-1.0",
  "cc-by-4.0",
  "cc-by-sa-4.0",
  "cdla-permissive-2.0",
  "mpl-2.0",
  "gpl-3.0",
  "lgpl-3.0",
  "agpl-3.0",
  "artistic-2.0",
]);

/** Whether a model of this licence may be used for anything; null where nothing is said of a licence. */
export function isFreeLicence(name: string | null): boolean | null {
  const said =
    name
      ?.trim()
      .toLowerCase()
      .replace(/^license:/u, "") ?? "";
  return said === "" || said === "unknown" ? null : free.has(said);
}
