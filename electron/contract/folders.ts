/** What of a folder or an archive is looked at, alike in the window, the shell and the reader. */

/** Files taken in at once from one folder or archive. */
export const mostFiles = 2000;
/** Folders inside folders. */
export const deepestFolder = 32;
/** Archives inside the one that was given: 2 is an archive in an archive in it. */
export const deepestArchive = 2;

/** True for what systems and programs leave in folders and nobody means: hidden files, thumbnails, locks of open office files. */
export function isSystemName(name: string): boolean {
  if (name === "." || name === "..") return false;
  return name.startsWith(".") || name.startsWith("~$") || systemNames.has(name.toLowerCase());
}

/** As {@link isSystemName}, for any part of a path. */
export function isSystemPath(path: string): boolean {
  return path.split("/").some((name) => name !== "" && isSystemName(name));
}

/** True for names of archives that are unpacked; what a file really is tells its content. */
export function isArchiveName(name: string): boolean {
  return /\.zip$/iu.test(name);
}

/** True for names of films, sounds, programs and such: a folder may hold gigabytes of them, so they are not even copied. */
export function isNeverRead(name: string): boolean {
  return neverRead.has(/\.([A-Za-z0-9]{1,6})$/u.exec(name)?.[1]?.toLowerCase() ?? "");
}

/**
 * A path that names a place inside a collection and nothing else: no drive, no way up, no control characters, "/" between
 * folders, 500 characters at most. Nothing is ever written to it; it is what a person is shown.
 */
export function innerPath(raw: string): string {
  const parts = raw
    .split(/[/\\]/u)
    .map((part) => part.replaceAll(/\p{Cc}/gu, "").trim())
    .filter((part) => part !== "" && part !== "." && part !== ".." && !/^[A-Za-z]:$/u.test(part));
  const path = parts.join("/").slice(-500);
  return path === "" ? "file" : path;
}

const neverRead: ReadonlySet<string> = new Set(
  "mp4,m4v,mov,avi,mkv,webm,wmv,mpg,mpeg,mp3,m4a,wav,flac,ogg,opus,aac,wma,exe,dll,so,dylib,msi,dmg,iso,img,vmdk,gguf,safetensors,7z,rar,gz,tgz,bz2,xz,tar,ttf,otf,woff,woff2,psd,ai,db,sqlite".split(
    ",",
  ),
);

const systemNames: ReadonlySet<string> = new Set(["__macosx", "thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r"]);
