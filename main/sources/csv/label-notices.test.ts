import { describe, expect, test } from 'vitest'

import { useFolder } from '../../testing/folder.ts'
import { readBytes } from '../../testing/read.ts'
import { FEATURE_SPELLINGS, twinOf } from '../../testing/twins.ts'
import { LABELS } from '../../flow/threat-types.ts'
import { labelNotices } from './label-notices.ts'
import { readFlows } from './read-flows.ts'

const folder = useFolder()
const path = () => folder.at('labels.csv')

describe('labels of the first rows', () => {
  test('that name no threat type are told', () => {
    expect(labelNotices(['Benign', '0', '1', ' 1 ', 'Attack'])).toEqual([
      'Labels with no known threat type: "0", "1". Flows with such a label are classified and count as unlabelled.',
      'The label "Attack" says that a flow is a threat, not which. Such flows are compared as threat against benign, and no model is trained on them.',
    ])
    expect(labelNotices(Array.from({ length: 9 }, (_, at) => `Type ${String(at)}`))[0]).toContain('and 4 more')
  })

  test.each([
    [['DoS Hulk - Attempted'], false],
    [['BENIGN'], true],
  ])('%j of attempted attacks are told to count as benign', (labels, tells_attempts) => {
    expect(labelNotices(labels, tells_attempts)).toEqual([
      'Labels ending in "Attempted" mark attacks that had no effect on their victim; they count as Benign.',
    ])
  })

  test.each(['', 'NeedManualLabel', 'No Label', 'BENIGN', 'DrDoS_DNS'])('"%s" is nothing to tell', (label) => {
    expect(labelNotices([label])).toEqual([])
  })
})

describe('the column of labels', () => {
  const { version_4 } = FEATURE_SPELLINGS
  const labelsOf = async (names: string[], given: Record<string, (row: number) => string>) =>
    new Set((await readBytes(path(), twinOf([...version_4, ...names], given))).flows.map(({ label }) => label))

  test('is the one whose names are known, wherever there are two', async () => {
    const given = {
      Label: (row: number) => String(row % 2),
      Attack: (row: number) => (row % 2 === 0 ? 'Benign' : 'DoS Hulk'),
    }
    expect(await labelsOf(['Label', 'Attack'], given)).toEqual(new Set(['Benign', 'DoS Hulk']))
  })

  test.each([
    ['False', 'True'],
    ['FALSE', 'TRUE'],
    ['false', 'true'],
    ['0', '1'],
  ])('may tell threats by %s and %s', async (benign, threat) => {
    const table = twinOf([...version_4, 'Label'], { Label: (row) => (row % 2 === 0 ? benign : threat) })
    await readBytes(path(), table)
    for (const is_general_only of [false, true]) {
      for await (const { batch } of readFlows(path(), { is_general_only })) {
        expect([...batch.labels].map((label) => LABELS[label])).toEqual(
          Array.from({ length: batch.rows }, (_, row) => (row % 2 === 0 ? 'Benign' : 'Attack')),
        )
      }
    }
  })

  test.each(['-1', '2', '2.00', '03', '2e0', '+4'])(
    'is not taken for binary once a later row says %s',
    async (code) => {
      const [names, ...few] = twinOf([...version_4, 'Label'], { Label: (row) => String(row % 2) })
        .trimEnd()
        .split('\n')
      const rows = Array.from({ length: 260 }, (_, at) => few[at % few.length] ?? '')
      const odd = (rows[0] ?? '').replace(/[01]$/, code)
      const { flows, unread } = await readBytes(path(), [names, ...rows, odd].join('\n'))
      expect(new Set(flows.map(({ label }) => label))).toEqual(new Set([undefined]))
      expect(unread.map(({ value }) => value)).toEqual(expect.arrayContaining(['0', '1', code]))
    },
  )

  test.each(['Label', 'label', 'Class', 'Attack Type', 'class_label'])('may be called %s', async (name) => {
    expect(await labelsOf([name], { [name]: () => 'PortScan' })).toEqual(new Set(['PortScan']))
  })
})
