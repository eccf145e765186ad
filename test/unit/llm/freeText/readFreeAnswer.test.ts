import { describe, expect, it } from "vitest";
import { readFreeAnswer } from "../../../../electron/core/llm/freeText/readFreeAnswer.ts";

const about = { ended: true, material: [] as string[], language: "und" };

function pointsOf(answer: string, material: readonly string[] = []): readonly string[] {
  return readFreeAnswer(answer, { ...about, material }).points;
}

const rent = "The rent is 1,240 euros a month.";
const deposit = "The deposit is 2,480 euros.";

describe("the points of a free answer", () => {
  it("are the items of a list, whatever marks them", () => {
    for (const mark of ["- ", "* ", "• ", "1. ", "2) ", "– ", "  - ", "- [x] ", "- 1. ", "> - "]) {
      expect(pointsOf(`${mark}${rent}\n${mark}${deposit}`)).toEqual([rent, deposit]);
    }
  });

  it("carry no mark and no clause number that the document's own list had behind the mark of the answer", () => {
    const checks = "Il existe une procédure qui assure que les livrables sont archivés";
    expect(pointsOf(`- Point(s) de vérification :\n  - • 4.1.1 ${checks}\n  - • ${rent}`)).toEqual([checks, rent]);
    expect(pointsOf(`- • 1.5 percent of it are due.`)).toEqual(["1.5 percent of it are due."]);
    // A lead with a verb is the beginning of their sentence.
    expect(
      pointsOf("- The tenant must:\n  - Pay the rent that is due on the first of May\n  - clean the stairs"),
    ).toEqual(["The tenant must: Pay the rent that is due on the first of May; clean the stairs."]);
  });

  it("are the sentences of a paragraph", () => {
    expect(pointsOf(`${rent} ${deposit}`)).toEqual([rent, deposit]);
  });

  it("are several sentences where they stand together in one item", () => {
    expect(pointsOf(`- ${rent} It is due on the first.\n- ${deposit}`)).toEqual([
      `${rent} It is due on the first.`,
      deposit,
    ]);
  });

  it("are joined over the ends of lines", () => {
    expect(pointsOf("- The rent is 1,240\n  euros a month.\n- The deposit is\n2,480 euros.")).toEqual([rent, deposit]);
    expect(pointsOf(`1. The Rent\n${rent}\n\n2. The Deposit\n${deposit}`)).toEqual([rent, deposit]);
    expect(pointsOf("- 租金为每月\n1240欧元。")).toEqual(["租金为每月 1240欧元。"]);
  });

  it("have no Markdown", () => {
    expect(
      pointsOf(
        "- The **rent** is *1,240 euros* a `month`, see [the lease](https://example.org/a_(b)).\n- The ~~old~~ __deposit__ is <b>2,480&nbsp;euros</b>\\*.\n- ***All*** of it is due.",
      ),
    ).toEqual([
      "The rent is 1,240 euros a month, see the lease.",
      "The old deposit is 2,480 euros*.",
      "All of it is due.",
    ]);
  });

  it("leave out what looks like Markdown and is none", () => {
    expect(pointsOf("- The factor is 2*3*4 and the file snake_case_name.\n- > 50 mg a day is harmful.")).toEqual([
      "The factor is 2*3*4 and the file snake_case_name.",
      "> 50 mg a day is harmful.",
    ]);
  });

  it("come out of a fence around the whole answer, and not out of code", () => {
    expect(pointsOf(`\`\`\`markdown\n- ${rent}\n\`\`\``)).toEqual([rent]);
    expect(pointsOf(`- ${rent}\n\`\`\`python\nprint("The rent is paid.")\n\`\`\``)).toEqual([rent]);
  });

  it("are the rows of a table, named by its heads", () => {
    expect(pointsOf("| Item | Value |\n|---|---|\n| Rent | 1,240 euros |\n| **Deposit** | 2,480 euros |")).toEqual([
      "Rent: 1,240 euros",
      "Deposit: 2,480 euros",
    ]);
    expect(pointsOf("Quarter | North | South\n--- | --- | ---\nQ1 2024 | 1,204 | 988")).toEqual([
      "Q1 2024: North 1,204, South 988",
    ]);
  });

  it("carry the numbers of citations no longer, but those in brackets that the document has", () => {
    expect(
      pointsOf("- The rent is 1,240 euros a month [1, 2].\n- The deposit is 2,480 euros (note 3).【4†lease】"),
    ).toEqual([rent, deposit]);
    expect(pointsOf("- The rent [1] is due.", ["The rent [1] is due on the first."])).toEqual(["The rent [1] is due."]);
  });

  it("are each given once", () => {
    expect(pointsOf(`- ${rent}\n- ${deposit}\n- **${rent}**\n- The deposit is 2,490 euros.`)).toEqual([
      rent,
      deposit,
      "The deposit is 2,490 euros.",
    ]);
    expect(pointsOf("The Act requires a fee. The Act also requires a fee.")).toEqual(["The Act requires a fee."]);
    const fee = "The Act requires that the government provide a fee for the use of its lands.";
    const again = `${fee} The Act requires that the government must provide a fee for the use of its lands.`;
    expect(readFreeAnswer(again, { ...about, language: "en" }).points).toEqual([fee]);
    expect(pointsOf(again)).toHaveLength(2);
  });

  it("are not the same where a number, a sign or a denial differs", () => {
    const points = [
      "The tenants of the house in the street may at all times keep a cat.",
      "The tenants of the house in the street may not at all times keep a cat.",
      "The tenants of the house in the street may at all times keep 1 cat.",
      "It was 5 degrees.",
      "It was -5 degrees.",
      "It was 5.5 degrees.",
      "It was 55 degrees.",
    ];
    const answer = points.map((point) => `- ${point}`).join("\n");
    expect(readFreeAnswer(answer, { ...about, language: "en" }).points).toEqual(points);
  });

  it("are lines that each begin with a name", () => {
    expect(pointsOf("**Parties:** Ms Solberg and Ms Okafor\n**Rent:** 1,240 euros\n__Deposit__: 2,480 euros")).toEqual([
      "Parties: Ms Solberg and Ms Okafor",
      "Rent: 1,240 euros",
      "Deposit: 2,480 euros",
    ]);
    expect(pointsOf("Parties: Ms Solberg, the landlord, and Ms Okafor\nRent: 1,240 euros a month")).toEqual([
      "Parties: Ms Solberg, the landlord, and Ms Okafor",
      "Rent: 1,240 euros a month",
    ]);
  });
});

