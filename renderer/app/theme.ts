import type { Settings } from "../../electron/contract/settings.ts";

type Theme = Settings["theme"];
const key = "tramontane.theme";

/** The theme of the last time, so that the first frame is not drawn in another one before the settings arrive. */
export function rememberedTheme(): Theme {
  const stored = localStorage.getItem(key);
  return stored === "light" || stored === "dark" ? stored : "system";
}

export function applyTheme(theme: Theme): void {
  localStorage.setItem(key, theme);
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}
