import { describe, expect, test } from 'vitest'

import { bundlePathOf } from './bundle-path.ts'
import { compareAddress, readCompareQuery } from './compare-address.ts'
import { formatInterval, formatRate } from './figures.ts'

const pathOf = ({ webkitRelativePath, name }: { webkitRelativePath: string; name: string }) =>
  `/home/ana/${webkitRelativePath === '' ? name : webkitRelativePath}`
const file = (webkitRelativePath: string) => ({ name: webkitRelativePath.split('/').at(-1) ?? '', webkitRelativePath })

describe('a chosen bundle', () => {
  test('is the .zip itself, or the folder that holds the manifest', () => {
    expect(bundlePathOf([{ name: 'model.zip', webkitRelativePath: '' }], pathOf)).toBe('/home/ana/model.zip')
    const files = ['forest/old/manifest.json', 'forest/model.onnx', 'forest/manifest.json'].map(file)
    expect(bundlePathOf(files, pathOf)).toBe('/home/ana/forest')
  })

  test('is none without a manifest at the top of the folder', () => {
    expect(bundlePathOf([file('forest/model.onnx'), file('forest/deep/manifest.json')], pathOf)).toBeNull()
    expect(bundlePathOf([], pathOf)).toBeNull()
  })
})

describe('the address of a comparison', () => {
  test('carries what it is asked for, and reads it back', () => {
    const query = { capture_id: 3, scoring_id: 7, other_id: undefined }
    const address = compareAddress(query)
    expect(address).toBe('/models/compare?capture=3&scoring=7')
    expect(readCompareQuery(new URLSearchParams(address.split('?')[1]))).toEqual(query)
    expect(compareAddress({})).toBe('/models/compare')
  })

  test('takes nothing that is no id', () => {
    expect(readCompareQuery(new URLSearchParams('capture=-1&scoring=x&other=1.5'))).toEqual({
      capture_id: undefined,
      scoring_id: undefined,
      other_id: undefined,
    })
  })
})

describe('a figure', () => {
  test('never calls a little nothing', () => {
    expect([0, 0.00001, 0.00005, 0.0123, 1].map(formatRate)).toEqual(['0.00%', '<0.01%', '0.01%', '1.23%', '100.00%'])
  })

  test('has its interval in brackets, if it has one', () => {
    expect(formatInterval({ low: 0.4385, high: 1 }, (limit) => limit.toFixed(3))).toBe('[0.439–1.000]')
    expect(formatInterval(null, formatRate)).toBe('')
    expect(formatRate(null)).toBe('—')
  })
})
