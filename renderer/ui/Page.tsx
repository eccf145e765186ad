import type { ReactNode } from "react";

/** The frame of a view that is read from top to bottom: title, what can be done, body. */
export function Page({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <div tabIndex={0} className="h-full overflow-auto -outline-offset-2">
      <div className="mx-auto max-w-3xl px-8 pt-10 pb-16">
        <header className="flex flex-wrap items-center justify-between gap-3">
          <h1 className="font-serif text-title font-semibold">{title}</h1>
          {actions}
        </header>
        {children}
      </div>
    </div>
  );
}
