import { describe, expect, test } from 'vitest'

import { FEATURE_NAMES as QUERIED_NAMES } from '../../contract/feature-names.ts'
import { columnOf, simulatedCapture } from '../testing/captures.ts'
import { parseNumericCell } from './cell.ts'
import { FEATURES, FEATURE_NAMES, featureIndex } from './features.ts'

describe('the feature schema', () => {
  test('is the one that queries name', () => {
    expect(FEATURE_NAMES).toEqual(QUERIED_NAMES)
  })

  test('has no spelling that stands for two features', () => {
    FEATURES.forEach(({ name, aliases }, index) => {
      for (const spelling of [name, ...aliases]) expect(featureIndex(spelling), spelling).toBe(index)
    })
  })

  test.each(['original', 'corrected'] as const)('finds every feature in the header of the %s release', (layout) => {
    const found = simulatedCapture(layout, 40)
      .header.split(',')
      .flatMap((cell) => featureIndex(cell) ?? [])
    expect(new Set(found).size).toBe(FEATURES.length)
  })

  test.each([
    'Destination Port',
    'Dst Port',
    'Source Port',
    'Flow ID',
    'Src IP',
    'Dst IP',
    'Timestamp',
    'Protocol',
    'Label',
    'id',
  ])('never learns from %s', (name) => {
    expect(featureIndex(name)).toBeUndefined()
  })

  test.each(['flow_duration', ' Flow Duration', 'FLOW DURATION', 'FlowDuration'])(
    'takes "%s" for Flow Duration',
    (name) => {
      expect(FEATURE_NAMES[featureIndex(name) ?? -1]).toBe('Flow Duration')
    },
  )

  test('lets only the two rates of a flow be missing', () => {
    expect(FEATURES.filter((each) => each.may_be_missing).map(({ name }) => name)).toEqual([
      'Flow Bytes/s',
      'Flow Packets/s',
    ])
  })

  test('has the second Fwd Header Length of the original release as a copy, not as a feature', () => {
    const { header } = simulatedCapture('original', 40)
    expect(columnOf(header, 'Fwd Header Length')).toBeLessThan(header.split(',').lastIndexOf(' Fwd Header Length'))
    expect(FEATURE_NAMES.filter((name) => name === 'Fwd Header Length')).toHaveLength(1)
  })
})

describe('a numeric cell', () => {
  test.each([
    ['80', 80],
    ['-1', -1],
    [' 1.5 ', 1.5],
    ['1.02E+07', 10_200_000],
    ['-9663668122', -9663668122],
    ['52120.0', 52120],
  ])('"%s" is %d', (text, value) => {
    expect(parseNumericCell(text)).toBe(value)
  })

  test.each([
    ...[
      '',
      '  ',
      'NaN',
      'nan',
      'Infinity',
      '-Infinity',
      'inf',
      '+inf',
      '-nan',
      '-nan(ind)',
      '1.#INF',
      '-1.#IND',
      '1.#QNAN',
    ],
    ...[
      '∞',
      '-∞',
      'NA',
      'N/A',
      '<NA>',
      'NULL',
      'null',
      'None',
      '\\N',
      '#N/A',
      '#DIV/0!',
      '#NUM!',
      '-',
      '--',
      '–',
      '.',
      '?',
    ],
  ])('"%s" is a missing value', (text) => {
    expect(parseNumericCell(text)).toBeNaN()
  })

  test.each(['abc', '1,5', '1 2', '--1', '1e400', 'true', 'nulls', '0x1F', '0b1', '0o7'])(
    '"%s" is not a number',
    (text) => {
      expect(parseNumericCell(text)).toBeUndefined()
    },
  )
})
