import { useNavigate } from 'react-router'

import { ipText } from '../../../contract/ip-address.ts'
import { parseQuery } from '../../../contract/query/parse.ts'
import { useChooseFiles } from '../components/file-chooser.tsx'
import { useFollowDialog } from '../components/follow-opener.tsx'
import { useSaveReport } from '../components/use-save-report.ts'
import { useCaptures } from '../components/use-captures.ts'
import { addressOf } from '../lib/search-filters.ts'
import { useDestination } from '../components/use-destination.ts'
import { type GridPanel, openGridPanel } from '../features/flows/grid-panels.ts'
import { useChangeSettings } from '../components/use-change-settings.ts'
import { PLACES } from './places.tsx'

/** Something to do, which a person finds by its title. */
export interface Command {
  readonly id: string
  readonly title: string
  readonly kind: string
  /** Keys that do the same. */
  readonly keys?: string
  readonly run: () => void
}

const MOST_CAPTURES = 50

/** Commands whose titles have every word of a text, and what the text itself may stand for. */
export function useCommands(text: string, onShortcuts: () => void): Command[] {
  const navigate = useNavigate()
  const chooseFiles = useChooseFiles()
  const change = useChangeSettings()
  const { open: openFollow } = useFollowDialog()
  const saveReport = useSaveReport()
  const destination = useDestination()
  const captures = useCaptures().data?.items ?? []
  const goTo = (address: string) => () => {
    void navigate(address)
    document.getElementById('main')?.focus()
  }
  const openOnFlows = (panel: GridPanel) => () => {
    if (destination().pathname !== '/flows') goTo('/flows')()
    openGridPanel(panel)
  }
  const fixed: Command[] = [
    ...PLACES.map(({ name, address, keys }) => ({
      ...{ id: `place ${name}`, title: `Go to ${name}`, kind: 'Place', keys, run: goTo(address) },
    })),
    { id: 'settings', title: 'Go to Settings', kind: 'Place', keys: 'g s', run: goTo('/settings') },
    { id: 'behaviour', title: 'Behaviour settings', kind: 'Place', run: goTo('/settings/behaviour') },
    { id: 'compare', title: 'Compare models', kind: 'Place', run: goTo('/models/compare') },
    { id: 'import', title: 'Import files…', kind: 'Action', keys: 'Ctrl+O', run: chooseFiles },
    { id: 'follow', title: 'Follow an interface or a folder…', kind: 'Action', run: openFollow },
    { id: 'report', title: 'Save report…', kind: 'Action', run: saveReport },
    { id: 'columns', title: 'Choose columns of flows…', kind: 'Action', keys: 'c', run: openOnFlows('columns') },
    { id: 'time', title: 'Go to a time in flows…', kind: 'Action', keys: 't', run: openOnFlows('time') },
    { id: 'shortcuts', title: 'Keyboard shortcuts', kind: 'Action', keys: '?', run: onShortcuts },
    ...(['light', 'dark', 'system'] as const).map((theme) => ({
      ...{ id: `theme ${theme}`, title: `Theme: ${theme}`, kind: 'Action', run: () => void change({ theme }) },
    })),
  ]
  const words = text.trim().toLowerCase().split(/\s+/)
  const isMeant = ({ title }: Command) => words.every((word) => title.toLowerCase().includes(word))
  const ofCaptures = captures.flatMap(({ id, name }): Command[] => [
    {
      id: `flows ${id}`,
      title: `Flows of ${name}`,
      kind: 'Capture',
      run: goTo(addressOf('/flows', { capture_id: id })),
    },
    {
      ...{ id: `alerts ${id}`, title: `Alerts of ${name}`, kind: 'Capture' },
      run: goTo(addressOf('/alerts', { capture_id: id })),
    },
  ])
  return [
    ...asWritten(text.trim(), goTo),
    ...fixed.filter(isMeant),
    ...(text.trim() === '' ? [] : ofCaptures.filter(isMeant).slice(0, MOST_CAPTURES)),
  ]
}

/** What a text stands for by itself: the host of an address, a query. */
function asWritten(text: string, goTo: (address: string) => () => void): Command[] {
  if (text === '') return []
  const address = ipText(text)
  if (address !== undefined) {
    return [
      { id: 'host', title: `Host ${address}`, kind: 'Host', run: goTo(`/hosts/${encodeURIComponent(address)}`) },
      { id: 'flows of host', title: `Flows of ${address}`, kind: 'Query', run: goTo(addressOf('/flows', { q: text })) },
    ]
  }
  // A plain word is found in titles; only what is written as a query is meant as one.
  if (!/[:<>=]/.test(text)) return []
  return (['flows', 'alerts'] as const).flatMap((subject) => {
    if (!parseQuery(text, subject).ok) return []
    const run = goTo(addressOf(`/${subject}`, { q: text }))
    return [{ id: `query ${subject}`, title: `Find ${subject}: ${text}`, kind: 'Query', run }]
  })
}
