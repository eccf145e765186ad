import { Fragment } from "react";

/** A command, broken between its words alone: a flag is broken at none of its hyphens. */
export function CommandText({ words }: { words: readonly string[] }) {
  return (
    <code className="mt-1 block rounded-control bg-sunken p-3 font-mono text-small text-ink">
      {words.map((word, at) => (
        // eslint-disable-next-line react/no-array-index-key -- words come again
        <Fragment key={at}>
          {at > 0 ? " " : null}
          <span className="inline-block max-w-full wrap-anywhere">{word}</span>
        </Fragment>
      ))}
    </code>
  );
}
