/**
 * A cell of a numeric column as a number. `NaN` stands for a value that is absent by nature: one of the spellings below,
 * an infinity, an empty cell; undefined for text that is not a number at all.
 */
export function parseNumericCell(text: string): number | undefined {
  // JavaScript reads 0x1F, 0b1 and 0o7 as numbers; no flow meter writes them.
  const value = /[xbo]/i.test(text) ? NaN : Number(text)
  if (Number.isFinite(value) && text !== '') {
    if (value === 0 && text.trim() === '') return NaN
    return value
  }
  if (missingKind(text) !== undefined) return NaN
  const plain = text.length > LONGEST_PADDED_CHARS ? text : text.replace(PADDING, '')
  return plain === text ? undefined : parseNumericCell(plain)
}

/** A number is shorter; the pattern below looks at the spaces of a long text again and again. */
const LONGEST_PADDED_CHARS = 64
/** Spaces of no width or no break at the ends of a cell, in UTF-8 read byte by byte too. */
const SPACE = '(?:\\u00c2?\\u00a0|\\u00e2\\u0080[\\u0080-\\u008b\\u00af]|[\\u2000-\\u200b\\u202f\\ufeff]|\\s)+'
const PADDING = new RegExp(`^${SPACE}|${SPACE}$`, 'g')

export type AbsentKind = 'empty' | 'nan' | 'infinite'

/** How a cell says that there is no value; undefined when it does not. */
export function missingKind(text: string): AbsentKind | undefined {
  const folded = text.trim().toLowerCase()
  if (folded === '') return 'empty'
  const unsigned = folded.replace(/^[+-](?=.)/, '')
  if (INFINITE.has(unsigned)) return 'infinite'
  // Programs put a sign before what is no number; people put none before a dash or a dot.
  const spelling = SIGNED_NONE.test(unsigned) ? unsigned : folded
  return NONE.has(spelling) || SPREADSHEET_ERROR.test(spelling) ? 'nan' : undefined
}

/** `#DIV/0!` and the others, in the language of whoever saved the table; `#####` hides a value that was there. */
const SPREADSHEET_ERROR = /^#[^#\d\s]\S*$/

/** JavaScript, Java, Python and C, Java's sign, C on Windows up to 2013; the sign as UTF-8 read byte by byte too. */
const INFINITE: ReadonlySet<string> = new Set([
  ...['infinity', 'inf', '\u221e', '\u00e2\u0088\u009e', '1.#inf', '1.#inf00'],
  // With the sign that typographers write.
  ...['\u2212\u221e', '\u00e2\u0088\u0092\u00e2\u0088\u009e', '\u2212inf', '\u2212infinity'],
])

const SIGNED_NONE = /^(nan|1\.#)/

/** C, C on Windows, Python and pandas, R, SQL and its dumps, spreadsheets in English and German, people. */
const NONE: ReadonlySet<string> = new Set([
  ...[
    'nan',
    'nan(ind)',
    'nan(snan)',
    '1.#ind',
    '1.#ind00',
    '1.#qnan',
    '1.#qnan0',
    '1.#nan',
    '\ufffd',
    '\u00ef\u00bf\u00bd',
  ],
  ...[
    'none',
    'na',
    'n/a',
    'n.a.',
    'n/d',
    'n.d.',
    '<na>',
    'pd.na',
    '[null]',
    'nat',
    'null',
    '(null)',
    '<null>',
    '\\n',
    'nil',
    'undefined',
    'missing',
    'not available',
  ],
  ...['#n/a n/a', 'err:502', 'err:503', 'err:522', 'err:532'],
  ...['-', '--', '---', '\u2013', '\u2014', '\u00e2\u0080\u0093', '\u00e2\u0080\u0094', '.', '?', '*'],
])
