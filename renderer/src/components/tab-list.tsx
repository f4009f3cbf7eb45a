import Box from '@mui/material/Box'
import type { KeyboardEvent, ReactNode } from 'react'

interface TabListProps<Value extends string> {
  label: string
  tabs: readonly { value: Value; name: ReactNode }[]
  value: Value
  onChange: (value: Value) => void
  /** What the tabs show is an element of this id, named by the tab, whose id is `tabId` of both. */
  controls?: string
}

export const tabId = (controls: string, value: string) => `${controls}-${value}`

/**
 * Tabs as the pattern of the ARIA Authoring Practices has them: arrow keys go from one to the next, Enter chooses. A
 * line drawn by the style alone marks the chosen one: to measure where it goes would hold up a page that opens.
 */
export function TabList<Value extends string>({ label, tabs, value, onChange, controls }: TabListProps<Value>) {
  return (
    <Box role="tablist" aria-label={label} onKeyDown={moveFocus} sx={TABS}>
      {tabs.map(({ value: each, name }) => (
        <button
          key={each}
          type="button"
          role="tab"
          aria-selected={each === value}
          tabIndex={each === value ? 0 : -1}
          onClick={() => onChange(each)}
          {...(controls === undefined ? {} : { id: tabId(controls, each), 'aria-controls': controls })}
        >
          {name}
        </button>
      ))}
    </Box>
  )
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const tabs = [...event.currentTarget.children].filter((tab) => tab instanceof HTMLElement)
  const place = tabs.findIndex((tab) => tab === document.activeElement)
  const places: Readonly<Record<string, number>> = {
    ArrowLeft: place - 1,
    ArrowRight: (place + 1) % tabs.length,
    Home: 0,
    End: -1,
  }
  const to = places[event.key]
  if (to === undefined) return
  event.preventDefault()
  tabs.at(to)?.focus()
}

const TABS = {
  flex: 'none',
  display: 'flex',
  px: 1,
  borderBottom: 1,
  borderColor: 'divider',
  '& > [role="tab"]': {
    minHeight: 34,
    mb: '-1px',
    px: 1.5,
    border: 0,
    borderBottom: '2px solid transparent',
    font: 'inherit',
    fontSize: 12.5,
    fontWeight: 550,
    color: 'text.secondary',
    bgcolor: 'transparent',
    cursor: 'pointer',
    '&:hover': { color: 'text.primary' },
    '&[aria-selected="true"]': { color: 'primary.main', borderColor: 'primary.main' },
    '&:focus-visible': { outlineOffset: -2 },
  },
}
