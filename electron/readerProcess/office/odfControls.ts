import { charactersOf, childOf, childrenOf, type XmlElement } from "./xml.ts";

/** What the controls of `office:forms` show, by the id that a `draw:control` names: a box, the chosen label, the typed text. */
export function controlsIn(forms: XmlElement): [id: string, text: string][] {
  return childrenOf(forms).flatMap((element) => {
    const { "form:id": id, "xml:id": ownId } = element.attributes;
    const text = shownBy(element);
    const ids = [...new Set([id, ownId])].filter((each) => each !== undefined);
    return [...(text === null ? [] : ids.map((each): [string, string] => [each, text])), ...controlsIn(element)];
  });
}

function shownBy({ name, attributes, children }: XmlElement): string | null {
  const label = attributes["form:label"] ?? "";
  const value = attributes["form:current-value"] ?? attributes["form:value"] ?? "";
  const element = { name, attributes, children };
  switch (name) {
    case "form:checkbox": {
      const state = attributes["form:current-state"] ?? attributes["form:state"];
      return `${state === "checked" ? "☒" : "☐"} ${label}`.trim();
    }
    case "form:radio": {
      const state = attributes["form:current-selected"] ?? attributes["form:selected"];
      return `${state === "true" ? "☒" : "☐"} ${label}`.trim();
    }
    case "form:listbox": {
      const options = childrenOf(element, "form:option");
      const isChosen = (mark: string) => options.filter((option) => option.attributes[mark] === "true");
      const chosen = isChosen("form:current-selected");
      return (chosen.length > 0 ? chosen : isChosen("form:selected"))
        .map((option) => option.attributes["form:label"] ?? option.attributes["form:value"] ?? "")
        .join(", ");
    }
    case "form:text":
    case "form:textarea":
    case "form:combobox":
    case "form:number":
    case "form:date":
    case "form:time":
    case "form:formatted-text":
      return value === "" ? childrenOf(element, "text:p").map(charactersOf).join(" ") : value;
    case "form:fixed-text":
      return label;
    default:
      return null;
  }
}

/** A form field that came from Word: a box, or the chosen entry; null where the text between its marks is what it shows. */
export function fieldMark(mark: XmlElement): string | null {
  const params = childrenOf(mark, "field:param").map(
    ({ attributes }) => [attributes["field:name"] ?? "", attributes["field:value"] ?? ""] as const,
  );
  const valueOf = (name: string) => params.find(([each]) => each === name)?.[1];
  const type = mark.attributes["field:type"] ?? "";
  if (type.endsWith("FORMCHECKBOX")) return valueOf("Checkbox_Checked") === "true" ? "☒" : "☐";
  if (!type.endsWith("FORMDROPDOWN")) return null;
  const entries = params.filter(([name]) => name.startsWith("Dropdown_ListEntry")).map(([, value]) => value);
  const written = charactersOf(childOf(mark, "field:result"));
  return written || (entries[Number(valueOf("Dropdown_Selected") ?? -1)] ?? "");
}
