interface EmptyNoteProps {
  readonly title: string;
  readonly text: string;
  /** the distance to what stands above */
  readonly className: string;
}

/** Stands where a list of the page has nothing in it yet: that it has not, and what brings something there. */
export function EmptyNote({ title, text, className }: EmptyNoteProps) {
  return (
    <div className={`rounded-card border border-dashed border-edge bg-rail px-8 py-12 text-center ${className}`}>
      <p className="text-lead font-semibold">{title}</p>
      <p className="mx-auto mt-1 max-w-prose text-muted">{text}</p>
    </div>
  );
}
