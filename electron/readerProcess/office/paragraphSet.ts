/** How a paragraph is set, which may tell that it is a heading. */
export interface ParagraphSet {
  /** all its letters */
  readonly bold: boolean;
  /** of its smallest letters, in half points; 0 where nothing says it */
  readonly size: number;
  /** by its style */
  readonly isTitle: boolean;
}
