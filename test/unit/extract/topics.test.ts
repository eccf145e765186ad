import { describe, expect, it } from "vitest";
import { topicsOf } from "../../../electron/core/extract/topics.ts";

const spokenOf = (kind: Parameters<typeof topicsOf>[0], text: string): string[] =>
  topicsOf(kind)
    .filter((topic) => topic.isIn(text))
    .map(({ name }) => name);

describe("what a document of its kind must speak of", () => {
  it.each([
    ["en", "The tenant pays a rent of $900.", "The deposit is 1,800 euros.", "Notice is given in writing."],
    ["de", "Der Mieter zahlt 900 Euro Miete.", "Die Kaution beträgt 1.800 €.", "Die Kündigung ist schriftlich."],
    ["fr", "Le locataire paie un loyer de 900 €.", "Le dépôt est de 1 800 euros.", "Le préavis est de trois mois."],
    ["es", "El arrendatario paga una renta de 900 €.", "La fianza es de 1.800 euros.", "El preaviso es de un mes."],
    ["it", "Il conduttore paga un canone di 900 €.", "La cauzione è di 1.800 euro.", "La disdetta è scritta."],
    ["pt", "O inquilino paga uma renda de 900 €.", "A caução é de 1.800 euros.", "A denúncia é por escrito."],
    ["nl", "De huurder betaalt een huur van € 900.", "De waarborg is € 1.800.", "De opzegging is schriftelijk."],
  ])("is found in a contract in %s", (_, price, deposit, notice) => {
    expect(spokenOf("contract", price)).toEqual(expect.arrayContaining(["price"]));
    expect(spokenOf("contract", deposit)).toContain("deposit");
    expect(spokenOf("contract", notice)).toContain("notice");
  });

  it.each([
    ["en", "The lease is between the Harbour Housing Cooperative (landlord) and Mateo Rivas.", "The tenant leaves."],
    ["de", "Vermieter ist die Müller Bau GmbH, Mieterin ist Anna Weber.", "Der Mieter zahlt, der Vermieter mahnt."],
    ["fr", "Le bailleur est Jean Martin, le locataire est Luc Petit.", "Le locataire part avec le bailleur."],
    ["es", "Entre Ana Ruiz, arrendadora, y Luis Gil, arrendatario.", "El arrendatario paga al arrendador."],
    ["it", "Il locatore è Marco Bruni, il conduttore è Sara Conti.", "Il conduttore paga il locatore."],
    ["pt", "Entre Ana Lopes, senhoria, e Rui Costa, inquilino.", "O inquilino paga ao senhorio."],
    ["nl", "Verhuurder is Jan Smit, huurder is Els Bakker.", "De huurder betaalt de verhuurder."],
  ])("are the parties by their names (%s)", (_, named, unnamed) => {
    expect(spokenOf("contract", named)).toContain("parties");
    expect(spokenOf("contract", unnamed)).not.toContain("parties");
  });

  it.each([
    ["en", "The council decided to repair the roof."],
    ["de", "Der Rat hat die Reparatur beschlossen, es gilt der Beschluss."],
    ["fr", "Le conseil a adopté le budget."],
    ["es", "El consejo acordó reparar el techo."],
    ["it", "Il consiglio ha approvato il bilancio."],
    ["pt", "O conselho aprovou o orçamento."],
    ["nl", "De raad heeft het besluit genomen."],
  ])("is found in minutes in %s", (_, decision) => {
    expect(spokenOf("minutes", decision)).toContain("decision");
  });

  it("is a sum where it is one of money: a word for it alone is none", () => {
    expect(spokenOf("contract", "The rent is paid on time.")).not.toContain("price");
    expect(spokenOf("contract", "The shed costs 900 euros.")).not.toContain("price");
    const other = "The landlord may hold back unpaid rent and an estimated amount of at most 300 euros for charges.";
    expect(spokenOf("contract", other)).not.toContain("price");
    expect(spokenOf("contract", "The rent is reduced by 20 percent.")).not.toContain("price");
  });

  it("is nothing of a text that is read for what it happens to say", () => {
    expect(topicsOf("article")).toEqual([]);
    expect(topicsOf("book")).toEqual([]);
  });
});
