import * as z from "zod";

/** Either every page as wide as the view, or a fixed scale: 1 is the size on paper at 96 dots an inch. */
export const zoomSchema = z.union([z.literal("fit"), z.number().min(0.25).max(5)]);
export type Zoom = z.infer<typeof zoomSchema>;

/** CSS pixels per PDF point at zoom 1 */
export const pixelsPerPoint = 96 / 72;

const steps = [0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 5];

/** CSS pixels per PDF point for a page of a width in points in a view of a width in CSS pixels. */
export function pageScale(zoom: Zoom, pageWidth: number, viewWidth: number): number {
  if (zoom !== "fit") return zoom * pixelsPerPoint;
  return Math.min(Math.max(viewWidth / Math.max(pageWidth, 1), 0.1), 3 * pixelsPerPoint);
}

/** The next larger (`1`) or smaller (`-1`) step from the zoom as shown. */
export function stepZoom(shown: number, direction: 1 | -1): number {
  const margin = 0.01;
  const next =
    direction === 1 ? steps.find((step) => step > shown + margin) : steps.findLast((step) => step < shown - margin);
  return next ?? (direction === 1 ? 5 : 0.25);
}
