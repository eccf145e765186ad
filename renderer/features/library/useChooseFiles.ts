import { useCallback } from "react";
import { extensionsOf, formats } from "../../../electron/contract/formats.ts";
import { askForFiles } from "../../lib/askForFiles.ts";
import { useIntake } from "./intake.ts";

/** What the system's dialog offers first; what a file really is tells its content. */
export const acceptedFiles = [
  ...formats.flatMap(extensionsOf).map((extension) => `.${extension}`),
  ".zip",
  ".gguf",
  "text/*",
].join(",");

/** Opens the system's file dialog and takes in what is chosen, or hands it to `onFiles`. */
export function useChooseFiles(onFiles?: (files: readonly File[]) => void): () => void {
  const intake = useIntake();
  return useCallback(() => {
    askForFiles({ accept: acceptedFiles, multiple: true }, (files) => {
      if (onFiles) onFiles(files);
      else void intake.add(files);
    });
  }, [intake, onFiles]);
}
