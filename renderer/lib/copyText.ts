/** Copies a text at a click. False where the system does not let the page do so: then nothing was copied. */
export async function copyText(text: string): Promise<boolean> {
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}
