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
croitre crut croissait croissent croissant
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
mourir meurt meurent mourut mort morte morts mortes
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
courir courent couru
accroitre accroit accru accrue accroissent accroissait
entrer entree entrees entres entra entrerent entrera entreront entrait entraient entrant
opter opte optent optee optait opta opterent optera
depasser depasse depassent
passer passe passent
retirer retirent retirait retiraient retira
appuyer appuie appuient
employer emploie emploient
essayer essaie essaient
appeler appelle appellent appellera
rappeler rappelle rappellent rappellera
rejeter rejette rejettent rejettera
jeter jette jettent
renouveler renouvelle renouvellent renouvellera
feliciter felicite felicites
solliciter sollicite sollicites sollicitee
necessiter necessite necessites
desactiver desactive desactivent
licencier licencie licencient licencies
ratifier ratifie ratifient
congedier congedie congedient
expedier expedie expedient
oublier oublie oublient
marier marie marient
resilier resilie resilient
edifier edifie edifient
notifier notifie notifient
planifier planifie planifient
modifier modifie modifient
verifier verifie verifient
justifier justifie justifient
etudier etudie etudient
publier publie publient
confier confie confient
negocier negocie negocient
apprecier apprecie apprecient
beneficier beneficie beneficient
certifier certifie certifient
specifier specifie specifient
copier copie copient
nier nie nient
confirmer confirment
fermer ferment
affirmer affirment
nommer nomment
estimer estiment
exprimer expriment
supprimer suppriment
reclamer reclament
consommer consomment
former forment
informer informent
transformer transforment
aimer aiment
descendre descendu
suspendre suspendu
defendre defendu
etendre etendu
dependre dependu
entendre entendu
pretendre pretendu
repandre repandu
confondre confondu
correspondre correspondu
fondre fondu
tendre tendu
rompre rompt rompent rompu
interrompre interrompt interrompent interrompu interrompait
poursuivre poursuit poursuivent poursuivi poursuivie poursuivis poursuivait
survivre survit survivent survecu
combattre combat combats combattent combattu
abattre abat abattent abattu
demettre demet demis demise
transmettre transmet transmettent transmis transmise transmises
remettre remet remettent remis remise remises remettra remettait
commettre commet commettent commis commise
reprendre reprend reprennent reprenait reprit repris reprise reprises
entreprendre entreprend entreprennent entrepris
surprendre surprend surpris surprise
rejoindre rejoint rejoignent rejointe
joindre joint joignent jointe joints
craindre craint craignent craignait
atteindre atteint atteignent atteinte atteints atteignait
eteindre eteint eteignent eteinte
contraindre contraint contraignent contrainte contraints
restreindre restreint restreinte restreints
enfreindre enfreint enfreignent
plaindre plaint plaignent
decroitre decroit decroissent decru decroissait
clore clos close closes
contredire contredit contredite
retenir retient retiennent retenu retint
appartenir appartient appartiennent appartenait
soutenir soutient soutiennent soutenu soutint
detenir detient detiennent detenu
convenir convient conviennent convenu
revenir revient reviennent revenait revint
intervenir intervient interviennent intervint
parvenir parvient parviennent parvint
prevenir previent previennent prevenait
revendre revend revendent revendu
accueillir accueille accueillent accueilli
couvrir couvre couvrent couvert couverte
decouvrir decouvre decouvrent decouvert decouverte decouvertes
acquerir acquiert acquierent acquis acquise acquises acquit
requerir requiert requierent requis requise requises
servir sert servent servi
consentir consent consentent consenti
sortir sort sortent sorti
dementir dement dementent dementi
parcourir parcourt parcouru
recourir recourt recourent recouru
percevoir percoit percoivent percu
apercevoir apercoit apercu
concevoir concoit concu
valoir vaut valent valait valu vaudra vaudront
promouvoir promeut promu
connaitre connait connaissent connaissait connu
reconnaitre reconnait reconnaissent reconnaissait reconnu
paraitre parait paraissent paraissait paru
apparaitre apparait apparaissent apparu
disparaitre disparait disparaissent disparaissait disparu
taire tait taisent
satisfaire satisfait satisfaite satisfaits satisfaites satisfont
soustraire soustrait soustraite
extraire extrait extraite
instruire instruit instruite
introduire introduit introduisent introduite
traduire traduit traduite
deduire deduit deduite deduits
reconduire reconduit reconduite reconduits
inscrire inscrit inscrite inscrits
decrire decrit decrivent
prescrire prescrit prescrite
proscrire proscrit proscrite proscrits
souscrire souscrit souscrivent souscrite
suffire suffit suffisent suffisait
dissoudre dissout dissous dissoute
convaincre convainc convaincu
defaire defait defaite defaites defont
tirer tirent
empirer empirent
expirer expirent
allumer allument
entamer entament
proclamer proclament
loi lois
ami amis amie amies
vrai vraie vrais vraies
appui appuis
envoi envois
revenu revenus
nouveau nouvel nouvelle nouvelles nouveaux
vieux vieil vieille vieilles
bas basse basses
gros grosse grosses
lieu lieux
feu feux
aveu aveux
inconnu inconnus
superflu superflus
sec seche seches
long longue longues
privatiser prive privee prives privees
`,
  es: `
