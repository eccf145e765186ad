import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Settings, type SettingsPatch, settingsSchema } from "../../../electron/contract/settings.ts";
import type { Problem } from "../../../electron/contract/errors.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { keys, useDesktop, useInfo, useSettings } from "../../lib/queries.ts";
import { Page } from "../../ui/Page.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { ToolServers } from "../toolServers/index.ts";
import { settingFields, settingSections } from "./settingFields.tsx";

/** Every setting, saved as it is changed. */
export function SettingsView() {
  const { t } = useTranslation();
  const api = useApi();
  const queries = useQueryClient();
  const { data: settings, error } = useSettings();
  const [problem, setProblem] = useState<Problem | null>(null);

  async function save(patch: SettingsPatch) {
    setProblem(null);
    const before = queries.getQueryData<Settings>(keys.settings);
    if (before) queries.setQueryData(keys.settings, settingsSchema.parse({ ...before, ...patch }));
    try {
      queries.setQueryData(keys.settings, await api.settings.set(patch));
    } catch (thrown) {
      queries.setQueryData(keys.settings, before);
      setProblem(callError(thrown).toProblem());
    }
  }

  const told = problem ?? (error ? callError(error).toProblem() : null);
  return (
    <Page title={t("settings.title")}>
      {told ? (
        <div className="mt-5">
          <ProblemNote problem={told} {...(problem ? { title: t("settings.notSaved") } : {})} />
        </div>
      ) : null}
      {settings ? (
        <Fields settings={settings} save={(patch) => void save(patch)} />
      ) : error ? null : (
        <div className="mt-5">
          <ProgressLine label={t("common.loading")} value={null} />
        </div>
      )}
    </Page>
  );
}

function Fields(props: { settings: Settings; save: (patch: SettingsPatch) => void }) {
  const { t } = useTranslation();
  const hasShell = Boolean(useDesktop().data);
  const fields = Object.entries(settingFields).filter(([, { isOfShell = false }]) => hasShell || !isOfShell);
  const sections = settingSections.filter((section) => fields.some(([, field]) => field.section === section));
  return (
    <>
      {sections.map((section) => (
        <Section key={section} title={t(`settings.sections.${section}`)}>
          {fields
            .filter(([, field]) => field.section === section)
            .map(([name, { Field }]) => (
              <Field key={name} {...props} />
            ))}
        </Section>
      ))}
      <Section title={t("settings.sections.toolServers")}>
        <ToolServers />
      </Section>
      <About />
    </>
  );
}

function About() {
  const { t } = useTranslation();
  const info = useInfo().data;
  return (
    <Section title={t("settings.about")}>
      <div className="flex flex-col gap-2 py-4 text-muted">
        {info ? <p>{t("settings.version", { version: info.version })}</p> : null}
        <p className="max-w-prose">{t("settings.aboutText")}</p>
        <p>
          <a href="#/costs" className="rounded-small text-accent underline underline-offset-2">
            {t("actions.openCosts")}
          </a>
        </p>
        <p>
          <a href="#/shortcuts" className="rounded-small text-accent underline underline-offset-2">
            {t("actions.openShortcuts")}
          </a>
        </p>
      </div>
    </Section>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="mt-9">
      <h2 id={id} className="text-small font-medium text-muted">
        {title}
      </h2>
      <div className="mt-2 divide-y divide-line border-y border-line">{children}</div>
    </section>
  );
}
