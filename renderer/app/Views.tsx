import { lazy, type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { assertNever } from "../../electron/contract/errors.ts";
import { ChatView } from "../features/chat/ChatView.tsx";
import { StartView } from "../features/library/StartView.tsx";
import { ModelsView } from "../features/models/ModelsView.tsx";
import { SettingsView } from "../features/settings/SettingsView.tsx";
import { ShortcutsView } from "../features/settings/ShortcutsView.tsx";
import { type Route, useRoute } from "../lib/route.ts";
import { ProgressLine } from "../ui/ProgressLine.tsx";
import { ViewBoundary } from "./ViewBoundary.tsx";

// reading documents brings the largest code along, and not every start shows one
const ReadingRoom = lazy(() =>
  import("../features/summary/ReadingRoom.tsx").then((loaded) => ({ default: loaded.ReadingRoom })),
);

const CollectionView = lazy(() =>
  import("../features/collections/CollectionView.tsx").then((loaded) => ({ default: loaded.CollectionView })),
);
const CompareView = lazy(() =>
  import("../features/compare/CompareView.tsx").then((loaded) => ({ default: loaded.CompareView })),
);
const CheckView = lazy(() =>
  import("../features/check/CheckView.tsx").then((loaded) => ({ default: loaded.CheckView })),
);
const TableView = lazy(() =>
  import("../features/tables/TableView.tsx").then((loaded) => ({ default: loaded.TableView })),
);
const ConnectionsView = lazy(() =>
  import("../features/connections/ConnectionsView.tsx").then((loaded) => ({ default: loaded.ConnectionsView })),
);
const EndpointsView = lazy(() =>
  import("../features/endpoints/EndpointsView.tsx").then((loaded) => ({ default: loaded.EndpointsView })),
);
const BundleView = lazy(() =>
  import("../features/bundle/BundleView.tsx").then((loaded) => ({ default: loaded.BundleView })),
);
const CostsView = lazy(() =>
  import("../features/costs/CostsView.tsx").then((loaded) => ({ default: loaded.CostsView })),
);
const NewTableView = lazy(() =>
  import("../features/tables/NewTableView.tsx").then((loaded) => ({ default: loaded.NewTableView })),
);

/** The view that the address names. */
export function Views() {
  const { t } = useTranslation();
  const route = useRoute();
  return (
    <main id="main" tabIndex={-1} className="relative min-h-0 flex-1 outline-none">
      <ViewBoundary key={boundaryOf(route)}>
        <Suspense fallback={<ProgressLine label={t("common.loading")} value={null} />}>{viewOf(route)}</Suspense>
      </ViewBoundary>
    </main>
  );
}

function viewOf(route: Route): ReactNode {
  switch (route.view) {
    case "start":
      return <StartView />;
    case "document":
      return <ReadingRoom key={route.id} documentId={route.id} {...(route.target ? { target: route.target } : {})} />;
    case "collection":
      return <CollectionView key={route.id} id={route.id} />;
    case "compare":
      return <CompareView key={`${route.before} ${route.after}`} before={route.before} after={route.after} />;
    case "table":
      return <TableView key={route.id} id={route.id} />;
    case "newTable":
      return <NewTableView documentIds={route.documentIds} collectionId={route.collectionId} />;
    case "check":
      return <CheckView documentIds={route.documentIds} collectionId={route.collectionId} />;
    case "chat":
      return <ChatView conversationId={route.id} messageId={route.messageId} />;
    case "models":
      return <ModelsView />;
    case "bundle":
      return <BundleView key={route.folder} folder={route.folder} />;
    case "endpoints":
      return <EndpointsView />;
    case "connections":
      return <ConnectionsView />;
    case "costs":
      return <CostsView />;
    case "settings":
      return <SettingsView />;
    case "shortcuts":
      return <ShortcutsView />;
    default:
      return assertNever(route);
  }
}

/** Another document or view starts afresh; another place in the same one does not. */
function boundaryOf(route: Route): string {
  if (route.view === "compare") return `compare ${route.before} ${route.after}`;
  return route.view === "document" || route.view === "collection" || route.view === "table"
    ? `${route.view} ${route.id}`
    : route.view;
}
