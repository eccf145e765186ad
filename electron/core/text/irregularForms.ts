/**
 * Forms of words that no ending leads back to the base, by their base: the strong verbs of English, German and Dutch, the irregular ones
 * of the Romance languages, and nouns of another plural. A language without a list has none.
 *
 * @param language primary tag of BCP 47
 * @returns base forms by form, all folded
 */
export function irregularForms(language: string): ReadonlyMap<string, string> {
  const bases = new Map<string, string>();
  for (const line of (lists[language] ?? "").trim().split("\n")) {
    const [base, ...forms] = line.trim().split(" ");
    if (base !== undefined) for (const form of [base, ...forms]) bases.set(form, base);
  }
  return bases;
}

/** A line a word: the base, then its forms. */
const lists: Readonly<Record<string, string>> = {
  en: `
be am is are was were been being
have has had having
do does did done
go goes went gone
say said says
make made
take took taken
become became
begin began begun
bring brought
build built
buy bought
catch caught
choose chose chosen
come came
cost costs
deal dealt
draw drew drawn
drive drove driven
eat ate eaten
fall fell fallen
feed fed
feel felt
fight fought
find found
flee fled
fly flew flown
forbid forbade forbidden
forget forgot forgotten
forgive forgave forgiven
freeze froze frozen
get got gotten
give gave given
grow grew grown
hear heard
hide hid hidden
hold held
keep kept
know knew known
lay laid
lead led
leave left
lend lent
lie lay lain lying
lose lost
mean meant
meet met
pay paid
prove proven
ride rode ridden
ring rang rung
rise rose risen
run ran
see saw seen
seek sought
sell sold
send sent
shake shook shaken
shoot shot
shrink shrank shrunk
sing sang sung
sink sank sunk
sit sat
sleep slept
speak spoke spoken
spend spent
stand stood
steal stole stolen
stick stuck
strike struck stricken
swear swore sworn
swim swam swum
teach taught
tear tore torn
tell told
think thought
throw threw thrown
understand understood
undertake undertook undertaken
wake woke woken
wear wore worn
win won
withdraw withdrew withdrawn
withhold withheld
withstand withstood
write wrote written
break broke broken
bear bore borne
beat beaten
bend bent
bind bound
bite bit bitten
blow blew blown
breed bred
burn burnt
cling clung
creep crept
dig dug
dream dreamt
drink drank drunk
foresee foresaw foreseen
hang hung
kneel knelt
learn learnt
mistake mistook mistaken
overcome overcame
overtake overtook overtaken
overthrow overthrew overthrown
rebuild rebuilt
repay repaid
resell resold
shine shone
show shown
slide slid
spin spun
spring sprang sprung
swing swung
undergo underwent undergone
uphold upheld
wind wound
die dies died dying
tie tying
man men
woman women
child children
foot feet
tooth teeth
mouse mice
person people persons
life lives
wife wives
half halves
leaf leaves
criterion criteria
analysis analyses
crisis crises
basis bases
good better best
bad worse worst
`,
  de: `
sein bin bist ist sind seid war waren warst gewesen sei seien ware waren
haben habe hast hat hatte hatten gehabt
werden werde wirst wird wurde wurden geworden worden
beginnen begann begannen begonnen
bieten bot boten geboten
anbieten angeboten
verbieten verbot verboten
binden band banden gebunden
bitten bat baten gebeten
bleiben blieb blieben geblieben
brechen bricht brach brachen gebrochen
bringen brachte brachten gebracht
denken dachte dachten gedacht
dringen drang drangen gedrungen
entscheiden entschied entschieden
empfehlen empfiehlt empfahl empfohlen
erhalten erhalt erhielt erhielten
fahren fahrt fuhr fuhren
fallen fallt fiel fielen
entfallen entfallt entfiel
fangen fangt fing fingen
finden fand fanden gefunden
stattfinden stattgefunden
fliegen flog flogen geflogen
fliehen floh flohen geflohen
geben gibt gab gaben
angeben angab
gehen ging gingen gegangen
gelten gilt galt galten gegolten geltend geltende geltenden
gewinnen gewinnt gewann gewannen gewonnen
greifen griff griffen gegriffen
halten halt hielt hielten
enthalten enthalt enthielt
heissen hiess hiessen
helfen hilft half halfen geholfen
kennen kannte kannten gekannt
kommen kam kamen
bekommen bekam bekamen
laden ladt lud luden
lassen lasst liess liessen
laufen lauft lief liefen
leihen lieh liehen geliehen
verleihen verlieh verliehen
lesen liest las lasen
liegen lag lagen
nehmen nimmt nahm nahmen genommen
annehmen angenommen
aufnehmen aufgenommen
abnehmen abgenommen
zunehmen zugenommen
ubernehmen ubernimmt ubernahm ubernommen
teilnehmen teilgenommen
nennen nannte nannten genannt
raten rat riet rieten
rufen rief riefen
berufen berief
schaffen schuf
scheiden schied geschieden
schiessen schoss schossen geschossen
schlagen schlagt schlug schlugen
vorschlagen vorschlug
schliessen schloss schlossen geschlossen
beschliessen beschloss beschlossen
abschliessen abgeschlossen
ausschliessen ausgeschlossen
schneiden schnitt geschnitten
schreiben schrieb schrieben geschrieben
schweigen schwieg geschwiegen
schwinden schwand geschwunden
sehen sieht sah sahen
sinken sank sanken gesunken
sitzen sass sassen gesessen
sprechen spricht sprach sprachen gesprochen
versprechen verspricht versprach versprochen
stehen stand standen gestanden
bestehen bestand bestanden
entstehen entstand entstanden
steigen stieg stiegen gestiegen
sterben stirbt starb starben gestorben
stossen stosst stiess
streichen strich gestrichen
streiten stritt gestritten
tragen tragt trug trugen
treffen trifft traf trafen getroffen
treiben trieb getrieben
treten tritt trat traten
tun tut tat taten getan
verlieren verlor verloren
vergleichen verglich verglichen
vermeiden vermied vermieden
verschwinden verschwand verschwunden
wachsen wachst wuchs wuchsen
weisen wies wiesen gewiesen
hinweisen hingewiesen
zuruckweisen zuruckgewiesen
werben wirbt warb geworben
erwerben erwirbt erwarb erworben
werfen wirft warf geworfen
wiegen wog gewogen
wissen weiss wusste wussten gewusst
ziehen zog zogen gezogen
einziehen eingezogen
entziehen entzog entzogen
zwingen zwang gezwungen
verkaufen verkauft
mussen muss musste mussten
konnen kann konnte konnten
durfen darf durfte durften
sollen soll sollte sollten
wollen will wollte wollten
mogen mag mochte mochten
`,
  nl: `
zijn ben bent is was waren geweest
hebben heb hebt heeft had hadden gehad
worden werd werden geworden
beginnen begon begonnen
bieden bood boden geboden
aanbieden aangeboden
verbieden verbood verboden
binden bond gebonden
blijven blijft bleef bleven gebleven
breken brak gebroken
brengen bracht brachten gebracht
denken dacht dachten gedacht
doen doet deed deden gedaan
dragen droeg droegen
dringen drong gedrongen
eten at aten gegeten
gaan ga gaat ging gingen gegaan
geven geeft gaf gaven
helpen hielp hielpen geholpen
houden hield hielden
behouden behield
inhouden hield
kiezen koos kozen gekozen
kijken keek keken gekeken
komen kwam kwamen
kopen kocht kochten gekocht
verkopen verkocht verkochten
krijgen kreeg kregen gekregen
kunnen kan kon konden
lachen lachte
laten liet lieten
lezen las lazen
liggen lag lagen gelegen
lijken leek leken geleken
lopen liep liepen
moeten moest moesten
mogen mag mocht mochten
nemen neemt nam namen genomen
aannemen aangenomen
overnemen overgenomen
deelnemen deelgenomen
afnemen afgenomen
toenemen toegenomen
ontslaan ontsloeg
overlijden overleed overleden
rijden reed reden gereden
roepen riep riepen
schieten schoot geschoten
schrijven schrijft schreef schreven geschreven
slaan sloeg sloegen geslagen
sluiten sloot sloten gesloten
besluiten besloot besloten
snijden sneed gesneden
spreken sprak spraken gesproken
staan stond stonden gestaan
ontstaan ontstond
stelen stal gestolen
sterven stierf stierven gestorven
stijgen stijgt steeg stegen gestegen
dalen daalt daalde gedaald
strijden streed gestreden
treden trad traden getreden
treffen trof troffen getroffen
trekken trok trokken getrokken
vallen viel vielen
vangen ving vingen
verliezen verloor verloren
vertrekken vertrok vertrokken
vinden vond vonden gevonden
vliegen vloog gevlogen
vragen vroeg vroegen
weten wist wisten geweten
werpen wierp geworpen
wijzen wees wezen gewezen
afwijzen afgewezen
willen wil wou wilde wilden
winnen won wonnen gewonnen
zeggen zegt zei zeiden gezegd
zenden zond gezonden
zien zag zagen gezien
zinken zonk gezonken
zitten zat zaten gezeten
zoeken zocht zochten gezocht
zullen zal zou zouden
`,
  fr: `
etre suis es est sommes etes sont etait etaient fut furent sera seront serait ete soit soient
avoir ai a avons ont avait avaient eut aura auront aurait eu ait aient
aller va vont allait ira iront
faire fait font faisait fit firent fera feront faite faites faits fasse
dire dit disent disait dira dits dite
pouvoir peut peuvent pouvait pourra pourront pourrait pourraient pu puisse
devoir doit doivent devait devra devront devrait devraient due dus dues doive
vouloir veut veulent voulait voudra voulu veuille
savoir sait savent savait saura su
voir voit voient voyait vu vue vus vit
prevoir prevoit prevoient prevu prevue prevus prevues
venir vient viennent venait vint viendra venu venue venus
devenir devient deviennent devint devenu
tenir tient tiennent tint tenu tenue tenus
obtenir obtient obtenu obtenue obtint obtiendra
maintenir maintient maintenu maintenue
contenir contient contenu
prendre prend prennent prenait prit prirent prendra pris prise prises
apprendre apprend appris
comprendre comprend compris comprise
mettre met mettent mit mirent mettra mis mise mises
permettre permet permettent permis permise permit
promettre promet promis promit
admettre admet admis admise
soumettre soumet soumis soumise
rendre rend rendent rendu rendue
vendre vend vendent vendu vendue vendus vendit
perdre perd perdent perdu perdue perdit
attendre attend attendu attendue
repondre repond repondu
croire croit croient cru
croitre crut croissait
recevoir recoit recoivent recu recue recus recut
decevoir decoit decu
ecrire ecrit ecrivent ecrite ecrits
lire lit lisent lu lue
vivre vit vivent vecu
suivre suit suivent suivi suivie
conduire conduit conduisent conduite
produire produit produisent produite produits
reduire reduit reduisent reduite reduits reduites reduisit
construire construit construite
detruire detruit detruite
ouvrir ouvre ouvrent ouvert ouverte ouvrit
offrir offre offrent offert offerte
mourir meurt meurent mourut mort morte
naitre nait naquit ne nee
payer paie paient paye payee
envoyer envoie envoient
acheter achete achetent achetee
conclure conclut conclu conclue
exclure exclut exclu exclue exclus
inclure inclut inclus incluse
resoudre resout resolu
vaincre vainc vaincu vainquit
battre bat battent battu battue
elire elit elu elue elus
interdire interdit interdits interdite interdites
courir court courent couru
accroitre accroit accru accrue
`,
  es: `
ser soy es son era eran fue fueron sido sera seran seria sea sean
estar estoy esta estan estaba estuvo
haber han habia hubo habra habran haya
ir va van iba
hacer hace hacen hizo hicieron hara haran hecho hecha hechos
decir dice dicen dijo dijeron dira dicho dicha
poder puede pueden podia pudo podra podran podria podrian pueda
tener tiene tienen tenia tuvo tuvieron tendra tendran tenga
obtener obtiene obtuvo obtendra
mantener mantiene mantuvo mantendra
contener contiene
venir viene vino vendra
querer quiere quieren quiso
saber sabe supo
ver ve ven vio visto vista
poner pone puso pusieron pondra puesto puesta
proponer propone propuso propuesto propuesta
imponer impone impuso impuesto
dar dan dio dieron
traer trae trajo
reducir reduce redujo redujeron reducido reduzca
producir produce produjo producido
conducir conduce condujo
introducir introduce introdujo
pedir pide pidio
seguir sigue siguen siguio
elegir elige eligio electo
morir muere murio muerto muerta
caer cae cayo cayeron caido
abrir abierto abierta
cubrir cubierto
escribir escrito escrita
romper roto
volver vuelve volvio vuelto
devolver devuelve devuelto
resolver resuelve resuelto
perder pierde pierden perdio
empezar empieza empezo
comenzar comienza comenzo
cerrar cierra cierran cerro
crecer crecio crecieron crezca
construir construye construyo
incluir incluye incluyen incluyo
excluir excluye excluyen excluyo
pagar pague pago
negar niega niegan nego
probar prueba
mostrar muestra muestran mostro
encontrar encuentra
vender vendio
prohibir prohibe prohiben prohibido
`,
  it: `
essere sono e era erano fu furono sara saranno sarebbe sia siano
avere ho ha hanno aveva avevano ebbe avra avranno abbia
andare va vanno andra
fare fa fanno faceva fece fecero fara fatto fatta fatti
dire dice dicono disse dissero detto detta
potere puo possono poteva potra potranno potrebbe potuto possa
dovere deve devono doveva dovra dovranno dovrebbe dovuto debba
volere vuole vogliono voleva volle voluto
sapere sa sanno seppe
vedere vede vide visto vista
prevedere previsto prevista previsti
venire viene vengono venne vennero verra venuto
tenere tiene tengono tenne terra tenuto
ottenere ottiene ottenne ottenuto
mantenere mantiene mantenne
prendere prende prese presero preso presa
mettere mette mise misero messo messa
permettere permesso permise
promettere promesso promise
rendere reso rese
vendere vende venduto venduta vendette
perdere perse persero perso persa
chiudere chiuse chiusero chiuso chiusa
aprire aperto aperta apri
decidere decise deciso decisa
chiedere chiese chiesto chiesta
rispondere rispose risposto
scrivere scrisse scritto scritta
leggere lesse letto
vincere vinse vinsero vinto vinta
crescere crebbe crebbero cresciuto cresciuta
scendere scese scesero sceso scesa
salire sale salgono sali
nascere nacque nato nata
morire muore mori morto morta
ridurre riduce ridusse ridotto ridotta ridotti
produrre produce produsse prodotto
condurre condusse condotto
introdurre introdusse introdotto
proporre propone propose proposto proposta
imporre impose imposto
respingere respinse respinto respinta respinti
eleggere elesse eletto eletta
concludere concluse concluso conclusa
escludere escluse escluso esclusa esclusi
includere incluse incluso inclusa
assumere assunse assunto assunta
dare diede dato
correre corse corso
rimanere rimane rimase rimasto
scegliere scelse scelto
`,
  pt: `
ser sou e sao era eram foi foram sido sera serao seria seja sejam
estar esta estao estava esteve
ter tem tinha tinham teve tiveram tera terao tido tenha
haver ha havia houve
ir vai vao
fazer faz fazem fez fizeram fara feito feita
dizer diz dizem disse disseram dira dito dita
poder pode podem podia pode podera poderao poderia possa
querer quer quis
saber sabe soube
ver ve viu visto vista
prever preve previsto prevista
vir vem veio
colocar poe posto
propor propoe propos proposto proposta
impor impos imposto
dar deu deram dado
trazer traz trouxe
pedir pede pediu
perder perde perco perdeu
obter obtem obteve
manter mantem manteve
conter contem
reduzir reduz reduziu
produzir produz produziu
cair cai caem caiu cairam caido
sair sai saiu
subir sobe sobem subiu
abrir aberto aberta
escrever escrito escrita
pagar pago paga
ganhar ganho ganha
gastar gasto
eleger elege elegeu eleito eleita
morrer morreu morto
construir constroi construiu
excluir exclui excluiu
incluir inclui incluiu
aceitar aceite aceito
entregar entregue
proibir proibe proibem proibido
comecar comecou
`,
};
