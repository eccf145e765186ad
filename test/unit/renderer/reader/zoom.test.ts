import { describe, expect, it } from "vitest";
import { pageScale, pixelsPerPoint, stepZoom, zoomSchema } from "../../../../renderer/features/reader/zoom.ts";

describe("zoom", () => {
  it("fits each page to the width of the view, tall and wide ones alike", () => {
    expect(pageScale("fit", 612, 612)).toBe(1);
    expect(pageScale("fit", 1224, 612)).toBe(0.5);
  });

  it("keeps a chosen size whatever the view's width", () => {
    expect(pageScale(1, 612, 300)).toBe(pixelsPerPoint);
    expect(pageScale(2, 612, 3000)).toBe(2 * pixelsPerPoint);
  });

  it("steps from any zoom to the next larger and smaller one and stops at the ends", () => {
    expect(stepZoom(1, 1)).toBe(1.1);
    expect(stepZoom(1, -1)).toBe(0.9);
    expect(stepZoom(0.83, 1)).toBe(0.9);
    expect(stepZoom(5, 1)).toBe(5);
    expect(stepZoom(0.25, -1)).toBe(0.25);
    expect(zoomSchema.safeParse(stepZoom(5, 1)).success).toBe(true);
  });
});
