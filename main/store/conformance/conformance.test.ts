import { describe, onTestFinished } from 'vitest'

import { useFolder } from '../../testing/folder.ts'
import { openStore } from '../client.ts'
import { methodOf, storeCalling } from '../methods.ts'
import { sqliteStore } from '../sqlite/methods.ts'
import { openDatabase } from '../sqlite/open.ts'
import type { Store } from '../store.ts'
import { alertConformance } from './alerts.ts'
import { captureConformance } from './captures.ts'
import { chartConformance } from './charts.ts'
import { findingConformance } from './findings.ts'
import type { OpenStore } from './fixtures.ts'
import { flowConformance } from './flows.ts'
import { hostConformance } from './hosts.ts'
import { recordConformance } from './records.ts'
import { scoringConformance } from './scorings.ts'
import { streamConformance } from './streams.ts'

const folder = useFolder()
let opened = 0
const nextPath = () => folder.at(`${String((opened += 1))}.sqlite`)

/** The synchronous store on this thread. */
function openHere(): Promise<Store> {
  const { database, notices } = openDatabase(nextPath())
  onTestFinished(() => void database.close())
  const store = sqliteStore(database)
  const asynchronous = storeCalling((name, args) => Promise.resolve().then(() => methodOf(store, name)(...args)))
  return Promise.resolve({ ...asynchronous, notices, close: () => Promise.resolve(true) })
}

const STORES: Readonly<Record<string, OpenStore>> = {
  'behind its thread': () => openStore(nextPath(), () => undefined),
  'on this thread': openHere,
}

describe.each(Object.keys(STORES))('the SQLite store %s', (where) => {
  const open = STORES[where]!
  captureConformance(open)
  scoringConformance(open)
  recordConformance(open)
  flowConformance(open)
  alertConformance(open)
  findingConformance(open)
  hostConformance(open)
  chartConformance(open)
  streamConformance(open)
})