describe("a fragment", () => {
  it("takes the heading that it needs", () => {
    expect(
      pointsOf(
        "# Lease\n\n## Payments\n- Monthly rent: 1,240 euros\n- Charges: 185 euros\n\n**Deposit**\n- two months' rent",
      ),
    ).toEqual(["Monthly rent: 1,240 euros", "Payments – Charges: 185 euros", "Deposit: two months' rent"]);
  });

  it("takes no heading that names the answer", () => {
    expect(pointsOf("## Key Points\n- Charges: 185 euros\n### Zusammenfassung\n- Kaution: 2.480 Euro")).toEqual([
      "Charges: 185 euros",
      "Kaution: 2.480 Euro",
    ]);
  });

  it("ends the sentence that leads to it", () => {
    expect(
      pointsOf("- The tenants pay:\n  - a rent of 1,240 euros;\n  - charges of 185 euros.\n- Pets are allowed."),
    ).toEqual(["The tenants pay: a rent of 1,240 euros; charges of 185 euros.", "Pets are allowed."]);
  });

  it("stands for itself where it is a sentence with a verb of its own", () => {
    const led = `The document contains several key facts that are crucial. These include:\n\n1. ${rent}\n2. Pay in time.`;
    expect(pointsOf(led)).toEqual([rent, "Pay in time."]);
    expect(pointsOf(`Cats are allowed. Tenants must:\n- Pay the rent in time.\n- Keep the flat clean.`)).toEqual([
      "Cats are allowed.",
      "Tenants must: Pay the rent in time; Keep the flat clean.",
    ]);
  });

  it("is no point where it says that nothing is said", () => {
    expect(
      pointsOf(`- Rent: To be determined\n- Kaution: nicht angegeben\n- Durée : non précisée\n- Pets: N/A\n- ${rent}`),
    ).toEqual([rent]);
    expect(pointsOf("- Rent: To be determined", ["The rent is to be determined."])).toEqual(["Rent: To be determined"]);
    expect(pointsOf("- Parking: not provided\n- Pets: none")).toEqual(["Parking: not provided", "Pets: none"]);
  });

  it("belongs to the item above it, whether that is indented or numbered", () => {
    expect(pointsOf("1. **Deposit**:\n   - two months' rent\n2. **Rent**\n- 1,240 euros")).toEqual([
      "Deposit: two months' rent",
      "Rent: 1,240 euros",
    ]);
  });

  it("is a value under its topic", () => {
    const nested = "* **Rent:**\n    * €1,240 per month, due on the 1st.\n    * Late payments bear 4% interest.";
    expect(pointsOf(nested)).toEqual(["Rent: €1,240 per month, due on the 1st.", "Late payments bear 4% interest."]);
  });

  it("is said before what is not numbered, and belongs to none of it", () => {
    expect(pointsOf("1. **Miete:** 1.240 Euro\n2. **Kaution:** 2.480 Euro\n\n**Frist:** Drei Monate.")).toEqual([
      "Miete: 1.240 Euro",
      "Kaution: 2.480 Euro",
      "Frist: Drei Monate.",
    ]);
  });

  it("is told from a sentence by the verbs that most sentences have", () => {
    const rooms =
      "- **Rooms**: Three rooms, a kitchen, a bathroom, and a balcony\n- The flat is on the third floor of the house";
    expect(pointsOf(`Intro.\n\n## The House\n${rooms}`).slice(1)).toEqual([
      "The House: Three rooms, a kitchen, a bathroom, and a balcony",
      "The flat is on the third floor of the house",
    ]);
  });

  it("is no point where it only names a topic", () => {
    expect(readFreeAnswer("- Rent\n- Deposit", about)).toEqual({ points: [], problem: "empty" });
  });
});

