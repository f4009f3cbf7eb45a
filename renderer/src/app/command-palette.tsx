import Box from '@mui/material/Box'
import Dialog from '@mui/material/Dialog'
import InputBase from '@mui/material/InputBase'
import Typography from '@mui/material/Typography'
import { useEffect, useId, useRef, useState, type KeyboardEvent as ReactKeyboardEvent } from 'react'
import { flushSync } from 'react-dom'

import { type Command, useCommands } from './use-commands.ts'

/** Finds places, actions, captures, hosts and queries by what is typed; Ctrl+K opens it anywhere. */
export function CommandPalette({ onShortcuts }: { onShortcuts: () => void }) {
  const [isOpen, setIsOpen] = useState(false)

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
      event.preventDefault()
      // The next key is meant for the palette, however soon it comes.
      flushSync(() => setIsOpen((before) => !before))
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])

  const close = () => setIsOpen(false)
  return (
    <Dialog
      open={isOpen}
      onClose={close}
      transitionDuration={0}
      slotProps={{
        paper: { 'aria-label': 'Commands', sx: { width: 620, maxWidth: '90vw', alignSelf: 'flex-start', mt: 10 } },
      }}
    >
      <Finder onClose={close} onShortcuts={onShortcuts} />
    </Dialog>
  )
}

function Finder({ onClose, onShortcuts }: { onClose: () => void; onShortcuts: () => void }) {
  const [text, setText] = useState('')
  const [place, setPlace] = useState(0)
  const listId = useId()
  const list = useRef<HTMLDivElement>(null)
  const commands = useCommands(text, onShortcuts)
  const chosen = Math.min(place, commands.length - 1)

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [chosen])

  const run = (command: Command | undefined) => {
    if (command === undefined) return
    onClose()
    command.run()
  }
  const onKeyDown = (event: ReactKeyboardEvent) => {
    const next = placeAfter(event.key, chosen, commands.length)
    if (event.key === 'Enter') run(commands[chosen])
    else if (next !== undefined) setPlace(next)
    else return
    event.preventDefault()
  }
  return (
    <>
      <InputBase
        autoFocus
        fullWidth
        value={text}
        placeholder="Place, action, capture, address or query"
        onChange={({ target }) => {
          setText(target.value)
          setPlace(0)
        }}
        onKeyDown={onKeyDown}
        sx={{ px: 2, py: 1.25, fontSize: 15, borderBottom: 1, borderColor: 'divider' }}
        inputProps={{
          role: 'combobox',
          'aria-label': 'Command',
          'aria-expanded': true,
          'aria-controls': listId,
          'aria-autocomplete': 'list',
          ...(commands.length > 0 ? { 'aria-activedescendant': `${listId}-${chosen}` } : {}),
        }}
      />
      <Box
        ref={list}
        id={listId}
        role="listbox"
        aria-label="Commands"
        sx={{ maxHeight: '50vh', overflow: 'auto', py: 0.5 }}
      >
        {commands.map((command, at) => (
          <Box
            key={command.id}
            id={`${listId}-${at}`}
            role="option"
            aria-selected={at === chosen}
            onClick={() => run(command)}
            sx={{
              display: 'flex',
              alignItems: 'baseline',
              gap: 1.5,
              px: 2,
              py: 0.75,
              cursor: 'pointer',
              '&:hover': { bgcolor: 'action.hover' },
              '&[aria-selected="true"]': { bgcolor: 'action.hover', boxShadow: 'inset 3px 0 currentColor' },
            }}
          >
            <Box component="span" sx={{ minWidth: 0, mr: 'auto', overflow: 'hidden', textOverflow: 'ellipsis' }}>
              {command.title}
            </Box>
            <Typography component="span" variant="caption" color="textSecondary" sx={{ flex: 'none' }}>
              {command.kind}
            </Typography>
            {command.keys !== undefined && (
              <Box component="span" sx={{ display: 'flex', gap: 0.5, flex: 'none' }}>
                {command.keys.split(' ').map((key, index) => (
                  <kbd key={index}>{key}</kbd>
                ))}
              </Box>
            )}
          </Box>
        ))}
      </Box>
      {commands.length === 0 && (
        <Typography role="status" color="textSecondary" sx={{ px: 2, pb: 2 }}>
          Nothing is called that. An address opens its host; a query such as <code>dport:22 src:10.0.0.0/8</code> finds
          flows.
        </Typography>
      )}
    </>
  )
}

/** Where a key leads in a list; undefined for a key that does not move in it. */
function placeAfter(key: string, place: number, count: number): number | undefined {
  if (count === 0) return undefined
  switch (key) {
    case 'ArrowDown':
      return (place + 1) % count
    case 'ArrowUp':
      return (place + count - 1) % count
    case 'PageDown':
      return Math.min(count - 1, place + 8)
    case 'PageUp':
      return Math.max(0, place - 8)
    default:
      return undefined
  }
}
