// Writes main/sources/csv/time-words.ts: the words for AM and PM, and the names of months, of the CLDR data in Node.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const letters = [...'abcdefghijklmnopqrstuvwxyz']
const pairs = letters.flatMap((one) => letters.map((other) => one + other))
const triples = pairs.flatMap((pair) => letters.map((letter) => pair + letter))
const isKnown = (/** @type {string} */ tag) => Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0
const languages = [...pairs, ...triples].filter(isKnown)
const SUBTAGS = [
  ...['Latn', 'Cyrl', 'Arab', 'Hans', 'Hant', 'Deva', 'Adlm', 'Tfng', 'Vaii'],
  ...['AU', 'CA', 'GB', 'IN', 'MX', 'AR', 'CO', 'PE', 'VE', 'PT', 'AO', 'TW', 'HK', 'SG', 'KP', 'AT', 'CH', 'DJ', 'SY'],
]
const tags = languages.flatMap((language) => [
  language,
  ...SUBTAGS.map((subtag) => `${language}-${subtag}`).filter(isKnown),
])

/** Java's own data, the default before Java 9, and CLDR of earlier years. */
const OLDER = {
  AM: [
    'a',
    'vorm.',
    'fm',
    'fm.',
    'dop',
    'paradite',
    'पूर्वाह्न',
    'ก่อนเที่ยง',
    'πμ',
    'قبل از ظهر',
    'ق.ظ.',
    'לפנה״צ',
    'prije podne',
    'pre podne',
    'до полудня',
    'öö',
    'SA',
    'dopoludnia',
    ...['முற்பகல்', 'म.पू.', 'ಪೂರ್ವಾಹ್ನ', 'ព្រឹក', 'পূর্বাহ্ণ', 'قبل دوپہر', 'կեսօրից առաջ', 'შუადღემდე'],
    ...['priekšp.', 'пре подне', 'до полудня', 'да палудня', 'преди обяд', 'PD', 'QN', 'asubuhi', 'ekuseni', 'e.k.'],
    ...['enne keskpäeva', 'таңертеңгі', 'түшкө чейинки', 'um fyrrapartur', 'sn.', 'voormiddag', 'dopołudnia'],
  ],
  PM: [
    'p',
    'nachm.',
    'em',
    'em.',
    'odp',
    'pasdite',
    'अपराह्न',
    'หลังเที่ยง',
    'μμ',
    'بعد از ظهر',
    'ب.ظ.',
    'אחה״צ',
    'po podne',
    'после полудня',
    'ös',
    'CH',
    'odpoludnia',
    ...['பிற்பகல்', 'म.उ.', 'ಅಪರಾಹ್ನ', 'ល្ងាច', 'অপরাহ্ণ', 'بعد دوپہر', 'կեսօրից հետո', 'შუადღის შემდეგ'],
    ...['pēcp.', 'по подне', 'після полудня', 'пасля палудня', 'след обяд', 'MD', 'WN', 'mchana', 'ntambama', 'p.k.'],
    ...['pärast keskpäeva', 'түстен кейінгі', 'түштөн кийинки', 'um seinnapartur', 'gn.', 'namiddag', 'popołudniu'],
  ],
}
/** Languages whose machines write the names of months. */
const MONTH_LANGUAGES =
  'en de fr es it pt nl da sv nb fi is pl cs sk sl hr sr bs hu ro bg ru uk be el tr et lv lt ca gl eu sq mk vi id ms'.split(
    ' ',
  )

/** Where a word means AM in one language and PM in another, these are taken. */
const MAJOR = new Set([
  ...MONTH_LANGUAGES,
  ...['ar', 'cy', 'fa', 'ga', 'he', 'hi', 'ja', 'ko', 'th', 'ur', 'zh', 'bn', 'ta', 'te', 'ml', 'kn', 'mr', 'km', 'lo'],
  ...['my', 'ka', 'hy', 'az', 'kk', 'mn', 'ne', 'si', 'am', 'sw', 'zu', 'af', 'fil'],
])

/** The same as `foldWord` in timestamp.ts. */
const fold = (/** @type {string} */ word) =>
  word
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}]+/gu, '')

/** Abbreviations of time zones stand at the same place. */
const ZONES = new Set(
  'z ut utc gmt wet west cet cest eet eest msk est edt cst cdt mst mdt pst pdt akst hst ast adt nst ist bst jst kst hkt sgt wib aest acst awst nzst sast et ct mt pt'.split(
    ' ',
  ),
)

/** One Latin letter says too little: `m` is morning in Gaelic, and noon in Spanish. */
const LONE_LETTER = /^[b-oq-z]$/

/**
 * Words that mean one thing only, in all languages or at least in the major ones; the last group is certain.
 * @template Value
 * @param {(readonly [string, Value])[][]} groups
 * @returns {[string, Value][]}
 */