describe("what a model says around its answer", () => {
  it.each([
    ["Sure! Here are the key points of the document:", "Let me know if you need more details!"],
    ["Certainly.", "Is there anything else you would like to know?"],
    ["Here is a summary of the text above in bullet points:", "I hope this helps!"],
    ["**Summary:**\n\nNote: This is a summary only.", "Please let me know if you have any questions."],
    ["Okay, here's a concise summary:", "Overall, the document provides a comprehensive overview of the lease."],
    [
      "Here are the main points:",
      "In summary, this lease sets out clear obligations for both parties.\n\n(Word count: 23)",
    ],
    ["Okay.", "*This summary is for informational purposes only and does not constitute legal advice.*"],
    ["Kernpunkte:", "**Fazit:** Der Vertrag regelt die Rechte und Pflichten beider Parteien."],
    ["The key points of this agreement are as follows:", "These points capture the essence of the agreement."],
    ["Hier ist eine Zusammenfassung des Textes:", "Lassen Sie mich wissen, wenn Sie weitere Fragen haben."],
    ["Gerne! Hier sind die wichtigsten Punkte:", "Ich hoffe, das hilft Ihnen weiter!"],
    ["Voici les points clés du document :", "N'hésitez pas à me poser des questions."],
    ["Bien sûr ! Voici un résumé :", "Si vous avez d'autres questions, je suis là."],
    ["Aquí tienes un resumen del texto:", "Espero que esto te ayude."],
    ["¡Claro! Estos son los puntos principales:", "Si tienes más preguntas, aquí estoy."],
    ["Ecco i punti principali del documento:", "Fammi sapere se hai altre domande."],
    ["Aqui está um resumo do documento:", "Se tiver mais perguntas, estou aqui."],
    ["Hier is een samenvatting van de tekst:", "Laat het me weten als u nog vragen heeft."],
    ["以下是文章的要点：", "希望这对您有帮助。"],
    ["以下は要約です：", "ご質問があればお知らせください。"],
    ["다음은 문서의 요약입니다:", "궁금한 점이 있으면 말씀해 주세요."],
  ])("is left out: %s … %s", (before, after) => {
    expect(pointsOf(`${before}\n\n- ${rent}\n- ${deposit}\n\n${after}`)).toEqual([rent, deposit]);
    expect(pointsOf(`${before} ${rent} ${deposit} ${after}`).join(" ")).toBe(`${rent} ${deposit}`);
  });

  it.each([
    ["The document states that the rent is 1,240 euros a month."],
    ["According to the document, the rent is 1,240 euros a month."],
    ["Based on the provided text, the rent is 1,240 euros a month."],
    ["Overall, the rent is 1,240 euros a month."],
    ["Summary: The rent is 1,240 euros a month."],
    ["Here is a summary: The rent is 1,240 euros a month."],
    ["Sure, the rent is 1,240 euros a month."],
  ])("leaves the statement behind it: %s", (said) => {
    expect(pointsOf(`- ${said}`)).toEqual([rent]);
  });

  it.each([
    ["Le document indique que le loyer est de 1 240 euros.", "Le loyer est de 1 240 euros."],
    ["El texto establece que la renta es de 1.240 euros.", "La renta es de 1.240 euros."],
    ["Il documento stabilisce che l'affitto è di 1.240 euro.", "L'affitto è di 1.240 euro."],
    ["O documento indica que a renda é de 1.240 euros.", "A renda é de 1.240 euros."],
    [
      "Das Dokument besagt, dass die Miete 1.240 Euro beträgt.",
      "Das Dokument besagt, dass die Miete 1.240 Euro beträgt.",
    ],
  ])("is taken off where the clause behind it stands alone: %s", (said, point) => {
    expect(pointsOf(said)).toEqual([point]);
  });

  it.each([
    ["The main points of the discussion are the design goal and the price of a remote control."],
    ["The following rules apply to all guests of the house."],
    ["List prices rise by 4 percent in May."],
    ["Resume production in May, the council said."],
    ["This agreement covers the flat and the storage room."],
    ["If you have paid the rent late twice, the landlord may ask for a guarantee."],
    ["Certain rooms are shared, and okay to use at night."],
    ["The report summarizes that three of the eight bridges are unsafe."],
    ["Sorry sight: the mill has been empty since 1990."],
    ["The list of tenants was read out, and the summary of the accounts was approved."],
    ["In general, the tenants pay for small repairs."],
  ])("is not what only begins like it: %s", (said) => {
    expect(pointsOf(`- ${said}\n- ${rent}`)).toEqual([said, rent]);
  });

  it("is the document's own where it stands there", () => {
    const letter = ["Please let me know if you can come.", "I cannot pay the rent in May.", "[Name] signs here."];
    expect(
      pointsOf("- Please let me know if you can come.\n- I cannot pay the rent.\n- [Name] signs.", letter),
    ).toEqual(["Please let me know if you can come.", "I cannot pay the rent.", "[Name] signs."]);
  });

  it("is left out where it says nothing but that there is a document", () => {
    expect(pointsOf(`- The document is divided into several sections.\n- ${rent}\n- ${deposit}`)).toEqual([
      rent,
      deposit,
    ]);
  });

  it("is left where it tells what the document says of it", () => {
    const sales = "The document provides a summary of the sales of 2024.";
    expect(pointsOf(`${sales} Those in the North grew.`)).toEqual([sales, "Those in the North grew."]);
    const law = "This document is about a law on grazing.";
    expect(pointsOf(`${law} The fee is fair. The document also discusses animals.`)).toEqual([law, "The fee is fair."]);
    expect(pointsOf("Le texte décrit comment Paul perd son bras.")).toEqual([
      "Le texte décrit comment Paul perd son bras.",
    ]);
    expect(pointsOf("The provided document is a lease.")).toEqual(["The document is a lease."]);
  });

  it("are thoughts", () => {
    expect(pointsOf(`<think>\nThe rent is 2 euros.\n</think>\n\n- ${rent}`)).toEqual([rent]);
    expect(pointsOf(`The rent is 2 euros.\n</think>\n- ${rent}`)).toEqual([rent]);
    expect(readFreeAnswer("<think>\nThe rent is 2 euros.", { ...about, ended: false })).toEqual({
      points: [],
      problem: "empty",
    });
    expect(
      pointsOf(
        `<|channel|>analysis<|message|>The rent is 2.<|end|><|start|>assistant<|channel|>final<|message|>${rent}`,
      ),
    ).toEqual([rent]);
  });

  it("are the marks of templates, with what is written after the turn", () => {
    expect(pointsOf(`<|im_start|>assistant\n- ${rent}<|im_end|>\n<|im_start|>user\nThanks.`)).toEqual([rent]);
    expect(pointsOf(`[/INST] ${rent}</s>[INST] The next one. [/INST]`)).toEqual([rent]);
    expect(pointsOf(`- ${rent}\n\n### Instruction:\nWrite a poem.`)).toEqual([rent]);
    expect(pointsOf("- The token </s> ends a text.", ["The token </s> ends a text."])).toEqual([
      "The token </s> ends a text.",
    ]);
  });

  it("are places to be filled in", () => {
    expect(pointsOf(`- The landlord is [Name].\n- The lease begins on ____.\n- ${rent}`)).toEqual([rent]);
  });
});

