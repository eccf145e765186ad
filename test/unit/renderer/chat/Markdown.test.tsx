import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Markdown } from "../../../../renderer/features/chat/Markdown.tsx";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";

// jsdom has no CSS object; dialogs ask it to quote a selector
beforeAll(() => vi.stubGlobal("CSS", { escape: (text: string) => text }));
afterAll(() => vi.unstubAllGlobals());
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const known = (count: number) => (number: number) => (number <= count ? <b data-mark>{number}</b> : null);

function show(text: string, citations = 0) {
  return render(
    <I18nextProvider i18n={createI18n()}>
      <Markdown text={text} renderMark={known(citations)} />
    </I18nextProvider>,
  ).container;
}

const marksIn = (container: HTMLElement) => [...container.querySelectorAll("[data-mark]")].map((m) => m.textContent);

describe("citation marks", () => {
  it("become what stands for the citation, also side by side and inside emphasis", () => {
    const container = show("The rent is 900 euros [1][2]. *It rises in May [1]*.", 2);
    expect(marksIn(container)).toEqual(["1", "2", "1"]);
    expect(container.textContent).toBe("The rent is 900 euros12. It rises in May1.");
  });

  it("vanish where there is no citation for them", () => {
    const container = show("A claim [7] without one.", 2);
    expect(marksIn(container)).toEqual([]);
    expect(container.textContent).toBe("A claim without one.");
  });

  it("stay text in code", () => {
    const container = show("Take `list[1]`:\n\n```\nlist[2]\n```", 2);
    expect(marksIn(container)).toEqual([]);
    expect(container.textContent).toContain("list[1]");
    expect(container.textContent).toContain("list[2]");
  });

  it("cannot be forged with HTML", () => {
    expect(marksIn(show('<cite data-number="1"></cite>', 1))).toEqual([]);
  });
});

describe("hostile Markdown", () => {
  const hostile = [
    '<script>alert(1)</script> <img src="https://evil.example/x.png" onerror="alert(1)">',
    "![tracker](https://evil.example/pixel.png)",
    "[![nested](https://evil.example/a.png)](https://evil.example/b)",
    "[click](javascript:alert(1)) [data](data:text/html,x) [file](file:///etc/passwd)",
    '<iframe src="https://evil.example"></iframe> <style>body{display:none}</style>',
    '<form action="https://evil.example"><input autofocus onfocus="alert(1)"></form>',
    "[ref]: https://evil.example/ref\n\n[ref] ![ref]",
    "<a href='https://evil.example' ping='https://evil.example'>x</a>",
    '<svg onload="alert(1)"><use href="https://evil.example#x"/></svg>',
  ].join("\n\n");

  it("leaves no element that fetches, runs or leads anywhere by itself", () => {
    const container = show(hostile);
    expect(
      container.querySelectorAll(
        "script, img, iframe, style, form, input, object, embed, svg use, link, a, picture, video",
      ),
    ).toHaveLength(0);
    for (const element of container.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        expect(name).not.toMatch(/^on|^(src|srcset|href|action|ping|formaction|background|poster)$/);
        expect(value).not.toContain("evil.example");
      }
    }
  });

  it("shows the words of a picture in its place", () => {
    expect(show("![The harbour at night](https://evil.example/p.png)").textContent).toBe(
      "Picture not shown: The harbour at night",
    );
  });

  it("makes no link of an address whose protocol could run or read something", () => {
    show("[one](javascript:alert(1)) [two](data:text/html,x) [three](file:///etc/passwd) [four](//evil.example)");
    expect(screen.queryAllByRole("button")).toHaveLength(0);
  });
});

describe("a link", () => {
  const address = "https://example.org/a/long/path?with=words#and-more";

  it("opens only after the whole address was shown and confirmed", () => {
    const open = vi.spyOn(window, "open").mockReturnValue(null);
    show(`See [the register](${address}).`);
    fireEvent.click(screen.getByRole("button", { name: "the register" }));
    expect(open).not.toHaveBeenCalled();
    expect(screen.getByRole("dialog").textContent).toContain(address);
    fireEvent.click(screen.getByRole("button", { name: "Open in the browser" }));
    expect(open).toHaveBeenCalledExactlyOnceWith(address, "_blank", "noopener,noreferrer");
  });

  it("opens nothing when it is refused", () => {
    const open = vi.spyOn(window, "open").mockReturnValue(null);
    show(`[the register](${address})`);
    fireEvent.click(screen.getByRole("button", { name: "the register" }));
    fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(open).not.toHaveBeenCalled();
  });

  it("shows the true address of words that look like another one", () => {
    show("[https://bank.example](https://evil.example/login)");
    fireEvent.click(screen.getByRole("button", { name: "https://bank.example" }));
    expect(screen.getByRole("dialog").textContent).toContain("https://evil.example/login");
  });
});
