type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "class"; readonly has: (character: string) => boolean }
  | { readonly kind: "rule"; readonly name: string }
  | { readonly kind: "all" | "one"; readonly parts: readonly Node[] }
  | { readonly kind: "times"; readonly part: Node; readonly least: number; readonly most: number };

/** Whether a whole text is one of a grammar (GBNF), told by trying all ways to read it. */
export function createGrammarReader(grammar: string): (text: string) => boolean {
  const rules = new Map(
    grammar.split("\n").map((line) => {
      const at = line.indexOf(" ::=");
      return [line.slice(0, at), parse(line.slice(at + 4))] as const;
    }),
  );
  return (text) => {
    const characters = Array.from(text);
    const ends = (node: Node, from: number): Set<number> => {
      switch (node.kind) {
        case "text": {
          const wanted = Array.from(node.text);
          return new Set(
            wanted.every((each, index) => characters[from + index] === each) ? [from + wanted.length] : [],
          );
        }
        case "class": {
          const character = characters[from];
          return new Set(character !== undefined && node.has(character) ? [from + 1] : []);
        }
        case "rule": {
          const rule = rules.get(node.name);
          if (!rule) throw new Error(`There is no rule ${node.name}.`);
          return ends(rule, from);
        }
        case "one":
          return new Set(node.parts.flatMap((part) => [...ends(part, from)]));
        case "all": {
          let places = new Set([from]);
          for (const part of node.parts) places = new Set([...places].flatMap((place) => [...ends(part, place)]));
          return places;
        }
        case "times": {
          const found = new Set<number>(node.least === 0 ? [from] : []);
          let places = new Set([from]);
          for (let count = 1; count <= node.most && places.size > 0; count += 1) {
            places = new Set([...places].flatMap((place) => [...ends(node.part, place)]));
            if (count >= node.least) {
              const fresh = [...places].filter((place) => !found.has(place));
              for (const place of fresh) found.add(place);
              if (fresh.length === 0 && count > node.least) break;
            }
          }
          return found;
        }
      }
    };
    return ends({ kind: "rule", name: "root" }, 0).has(characters.length);
  };
}

function parse(source: string): Node {
  let at = 0;
  const skip = (): void => {
    while (source[at] === " ") at += 1;
  };

  function choice(): Node {
    const parts = [sequence()];
    for (skip(); source[at] === "|"; skip()) {
      at += 1;
      parts.push(sequence());
    }
    return { kind: "one", parts };
  }

  function sequence(): Node {
    const parts: Node[] = [];
    for (;;) {
      skip();
      const character = source[at];
      if (character === undefined || character === "|" || character === ")") return { kind: "all", parts };
      parts.push(times(item(character)));
    }
  }

  function item(character: string): Node {
    if (character === "(") {
      at += 1;
      const inner = choice();
      skip();
      if (source[at] !== ")") throw new Error(`A bracket is open: ${source}`);
      at += 1;
      return inner;
    }
    if (character === '"') {
      at += 1;
      let text = "";
      while (source[at] !== '"') text += one();
      at += 1;
      return { kind: "text", text };
    }
    if (character === "[") return characterClass();
    const name = /^[a-zA-Z0-9-]+/u.exec(source.slice(at))?.[0];
    if (name === undefined) throw new Error(`Not a grammar at ${at}: ${source}`);
    at += name.length;
    return { kind: "rule", name };
  }

  function characterClass(): Node {
    at += 1;
    const isNot = source[at] === "^";
    if (isNot) at += 1;
    const ranges: [string, string][] = [];
    while (source[at] !== "]") {
      const low = one();
      if (source[at] === "-" && source[at + 1] !== "]") {
        at += 1;
        ranges.push([low, one()]);
      } else ranges.push([low, low]);
    }
    at += 1;
    const isIn = (character: string): boolean => ranges.some(([low, high]) => character >= low && character <= high);
    return { kind: "class", has: (character) => isIn(character) !== isNot };
  }

  /** A character, as it is or escaped. */
  function one(): string {
    const [character = ""] = Array.from(source.slice(at, at + 2));
    at += character.length;
    if (character !== "\\") return character;
    const escaped = source[at] ?? "";
    at += 1;
    if (escaped === "x") {
      at += 2;
      return String.fromCharCode(Number.parseInt(source.slice(at - 2, at), 16));
    }
    return { n: "\n", t: "\t", r: "\r" }[escaped] ?? escaped;
  }

  function times(part: Node): Node {
    const sign = /^(?:[*+?]|\{(\d+)(,)?(\d*)\})/u.exec(source.slice(at));
    if (!sign) return part;
    at += sign[0].length;
    const [whole, least, comma, most] = sign;
    if (whole === "?") return { kind: "times", part, least: 0, most: 1 };
    if (whole === "*" || whole === "+") return { kind: "times", part, least: whole === "+" ? 1 : 0, most: Infinity };
    const low = Number(least);
    return { kind: "times", part, least: low, most: comma === undefined ? low : most === "" ? Infinity : Number(most) };
  }

  return choice();
}
