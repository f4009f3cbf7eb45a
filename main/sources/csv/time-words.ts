// Written by scripts/time-words.mjs from the CLDR data in Node 24.9.0 (CLDR 47.0).

const AM = `
  a adduha ag am amvormittag an ankstāinan antemidí ap asubuhi atm banhaet bn comme damanhã de delamañana
  delmatin dinda dop dopoludnia dopołdnja dopołedniŏ dopołudnia ek ekuseni ennekeskpäeva eparadites fh fm
  fọmọ́nin gh günortadanöň hengihengi hoseng ibikɛ̂glà icheheavo idiɓa isuk iđitbeaivet kangama karoon ki
  kiroko kiɛmɛ́ɛm kíkíríg leebi lumalwak lwamilawu makeo mambia maná mbaʼámbaʼ mbaꞌmbaꞌ moies muhi munkyo nd
  ntufat ntɔ́ngɔ́ nụtụtụ od pamilau paradite pd pg piopensuno prepodne priekšp priekšpusdienā priešpiet
  prijepodne qn rn rw rũ sa safiya sn sokallim sub subaka subbaahi sárúwá taparachu tesiran tifawt to too
  uhrvörmiddaachs uluchelo umfyrrapartur utuko vaasisu vm voormiddag vorm wd wichishu yb zdatazal zmu àárọ̀ öö
  ĩyakwakya ŋdi ǁgoagas ɛnkakɛnyá ʊshilèkʊboɖu πμ ам дапалудня дополудня дп предиобяд преподне претпл
  пријеподне проб таңертеңгі таңкы то түшкөчейинки эи үө ӕмбисбоныразмӕ կեսօրիցառաջ לפנהצ פֿאַרמיטאָג اےایم بن
  ص صبحمنجهند غم قبلازظهر قبلدوپہر قظ چۈشتىنبۇرۇن ܩܛ ߛ एएम तडके पूर्वाह्न फुं भोर भ्यागा मपू येएम सकाळीं सबेरे
  सवेर सुबुहजा এএম পূর্বাহ্ণ ਪੂਦੁ முற்பகல் ಪೂರ್ವಾಹ್ನ පෙව ก่อนเที่ยง ກ່ອນທ່ຽງ སྔཆ སྔདྲོ နံနက် შუადღემდე ቅቀ ጥዋት
  ᐁᒼ ព្រឹក ᱥᱮᱛᱟᱜ ⵜⵉⴼⴰⵡⵜ 上午 午前 ꎸꄑ ꮜꮎꮄ 오전 𞤢𞤰`

const PM = `
  ak akasuba aluula amnamittag banringzgvaq ch chilo cɛɛ́nko datarde delatarde desira dilolo du eahketbeaivet
  ebongi ebyámu efiafi eh eigulo em ep epasdites ew fọívnin gd gm gn günortadansoň hwaĩinĩ ichamthi in ip
  iɓugajɔp kikiiɗe kingoto kisɛ́ndɛ kooskoliny kugú kyiukonyi lilli lk lumalwap makaaripi mchana mchochill md
  mog mpókwa muu nabali nachm namiddag ncwònzém ngo ngəgógəle nm nomëttes ntambama ntmeddit nyiaghuo odp
  odpoludnia ot p pamunyi papussideinan pasdite pashamihe pipinisuno pk pm pn pop popiet popodne popołdnju
  popołedniu popołudniu posmidí ptg ptm pärastkeskpäeva pēcp pēcpusdienā sanje shwane tadggwat teipa thapama tk
  tŋ uhrnommendaachs umseinnapartur wb wengi wn wótpołdnja yamma yh zaarikayb zmw ös ĩyawĩoo ŋkambɔ́tnji ũg
  ǃuias ɛndámâ ɣetrɔ ʊshilèkʊsasʊ μμ пасляпалудня пм попл поподне послеполудня послијеподне пп післяполудня
  следобяд слоб тк түстенкейінгі түштөнкийинки эк үх ӕмбисбоныфӕстӕ կեսօրիցհետո אחהצ נאָכמיטאָג بظ بعدازظهر
  بعددوپہر دن غو م منجهندشام پیایم چۈشتىنكېيىن ܒܛ ߥ अपराह्न दपेहरासंजा दपैहरबाद पीएम बेलासे मउ शामजा सांजे सांझ
  सांम অপরাহ্ণ পিএম ਬਾਦੁ பிற்பகல் ಅಪರಾಹ್ನ පව หลังเที่ยง ຫຼັງທ່ຽງ ཕྱིཆ ཕྱིདྲོ ညနေ შუადღისშემდეგ ከሰዓት ድቀ ᐲᒼ ល្ងាច
  ᱧᱤᱫᱟᱹ ḍeffiraza ọ̀sán ⵜⴰⴷⴳⴳⵡⴰⵜ 下午 午後 ꁯꋒ ꮢꭿᏹꭲꮧꮲ 오후 𞤩𞤰`

