import { searchedBySignClass } from "../../text/scripts.ts";

/*
 * What a model says that is no statement about the document: that its answer begins or has ended, that it cannot do what it was asked
 * for, and remarks on the text as a text. By kind and language, where a language has several ways in one list.
 */

/**
 * What a sentence of an answer is. Unless it holds a name or a number, a `vague` one only names what the document is about, and a
 * `hollow` one only how it is made.
 */
export type SentenceKind = "statement" | "talk" | "refusal" | "remark" | "vague" | "hollow";

/** Tells words that stand in the document: then they are its own. */
type Has = (words: string) => boolean;

/** A sentence of an answer without what it says about itself: "Sure, …", "According to the document, …", "Overall, …". */
export function readSentence(sentence: string, has: Has): { readonly kind: SentenceKind; readonly text: string } {
  const isModels = (words: string | undefined): boolean => words !== undefined && !has(words.trim());
  const without = (text: string, pattern: RegExp): string => {
    const found = pattern.exec(text)?.[0];
    return found !== undefined && isModels(found) ? text.slice(found.length) : text;
  };
  const opened = without(sentence, opener);
  const summed = without(opened, connective);
  let rest = without(without(summed, attribution), saysThat);
  const announced = /^[^:：]{4,160}[:：]\s*(?=\S)/u.exec(rest)?.[0];
  if (announced !== undefined && isAnnouncement(announced.trim()) && isModels(announced))
    rest = rest.slice(announced.length);
  if (rest === "") return { kind: "talk", text: "" };
  const kind = kindOf(rest, summed !== opened, isModels);
  const text = rest.replace(providedText, "$<article>$<noun>");
  return { kind, text: text === sentence ? text : capitalized(text) };
}

function kindOf(text: string, isSummingUp: boolean, isModels: (words: string | undefined) => boolean): SentenceKind {
  const begins = (pattern: RegExp): boolean => isModels(pattern.exec(text)?.[0]);
  if (begins(offer) || begins(aboutAnswer) || (begins(ifYou) && needs.test(text))) return "talk";
  if (begins(task) && (answerName.test(text) || documentName.test(text))) return "talk";
  if (begins(refusal)) return "refusal";
  if (isModels(unsaid.exec(text)?.groups?.["value"])) return "remark";
  if (isAnnouncement(text) && isModels(text)) return "talk";
  const subject = (isSummingUp ? anyDocument : theDocument).exec(text)?.[0];
  if (!isModels(subject)) return "statement";
  const said = text.slice(subject?.length ?? 0);
  if (seems.test(said) || seemsAtEnd.test(said)) return "remark";
  if (isMade.test(said) || isMadeAtEnd.test(said)) return "hollow";
  if (!describes.test(said) && !describesAtEnd.test(said)) return "statement";
  // "The text describes how …" says it.
  if (tells.test(said)) return "statement";
  return isSummingUp ? "talk" : "vague";
}

/** True for words that name the answer or the document, such as a heading that says nothing else. */
export function namesAnswer(words: string): boolean {
  return answerName.test(words);
}

