import { writeFile } from 'node:fs/promises'

import { describe, expect, test } from 'vitest'

import { columnOf, simulatedCapture } from '../testing/captures.ts'
import { casePath } from '../testing/cases.ts'
import { failureOf } from '../testing/failure.ts'
import { useFolder } from '../testing/folder.ts'
import { readTrainingSet } from './dataset.ts'
import { fileSource } from './sources.ts'
import { trainModel } from './train.ts'

const folder = useFolder()
const pathOf = (name: string) => casePath(`training-reasons/${name}.csv`)

describe('a training that cannot be done tells why', () => {
  test.each([
    ['binary', /All flows with a known label have the same one, Benign;.*"Malicious" \(6\)/],
    ['nolabel', /nolabel\.csv has no column of labels\. It was looked for under names such as Label, /],
    ['rejected', /rejected\.csv: None of the \d+ rows could be classified: each has a .* that is not a finite number/],
  ])('%s.csv', async (name, sentence) => {
    const error = await failureOf(trainModel({ files: [pathOf(name)], out_dir: folder.at('bundle') }))
    expect(error.message).toMatch(sentence)
  })

  test('one label, by its name, and that attempted attacks have it too', async () => {
    const { header, rows } = simulatedCapture('corrected', 40)
    const label = columnOf(header, 'Label')
    const told = rows.map((row, at) =>
      row
        .split(',')
        .with(label, at % 2 === 0 ? 'BENIGN' : 'DoS Hulk - Attempted')
        .join(','),
    )
    await writeFile(folder.at('attempts.csv'), [header, ...told].join('\n'))
    const error = await failureOf(trainModel({ files: [folder.at('attempts.csv')], out_dir: folder.at('bundle') }))
    expect(error.message).toMatch(/^All flows have the same label, Benign \(so do those that end in "Attempted"/)
  })

  test('threats alone', async () => {
    const { header, rows } = simulatedCapture('corrected', 300)
    const label = columnOf(header, 'Label')
    const threats = rows.filter((row) => !/^benign$/i.test(row.split(',')[label] ?? ''))
    await writeFile(folder.at('threats.csv'), [header, ...threats].join('\n'))
    const error = await failureOf(trainModel({ files: [folder.at('threats.csv')], out_dir: folder.at('bundle') }))
    expect([error.code, error.message]).toEqual([
      'not_trainable',
      expect.stringMatching(/^No flow is labelled Benign\. A model trained on threats alone finds a threat/) as string,
    ])
  })

  test('with the name of the file among several', async () => {
    const error = await failureOf(trainModel({ files: ['binary', 'lacks'].map(pathOf), out_dir: folder.at('bundle') }))
    expect(error.message).toMatch(/^lacks\.csv: The header lacks 1 of 76 features/)
  })
})

test('flows left out are told by their labels', async () => {
  const { files } = await readTrainingSet([fileSource(pathOf('coarse'))])
  expect(files).toMatchObject([
    {
      rows: 8,
      unlabelled: 12,
      unknown_labels: [
        { label: 'Brute Force', flows: 6 },
        { label: 'DoS', flows: 6 },
      ],
    },
  ])
})
