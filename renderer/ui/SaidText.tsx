/** What a program wrote at last, as it wrote it. @param label of it, which a screen reader tells: long text is scrolled by keys @param isTall it is what one looks at */
export function SaidText({ label, children, isTall = false }: { label: string; children: string; isTall?: boolean }) {
  return (
    <pre
      tabIndex={0}
      role="group"
      aria-label={label}
      className={`mt-2 ${isTall ? "max-h-[55vh]" : "max-h-40"} overflow-auto rounded-control bg-sunken p-3 font-mono text-small wrap-anywhere whitespace-pre-wrap text-ink`}
    >
      {children}
    </pre>
  );
}