function capitalized(text: string): string {
  return text.replace(/^["“„«']?\p{Ll}/u, (first) => first.toUpperCase());
}

/** "Here are the key points:", "Zusammenfassung des Textes:", "以下是要点：" */
function isAnnouncement(sentence: string): boolean {
  if (sentence.length > longestAnnouncement) return false;
  const endsOpen = /[:：]$/u.test(sentence);
  if (hereIs.test(sentence) && (endsOpen || answerName.test(sentence))) return true;
  return (endsOpen || following.test(sentence)) && answerName.test(sentence);
}
const longestAnnouncement = 200;

/** Alternatives at the beginning of a text, as whole words. */
function beginning(...alternatives: readonly string[]): RegExp {
  return new RegExp(
    `^["“„«¡]?(?:${alternatives.join("|")})(?:(?<=[\\s'’${searchedBySignClass}])|(?![\\p{L}\\p{N}]))`,
    "iu",
  );
}

const opener =
  /^¡?(?:sure(?: thing)?|certainly|of course|absolutely|definitely|okay|ok|great|alright|understood|gerne?|natürlich|selbstverständlich|klar|bien sûr|certainement|avec plaisir|d['’]accord|claro(?: que sí)?|por supuesto|desde luego|con gusto|certo|certamente|va bene|com certeza|natuurlijk|zeker|uiteraard|当然(?:可以)?|好的|没问题|はい|承知(?:しました|いたしました)|もちろん(?:です)?|물론(?:입니다|이죠)?|네)(?:\s*[!,.，。！、]+\s*|$)/iu;

const hereIs = beginning(
  "here(?:['’]s| is| are)",
  "below (?:is|are)",
  "hier (?:ist|sind|eine?|die|is|zijn|volgt|volgen)",
  "nachfolgend|im folgenden",
  "voici|voilà|ci-dessous",
  "aquí (?:está|están|tienes?|te)|a continuación",
  "ecco|di seguito",
  "aqui (?:está|estão|vai|vão)|abaixo|a seguir|segue(?:m|-se)?",
  "hieronder",
  "以下|下面|这是|這是|これは",
  "다음은|아래는",
);
const following =
  /(?:the following|folgende|suivant|siguiente|seguent|seguinte|volgende|as follows|wie folgt|comme suit|como sigue)/iu;

/** Words for what a model is asked to write. */
const answerWords = [
  "summar(?:y|ies)|(?:bullet |key |main |important )?points?|bullets?|overview|outline|takeaways?|highlights|breakdown|key (?:facts|terms|details|information|ideas)|main ideas|bullet list|conclusion",
  "zusammenfassung|(?:stich|kern|haupt)?punkte[ns]?|kernaussagen|überblick|übersicht|stichworte|fazit",
  "résumé|points?(?: (?:clés?|principaux|importants))?|synthèse|aperçu|idées principales|conclusion",
  "resumen|puntos?|síntesis|ideas principales|conclusión",
  "riassunto|sintesi|riepilogo|punti|conclusione",
  "resumo|síntese|pontos|tópicos|conclusão",
  "samenvatting|(?:kern|hoofd)?punten|overzicht|conclusie",
];
const answerWordsUnspaced = "总结|總結|摘要|要点|要點|概述|概要|要約|ポイント|まとめ|箇条書き|요약|요점|결론";
const answerName = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${answerWords.join("|")})(?![\\p{L}\\p{N}])|${answerWordsUnspaced}`,
  "iu",
);

/** Speaks to the reader, once the answer is given. */
const offer = beginning(
  "(?:please )?(?:let me know|feel free|don['’]t hesitate|do not hesitate)",
  "i hope (?:this|that|it)|hope (?:this|that) helps|is there anything|would you like|do you (?:want|need) me|i(?:['’]m| am) happy to",
  "lass(?:en sie)? mich wissen|ich hoffe,? (?:dass|das|dies)|möchten sie|möchtest du|kann ich (?:ihnen|dir)|zögern sie nicht",
  "n['’]hésite[zs]?(?: pas)?|j['’]espère que|faites-moi savoir|dites-moi|souhaitez-vous|voulez-vous",
  "no dude[sn]?|espero que (?:esto|est[ae]|te|le)|avísame|hágame saber|házmelo saber|¿(?:te|le) gustaría|¿(?:quieres|desea)",
  "non esit(?:are|i)|spero che (?:questo|quest[aio]|ti|le)|fammi sapere|mi faccia sapere|vuoi che",
  "não hesite|espero que (?:isto|isso|est[ae])|avise-me|me avise|fique à vontade|deixe-me saber|gostaria que",
  "laat (?:het )?(?:me|mij)|aarzel niet|ik hoop dat|wil(?:t u|je|t je) dat ik",
  "希望(?:这|以上|對|对)|请(?:告诉我|随时)|如需|(?:ご質問|ご不明|お気軽|お役に立)|궁금한|도움이 (?:필요|되)",
);
const ifYou = beginning(
  "if you|should you|wenn (?:du|sie)|falls (?:du|sie)|bei (?:weiteren )?fragen|sollten sie|si vous|si tu|si (?:tiene|necesita|desea|quiere)s?|se (?:hai|ha|avete|desideri|vuoi|tiver|precisar|você|quiser|desejar)|als (?:u|je)|mocht (?:u|je)",
  "如果|若|필요하시면|必要(?:であれ|でした)",
);
const needs =
  /question|fragen|frage|pregunta|duda|domand|pergunt|dúvida|vragen|\bhelp|hilfe|\baide|ayuda|aiuto|ajuda|hulp|assist|(?:more|further|additional) (?:details?|information|clarif)|weitere (?:informationen|details)|问题|帮助|質問|질문/iu;

/** Says in the first person, or of what was asked, that it cannot be done. */
const refusal = beginning(
  "(?:i['’]m|i am) (?:sorry|afraid|unable|not able)|(?:sorry|(?:my )?apologies)(?=\\s*[,.!]| but| for)|unfortunately,? (?:i|there|the provided)|i (?:apologi[sz]e|cannot|can['’]t|can not|don['’]t|do not|am not|couldn['’]t|could not|won['’]t)|as an? (?:ai|artificial intelligence|(?:large )?language model)",
  "(?:could|can|would) you (?:please )?(?:provide|share|upload|paste|clarify|specify)|please (?:provide|share|upload|paste|specify|clarify)(?: me)?(?: with)? (?:the|more|your|a)|it (?:seems|looks|appears)(?: like| that| as if|,)? (?:you|your|there|the (?:document|text))|you (?:haven['’]t|have not|didn['’]t|did not)|(?:there is )?no (?:document|text|file|content|attachment)s? (?:was|were|is|has|have|to|provided)",
  "(?:es )?tut mir (?:sehr )?leid|entschuldigung(?=\\s*[,.!])|leider (?:kann|habe|bin) ich|ich (?:kann (?:leider|ihnen|dir|nicht|das|keine?)|bin nicht|habe (?:keine?n?|leider)|entschuldige)|als (?:ki|sprachmodell|künstliche)|bitte (?:geben|stellen|senden|teilen|laden|fügen) sie|(?:könnten|können) sie (?:mir |bitte )|es (?:scheint|sieht so aus),? (?:als|dass) (?:sie|du|kein)",
  "(?:je suis )?désolée?|je (?:ne (?:peux|suis|dispose)|n['’]ai (?:pas|aucun)|m['’]excuse|regrette)|en tant qu['’](?:ia|intelligence|assistant)|en tant que modèle|(?:pouvez|pourriez)-vous|veuillez (?:me )?(?:fournir|partager|préciser)|il semble que vous|malheureusement,? je",
  "lo (?:siento|lamento)|disculpe|perdón|no (?:puedo|tengo (?:acceso|información)|dispongo)|como (?:una )?(?:ia|inteligencia artificial)|como (?:un )?modelo de lenguaje|¿?(?:podrías|podría|puedes|puede) (?:por favor )?(?:proporcionar|compartir)|por favor,? (?:proporcion\\p{L}*|compart\\p{L}*)|parece que (?:no ha|has|ha|no has)",
  "mi (?:dispiace|scuso)|non (?:posso|sono in grado|ho accesso)|come (?:ia|intelligenza artificiale|modello linguistico)|(?:potresti|potrebbe|puoi|può) (?:fornir\\p{L}*|condivid\\p{L}*)|per favore,? (?:fornisc\\p{L}*|condivid\\p{L}*)|sembra che (?:tu|lei|non)",
  "desculpe|lamento|sinto muito|(?:eu )?não (?:posso|consigo|tenho acesso)|como (?:uma )?(?:ia|inteligência artificial)|como (?:um )?modelo de linguagem|(?:poderia|pode) (?:por favor )?(?:fornecer|compartilhar|partilhar)|por favor,? (?:forneça|compartilhe|envie)|parece que (?:você|não)",
  "(?:het )?spijt me|helaas (?:kan|heb|ben) ik|ik (?:kan (?:geen|niet|helaas|u|je)|ben niet|heb geen)|als (?:een )?(?:ai|taalmodel|kunstmatige)|kun(?:t u|je)|het (?:lijkt|ziet) er(?:op|naar uit) dat (?:u|je|er geen)",
  "很?抱歉|对不起|對不起|作为(?:一个|一名)?(?:AI|人工智能|语言模型)|我(?:无法|不能|没有)|请(?:您)?提供|您(?:没有|未)",
  "申し訳|すみません|(?:AI|人工知能|言語モデル)として|죄송|(?:AI|인공지능|언어 모델)(?:로서|으로서)",
);

/** What was asked for, said again. */
const task = beginning(
  "(?:summari[sz]e|write|list|make|give|name|answer|say in)",
  "(?:fass(?:e|en sie)|schreib(?:e|en sie)?|nenn(?:e|en sie)|erstell(?:e|en sie)|antworte)",
  "(?:résume[zr]?|écri(?:s|vez|re)|liste[zr]?|donne[zr]?)",
  "(?:resum[ea]|escrib[ea]|enumer[ea]|haz)",
  "(?:riassumi|scrivi|elenca)",
  "(?:resuma|escreva|liste)",
  "(?:vat|schrijf|noem|geef)",
  "(?:请|請)",
);

/** Says what the answer is, not what the document is. */
const aboutAnswer = beginning(
  "(?:this|dies(?:e|er)|ce|cette|este|esta|questo|questa|deze|dit) (?:summary|overview|outline|zusammenfassung|übersicht|résumé|synthèse|resumen|riassunto|sintesi|resumo|samenvatting)|\\(?(?:(?:total )?word count|words|wörter|mots|palabras|parole|palavras|woorden)\\s?:?\\s?\\d+",
  "(?:this|these|the above) (?:brief |short |concise |key |main |bullet |eight |five |ten |six )*(?:(?:bullet )?points|bullets|list|sentences?|statements|title) (?:of (?:the|this)|captures?|covers?|provides?|highlights?|reflects?|summari[sz]es?|includes?|is based|are based|outlines?|gives?|should|aims?)",
  "(?:this|these|the above) (?:is|are) (?:just |only |merely )?(?:an? |the )?(?:brief |short |concise |general |simplified |high-level )*(?:summary|summaries|overview|list|(?:bullet |key |main )*points)|(?:please )?note that (?:this|these|the) (?:summary|points|list|above)|i(?:['’]ve| have) (?:summari[sz]ed|listed|written|provided|tried)",
  "diese (?:(?:stich|kern)?punkte|liste) (?:fass|gib|geben|deck|bieten|biete|zeig|enthalten|enthält|umfass)\\p{L}*|ich habe (?:den|das|die) (?:text|dokument|punkte|wichtigsten)",
  "ces points (?:résument|couvrent|donnent|mettent)|j['’]ai (?:résumé|listé)",
  "estos puntos (?:resumen|cubren|ofrecen)|he resumido",
  "questi punti (?:riassumono|coprono|offrono)|ho riassunto",
  "estes pontos (?:resumem|cobrem)|esses (?:pontos|tópicos) (?:resumem|cobrem)",
  "deze punten (?:geeft|geven|vat|vatten|bevat|bevatten)|dit is een samenvatting",
  "(?:这些|以上)(?:要点|是)|(?:これらの|以上の?)(?:ポイント|要点|が)|이상(?:이|입니다)",
);

const provided =
  "(?:(?:provided|given|supplied|above|attached|following|uploaded|bereitgestellte[ns]?|vorliegende[ns]?|angegebene[ns]?|gegebene[ns]?|obige[ns]?|verstrekte|gegeven|bovenstaande) )?";
const article =
  "(?:the|this|your|der|das|dieser|dieses|die|diese|le|ce|la|cette|el|este|esta|il|questo|questa|o|a|esse|essa|de|het|deze|dit) ";
const neutralNouns =
  "(?:documents?|texts?|passage|article|content|contents|file|input|excerpt|material|dokument|abschnitt|artikel|inhalt|datei|texte|contenu|fichier|extrait|documento|texto|pasaje|artículo|contenido|archivo|fragmento|testo|brano|articolo|contenuto|passaggio|trecho|passagem|artigo|conteúdo|arquivo|ficheiro|tekst|inhoud|bestand|fragment)";
const documentName = new RegExp(`(?<![\\p{L}\\p{N}])${neutralNouns}(?![\\p{L}\\p{N}])`, "iu");
const kindNouns =
  "(?:(?:lease|rental|tenancy|license|service|purchase|legal) )?(?:agreement|contract|lease|bill|act|law|report|paper|chapter|section|letter|email|transcript|meeting|minutes|vertrag|mietvertrag|gesetz|bericht|kapitel|protokoll|brief|contrat|bail|loi|rapport|chapitre|contrato|ley|informe|capítulo|contratto|legge|relazione|capitolo|lei|relatório|overeenkomst|contract|wet|rapport|hoofdstuk)";
const providedAfter =
  "(?: (?:provided|above|itself|you (?:have )?provided|fourni|donné|ci-dessus|proporcionado|anterior|dado|fornito|sopra|fornecido|acima))?";
const unspacedDocument =
  "(?:该|這份|这份|这个|这篇|本|此|(?:所|您)?提供的|この|上記の|提供された|이|본|제공된|주어진)\\s?(?:文档|文檔|文本|文章|文件|内容|段落|文書|テキスト|資料|문서|텍스트|글|내용)(?:は|には|では|은|는|에는)?";

const theDocument = new RegExp(
  `^(?:(?:${article}|l['’]|quest['’])${provided}${neutralNouns}${providedAfter}\\s+|${unspacedDocument})`,
  "iu",
);
const anyDocument = new RegExp(
  `^(?:(?:${article}|l['’]|quest['’])${provided}(?:${neutralNouns}|${kindNouns})${providedAfter}\\s+|${unspacedDocument})`,
  "iu",
);

const providedText = new RegExp(
  `^(?<article>${article})(?=\\S+ )${provided.slice(0, -1)}(?<noun>${neutralNouns})(?![\\p{L}\\p{N}])`,
  "iu",
);

const connective =
  /^(?:overall|conclusions?|fazit|schlussfolgerung|conclusión|conclusione|conclusão|conclusie|結論|结论|결론|in (?:summary|conclusion|short|essence|sum)|to (?:summari[sz]e|sum up|conclude)|insgesamt|zusammenfassend|abschließend|en (?:résumé|conclusion|somme)|dans l['’]ensemble|en (?:resumen|conclusión|general)|in (?:sintesi|conclusione|generale)|nel complesso|em (?:resumo|conclusão|geral|suma)|kortom|samengevat|samenvattend|over het algemeen|concluderend|总之|总的来说|综上所述|要するに|まとめると|全体として|요약하면|전반적으로)\s*[,:，、：]\s*/iu;

const attribution = new RegExp(
  `^(?:(?:according to|based on|as (?:stated|described|mentioned|noted|outlined) in|in|per|d['’]après|selon|según|de acuerdo con|secondo|in base a|de acordo com|segundo) (?:${article}|l['’])?${provided}${neutralNouns}${providedAfter}\\s*,\\s*|(?:根据|根據)(?:${unspacedDocument}|文档|文本)[，,]\\s*)`,
  "iu",
);

/** Only where the clause behind it stands alone as it is: in German and Dutch its verb comes last. */
const saysThat = new RegExp(
  `^(?:(?:(?:${article}|l['’]|quest['’])${provided}${neutralNouns}${providedAfter} (?:also |further |then |également |también |anche |também )?(?:(?:states?|says?|mentions?|notes?|specif(?:y|ies)|explains?|indicates?|declares?|points out|stipulates?|emphasi[sz]es?|highlights?) that |(?:indique|précise|stipule|dit|affirme|déclare|mentionne|explique|souligne) (?:que |qu['’])|(?:indica|establece|dice|afirma|señala|menciona|especifica|explica|declara|stabilisce|afferma|specifica|precisa|spiega|dichiara|estabelece|diz) (?:que|che) ))|${unspacedDocument}(?:指出|说明|表示|提到|规定)[，,：:]?)`,
  "iu",
);

/** "Rent: not specified": the document says nothing of it. */
const unsaid =
  /^[^:：]{1,60}[:：]\s*(?<value>n\/a|unknown|tbd|to be (?:determined|decided|confirmed|announced)|(?:not|nicht|non|no|não|niet|pas) (?:\S+ )?(?:specified|mentioned|stated|angegeben|genannt|erwähnt|bekannt|spécifiée?|précisée?|indiquée?|mentionnée?|especificad[oa]|mencionad[oa]|indicad[oa]|specificat[oa]|indicat[oa]|menzionat[oa]|gespecificeerd|vermeld|genoemd|bekend)|unbekannt|keine angaben?|未提及|未指定|不明)(?: (?:in|im|dans|en|nel|no) .{0,60})?[.。]?$/iu;

const seems = beginning(
  "(?:appears?|seems?|looks?)|(?:does|do) not|doesn['’]t|don['’]t|(?:is|are) (?:not|incomplete|unclear|too short|empty|blank|(?:just )?a (?:fragment|snippet|portion|placeholder|single word|template))|contains? (?:no|only)|lacks?",
  "scheint|wirkt|ist (?:nicht|unvollständig|leer)|enthält (?:keine?n?|nur)|gibt keine?|semble|paraît|ne |n['’]|est (?:incomplet|vide)|parece|no (?:contiene|menciona|especifica|proporciona)|está (?:incompleto|vacío|vazio)|sembra|pare|non |è (?:incompleto|vuoto)|não |lijkt|schijnt|is (?:niet|onvolledig|leeg)|bevat (?:geen|alleen)",
  "似乎|看起来|没有|未|不(?:包含|完整)",
);
const seemsAtEnd = /(?:ようです|思われます|含まれていません|보입니다|같습니다|없습니다)[.。]?$/u;

/** How the text is made, which says nothing of what stands in it. */
const isMade = beginning(
  "(?:is|are) (?:divided|structured|organi[sz]ed|well[- ]\\S+|comprised|written in (?:an? )?(?:\\S+ )?(?:style|language|tone|format|english|manner))|consists? of (?:\\S+ ){0,3}(?:sections?|parts?|chapters?|pages?|paragraphs?)|(?:contains?|includes?|provides?|covers?|outlines?|highlights?) (?:\\S+ ){0,3}(?:facts|points|details|information|aspects|elements|topics)(?= that| which| related|[.:,]|$)|(?:provides?|gives?|offers?|presents?) an? (?:\\S+ ){0,2}(?:overview|summary|outline|framework|understanding)",
  "ist (?:in|gegliedert|unterteilt|aufgeteilt)|(?:bietet|gibt) eine[n]? (?:\\S+ ){0,2}(?:überblick|übersicht|zusammenfassung)|besteht aus (?:\\S+ ){0,3}(?:abschnitten|teilen|kapiteln)",
  "est (?:divisé|structuré|composé|organisé)|se compose|(?:offre|fournit|donne) une? (?:\\S+ )?(?:aperçu|résumé|vue d['’]ensemble)",
  "está (?:dividid|estructurad|organizad)[oa]|se divide|consta|(?:ofrece|proporciona|presenta) una? (?:\\S+ )?(?:visión|resumen|descripción) general",
  "è (?:divis|suddivis|strutturat)[oa]|si compone|(?:offre|fornisce) una? (?:\\S+ )?(?:panoramica|sintesi)",
  "está (?:dividid|estruturad|organizad)[oa]|consiste|(?:oferece|fornece) uma? (?:\\S+ )?(?:visão|resumo)",
  "is (?:verdeeld|onderverdeeld|opgedeeld)|bestaat|(?:geeft|biedt) een (?:\\S+ )?(?:overzicht|samenvatting)",
  "分为",
);
const isMadeAtEnd = /(?:構成されてい|구성)[^。.]*[.。]?$/u;

/** Names what it is about. */
const describes = beginning(
  "(?:also |then |further |generally )?(?:provides?|outlines?|covers?|discuss(?:es)?|describes?|includes?|contains?|highlights?|details?|addresses|presents?|explains?|summari[sz]es?|emphasi[sz]es?|serves?|aims?|focus(?:es)?|concludes?|consists?|sets (?:out|forth)|lays out|gives?|(?:is|are) about)",
  "beschreibt|behandelt|enthält|fasst|bietet|umfasst|besteht|handelt|legt|gibt|erläutert|regelt|stellt",
  "décrit|présente|traite|fournit|contient|porte|aborde|explique|résume|parle|offre|comprend",
  "describe|presenta|trata|proporciona|contiene|aborda|explica|resume|habla|ofrece|incluye",
  "descrive|tratta|fornisce|affronta|spiega|riassume|parla|offre|include",
  "descreve|apresenta|fornece|contém|fala|oferece|inclui",
  "beschrijft|behandelt|bevat|biedt|geeft|gaat over|vat|legt|omvat",
  "描述|介绍|概述|提供|包含|涵盖|讨论",
);
const describesAtEnd = /(?:について(?:説明|述べ|記載)[^。]*|(?:설명|다루고)[^.]*)[.。]?$/u;
const tells =
  /^\S+ (?:\S+ )?(?:how|why|that|what|when|whether|wie|warum|dass|was|ob|comment|pourquoi|que|qu['’]|cómo|cuándo|por qué|come|perché|che|como|hoe|waarom|dat|wat)(?![\p{L}\p{N}])/iu;