function unambiguous(...groups) {
  /** @type {Map<string, Set<Value>>} */
  const values = new Map()
  for (const group of groups) {
    /** @type {Map<string, Set<Value>>} */
    const own = new Map()
    for (const [word, value] of group) own.set(word, new Set([...(own.get(word) ?? []), value]))
    for (const [word, all] of own) values.set(word, all)
  }
  return [...values]
    .flatMap(([word, all]) =>
      all.size === 1 && word !== '' && !ZONES.has(word) && !LONE_LETTER.test(word)
        ? [...all].map((value) => /** @type {[string, Value]} */ ([word, value]))
        : [],
    )
    .sort()
}

function dayPeriods() {
  /** @type {[string, string][]} */
  const major = Object.entries(OLDER).flatMap(([half, words]) =>
    words.map((word) => /** @type {[string, string]} */ ([fold(word), half.slice(0, 1)])),
  )
  /** @type {[string, string][]} */
  const entries = []
  for (const tag of tags) {
    const format = new Intl.DateTimeFormat(tag, { hour: 'numeric', hour12: true, timeZone: 'UTC' })
    const wordAt = (/** @type {number} */ hour) =>
      format.formatToParts(Date.UTC(2026, 0, 1, hour)).find(({ type }) => type === 'dayPeriod')?.value
    const [am, pm] = [wordAt(9), wordAt(15)]
    if (am === undefined || pm === undefined || fold(am) === fold(pm)) continue
    /** @type {[string, string][]} */
    const pair = [
      [fold(am), 'A'],
      [fold(pm), 'P'],
    ]
    entries.push(...pair)
    if (MAJOR.has(tag.split('-')[0] ?? '')) major.push(...pair)
  }
  return unambiguous(entries, major, [
    ['am', 'A'],
    ['pm', 'P'],
    ['a', 'A'],
    ['p', 'P'],
  ])
}

function months() {
  /** @type {[string, number][]} */
  const entries = []
  /** @type {[string, number][]} */
  const english = []
  for (const language of MONTH_LANGUAGES) {
    for (const month of /** @type {const} */ (['short', 'long'])) {
      for (const day of /** @type {const} */ ([undefined, 'numeric'])) {
        const format = new Intl.DateTimeFormat(language, { month, day, timeZone: 'UTC' })
        for (let at = 0; at < 12; at += 1) {
          const name = format.formatToParts(Date.UTC(2026, at, 1)).find(({ type }) => type === 'month')?.value ?? ''
          if (/\d/.test(name) || /\s/.test(name.trim())) continue
          ;(language === 'en' ? english : entries).push([fold(name), at + 1])
        }
      }
    }
  }
  return unambiguous(entries, [...english, ['sept', 9]])
}

/**
 * Words of one meaning as wrapped lines of a template.
 * @template Value
 * @param {[string, Value][]} entries
 * @param {Value} meaning
 */
function linesOf(entries, meaning) {
  const words = entries.filter(([, value]) => value === meaning).map(([word]) => word)
  return words
    .reduce(
      (/** @type {string[]} */ lines, word) => {
        const last = lines.at(-1) ?? ''
        return last.length + word.length > 110 ? [...lines, `  ${word}`] : [...lines.slice(0, -1), `${last} ${word}`]
      },
      [' '],
    )
    .join('\n')
}

const path = fileURLToPath(new URL('../main/sources/csv/time-words.ts', import.meta.url))
const halves = dayPeriods()
const names = months()
const numbers = Array.from({ length: 12 }, (_, at) => at + 1)
writeFileSync(
  path,
  `// Written by scripts/time-words.mjs from the CLDR data in Node ${process.versions.node} (CLDR ${process.versions['cldr']}).

const AM = \`
${linesOf(halves, 'A')}\`

const PM = \`
${linesOf(halves, 'P')}\`

/** One for each month. */
const NAMES = [
${numbers.map((month) => `  \`\n${linesOf(names, month)}\`,`).join('\n')}
]

const wordsOf = (text: string) => text.trim().split(/\\s+/)

/** Words for the halves of a day, folded, in all languages; those that mean AM in one and PM in another are left out. */
export const DAY_PERIODS: ReadonlyMap<string, 'A' | 'P'> = new Map([
  ...wordsOf(AM).map((word) => [word, 'A'] as const),
  ...wordsOf(PM).map((word) => [word, 'P'] as const),
])

/** Names of months, folded, with their numbers; those of different months in different languages are left out. */
export const MONTHS: ReadonlyMap<string, number> = new Map(
  NAMES.flatMap((names, at) => wordsOf(names).map((word) => [word, at + 1] as const)),
)
`,
)
execFileSync('npx', ['prettier', '--write', path], { stdio: 'inherit' })
