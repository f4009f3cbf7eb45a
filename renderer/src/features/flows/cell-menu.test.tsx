// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, it } from 'vitest'

import type { Flow } from '../../../../contract/flows.ts'
import { printQuery } from '../../../../contract/query/print.ts'
import { flowColumns } from './flow-columns.tsx'
import { FlowTable } from './flow-table.tsx'
import type { Sort } from './flow-sort.ts'
import { HeldRows } from './held-rows.ts'
import type { ChosenRows } from './use-chosen-rows.ts'
import type { ColumnActions } from './use-flow-columns.ts'
import type { ShownList } from './use-flow-list.ts'

const FLOW: Flow = {
  ...{ id: '1-7', capture_id: 1, line_number: 8, label: null, protocol: 6, confidence: 0.9, threat_type: 'DoS Hulk' },
  ...{ source_ip: '172.16.0.1', source_port: 40_000, destination_ip: '192.168.10.50', destination_port: 80 },
  ...{ timestamp: '2017-07-07T15:00:00Z', timestamp_source: 'flow' },
}
const COLUMNS = flowColumns(
  () => 'friday.csv',
  () => undefined,
).filter(({ field }) => field === 'source_ip' || field === 'protocol' || field === 'label')

const CHOSEN: ChosenRows = {
  ids: new Set(),
  flows: [],
  toggle: (id) => added.push(`toggle ${id}`),
  stretch: (from, to) => added.push(`from ${from} to ${to}`),
  page: (id) => added.push(`page of ${id}`),
  clear: () => added.push('clear'),
}
const LIST: ShownList<null> = {
  ...{ list: 'all', about: null, start: { number: 0, page: 0, keeps_view: false }, page: 0, pages: new Map() },
  ...{ rows: new HeldRows(new Map([[0, [FLOW]]])), extent: 1, end: 1, total: 1, isCounted: true },
}
const SORT: Sort = { by: 'label', direction: 'asc' }
const COLUMN_ACTIONS: ColumnActions = {
  show: (column, isShown) => added.push(`${isShown ? 'show' : 'hide'} ${column}`),
  move: (column, steps) => added.push(`move ${column} ${String(steps)}`),
  widen: (column, px) => added.push(`widen ${column} ${String(px)}`),
  widenBy: (column, by_px) => added.push(`widen ${column} by ${String(by_px)}`),
  reset: () => added.push('reset'),
}
const added: string[] = []

beforeEach(() => {
  added.length = 0
  render(
    <FlowTable
      list={LIST}
      traffic={new Map()}
      columns={COLUMNS}
      widths={{}}
      columnActions={COLUMN_ACTIONS}
      sort={SORT}
      onSort={(make) => added.push(Object.values(make(SORT)).join(' '))}
      before={0}
      openFlow={null}
      chosen={CHOSEN}
      onView={() => undefined}
      onAim={() => undefined}
      onAbove={() => undefined}
      onScrolling={() => undefined}
      onCopy={(flows) => added.push(`copy ${flows.map(({ id }) => id).join(' ')}`)}
      onOpen={() => undefined}
      onAdd={(part, how) => added.push(`${how} ${printQuery(part)}`)}
      onHost={(address) => added.push(`host ${address}`)}
    />,
  )
})
afterEach(cleanup)

const cell = (name: RegExp) => screen.getByRole('gridcell', { name })

it('offers what a cell can narrow the list to, and takes the choice', async () => {
  fireEvent.contextMenu(cell(/172\.16\.0\.1/))
  expect(screen.getAllByRole('menuitem').map(({ textContent }) => textContent.replace('\u00a0', ' '))).toEqual([
    ...['Open flowEnter', 'Open host 172.16.0.1h', 'Only src:172.16.0.1', 'Only sport:40000', 'Only ip:172.16.0.1'],
    ...['Exclude src:172.16.0.1', 'Exclude sport:40000', 'Exclude ip:172.16.0.1'],
    ...['Copy cellCtrl+C', 'Copy row as CSVCtrl+Shift+C'],
  ])
  await userEvent.click(screen.getByRole('menuitem', { name: /Exclude ip/ }))
  expect(added).toEqual(['exclude ip:172.16.0.1'])
  expect(screen.queryByRole('menu')).toBeNull()
})

it('has keys for the cell that has the focus', () => {
  cell(/172\.16\.0\.1/).focus()
  fireEvent.keyDown(cell(/172\.16\.0\.1/), { key: '+' })
  fireEvent.keyDown(cell(/TCP/), { key: '-' })
  // A flow without a label has none to ask for.
  fireEvent.keyDown(cell(/—/), { key: '-' })
  fireEvent.keyDown(cell(/172\.16\.0\.1/), { key: 'h' })
  fireEvent.keyDown(cell(/TCP/), { key: 'h' })
  expect(added).toEqual(['only src:172.16.0.1', 'exclude proto:tcp', 'host 172.16.0.1'])
})

it('chooses and copies rows by key and by mouse', () => {
  fireEvent.keyDown(cell(/TCP/), { key: ' ' })
  fireEvent.keyDown(cell(/TCP/), { key: 'a', ctrlKey: true })
  fireEvent.keyDown(cell(/TCP/), { key: 'C', ctrlKey: true, shiftKey: true })
  fireEvent.click(cell(/TCP/), { ctrlKey: true })
  fireEvent.click(cell(/TCP/), { shiftKey: true })
  expect(added).toEqual(['toggle 1-7', 'page of 1-7', 'copy 1-7', 'toggle 1-7', 'from 1-7 to 1-7'])
})

it('has keys for the column of the cell that has the focus, and for a header', async () => {
  fireEvent.keyDown(cell(/172/), { key: 'Enter', ctrlKey: true })
  cell(/TCP/).focus()
  fireEvent.keyDown(cell(/TCP/), { key: 'ArrowRight', ctrlKey: true })
  fireEvent.keyDown(cell(/TCP/), { key: 'ArrowLeft', ctrlKey: true })
  fireEvent.keyDown(cell(/TCP/), { key: 'ArrowUp' })
  const header = screen.getByRole('columnheader', { name: 'Protocol' })
  expect(document.activeElement).toBe(header)
  fireEvent.keyDown(header, { key: 'ArrowRight', shiftKey: true })
  expect(added).toEqual(['source_ip asc', 'move protocol 1', 'move protocol -1', 'widen protocol by 16'])
  fireEvent.keyDown(header, { key: 'Enter' })
  fireEvent.click(screen.getByRole('columnheader', { name: 'Label in file' }))
  expect(added.slice(4)).toEqual(['protocol asc', 'label desc'])
  fireEvent.contextMenu(header)
  await userEvent.click(screen.getByRole('menuitem', { name: 'Hide' }))
  expect(added.at(-1)).toBe('hide protocol')
  fireEvent.keyDown(header, { key: 'ArrowDown' })
  expect(document.activeElement).toBe(cell(/TCP/))
})