describe("an answer that cannot be used", () => {
  it.each([
    ["I'm sorry, but I can't assist with that."],
    ["I'm sorry, but the provided text appears to be a fragment. Could you please provide more context?"],
    ["As an AI language model, I don't have access to the document."],
    ["Please provide the text you would like me to summarize."],
    ["It seems like you haven't provided any text."],
    ["Es tut mir leid, aber ich kann den Text nicht zusammenfassen."],
    ["Bitte geben Sie mir den Text, den ich zusammenfassen soll."],
    ["Je suis désolé, mais je ne peux pas résumer ce document."],
    ["Lo siento, pero no puedo resumir este texto."],
    ["Mi dispiace, ma non posso riassumere il testo."],
    ["Desculpe, mas não posso resumir o texto."],
    ["Het spijt me, maar ik kan de tekst niet samenvatten."],
    ["很抱歉，我无法总结这段文字。"],
    ["申し訳ありませんが、要約できません。"],
    ["죄송합니다. 문서를 요약할 수 없습니다."],
  ])("refuses: %s", (answer) => {
    expect(readFreeAnswer(answer, about)).toEqual({ points: [], problem: "refusal" });
  });

  it.each([
    ["The provided text appears to be a table of numbers."],
    ["The text does not contain any information about the parties."],
    ["Der Text scheint unvollständig zu sein."],
    ["Le texte semble être un extrait."],
    ["El texto parece ser un fragmento."],
    ["Il testo sembra incompleto."],
    ["O texto parece ser um fragmento."],
    ["De tekst lijkt onvolledig."],
    ["The provided text outlines the terms and conditions of the agreement."],
  ])("remarks on the text: %s", (answer) => {
    expect(readFreeAnswer(answer, about)).toEqual({ points: [], problem: "remarks" });
  });

  it.each([
    ["Summarize this document in five bullet points."],
    ["Fasse dieses Dokument in fünf Punkten zusammen.\n\nFasse dieses Dokument in fünf Punkten zusammen."],
    ["Résume ce document."],
    ["Write the six most important points of the text above."],
  ])("says again what was asked for: %s", (answer) => {
    expect(readFreeAnswer(answer, about)).toEqual({ points: [], problem: "empty" });
  });

  it.each([[""], ["\n\n"], ["…"], ["- \n- "], ["---"], ["<|im_end|>"]])("is empty: %j", (answer) => {
    expect(readFreeAnswer(answer, about)).toEqual({ points: [], problem: "empty" });
  });

  it("is in another language than asked for", () => {
    const german =
      "- Die Miete beträgt 1.240 Euro im Monat und ist am ersten Tag des Monats fällig.\n- Der Mieter zahlt eine Kaution.";
    expect(readFreeAnswer(german, { ...about, language: "en" })).toEqual({ points: [], problem: "language" });
    expect(readFreeAnswer(german, { ...about, language: "de-AT" }).problem).toBeNull();
    expect(
      readFreeAnswer("- 租金为每月1240欧元。租户每月第一天支付租金，押金为两个月租金，租期为两年，到期后自动续约。", {
        ...about,
        language: "en",
      }).problem,
    ).toBe("language");
  });

  it("goes round in a circle", () => {
    expect(readFreeAnswer(`${rent}\n`.repeat(20), about)).toEqual({ points: [], problem: "loop" });
    expect(
      readFreeAnswer(`- The tenant pays the rent${" and the tenant pays the rent".repeat(30)}`, {
        ...about,
        ended: false,
      }).problem,
    ).toBe("loop");
  });
});

describe("an answer that was cut off", () => {
  it.each([
    [`- ${rent}\n- The deposit is 2,4`, [rent]],
    [`- ${rent}\n- ${deposit} It is paid b`, [rent, deposit]],
    [`${rent} ${deposit} It is paid`, [rent, deposit]],
    [`- ${rent}\n- Interest is 1.`, [rent]],
    [`- ${rent}\n- **Dep`, [rent]],
    [`- ${rent}\n`, [rent]],
    [`| Rent | 1,240 euros |\n| Deposit`, ["Rent: 1,240 euros"]],
    [`| Rent | 1,240 euros |\n| Deposit | 2,4`, ["Rent: 1,240 euros"]],
  ])("ends with its last whole sentence: %j", (answer, points) => {
    expect(readFreeAnswer(answer, { ...about, ended: false }).points).toEqual(points);
  });

  it("keeps what was said before it began to repeat itself", () => {
    const answer = `- ${rent}\n- ${deposit}\n- Pets, plants, pets, plants, pets, plants, pets, plants, pets, plants, pets, plants, pe`;
    expect(readFreeAnswer(answer, { ...about, ended: false }).points.slice(0, 2)).toEqual([rent, deposit]);
  });
});
