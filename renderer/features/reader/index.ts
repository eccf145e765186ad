export { MarkupEntry } from "./MarkupList.tsx";
export type { Goal } from "./PageList.tsx";
export { usePageSizes } from "./pageQueries.ts";
export { PageView, type PageViewHandle } from "./PageView.tsx";
export { PasswordForm } from "./PasswordForm.tsx";
