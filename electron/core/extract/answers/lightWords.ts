/** Words that may stand between a label and its value and say nothing else: verbs that put them equal, how often, about. Folded. */
const light = new Set(
  `is are was were be been being amount amounts amounting equal equals shall will must currently initially initial set fixed agreed due payable
  paid made of to at the a an monthly yearly annual annually gross per month year total minimum least up stated as follows following written
  prior calendar dated effective approximately about exactly only
  ist sind betragt betragen belauft sich auf liegt lautet wird werden zu von in hohe bei monatlich monatliche monatlichen jahrlich derzeit
  brutto vereinbart vereinbarte festgesetzt mindestens schriftlich schriftliche einer eines dem den zzgl inkl insgesamt genau rund
  est sont sera fixe fixee s eleve elevent de du la le a au montant mensuel mensuelle annuel annuelle hors taxes actuellement minimum ecrit
  es son sera asciende ascienden fijado fijada un una mensual mensuales anual importe actualmente escrito minimo
  fija fijan establece estipula abona cantidad suma
  e sono ammonta ammontano pari fissato fissata stabilito stabilita mensile mensili annuo annua attualmente scritto minimo importo
  sao sera fixado fixada valor mensal mensais anual atualmente escrito corresponde
  mr mrs ms dr prof herr frau herrn mme monsieur madame sig signor signora dott dottssa don dona sra senor senora dhr mevrouw ra rer
  monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi
  jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado domingo lunedi martedi mercoledi giovedi venerdi domenica
  segunda terca quarta quinta sexta feira maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
  company firma societe sociedad societa sociedade day day dia giorno jour tag dag situe situent situan
  bedraagt bedragen zijn wordt vastgesteld op maandelijks maandelijkse jaarlijks per momenteel schriftelijk schriftelijke ten minste`
    .split(/\s+/u)
    .filter((word) => word !== ""),
);

export function isLight(form: string): boolean {
  return light.has(form);
}
