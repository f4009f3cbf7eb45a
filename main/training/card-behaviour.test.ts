import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { MEASURED_BEHAVIOUR, MEASURED_PEERS } from '../../contract/measured-behaviour.ts'
import { DEFAULT_BUNDLE_DIR } from '../paths.ts'

/** Rows of all tables, without the padding of their cells. */
const rowsOf = (markdown: string) =>
  markdown.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
      .join(' | '),
  )

test.each(['README.md', 'models/default/MODEL_CARD.md'])('%s tells what was measured of behaviour', (file) => {
  const rows = rowsOf(readFileSync(join(DEFAULT_BUNDLE_DIR, '..', '..', file), 'utf8'))
  for (const { traffic, noticed } of MEASURED_BEHAVIOUR) expect(rows).toContain(`${traffic} | ${noticed}`)
  for (const { attack, anomalyx, zeek, rita } of MEASURED_PEERS)
    expect(rows).toContain(`${attack} | ${anomalyx} | ${zeek} | ${rita}`)
})
