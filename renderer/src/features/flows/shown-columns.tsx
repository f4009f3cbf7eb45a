import ArrowDownwardIcon from '@mui/icons-material/ArrowDownward'
import ArrowUpwardIcon from '@mui/icons-material/ArrowUpward'
import CloseIcon from '@mui/icons-material/Close'
import Box from '@mui/material/Box'
import IconButton from '@mui/material/IconButton'
import Typography from '@mui/material/Typography'
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'

import type { FlowColumn } from './columns-in-room.ts'
import type { FlowColumnView } from './flow-columns.tsx'
import type { ColumnActions } from './use-flow-columns.ts'

interface ShownColumnsProps {
  columns: readonly FlowColumnView[]
  actions: ColumnActions
}

/** The columns of the grid in their order, the leftmost on top. Arrow keys go between them, Ctrl and an arrow moves one. */
export function ShownColumns({ columns, actions }: ShownColumnsProps) {
  const list = useRef<HTMLUListElement>(null)
  const pressed = useRef<{ field: FlowColumn; does: string } | null>(null)

  useEffect(() => {
    // A button that is drawn at another place, or is gone, takes the focus along.
    const { current: last } = pressed
    pressed.current = null
    if (last === null || list.current?.contains(document.activeElement) === true) return
    const own = `[data-column="${CSS.escape(last.field)}"] [data-does="${last.does}"]`
    const button = list.current?.querySelector<HTMLElement>(own) ?? list.current?.querySelector<HTMLElement>('button')
    button?.focus()
  }, [columns])

  const run = (field: FlowColumn, does: string, act: () => void) => {
    pressed.current = { field, does }
    act()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, ctrlKey, target } = event
    const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : undefined
    const button = (target as Element).closest<HTMLElement>('[data-does]')
    const place = columns.findIndex(({ field }) => field === button?.closest<HTMLElement>('li')?.dataset['column'])
    const column = columns[place]
    if (step === undefined || button === null || column === undefined) return
    event.preventDefault()
    const does = button.dataset['does'] ?? ''
    if (ctrlKey) {
      run(column.field, does, () => actions.move(column.field, step))
      return
    }
    const next = columns[place + step]?.field
    if (next === undefined) return
    list.current?.querySelector<HTMLElement>(`[data-column="${CSS.escape(next)}"] [data-does="${does}"]`)?.focus()
  }

  return (
    <Box component="section" aria-labelledby="shown-title" sx={COLUMN}>
      <Typography variant="h3" component="h2" color="textSecondary" id="shown-title" sx={{ mb: 1 }}>
        Shown, left to right
      </Typography>
      <Box
        component="ul"
        ref={list}
        onKeyDown={onKeyDown}
        sx={{ ...LIST, border: 1, borderColor: 'divider', borderRadius: 1 }}
      >
        {columns.map(({ field, name }, place) => {
          const button = (does: string, label: string, icon: ReactNode, isOff: boolean, act: () => void) => (
            <IconButton
              size="small"
              data-does={does}
              aria-label={`${label} ${name}`}
              aria-disabled={isOff}
              onClick={() => !isOff && run(field, does, act)}
              sx={{ p: 0.25, ...(isOff ? { opacity: 0.35 } : {}) }}
            >
              {icon}
            </IconButton>
          )
          return (
            <Box component="li" key={field} data-column={field} sx={ITEM}>
              <Box component="span" title={name} sx={NAME}>
                {name}
              </Box>
              {button('left', 'Move left:', <ArrowUpwardIcon fontSize="small" />, place === 0, () => {
                actions.move(field, -1)
              })}
              {button(
                'right',
                'Move right:',
                <ArrowDownwardIcon fontSize="small" />,
                place === columns.length - 1,
                () => actions.move(field, 1),
              )}
              {button('hide', 'Hide', <CloseIcon fontSize="small" />, columns.length === 1, () => {
                actions.show(field, false)
              })}
            </Box>
          )
        })}
      </Box>
    </Box>
  )
}

const COLUMN = { display: 'flex', flexDirection: 'column', minHeight: 0 }
const LIST = { flex: 1, minHeight: 0, overflow: 'auto', listStyle: 'none', m: 0, p: 0 }
const ITEM = {
  display: 'flex',
  alignItems: 'center',
  gap: 0.25,
  pl: 1.25,
  pr: 0.5,
  minHeight: 32,
  '&:not(:last-child)': { borderBottom: 1, borderColor: 'divider' },
}
const NAME = { flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }
