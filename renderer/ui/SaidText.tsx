/** What a program wrote at last, as it wrote it. @param label of it, which a screen reader tells: long text is scrolled by keys */
export function SaidText({ label, children }: { label: string; children: string }) {
  return (
    <pre
      tabIndex={0}
      role="group"
      aria-label={label}
      className="mt-2 max-h-40 overflow-auto rounded-control bg-sunken p-3 font-mono text-small wrap-anywhere whitespace-pre-wrap text-ink"
    >
      {children}
    </pre>
  );
}
