import { expect, it, vi } from "vitest";
import { askForFiles } from "../../../../renderer/lib/askForFiles.ts";

it("asks by the system's dialog and tells what was chosen, and nothing where nothing was", () => {
  const asked: HTMLInputElement[] = [];
  vi.spyOn(HTMLInputElement.prototype, "click").mockImplementation(function (this: HTMLInputElement) {
    asked.push(this);
  });
  const onFiles = vi.fn<(files: readonly File[]) => void>();
  askForFiles({ accept: ".json", multiple: true }, onFiles);
  askForFiles({ accept: ".json", multiple: false }, onFiles);
  const [first, second] = asked;
  expect(first).toMatchObject({ type: "file", accept: ".json", multiple: true });
  expect(second).toMatchObject({ multiple: false });
  second?.dispatchEvent(new Event("cancel"));
  first?.dispatchEvent(new Event("change"));
  expect(onFiles).not.toHaveBeenCalled();
  const file = new File(["{}"], "boats.json");
  Object.defineProperty(first, "files", { value: [file] });
  first?.dispatchEvent(new Event("change"));
  expect(onFiles).toHaveBeenCalledExactlyOnceWith([file]);
});
