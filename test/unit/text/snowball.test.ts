import { describe, expect, it } from "vitest";
import { fold } from "../../../electron/core/text/fold.ts";
import { hasStemmer, snowballStem } from "../../../electron/core/text/snowball.ts";

/** Forms of one word, all of one stem. */
const families: readonly (readonly [language: string, forms: string])[] = [
  ["en", "rise rises rose risen rising"],
  ["en", "reject rejects rejected rejecting rejection"],
  ["en", "organise organised organisation organize organization"],
  ["en", "child children"],
  ["fr", "augmenter augmenté augmentée augmentait augmentation"],
  ["fr", "vendre vend vendait vendu vendues"],
  ["fr", "général généraux"],
  ["de", "steigen steigt stieg gestiegen"],
  ["de", "mieten mietet mietete gemietet"],
  ["de", "annehmen angenommen"],
  ["de", "ablehnen abgelehnt"],
  ["de", "Vertrag Verträge Verträgen"],
  ["es", "aceptar aceptó aceptado aceptación"],
  ["es", "reducir reduce redujo reducido"],
  ["it", "aumentare aumentò aumentato"],
  ["it", "ridurre riduce ridotto ridotta"],
  ["pt", "aceitar aceitou aceitação"],
  ["pt", "eleição eleições"],
  ["nl", "verhogen verhoogt verhoogd verhoogde"],
  ["nl", "kopen koopt kocht gekocht"],
  ["nl", "huren huurt gehuurd"],
];

describe("the stem of a word", () => {
  it.each(families)("is one for all forms (%s: %s)", (language, forms) => {
    const [first, ...others] = forms.split(" ").map((form) => snowballStem(form, language));
    expect(others).toEqual(others.map(() => first));
  });

  it.each([
    ["en", "general generous"],
    ["en", "news new"],
    ["en", "community communism"],
    ["de", "mieten vermieten"],
    ["nl", "huurder verhuurder"],
    ["fr", "vendre vente acheter"],
    ["es", "comprar vender"],
  ])("differs between words (%s: %s)", (language, words) => {
    const stems = words.split(" ").map((word) => snowballStem(word, language));
    expect(new Set(stems).size).toBe(stems.length);
  });

  it.each([
    ["es", "aceptación"],
    ["es", "canción"],
    ["pt", "decisão"],
    ["pt", "eleições"],
    ["pt", "possível"],
    ["fr", "augmentée"],
    ["it", "città"],
    ["de", "Verträge"],
    ["nl", "geëist"],
  ])("is the same without accents (%s: %s)", (language, word) => {
    expect(snowballStem(fold(word), language)).toBe(snowballStem(word, language));
  });

  it("is folded, whatever the case", () => {
    expect(snowballStem("GÉNÉRAL", "fr")).toBe("general");
  });

  it("is null in a language without a stemmer", () => {
    expect(snowballStem("slova", "cs")).toBeNull();
    expect(hasStemmer("cs")).toBe(false);
    expect(hasStemmer("pt-BR")).toBe(true);
  });
});
