import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createApi } from "../lib/client.ts";
import { listenForDroppedPaths } from "../lib/droppedPath.ts";
import "../styles/tokens.css";
import "../styles/motion.css";
import { App } from "./App.tsx";
import { applyTheme, rememberedTheme } from "./theme.ts";

applyTheme(rememberedTheme());
listenForDroppedPaths();
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App api={createApi()} />
    </StrictMode>,
  );
}
