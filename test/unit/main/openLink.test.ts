import { describe, expect, it } from "vitest";
import { createLinkOpener } from "../../../electron/main/openLink.ts";
import { createElectronStandIn } from "../../helpers/electronStandIn.ts";
import { words } from "../../helpers/words.ts";

function opener() {
  const electron = createElectronStandIn();
  return { ...electron, open: createLinkOpener(electron.api, () => null, words) };
}

describe("links", () => {
  it("open after the user has seen the address and agreed", async () => {
    const { open, answers, questions, opened } = opener();
    answers.push(0);
    await open("https://example.org/a?b=c#d");
    expect(questions[0]?.detail).toBe("https://example.org/a?b=c#d");
    expect(opened).toEqual(["https://example.org/a?b=c#d"]);
  });

  it("stay closed where the user cancels", async () => {
    const { open, questions, opened } = opener();
    await open("mailto:someone@example.org");
    expect(questions).toHaveLength(1);
    expect(opened).toEqual([]);
  });

  it.each([
    "file:///etc/passwd",
    "javascript:alert(1)",
    "smb://server/share",
    "ms-settings:privacy",
    "data:text/html,x",
    "no address",
  ])("%s is dropped without a question", async (address) => {
    const { open, questions, opened } = opener();
    await open(address);
    expect(questions).toEqual([]);
    expect(opened).toEqual([]);
  });

  it("show look-alike names as what they are", async () => {
    const { open, questions } = opener();
    await open("https://аpple.com/");
    expect(questions[0]?.detail).toBe("https://xn--pple-43d.com/");
  });

  it("show the host of a very long address whole and say that the rest is cut", async () => {
    const { open, questions } = opener();
    await open(`https://example.org/${"a".repeat(5000)}`);
    expect(questions[0]?.detail).toMatch(/^https:\/\/example\.org\/a+ … \(4620 characters\) … a+$/);
  });

  it("ask one question at a time", async () => {
    const { open, questions } = opener();
    await Promise.all([open("https://example.org/1"), open("https://example.org/2")]);
    expect(questions).toHaveLength(1);
  });
});
