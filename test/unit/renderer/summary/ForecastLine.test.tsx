import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, expect, it } from "vitest";
import { AppError } from "../../../../electron/contract/errors.ts";
import type { Forecast } from "../../../../electron/contract/summaries.ts";
import { type SummaryOptions, summaryOptionsSchema } from "../../../../electron/contract/summaryOptions.ts";
import { formatsOf } from "../../../../electron/words/formats.ts";
import { ForecastLine, forecastWords } from "../../../../renderer/features/summary/ForecastLine.tsx";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";
import { ApiContext } from "../../../../renderer/lib/api.ts";
import type { Api } from "../../../../renderer/lib/client.ts";

afterEach(cleanup);

function aForecast(expected: number, basis: Forecast["basis"] = "measured"): Forecast {
  return {
    seconds: { low: expected * 0.8, expected, high: expected * 1.2 },
    memoryBytes: 3.1e9,
    cost: null,
    calls: 12,
    basis,
    measuredAt: basis === "estimated" ? null : 5,
    model: { name: "Mistral", sha256: "b", quantization: "Q4_0" },
  };
}

it("says minutes and memory, hours where it is long, and how rough it is", () => {
  const { t } = createI18n();
  const formats = formatsOf("en");
  const words = (expected: number, basis?: Forecast["basis"]) =>
    forecastWords(aForecast(expected, basis), { t, formats });
  expect(words(20)).toBe("Less than a minute on this computer, 3.1 GB of memory");
  expect(words(60)).toBe("About a minute on this computer, 3.1 GB of memory");
  expect(words(230)).toBe("About 4 minutes on this computer, 3.1 GB of memory");
  expect(words(7000, "probed")).toBe("About 2 hours on this computer, 3.1 GB of memory");
  expect(words(20, "estimated")).toBe("Very roughly a minute on this computer, 3.1 GB of memory");
  expect(words(230, "estimated")).toBe("Very roughly 4 minutes on this computer, 3.1 GB of memory");
  expect(words(20_000, "estimated")).toBe("Very roughly 6 hours on this computer, 3.1 GB of memory");
});

it("says where it is done, and what it costs at a price that was entered", () => {
  const { t } = createI18n();
  const words = (changed: Partial<Forecast>) =>
    forecastWords({ ...aForecast(130), memoryBytes: null, ...changed }, { t, formats: formatsOf("en") }, "Cellar");
  expect(words({})).toBe("About 2 minutes at “Cellar”, by what it took before");
  expect(words({ seconds: { low: 1, expected: 8, high: 9 } })).toContain("Less than a minute at “Cellar”");
  const cost = { amount: 0.0213, currency: "EUR" };
  expect(words({ cost })).toMatch(
    /^About 2 minutes at “Cellar”, by what it took before; about €0\.02.* at your price$/u,
  );
  expect(words({ cost, seconds: null, basis: "none" })).toMatch(/^About €0\.02.* at your price$/u);
  expect(words({ seconds: null, basis: "none" })).toBe("");
});

type Asked = Parameters<Api["summaries"]["forecast"]>[0];

function show(forecast: (input: Asked, options?: { signal?: AbortSignal }) => Promise<Forecast>) {
  const api = { summaries: { forecast } } as unknown as Api;
  const queries = new QueryClient();
  const line = (options: SummaryOptions) => (
    <QueryClientProvider client={queries}>
      <ApiContext value={api}>
        <I18nextProvider i18n={createI18n()}>
          <ForecastLine documentId="d" options={options} modelId={null} />
        </I18nextProvider>
      </ApiContext>
    </QueryClientProvider>
  );
  const view = render(line(summaryOptionsSchema.parse({})));
  return { ...view, change: (options: SummaryOptions) => view.rerender(line(options)) };
}

it("keeps its place while nothing is known, and shows what the options chosen take", async () => {
  const asked: Asked[] = [];
  const { container, change } = show((input) => {
    asked.push(input);
    return Promise.resolve(aForecast(input.options.length === "detailed" ? 600 : 230));
  });
  const line = container.querySelector("p");
  expect(line?.textContent).toBe("");
  await screen.findByText(/About 4 minutes/u);
  change(summaryOptionsSchema.parse({ length: "short" }));
  change(summaryOptionsSchema.parse({ length: "detailed" }));
  await screen.findByText(/About 10 minutes/u);
  // The one in between was passed over.
  expect(asked.map(({ options }) => options.length)).toEqual(["standard", "detailed"]);
  expect(container.querySelector("p")).toBe(line);
});

it("says nothing where there is no forecast, and stops asking when it is left", async () => {
  const refused = show(() => Promise.reject(new AppError("MODEL_TOO_LARGE")));
  await Promise.resolve();
  expect(refused.container.querySelector("p")?.textContent).toBe("");
  cleanup();
  const signals: AbortSignal[] = [];
  const { unmount } = show((_, options) => {
    if (options?.signal) signals.push(options.signal);
    return new Promise(() => {});
  });
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  unmount();
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});
