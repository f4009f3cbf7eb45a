import { DAY_PERIODS, MONTHS } from './time-words.ts'

/** Clock, then fraction; some countries write points between hours and minutes. */
const CLOCK = /\d{1,2}(?<colon>[:.])\d\d(?:\k<colon>\d\d(?:[.,]\d{1,9})?)?/.source
const ZONE = /(?:Z|UTC|GMT)(?:[+-]\d{1,2}(?::?\d\d)?)?|[+-]\d\d(?::?\d\d)?/.source
/** A date and a clock, with words before and behind the clock, and a zone at the end. */
const SPELT = new RegExp(
  `^(\\d{1,4}[-/.]\\d{1,2}[-/.]\\d{1,4})[ ,T_]+([^\\d:]*?) ?(${CLOCK}) ?([^\\d:+-]*?)( ?(?:${ZONE}))?$`,
  'iu',
)
/** A date of two-digit days before a clock of a two-digit hour: nothing else can be cut between digits. */
const GLUED = /^(\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{4}[-/.]\d\d[-/.]\d\d)(\d\d:\d\d)/
const CJK_DATE = /^(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일]/

/** Patterns of whole dates and clocks, each with one that is read. */
const REWRITTEN: readonly (readonly [pattern: RegExp, plain: string])[] = [
  [CJK_DATE, '$1-$2-$3 '],
  // Korean and Hungarian; Czech, Slovak, Slovene, Croatian.
  [/^(\d{4})\. ?(\d{1,2})\. ?(\d{1,2})\.? /, '$1-$2-$3 '],
  [/^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})\.? /, '$1.$2.$3 '],
  // ISO 8601 without separators.
  [/^(\d{4})(\d\d)(\d\d)[T ](\d\d):?(\d\d):?(\d\d)/, '$1-$2-$3 $4:$5:$6'],
  // Hours, minutes and seconds by their names.
  [/(\d{1,2}) ?[时時시点點] ?(\d\d) ?[分분](?: ?(\d\d) ?[秒초])?/u, '$1:$2:$3'],
  [/(\d{1,2}) ?h ?(\d\d)(?: ?(?:min|mn|m) ?(\d\d))?(?: ?s)?(?![\p{L}\d])/iu, '$1:$2:$3'],
  [/(:\d\d):(?=$| )/, '$1'],
  [/(?<![\d:])(\d{1,2}:\d\d:\d\d):(\d{1,9})(?![\d:])/, '$1.$2'],
  [/ Uhr$/i, ''],
  // Russian: of the year.
  [/(\d{4}) г\.?,? /u, '$1 '],
  // Go writes the zone twice, JavaScript its name too.
  [/ ([+-]\d{4}) [A-Z]{3,4}$/, ' $1'],
  [/ \([^()]*\)$/, ''],
]

const WEEKDAY = /^\p{L}+\.?,? (?=\p{L}|\d{1,2} ?\p{L})/u
const MONTH_WORD = /(\p{L}[\p{L}\p{M}]*)/u.source
const DAY_MONTH_YEAR = new RegExp(
  `^(\\d{1,2})(?:st|nd|rd|th|\\.)?[- /]*(?:de )?${MONTH_WORD}\\.?,?[- /]*(?:de )?(\\d{4})[ ,:T]+(.+)$`,
  'iu',
)
const MONTH_DAY_YEAR = new RegExp(`^${MONTH_WORD}\\.?[- /]*(\\d{1,2})(?:st|nd|rd|th)?[- ,/]+(\\d{4})[ ,T]+(.+)$`, 'iu')
const YEAR_MONTH_DAY = new RegExp(`^(\\d{4})[- /]${MONTH_WORD}\\.?[- /](\\d{1,2})[ ,:T]+(.+)$`, 'u')
/** As C's ctime and Java's Date write it: the year behind the clock. */
const YEAR_BEHIND = new RegExp(
  `^${MONTH_WORD}\\.? +(\\d{1,2}) +([\\d:.]+)( (?:UTC|GMT|Z|[+-]\\d\\d:?\\d\\d))? (\\d{4})$`,
  'iu',
)

