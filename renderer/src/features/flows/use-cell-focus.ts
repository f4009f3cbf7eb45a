import { useEffect, useEffectEvent, useRef, useState, type KeyboardEvent, type RefObject } from 'react'

import { awaitPart } from '../../lib/unfinished.ts'
import type { FlowColumn } from './columns-in-room.ts'
import { type GridPlace, HEADER_ROW } from './grid-keys.ts'
import { PAGE_SIZE } from './page-state.ts'
import type { ShownList } from './use-flow-list.ts'

/** Stands for the id of a flow where the header is meant. */
export const HEADER = 'header'

const ENTRY = '[role="gridcell"][tabindex="0"], [role="columnheader"][tabindex="0"]'

export interface CellName {
  readonly id: string
  readonly field: FlowColumn
}

/** A cell that the keyboard is on its way to: its row is not read yet. */
interface Aim {
  readonly place: number
  readonly field: FlowColumn
  /** The row that a stretch of chosen rows is drawn from; null when none is. */
  readonly stretched_from: string | null
}

interface CellFocusOptions {
  grid: RefObject<HTMLElement | null>
  list: ShownList<unknown>
  fields: readonly FlowColumn[]
  /** The place of the first row in view. */
  first_in_view: number
  /** Reads the row that the keyboard is on its way to; null when it is on its way to none. */
  onAim: (place: number | null) => void
  onStretch: (from: string, to: string) => void
}

/**
 * The cell that has the focus, or that the Tab key leads to. It goes along with its flow, and where that is scrolled away with its
 * page, to the first row in view. A key that leads to a row which is not read yet waits for it, and those that follow wait behind it.
 */
export function useCellFocus({ grid, list, fields, first_in_view, onAim, onStretch }: CellFocusOptions) {
  const { rows, start } = list
  const hasFocus = useRef(false)
  const waiting = useRef<KeyboardEventInit[]>([])
  const [focused, setFocused] = useState<(CellName & { isAsked: boolean }) | null>(null)
  const [aim, setAim] = useState<Aim | null>(null)
  const [begun, setBegun] = useState({ list: list.list, number: start.number })

  if (begun.number !== start.number) {
    setBegun({ list: list.list, number: start.number })
    setAim(null)
    // Turning a page takes the focus along.
    const first = rows.at(start.page * PAGE_SIZE)
    const isTurned = begun.list === list.list && focused !== null && focused.id !== HEADER
    if (isTurned && first !== undefined && fields[0] !== undefined) {
      setFocused({ id: first.id, field: fields[0], isAsked: true })
    }
  }

  const aimed = aim && rows.at(list.end === null ? aim.place : Math.min(aim.place, list.end - 1))
  if (aim && aimed) {
    setAim(null)
    setFocused({ id: aimed.id, field: aim.field, isAsked: true })
  }

  const isThere =
    focused !== null &&
    (focused.id === HEADER || rows.placeOf(focused.id) !== undefined) &&
    fields.includes(focused.field)
  const fallback = rows.at(first_in_view) ?? rows.at(list.page * PAGE_SIZE)
  const entry: Partial<CellName> = isThere ? focused : { ...(fallback && { id: fallback.id }), ...firstOf(fields) }

  useEffect(() => {
    if (focused?.isAsked === true && hasFocus.current) grid.current?.querySelector<HTMLElement>(ENTRY)?.focus()
  }, [grid, focused])

  useEffect(() => {
    // A row that goes away takes the focus along, which would begin at the top of the window again.
    if (!hasFocus.current || document.activeElement !== document.body) return
    grid.current?.querySelector<HTMLElement>(ENTRY)?.focus({ preventScroll: true })
  }, [grid, rows, fields])

  const isAiming = aim !== null
  const aimAt = useEffectEvent(onAim)
  useEffect(() => aimAt(aim?.place ?? null), [aim?.place])
  useEffect(() => (isAiming ? awaitPart() : undefined), [isAiming])

  const stretched = useRef<string | null>(null)
  useEffect(() => {
    if (aim !== null) stretched.current = aim.stretched_from
  }, [aim])
  const stretchHere = useEffectEvent(() => {
    if (stretched.current !== null && entry.id !== undefined) onStretch(stretched.current, entry.id)
    stretched.current = null
  })
  useEffect(() => {
    if (!isAiming) stretchHere()
  }, [isAiming])

  // Each key that waited is pressed once what the one before has set off is done.
  const [pressed, setPressed] = useState(0)
  useEffect(() => {
    const [next] = waiting.current
    if (isAiming || next === undefined) return undefined
    const timer = setTimeout(() => {
      waiting.current.shift()
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', next))
      setPressed((before) => before + 1)
    })
    return () => clearTimeout(timer)
  }, [isAiming, pressed])

  return {
    /** Its row may be none of those that are held. */
    entry,
    onFocus: (cell: CellName | undefined) => {
      hasFocus.current = true
      setFocused(cell === undefined ? null : { ...cell, isAsked: false })
    },
    onBlur: () => {
      hasFocus.current = false
    },
    /** Where the next key goes from. */
    placeOf: ({ id, field }: CellName): GridPlace => {
      if (aim !== null) return { row: aim.place, column: fields.indexOf(aim.field) }
      return { row: id === HEADER ? HEADER_ROW : (rows.placeOf(id) ?? HEADER_ROW), column: fields.indexOf(field) }
    },
    /** @param stretched_from the row that a stretch of chosen rows is drawn from, as it was chosen so far; null for none */
    go: (to: GridPlace, stretched_from: string | null) => {
      const field = fields[to.column]
      if (field === undefined) return
      const id = to.row === HEADER_ROW ? HEADER : rows.at(to.row)?.id
      if (id === undefined) {
        setAim({ place: to.row, field, stretched_from })
        return
      }
      setAim(null)
      if (stretched_from !== null && id !== HEADER) onStretch(stretched_from, id)
      // Its row may not be drawn yet.
      setFocused({ id, field, isAsked: true })
    },
    /**
     * Whether a key waits for the row that the keyboard is on its way to.
     * @param isMove whether the key leads to another cell
     */
    waits: (event: KeyboardEvent, isMove: boolean): boolean => {
      if (event.key === 'Tab' || event.key === 'Escape') {
        waiting.current = []
        setAim(null)
        return false
      }
      const isBehind = waiting.current.length > 0 && event.isTrusted
      if (!isBehind && (aim === null || isMove)) return false
      const { key, code, ctrlKey, shiftKey, altKey, metaKey } = event
      waiting.current.push({ key, code, ctrlKey, shiftKey, altKey, metaKey, bubbles: true, cancelable: true })
      event.preventDefault()
      event.stopPropagation()
      return true
    },
  }
}

function firstOf([field]: readonly FlowColumn[]): { field?: FlowColumn } {
  return field === undefined ? {} : { field }
}
