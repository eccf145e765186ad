import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useFollowEnd } from "../../../../renderer/features/chat/useFollowEnd.ts";

// jsdom lays nothing out: the box is given its sizes here, and its growth is told as the browser would
let height = 1000;
let top = 0;
let observers: (() => void)[] = [];

beforeEach(() => {
  height = 1000;
  top = 0;
  observers = [];
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(callback: () => void) {
        observers.push(callback);
      }
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  vi.spyOn(HTMLElement.prototype, "scrollHeight", "get").mockImplementation(() => height);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, "scrollTop", "get").mockImplementation(() => top);
  HTMLElement.prototype.scrollTo = (options?: ScrollToOptions | number) => {
    const wanted = typeof options === "object" ? (options.top ?? 0) : 0;
    top = Math.min(wanted, height - 400);
  };
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function List() {
  const { scroller, content, isFollowing, jump } = useFollowEnd();
  return (
    <div ref={scroller} data-testid="box">
      <div ref={content} />
      {isFollowing ? null : <button onClick={jump}>jump</button>}
    </div>
  );
}

function grow(by: number) {
  height += by;
  act(() => {
    for (const tell of observers) tell();
  });
}

function scrollTo(place: number) {
  top = place;
  fireEvent.scroll(screen.getByTestId("box"));
}

it("begins at the end and stays there while the text grows", () => {
  render(<List />);
  expect(top).toBe(600);
  grow(300);
  expect(top).toBe(900);
  expect(screen.queryByText("jump")).toBeNull();
});

it("leaves a reader in peace who scrolled up, and offers the way back", () => {
  render(<List />);
  scrollTo(200);
  grow(500);
  expect(top).toBe(200);
  fireEvent.click(screen.getByText("jump"));
  expect(top).toBe(1100);
  grow(100);
  expect(top).toBe(1200);
});

it("follows again when the reader comes back to the end", () => {
  render(<List />);
  scrollTo(200);
  scrollTo(590);
  expect(screen.queryByText("jump")).toBeNull();
  grow(100);
  expect(top).toBe(700);
});

it("stops at the first turn of the wheel upwards, however fast the text grows", () => {
  render(<List />);
  fireEvent.wheel(screen.getByTestId("box"), { deltaY: -3 });
  grow(40);
  expect(top).toBe(600);
});

it("does not take growth for scrolling", () => {
  render(<List />);
  height += 500;
  fireEvent.scroll(screen.getByTestId("box"));
  expect(screen.queryByText("jump")).toBeNull();
});