/**
 * A time of another spelling as one of digits: the words of any language for AM and PM and for months, other spaces and
 * digits, missing and double spaces. Undefined when it is none, or a word is not known.
 */
export function plainTime(text: string): string | undefined {
  for (const decoded of decodings(text)) {
    const plain = respelt(decoded)
    if (plain !== undefined) return plain
  }
  return undefined
}

/** Spanish, and Latin before it: `12:15 m.` is a quarter past noon; no other hour has it. */
const NOON = 'm'

function respelt(text: string): string | undefined {
  const tidy = withoutMonthName(tidied(text))
  const [, date, before = '', clock, , behind = '', zone = ''] = SPELT.exec(tidy) ?? []
  if (date === undefined || clock === undefined) return undefined
  const words = [before, behind].map(foldWord).filter((word) => word !== '')
  const is_noon_hour = /^12\b/.test(clock)
  const halves = words.map((word) => (word === NOON && is_noon_hour ? 'P' : DAY_PERIODS.get(word)))
  if (halves.length > 1 || halves.includes(undefined)) return undefined
  const half = halves[0] === undefined ? '' : ` ${halves[0]}M`
  return `${date} ${withColons(clock)}${half}${zone.replace(' ', '')}`
}

/** `8.30.32` as `8:30:32`. */
function withColons(clock: string): string {
  return clock.includes(':') ? clock : clock.replace('.', ':').replace('.', ':')
}

function tidied(text: string): string {
  const spaced = text
    .normalize('NFKC')
    .replace(/[\p{Cf}]/gu, '')
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/\s+/gu, ' ')
    .trim()
  return REWRITTEN.reduce((own, [pattern, plain]) => own.replace(pattern, plain), spaced)
    .replace(/ {2,}/g, ' ')
    .replace(GLUED, '$1 $2')
}

/** Zeros of the digits of Arabic, Persian, Devanagari, Bengali, Thai and Burmese. */
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0x1040]

function asciiDigit(character: string): string {
  const code = character.codePointAt(0)!
  const zero = ZEROS.find((each) => code >= each && code < each + 10)
  return zero === undefined ? character : String(code - zero)
}

function withoutMonthName(text: string): string {
  const bare = text.replace(WEEKDAY, (word) => (MONTHS.has(foldWord(word)) ? word : ''))
  const iso = (year: string, word: string, day: string, rest: string) => {
    const month = MONTHS.get(foldWord(word))
    return month === undefined ? undefined : `${year}-${String(month)}-${day} ${rest}`
  }
  const [, day = '', month, year = '', rest = ''] = DAY_MONTH_YEAR.exec(bare) ?? []
  if (month !== undefined) return iso(year, month, day, rest) ?? text
  const [, first, second = '', third = '', clock = ''] = MONTH_DAY_YEAR.exec(bare) ?? []
  if (first !== undefined) return iso(third, first, second, clock) ?? text
  const [, leading = '', middle, last = '', tail = ''] = YEAR_MONTH_DAY.exec(bare) ?? []
  if (middle !== undefined) return iso(leading, middle, last, tail) ?? text
  const [, name, number = '', time = '', zone = '', behind = ''] = YEAR_BEHIND.exec(bare) ?? []
  return name === undefined ? text : (iso(behind, name, number, time + zone) ?? text)
}

/** Letters of a word alone. */
function foldWord(word: string): string {
  return word
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}]+/gu, '')
}

/** Encodings in which Java writes text on machines that have not UTF-8 as theirs. */
const OLDER_ENCODINGS = [
  'gb18030',
  'big5',
  'shift_jis',
  'euc-kr',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-874',
]

/** The text, and where it may be bytes of an older encoding read as Latin-1, what these stand for. */
function decodings(text: string): readonly string[] {
  // eslint-disable-next-line no-control-regex -- the range is that of bytes
  if (!/[\x80-\xff]/.test(text) || /[^\x00-\xff]/.test(text)) return [text]
  const bytes = Buffer.from(text, 'latin1')
  return [text, ...OLDER_ENCODINGS.map((encoding) => new TextDecoder(encoding).decode(bytes))]
}
