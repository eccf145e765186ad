import { useCallback } from "react";
import { extensionsOf, formats } from "../../../electron/contract/formats.ts";
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
    const input = document.createElement("input");
    input.type = "file";
    input.multiple = true;
    input.accept = acceptedFiles;
    input.addEventListener("change", () => {
      const files = [...(input.files ?? [])];
      if (files.length === 0) return;
      if (onFiles) onFiles(files);
      else intake.add(files);
    });
    input.click();
  }, [intake, onFiles]);
}
