/** What the text of a group is for. */
export type Destination =
  | "body"
  | "fonts"
  | "styles"
  | "title"
  | "marker"
  | "note"
  | "box"
  | "info"
  /** the instruction of a field, a form field in it, and an entry it lets choose */
  | "instruction"
  | "form"
  | "entry"
  /** read by nobody */
  | "none";

/** Groups that hold no text of the document: tables of the file, running heads, pictures, comments, index entries, instructions. */
const unread = new Set(
  (
    "colortbl filetbl listtable listoverridetable revtbl rsidtbl generator xmlnstbl latentstyles themedata colorschememapping " +
    "datastore pgptbl mmathPr header headerl headerr headerf footer footerl footerr footerf ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn " +
    "pict nonshppict objdata objclass objname bkmkstart bkmkend annotation atnid atnauthor atntime atndate atnref atrfstart atrfend " +
    "atnicn atnparent xe tc tcn template comment keywords author operator company manager category subject doccomm hlinkbase private " +
    "shprslt sp pn pnseclvl panose falt fontemb background mmathPict userprops docvar formfield ffname fchars lchars " +
    "nonesttables htmltag mhtmltag passwordhash writereservhash factoidname wgrffmtfilter protusertbl"
  ).split(" "),
);

/** Groups marked as optional that hold text all the same. */
const optional = new Set("shpinst shptxt moMath moMathPara nestrow nesttableprops ud shppict do".split(" "));

/** Where the text of a group goes that begins with this word; null where the word begins no group of its own. */
export function destinationOf(word: string, isOptional: boolean): Destination | null {
  if (unread.has(word)) return "none";
  switch (word) {
    case "fonttbl":
      return "fonts";
    case "stylesheet":
      return "styles";
    case "info":
      return "info";
    case "fldinst":
      return "instruction";
    case "listtext":
    case "pntext":
      return "marker";
    case "footnote":
      return "note";
    case "shptxt":
    case "dptxbxtext":
      return "box";
    default:
      return isOptional && !optional.has(word) ? "none" : null;
  }
}