ser soy es son era eran fue fueron sido sera seran seria sea sean
estar estoy esta estan estaba estuvo estuvieron
haber han habia hubo habra habran haya
ir va van iba
hacer hace hacen hizo hicieron hara haran hecho hecha hechos
decir dice dicen dijo dijeron dira dicho dicha
poder puede pueden podia pudo podra podran podria podrian pueda
tener tiene tienen tenia tuvo tuvieron tendra tendran tenga
obtener obtiene obtuvo obtendra obtuvieron
mantener mantiene mantuvo mantendra mantuvieron
contener contiene
venir viene vino vendra
querer quiere quieren quiso
saber sabe supo
ver ve ven vio visto vista
poner pone puso pusieron pondra puesto puesta
proponer propone propuso propuesto propuesta propusieron
imponer impone impuso impuesto impusieron
dar dan dio dieron
traer trae trajo
reducir reduce redujo redujeron reducido reduzca
producir produce produjo producido produjeron
conducir conduce condujo condujeron
introducir introduce introdujo introdujeron
pedir pide pidio pidieron
seguir sigue siguen siguio siguieron
elegir elige eligio electo eligieron
morir muere murio muerto muerta murieron
caer cae cayo cayeron caido
abrir abierto abierta abre abren abrio abrieron abria abrian abrira abriran abra abriendo abiertos abiertas
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
entrar entra entran entro entraron entrado entrada entradas entraba entraban entrara entraran entrando
optar opta optan opto optaron optado optaba optara
usar usa usan uso usos usaron usado usada usaba usara
creyer creer cree creen creyo creyeron creia creian creido creemos
crear crea crean creado creada creados creadas creo
iniciar inicio inicios
renunciar renuncio
denunciar denuncio
anunciar anuncio anuncios
pronunciar pronuncio
financiar financio
presenciar presencio
elogiar elogio
afiliar afilio
cambiar cambio cambios
abreviar abrevio
extraviar extravio
divorciar divorcio
beneficiar beneficia benefician
negociar negocio
apreciar aprecio
estudiar estudio estudios
declarar declara declaran
reparar repara reparan
separar separa separan
preparar prepara preparan
comparar compara comparan
validar validan
invalido invalida invalidos invalidas
desactivar desactiva desactivan
degradar degrada
trasladar traslada
liquidar liquida
confirmar confirme
retrasar retrase
fracasar fracase
adquirir adquiere adquieren adquiria
requerir requiere requieren requirio requeria requirieron
sugerir sugiere sugieren sugirio sugeria sugirieron
proseguir prosigue prosiguen prosiguio prosiguieron
conseguir consigue consiguen consiguio consiguieron
extinguir extingue extinguen
preferir prefiere prefirio prefirieron
referir refiere refieren refirio refirieron
transferir transfiere transfieren transfirio transfirieron
convertir convierte convierten convirtio convirtieron
invertir invierte invierten invirtio invirtieron
advertir advierte advierten advirtio advirtieron
mentir miente mintio mintieron
consentir consiente consintio consintieron
herir hiere hirio hirieron
competir compite compiten compitio compitieron
despedir despide despiden despidio despidieron
impedir impide impiden impidio impidieron
medir mide miden midio midieron
servir sirve sirven sirvio sirvieron
vestir viste vistio vistieron
repetir repite repiten repitio repitieron
rendir rinde rindio rindieron
corregir corrige corrigio corrigieron
exigir exige exigen exija
dirigir dirige dirigen
ascender asciende ascienden ascendio
descender desciende descienden descendio
defender defiende defienden defendio
entender entiende entienden entendio
extender extiende extienden extendio
atender atiende atienden
tender tiende tienden
encender enciende encienden
aumentar aumente
recomendar recomienda recomiendan
calentar calienta calientan
despertar despierta
gobernar gobierna gobiernan
manifestar manifiesta manifiestan
pensar piensa piensan
sentar sienta
sentir siente sienten sintio sintieron
sostener sostiene sostienen sostuvo sostuvieron
retener retiene retienen retuvo retuvieron
detener detiene detienen detuvo detuvieron
abstener abstiene abstuvo abstuvieron
intervenir interviene intervino
convenir conviene
prevenir previene
provenir proviene provienen
oponer opone oponen opuso opuesto opuesta opusieron
suponer supone supuso supusieron
exponer expone expuso expuesto expusieron
disponer dispone disponen dispuso dispuesto dispuesta dispusieron
componer compone compuesto compuesta
reponer repone repuso repusieron
acordar acuerda acuerdan acorde
recordar recuerda recuerdan
almorzar almuerza
aprobar aprueba aprueban
comprobar comprueba comprueban
reprobar reprueba
costar cuesta cuestan
descontar descuenta
demostrar demuestra demuestran
renovar renueva renuevan
soltar suelta sueltan
volar vuela vuelan
mover mueve mueven
promover promueve promueven
doler duele
llover llueve
jugar juega juegan
dormir duerme durmio durmieron
reforzar refuerza refuerzan
esforzar esfuerza
empobrecer empobrezca
conocer conozca
ofrecer ofrezca
establecer establezca
pertenecer pertenezca
permanecer permanezca
traducir traduce tradujo tradujeron
deducir deduce dedujo dedujeron
destruir destruye destruyen destruyo
sustituir sustituye sustituyen sustituyo
constituir constituye constituyen constituyo
disminuir disminuye disminuyen disminuyo
contribuir contribuye contribuyen contribuyo
distribuir distribuye distribuyen distribuyo
atribuir atribuye atribuyen atribuyo
concluir concluye concluyen concluyo
huir huye huyo
leer lee leen leyo
proveer provee provisto
revisar revise
satisfacer satisface satisfizo satisfecho satisfecha
deshacer deshace deshizo
prever preve preven prevista previsto previstos
absolver absuelve absolvio absuelto absuelta
disolver disuelve disuelto disuelta
envolver envuelve envuelto
descubrir descubierto descubierta
suscribir suscrito suscrita
inscribir inscrito inscrita
salir sale salen salga salgo saldra saldran
valer vale valen valdra
vacio vacia vacios vacias
privatizar privado privada privados privadas
tardio tardia
invierno inviernos
gobierno gobiernos
prestamo prestamos
proximo proxima
valido valida validos validas
favorable favorables
responsable responsables
imposible imposibles
considerable considerables
ancho ancha anchos anchas
alza alzas
juez jueces
dia dias
ano anos
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
tenere tiene tengono tenne terra tenuto tennero
ottenere ottiene ottenne ottenuto ottengono ottenuta ottennero
mantenere mantiene mantenne mantennero
prendere prende prese presero preso presa
mettere mette mise misero messo messa
permettere permesso permise permisero
promettere promesso promise promisero
rendere reso rese
vendere vende venduto venduta vendette
perdere perse persero perso persa
chiudere chiuse chiusero chiuso chiusa
aprire aperto aperta apri apre aprono aprirono apriva aprira apriranno aprendo aperti aperte
decidere decise deciso decisa decisero
chiedere chiese chiesto chiesta chiesero
rispondere rispose risposto risposero
scrivere scrisse scritto scritta scrissero
leggere lesse letto
vincere vinse vinsero vinto vinta
crescere crebbe crebbero cresciuto cresciuta
scendere scese scesero sceso scesa
salire sale salgono sali
nascere nacque nato nata nacquero
morire muore mori morto morta morti morte
ridurre riduce ridusse ridotto ridotta ridotti ridotte ridussero
produrre produce produsse prodotto produssero
condurre condusse condotto condussero
introdurre introdusse introdotto introdussero
proporre propone propose proposto proposta proposero
imporre impose imposto imposero
respingere respinse respinto respinta respinti respinsero
eleggere elesse eletto eletta
concludere concluse concluso conclusa conclusero
escludere escluse escluso esclusa esclusi esclusero
includere incluse incluso inclusa inclusero
assumere assunse assunto assunta assunsero
dare diede dato
correre corse corso corsero
rimanere rimane rimase rimasto rimasero
scegliere scelse scelto scelsero
entrare entra entrano entro entrato entrata entrate entrati entrava entravano entrera entreranno entri entrino
uscire esce escono usci uscirono uscito uscita uscite usciti usciva uscira usciranno
amare ama amano amato amata amava
usare usa usano uso usi usato usata usati usate usava usera useranno
optare opta optano optato
superare supero
liberare libero
accelerare accelero
considerare considero
ritirare ritiro
incarcerare incarcero
esonerare esonero
rifiutare rifiuta rifiuti rifiuto
confermare confermi
ratificare ratifichi
comprendere comprende comprendono compreso compresa compresi comprese compresero
riprendere riprende riprese ripreso ripresa ripresero
sospendere sospende sospese sospesero sospeso sospesa sospesi
difendere difende difese difeso difesa difesero
spendere spende spese speso spesa spesero
dipendere dipende dipese dipesero
accendere accende accese acceso accesa accesero
attendere attende attese atteso attesa attesero
offendere offende offeso
intendere intende intese inteso intesa intesero
estendere estende estese esteso estesa estesero
ricevere riceva
sopravvivere sopravvive sopravvissuto
vivere vive vissuto
discutere discute discusse discusso discussa discussero
sottoscrivere sottoscrive sottoscritto sottoscritta sottoscrisse sottoscrissero
iscrivere iscritto iscritta
addebitare addebita addebiti addebito
accreditare accredita accrediti accredito
depositare deposita depositi deposito
prelevare preleva prelevano prelievo prelievi
rilevare rileva rilevano rilevi
dimenticare dimentica
disattivare disattiva disattivano
sopravvalutare sopravvaluta
sottovalutare sottovaluta
valutare valuta valuti
conservare conservi
necessitare necessita
reclutare recluta
comunicare comunica
limitare limita limiti
constatare constata
visitare visita
esitare esita
evitare evita
invitare invita inviti
aiutare aiuta aiuti
sottolineare sottolinea sottolineo
affittare affitta affitti
raggiungere raggiunge raggiunse raggiunsero raggiunto raggiunta raggiunti
aggiungere aggiunge aggiunse aggiunto aggiunta aggiunte aggiunti aggiunsero
giungere giunge giunse giunto giunsero
spingere spinge spinse spinto spinsero
dipingere dipinto
distruggere distrugge distrusse distrutto distrutta distrussero
proteggere protegge protesse protetto protetta protessero
correggere corregge corresse corretto corretta corretti corrette corressero
sconfiggere sconfigge sconfisse sconfitto sconfitta sconfitte sconfitti sconfissero
infliggere inflisse inflitto inflitta inflissero
costringere costrinse costretto costretta costrinsero
restringere ristretto
stringere strinse strinsero
stretto stretta stretti strette
uccidere uccide uccise ucciso uccisa uccisero
dividere divide divise diviso divisa divisero
ridere rise
coincidere coincide coincise coincisero
persuadere persuase persuaso persuasero
dissuadere dissuase dissuaso dissuasero
invadere invase invaso invasero
evadere evase evaso evasero
assolvere assolve assolto assolta
risolvere risolve risolse risolto risolta risolsero
dissolvere dissolto
sciogliere scioglie sciolse sciolto sciolta sciolsero
togliere toglie tolgono tolse tolto tolta tolsero
accogliere accoglie accolgono accolse accolto accolta accolsero
raccogliere raccoglie raccolse raccolto raccolsero
cogliere colse colto colsero
muovere muove mosse mosso mossero
promuovere promuove promosse promosso promossa promossi promossero
rimuovere rimuove rimosse rimosso rimossa rimossero
commettere commise commesso commisero
ammettere ammette ammise ammesso ammessa ammessi ammisero
trasmettere trasmise trasmesso trasmisero
scommettere scommesso
smettere smise smesso smisero
dimettere dimise dimesso dimessa dimisero
omettere omise omesso omisero
sottrarre sottrae sottrasse sottratto sottrassero
trarre trae trasse tratto trassero
contrarre contrae contrasse contrassero
attrarre attrae attratto attratta
sostenere sostiene sostengono sostenne sostenuto sostennero
trattenere trattiene trattenne trattennero
contenere contiene contengono
appartenere appartiene appartengono appartenne appartennero
detenere detiene
astenere astiene astenne astennero
convenire conviene convenuto
intervenire interviene intervenne intervenuto intervennero
pervenire pervenuto
provenire proviene provengono
avvenire avviene avvenne avvenuto avvennero
divenire diviene divenne divenuto divennero
spegnere spegne spense spento spenta spensero
svolgere svolge svolse svolto svolta svolsero
rivolgere rivolto
sorgere sorse sorto sorsero
scorrere scorso scorsa
percorrere percorso
concorrere concorso
trascorrere trascorso
occorrere occorre occorrono occorso
ricorrere ricorre ricorso
nascondere nasconde nascose nascosto nascosta nascosero
fondere fuso fusa
confondere confuso
diffondere diffuse diffuso diffusa diffusero
eccedere eccede
concedere concede concesse concesso concessa concessero
succedere succede successe successero
procedere procede
cedere cede ceduto
retrocedere retrocesso
esprimere esprime espresse espresso espressero
sopprimere soppresse soppresso soppressa soppressero
redigere redige redatto redatta
esigere esige
dirigere dirige
diretto diretta diretti dirette
cuocere cotto
piacere piace piacque piacquero
tacere tace tacque tacquero
nuocere nuoce
bere beve bevuto
porre pone pose
disporre dispone dispose disposto disposta disposero
esporre espone espose esposto esposero
opporre oppone oppose opposto opposta opposero
supporre suppone suppose supposto supposero
comporre compone composto
apparire appare apparve apparso apparsa
comparire compare comparve comparso comparsa
scomparire scompare scomparve scomparso scomparsa scomparse scomparsi scomparsero
sparire sparisce sparito
offrire offre offri offerto offerta
soffrire soffre sofferto
coprire copre coperto coperta
scoprire scopre scoperto scoperta scoperte scoperti
riaprire riapre riaprono riaprira riaperto riaperta
riempire riempie
recedere recede recesso recessi
eludere eluso
alludere alluso
accludere accluso
trasferire trasferisce trasferito
privatizzare privato privata privati private
creditizio credito crediti
anno anni annuo annui annua annue
alto alta alti alte
atto atti
via vie
paga paghe
completo completa completi complete
leggero leggera leggeri
povero povera poveri povere
straniero straniera stranieri straniere
segreto segreta segreti segrete
giornaliero giornaliera giornalieri giornaliere
anziano anziana anziani anziane
lontano lontana lontani lontane
quotidiano quotidiana quotidiani quotidiane
passivo passiva passivi passive
attivo attiva attivi attive
ricavo ricavi
disavanzo disavanzi
motivo motivi
edificio edifici
stipendio stipendi
operaio operai operaia
obbligatorio obbligatoria obbligatori obbligatorie
provvisorio provvisoria provvisori provvisorie
primavera primavere
ribasso ribassi
governo governi
camera camere
consueto consueta consueti consuete
allievo allieva allievi allieve
denaro denari
uomo uomini
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
propor propoe propos proposto proposta propuseram propoem
impor impos imposto impuseram impoem
dar deu deram dado
trazer traz trouxe
pedir pede pediu
perder perde perco perdeu
obter obtem obteve obtido obtida obtidos obtinha obtera obterao obtiveram
manter mantem manteve mantido mantida mantidos mantinha mantera mantiveram
conter contem contido continha
reduzir reduz reduziu
produzir produz produziu
cair cai caem caiu cairam caido
sair sai saiu
subir sobe sobem subiu
abrir aberto aberta abre abrem abriu abriram abria abriam abrira abrirao abra abram abrindo abertos abertas
escrever escrito escrita
pagar pago paga
ganhar ganho ganha ganhos
gastar gasto
eleger elege elegeu eleito eleita
morrer morreu morto mortos mortas morta
construir constroi construiu
excluir exclui excluiu
incluir inclui incluiu
aceitar aceite aceito aceites
entregar entregue entregues
proibir proibe proibem proibido
comecar comecou
entrar entra entram entrou entraram entrado entrada entradas entrava entravam entrara entrarao
optar opta optam optou optaram optado
achar acha acham achou acharam achado achada achava
encher enche enchem encheu encheram
usar usa usam uso usos usou usaram usado usada usados usava
deter detem deteve detido detida detiveram
reter retem reteve retido retiveram
abster abstem absteve abstiveram
disparar dispara disparam
declarar declara declaram
reparar repara reparam
separar separa separam
preparar prepara preparam
comparar compara comparam
superar supera superam
exonerar exonera exoneram
acelerar acelera aceleram
considerar considera consideram
remunerar remunera remuneram
recuperar recupera recuperam
retirar retira retiram
ultrapassar ultrapasse
valido valida validos validas
invalido invalida invalidos invalidas
desativar desativa desativam
desactivar desactiva
incentivar incentiva
apoiar apoia apoiam apoio apoios
elogiar elogia elogiam
avaliar avalia avaliam
abreviar abrevia
extraviar extravia
esvaziar esvazia
iniciar inicia iniciam inicio inicios
anunciar anuncia anunciam anuncio anuncios
denunciar denuncia denunciam
renunciar renuncia renunciam
adiar adia adiam
copiar copia copiam
negociar negocia negociam
beneficiar beneficia beneficiam
financiar financia financiam
nomear nomeia nomeiam
recear receia receiam receio receios
planear planeia planeiam
indeferir indefere indeferem indeferia
deferir defere deferem
referir refere referem referia
transferir transfere transferem transferia
auferir aufere auferem
sugerir sugere sugerem sugeria
preferir prefere preferem
conferir confere conferem
ferir fere ferem
inserir insere inserem
adquirir adquire adquirem adquiria
requerer requer requerem requereu requerido
conseguir consegue conseguem
prosseguir prossegue prosseguem
seguir segue seguem
extinguir extingue extinguem extinto extinta
exigir exige exigem exija
dirigir dirige
agir age agem
sentir sente
consentir consente consentem
mentir mente mentiu
servir serve servem
vestir veste
repetir repete
despedir despede despedem
impedir impede impedem
medir mede medem
advertir adverte advertem
divertir diverte
investir investe investem
descer desce descem desceu desceram descido
crescer cresce crescem cresceu
conhecer conhece
merecer merece
acontecer acontece
fornecer fornece fornecem forneceu
estabelecer estabelece
encarecer encarece
nascer nasce nasceu
vencer vence venceu venceram vencido
destruir destroi destroem destruiu
contribuir contribui contribuem
distribuir distribui
atribuir atribui atribuem atribuiu
substituir substitui substituem substituiu
constituir constitui constituem
diminuir diminui diminuem diminuiu diminuiram
concluir conclui concluem concluiu
instruir instrui
possuir possui possuem
usufruir usufrui
fugir foge fugiu
cobrir cobre coberto
descobrir descobre descoberto descoberta
acudir acode
dormir dorme
ler le leem leu lido
crer cre creem
satisfazer satisfaz satisfez satisfeito satisfeita
desfazer desfez desfeito
refazer refeito
contradizer contradiz
rever reviu revisto
intervir interveio intervem
convir convem
provir provem
advir adveio
compor compoe composto
dispor dispoe dispos disposto dispuseram dispoem
expor expoe exposto
opor opoe opos oposto opuseram opoem
supor supoe supos supuseram supoem
repor repoe repos reposto repuseram repoem
deduzir deduz deduziu
introduzir introduz introduziu
traduzir traduz traduziu
conduzir conduz
atrair atrai atraiu
extrair extrai
trair trai
subtrair subtrai subtraiu
valer vale valem valeu
prender prende preso presa presos
suspender suspende suspenso suspensa suspensos suspendeu
acender acende aceso acesa
expulsar expulso
expressar expresso
absolver absolve absolvido
resolver resolve
revogar revogue
inscrever inscrito inscrita
subscrever subscrito
prescrever prescrito
mes meses
mutuo mutua
vazio vazia
privatizar privado privada privados privadas
tardio tardia
socio socia
cheio cheia
erro erros
invalido invalida invalidos invalidas
liquido liquida liquidos liquidas
hipotese hipoteses
analise analises
lei leis
reu reus
alto alta
amplo ampla
`,
};
