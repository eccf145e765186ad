import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Template, type TemplateFile, templateFileSchema } from "../../contract/answerTables.ts";
import { AppError } from "../../contract/errors.ts";
import { exportFormats } from "../../contract/exports.ts";
import { fileNameOf } from "../export/export.ts";
import type { Clock, IdSource, Logger, Paths } from "../ports.ts";
import type { Store } from "../store/store.ts";
import type { TableTemplates } from "./answerTables.ts";

/** Ids of templates that come with the application begin so; the name of the file follows. */
const builtInPrefix = "builtin:";

export function createTableTemplates(deps: {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ids: IdSource;
  readonly paths: Paths;
  readonly changed: (what: "tableTemplates", id: string) => void;
}): TableTemplates {
  const { store, clock, ids } = deps;
  const { tableTemplates } = store;
  let read: Template[] | null = null;
  const builtIn = (): readonly Template[] => (read ??= readBuiltIn(deps));

  return {
    list: () => [...builtIn(), ...tableTemplates.list()],
    create,
    update(id, file) {
      requireOwn(id);
      return put(id, file);
    },
    duplicate(id) {
      const { name, description, columns } = requireTemplate(id);
      return create({ name: freeName(name), description, columns });
    },
    remove(id) {
      requireOwn(id);
      tableTemplates.remove(id, clock.now());
      deps.changed("tableTemplates", id);
    },
    restore(id) {
      if (id.startsWith(builtInPrefix)) refuse();
      tableTemplates.restore(id);
      deps.changed("tableTemplates", id);
    },
    export(id) {
      const { name, description, columns } = requireTemplate(id);
      const { extension, mediaType } = exportFormats.json;
      const file: TemplateFile = { name, description, columns };
      return {
        fileName: fileNameOf(name, extension),
        mediaType: `${mediaType};charset=utf-8`,
        encoding: "text",
        data: `${JSON.stringify(file, null, 2)}\n`,
      };
    },
  };

  function create(file: TemplateFile): Template {
    return put(ids.next(), file);
  }

  function put(id: string, { name, description, columns }: TemplateFile): Template {
    const template = { id, name, description, columns, updatedAt: clock.now() };
    tableTemplates.put(template);
    deps.changed("tableTemplates", id);
    return { ...template, builtIn: false };
  }

  function requireTemplate(id: string): Template {
    const template = builtIn().find((each) => each.id === id) ?? tableTemplates.get(id);
    if (!template) throw new AppError("NOT_FOUND");
    return template;
  }

  function requireOwn(id: string): void {
    if (requireTemplate(id).builtIn) refuse();
  }

  /** "Leases 2", or the first number that no template of the list has. */
  function freeName(name: string): string {
    const names = new Set([...builtIn(), ...tableTemplates.list()].map((each) => each.name));
    const stem = name.replace(/ \d+$/u, "").slice(0, 110);
    for (let number = 2; ; number += 1) if (!names.has(`${stem} ${number}`)) return `${stem} ${number}`;
  }
}

function refuse(): never {
  throw new AppError("INVALID_INPUT", { data: { reason: "TEMPLATE_BUILT_IN" } });
}

/** Those in the folder of resources, by their names; a file that is no template is left out. */
function readBuiltIn({ paths, logger }: { readonly paths: Paths; readonly logger: Logger }): Template[] {
  const folder = path.join(paths.resources, "tableTemplates");
  return namesIn(folder)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name): Template[] => {
      const file = templateFileSchema.safeParse(parse(readFileSync(path.join(folder, name), "utf8")));
      if (!file.success) {
        logger.error("A template that comes with the application cannot be read", { name });
        return [];
      }
      return [{ ...file.data, id: builtInPrefix + path.basename(name, ".json"), builtIn: true, updatedAt: 0 }];
    })
    .toSorted((a, b) => a.name.localeCompare(b.name, "en"));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
