import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { caseLines, casePath } from '../../testing/cases.ts'
import { useFolder } from '../../testing/folder.ts'
import { readAll, readBytes } from '../../testing/read.ts'
import { DAY_PERIODS, MONTHS } from './time-words.ts'
import { parseTimestampUs, readWrittenTime } from './timestamp.ts'

const folder = useFolder()
const AFTERNOON = '2026-03-10T14:30:32.000Z'
const isoOf = (text: string) => {
  const time_us = parseTimestampUs(text, { order: 'day-first', clock_hours: 24, utc_offset_minutes: 0 })
  return Number.isNaN(time_us) ? null : new Date(time_us / 1000).toISOString()
}

describe('a time as Java writes it', () => {
  test.each(['zh', 'ko', 'es'])('in the language of %s is that of the English file', async (language) => {
    const timesOf = async (name: string) =>
      (await readAll(casePath(`time-locale/${name}.csv`))).flows.map(({ timestamp_us }) => timestamp_us)
    expect(await timesOf(language)).toEqual(await timesOf('en'))
  })

  test.each([
    ['10/03/2026 12:15:00 m.', '2026-03-10T12:15:00.000Z'],
    ['10/03/2026 12:15 M', '2026-03-10T12:15:00.000Z'],
    ['10/03/2026 12:15:00 a. m.', '2026-03-10T00:15:00.000Z'],
    ['10/03/2026 12:15:00 p. m.', '2026-03-10T12:15:00.000Z'],
    ['10/03/2026 11:15:00 m.', null],
    ['10/03/2026 01:15:00 m.', null],
    ['10/03/2026 11:15:00 f', null],
  ])('has noon alone for its m.: "%s"', (text, iso) => {
    expect(isoOf(text)).toBe(iso)
  })

  test.each([
    ['முற்பகல்', 'பிற்பகல்'],
    ['म.पू.', 'म.उ.'],
    ['ಪೂರ್ವಾಹ್ನ', 'ಅಪರಾಹ್ನ'],
    ['ព្រឹក', 'ល្ងាច'],
    ['priekšp.', 'pēcp.'],
    ['пре подне', 'по подне'],
    ['PD', 'MD'],
    ['asubuhi', 'mchana'],
    ['قبل دوپہر', 'بعد دوپہر'],
    ['পূর্বাহ্ণ', 'অপরাহ্ণ'],
  ])('has the words of earlier years: %s, %s', (am, pm) => {
    expect(isoOf(`10/03/2026 02:30:32 ${pm}`)).toBe(AFTERNOON)
    expect(isoOf(`10/03/2026 02:30:32 ${am}`)).toBe('2026-03-10T02:30:32.000Z')
  })

  test('has the words for AM and PM of every locale', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          ...[
            'ar',
            'bg',
            'cs',
            'cy',
            'da',
            'de',
            'el',
            'en-AU',
            'es-MX',
            'et',
            'fa',
            'fi',
            'fr',
            'fr-CA',
            'he',
            'hi',
            'hu',
            'id',
            'it',
            'ja',
            'ko',
            'lt',
            'lv',
            'nb',
            'nl',
            'pl',
            'pt-PT',
            'ro',
            'ru',
            'sq',
            'sv',
            'th',
            'tr',
            'uk',
            'ur',
            'vi',
            'zh-CN',
            'zh-TW',
          ],
        ),
        fc.integer({ min: 0, max: 23 }),
        fc.constantFrom(' ', '\u00a0', '\u202f', ''),
        fc.boolean(),
        (locale, hour, space, is_before) => {
          const format = new Intl.DateTimeFormat(locale, { hour: 'numeric', hour12: true, timeZone: 'UTC' })
          const word =
            format.formatToParts(Date.UTC(2026, 0, 1, hour)).find(({ type }) => type === 'dayPeriod')?.value ?? ''
          const clock = `${String(hour % 12 === 0 ? 12 : hour % 12).padStart(2, '0')}:05:06`
          const text = is_before ? `10/03/2026 ${word}${space}${clock}` : `10/03/2026 ${clock}${space}${word}`
          expect(isoOf(text), text).toBe(`2026-03-10T${String(hour).padStart(2, '0')}:05:06.000Z`)
        },
      ),
      { numRuns: 500, seed: 1 },
    )
  })

  test.each(['gb18030', 'euc-kr'])('is known in %s, the encoding of older machines', async (encoding) => {
    const name = encoding === 'euc-kr' ? 'ko' : 'zh'
    const bytes: Readonly<Record<string, string>> = {
      上午: '\xc9\xcf\xce\xe7',
      下午: '\xcf\xc2\xce\xe7',
      오전: '\xbf\xc0\xc0\xfc',
      오후: '\xbf\xc0\xc8\xc4',
    }
    const text = caseLines(`time-locale/${name}.csv`)
      .join('\n')
      .replace(/[上下]午|오[전후]/g, (word) => bytes[word] ?? '')
    const { flows } = await readBytes(folder.at('old.csv'), Buffer.from(text, 'latin1'))
    const english = (await readAll(casePath('time-locale/en.csv'))).flows
    expect(flows.map(({ timestamp_us }) => timestamp_us)).toEqual(english.map(({ timestamp_us }) => timestamp_us))
  })
})