/** One for each month. */
const NAMES = [
  `
  ene enero gen gener gennaio ian ianuarie jaan jaanuar jan janar janeiro januar januari january január januára
  janv janvier janvāris janúar led leden ledna oca ocak sausio sausis sij siječanj siječnja sty styczeń
  stycznia tammi tammikuu tammikuuta urt urtarrila xan xaneiro ιαν ιανουαρίου сту студзень студзеня січ січень
  січня янв январь января януари јан јануар јануари`,
  `
  feb febbraio febr febreiro febrer febrero februar februari februarie february február februára februāris
  febrúar fev fevereiro févr février helmi helmikuu helmikuuta lut lutego luty ots otsaila shk shkurt vasario
  vasaris veebr veebruar velj veljača veljače úno únor února şub şubat φεβ φεβρουαρίου лют лютага лютий лютого
  люты феб фебруар фев февр февраль февраля февруари`,
  `
  bře březen března kovas kovo maalis maaliskuu maaliskuuta maart mac mar marca march marec maret mars mart
  martie marts martxoa marzec marzo març março mrt márc március mär märts märz ožu ožujak ožujka μαρ μαρτίου
  бер березень березня мар март марта сак сакавік сакавіка`,
  `
  abr abril api apirila apr april aprile aprilie aprill apríl apríla aprīlis avr avril balandis balandžio dabr
  dabril dub duben dubna huhti huhtikuu huhtikuuta kwi kwiecień kwietnia nis nisan pri prill tra travanj
  travnja ápr április απρ απριλίου апр апрель апреля април квіт квітень квітня кра красавік красавіка`,
  `
  gegužė gegužės kvě květen května mag maggio mai maiatza maig maijs maio maj maja may mayo mayıs maí mei máj
  mája május svi svibanj svibnja touko toukokuu toukokuuta μαΐ μαΐου май мая мај трав травень травня`,
  `
  birželio birželis cze czerwca czerwiec eka ekaina giu giugno haz haziran iun iunie juin jun june junho juni
  junij junio juny juuni jún júna június júní jūn jūnijs kesä kesäkuu kesäkuuta lipanj lipnja qer qershor xuño
  červen června čvn ιουν ιουνίου июн июнь июня черв червень червня чэр чэрвень чэрвеня юни јун јуни`,
  `
  heinä heinäkuu heinäkuuta iul iulie juil juillet jul julai julho juli julij julio juliol july juuli júl júla
  július júlí jūl jūlijs korr korrik liepa liepos lipca lipiec lug luglio srpanj srpnja tem temmuz uzt uztaila
  xul xullo července červenec čvc ιουλ ιουλίου июл июль июля лип липень липня ліп ліпень ліпеня юли јул јули`,
  `
  abu abuztua ag ago agost agosto agu agustus août aug august augusta augusti augusts augustus augusztus avg
  avgust ağu ağustos dag dagost elo elokuu elokuuta gush gusht kol kolovoz kolovoza ogo ogos rugpjūtis
  rugpjūčio sie sierpień sierpnia srpen srpna ágú ágúst αυγ αυγούστου авг август августа жні жнівень жніўня
  серп серпень серпня`,
  `
  eyl eylül ira iraila rugsėjis rugsėjo ruj rujan rujna sep sept septembar september septembra septembre
  septembrie septembris septiembre set setembre setembro settembre sht shtator syys syyskuu syyskuuta szept
  szeptember wrz wrzesień września zář září σεπ σεπτεμβρίου вер верасень верасня вересень вересня сент сентябрь
  сентября сеп септембар септември`,
  `
  doct doctubre eki ekim loka lokakuu lokakuuta oct october octobre octombrie octubre okt oktobar oktober
  oktobris oktoober október októbra ott ottobre out outubro paź październik października spalio spalis tet
  tetor urr urria říj říjen října οκτ οκτωβρίου жовт жовтень жовтня кас кастрычнік кастрычніка окт октобар
  октомври октябрь октября`,
  `
  aza azaroa kas kasım lapkritis lapkričio listopadu marras marraskuu marraskuuta noiembrie nov novembar
  november novembra novembre novembris novembro noviembre nën nëntor nóv nóvember stu studeni studenoga νοε
  νοεμβρίου лист листопад листопада ліс лістапад лістапада нов новембар ное ноември нояб ноябрь ноября`,
  `
  abe abendua ara aralık dec decembar december decembra decembrie decembris decembro des desember desembre dets
  detsember dez dezember dezembro dhj dhjetor dic dicembre diciembre dis disember déc décembre gru grudnia
  grudzień gruodis gruodžio joulu joulukuu joulukuuta pro prosinac prosinca prosince prosinec δεκ δεκεμβρίου
  груд грудень грудня дек декабрь декабря декември дец децембар сне снежань снежня`,
]

const wordsOf = (text: string) => text.trim().split(/\s+/)

/** Words for the halves of a day, folded, in all languages; those that mean AM in one and PM in another are left out. */
export const DAY_PERIODS: ReadonlyMap<string, 'A' | 'P'> = new Map([
  ...wordsOf(AM).map((word) => [word, 'A'] as const),
  ...wordsOf(PM).map((word) => [word, 'P'] as const),
])

/** Names of months, folded, with their numbers; those of different months in different languages are left out. */
export const MONTHS: ReadonlyMap<string, number> = new Map(
  NAMES.flatMap((names, at) => wordsOf(names).map((word) => [word, at + 1] as const)),
)
