import { QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { I18nextProvider } from "react-i18next";
import { CheckDeskContext, createCheckDesk } from "../features/check/checkDesk.ts";
import { createIntake, IntakeContext } from "../features/library/intake.ts";
import { VaultGate } from "../features/vault/index.ts";
import { createI18n } from "../i18n/i18n.ts";
import { ApiContext } from "../lib/api.ts";
import type { Api } from "../lib/client.ts";
import { createJobFeeds, JobFeedsContext } from "../lib/jobs.ts";
import { createQueryClient } from "../lib/queries.ts";
import { createToasts, ToastsContext, ToastsRegion } from "../ui/Toasts.tsx";
import { Frame } from "./Frame.tsx";
import { QuickFrame } from "./QuickFrame.tsx";

/** This is the window of the quick question. */
const isQuick = new URLSearchParams(location.search).has("quick");

/** The interface over one connection: makes what lives as long as the page and hands it down. */
export function App({ api }: { api: Api }) {
  const [parts] = useState(() => {
    const feeds = createJobFeeds(api);
    return {
      i18n: createI18n(),
      queries: createQueryClient(),
      feeds,
      toasts: createToasts(),
      intake: createIntake(api, feeds),
      desk: createCheckDesk(api, feeds),
    };
  });
  return (
    <I18nextProvider i18n={parts.i18n}>
      <ApiContext value={api}>
        <QueryClientProvider client={parts.queries}>
          <JobFeedsContext value={parts.feeds}>
            <ToastsContext value={parts.toasts}>
              <IntakeContext value={parts.intake}>
                <CheckDeskContext value={parts.desk}>
                  <VaultGate>{isQuick ? <QuickFrame /> : <Frame />}</VaultGate>
                  <ToastsRegion />
                </CheckDeskContext>
              </IntakeContext>
            </ToastsContext>
          </JobFeedsContext>
        </QueryClientProvider>
      </ApiContext>
    </I18nextProvider>
  );
}