test.each(['no-space', 'iso-ampm', 'two-spaces', 'month-name'])('times of %s.csv are read', async (name) => {
  const { flows } = await readAll(casePath(`time-spellings/${name}.csv`))
  const days = flows.map(({ timestamp_us }) => new Date(timestamp_us / 1000).toISOString().slice(0, 10))
  expect(new Set(days)).toEqual(new Set(['2026-03-10']))
})

test.each([
  ...[
    '10/03/202614:30:32',
    '2026-03-1014:30:32',
    '2026-03-10 02:30:32 PM',
    '2026-03-10 2:30:32PM',
    '2026/03/10 02:30:32 p.m.',
  ],
  ...[
    '10/03/2026  14:30:32',
    '10/03/2026\u00a014:30:32',
    '10/03/2026\u202f02:30:32\u202fPM',
    '10/03/2026\t14:30:32',
    '10/03/2026, 14:30:32',
  ],
  ...[
    '10-Mar-2026 14:30:32',
    '10 Mar 2026 14:30:32',
    '10 March 2026 14:30:32',
    'Mar 10, 2026 02:30:32 PM',
    'March 10, 2026, 2:30:32 PM',
  ],
  ...[
    '10/Mar/2026:14:30:32',
    '10/Mar/2026:14:30:32 +0000',
    '2026-Mar-10 14:30:32',
    'Tue Mar 10 14:30:32 2026',
    'Tue, 10 Mar 2026 14:30:32 GMT',
  ],
  ...[
    'Tue Mar 10 14:30:32 UTC 2026',
    '10 mars 2026 14:30:32',
    '10. März 2026 14:30:32',
    '10 de marzo de 2026 14:30:32',
    '10-мар-2026 14:30:32',
  ],
  ...[
    '2026年3月10日 14:30:32',
    '2026年03月10日 下午02:30:32',
    '2026/3/10 下午 02:30:32',
    '2026년 3월 10일 오후 2:30:32',
    '10.03.2026 14.30.32',
  ],
  ...[
    '10/03/2026 14:30:32 UTC',
    '2026-03-10T14:30:32 GMT',
    '2026-03-10 15:30:32 UTC+1',
    '١٠/٠٣/٢٠٢٦ ٠٢:٣٠:٣٢ م',
    '\u200e10/03/2026 14:30:32',
    '2026.03.10 14:30:32',
  ],
])('%s is the afternoon of 10 March 2026', (text) => {
  expect(isoOf(text)).toBe(AFTERNOON)
})

test.each([
  ...[
    '10/03/2026 14:30:32 CEST',
    '10/03/2026 02:30:32 UT',
    '10/03/2026 02:30:32 EST',
    '10/03/2026 02:30:32 xyz',
    '10/Foo/2026 14:30:32',
  ],
  ...['10/03/2026 14:30:32 PM', '10-Mar-26 14:30', '1/3/20261:30:32', '10/03/2026', '14:30:32', 'March 2026 14:30'],
])('"%s" is not known rather than guessed', (text) => {
  expect(isoOf(text)).toBeNull()
})

test('the words are sure: none is of both halves of the day, and no month is a word of the clock', () => {
  expect(DAY_PERIODS.get('am')).toBe('A')
  expect(DAY_PERIODS.size).toBeGreaterThan(150)
  expect(MONTHS.get('may')).toBe(5)
  expect(readWrittenTime('Mar 10, 2026 08:30:32 AM')).toMatchObject({ first: 3, second: 10, is_year_first: true })
})

test.each([
  '2026. 3. 10. 오후 2:30:32',
  '2026. 03. 10. 14:30:32',
  '10. 3. 2026 14:30:32',
  '10. 03. 2026. 14:30:32',
  '2026年03月10日 14时30分32秒',
  '2026年3月10日 14時30分32秒',
  '2026년 3월 10일 14시 30분 32초',
  '10/03/2026 14h30m32s',
  '10/03/2026 14h30min32',
  '10.03.2026 14:30:32 Uhr',
  '10 мар. 2026 г. 14:30:32',
  '10 марта 2026 г., 14:30:32',
  '20260310T143032Z',
  '20260310 14:30:32',
  '2026-03-10 14:30:32:000',
  '2026-03-10 14:30:32.000 +0000 UTC',
  'Tue Mar 10 2026 16:30:32 GMT+0200 (Central European Summer Time)',
])('"%s" is the moment that it tells', (text) => {
  expect(isoOf(text)).toBe(AFTERNOON)
})

test.each([
  ['10/03/2026 14h30', '2026-03-10T14:30:00.000Z'],
  ['2026年3月10日 14时30分', '2026-03-10T14:30:00.000Z'],
  ['20260310143032', null],
  ['2026-03-10 14:30:32:00:00', null],
  ['10/03/2026 14h', null],
])('"%s" is %s', (text, iso) => {
  expect(isoOf(text)).toBe(iso)
})
