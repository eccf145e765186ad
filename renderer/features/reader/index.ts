export type { Goal } from "./PageList.tsx";
export { PageView, type PageViewHandle } from "./PageView.tsx";
export { PasswordForm } from "./PasswordForm.tsx";
