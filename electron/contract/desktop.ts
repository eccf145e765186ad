import * as z from "zod";

/** A text that was at hand when the window of the quick question came forward. */
export const materialSchema = z.object({
  /** selection: what is selected in another program, where the system tells; clipboard: what was copied last */
  from: z.enum(["selection", "clipboard"]),
  text: z.string(),
});
export type Material = z.infer<typeof materialSchema>;

/** What the application's shell does on this desktop. */
export const desktopStateSchema = z.object({
  /** off: no key is set; held: it is pressed for the application; refused: another program or the system has it */
  quickKey: z.enum(["off", "held", "refused"]),
});
export type DesktopState = z.infer<typeof desktopStateSchema>;

/** Mod, Alt or both, Shift or not, and a letter, a digit, a function key or the space bar, in the form of `parseKeys`. */
export const globalKeySchema = z
  .string()
  .regex(/^(?:Mod\+Alt|Mod|Alt)\+(?:Shift\+)?(?:[A-Z0-9]|F(?:[1-9]|1[0-9]|2[0-4])|Space)$/u);

/** An address of the interface: what stands behind the first `#`. */
export const hashSchema = z
  .string()
  .regex(/^#\/[^\s#]*$/u)
  .max(2000);
