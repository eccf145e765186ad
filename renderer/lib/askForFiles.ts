/** Whose dialog is open: an input that nothing holds may be gone before it opens, or before anything is chosen. */
const asking = new Set<HTMLInputElement>();

/** Opens the system's file dialog; nothing is told where nothing is chosen. @param accept as the `accept` of an input has it */
export function askForFiles(
  { accept, multiple }: { readonly accept: string; readonly multiple: boolean },
  onFiles: (files: readonly File[]) => void,
): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = multiple;
  input.accept = accept;
  input.addEventListener("cancel", () => asking.delete(input));
  input.addEventListener("change", () => {
    asking.delete(input);
    const files = [...(input.files ?? [])];
    if (files.length > 0) onFiles(files);
  });
  asking.add(input);
  input.click();
}
