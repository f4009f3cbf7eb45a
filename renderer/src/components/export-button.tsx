import Button from '@mui/material/Button'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import type { ListFormat } from '../../../contract/list-formats.ts'
import { sentenceOf } from '../lib/client.ts'
import { useNotify } from './notifier.tsx'
import { useSaveReport } from './use-save-report.ts'

interface ExportButtonProps {
  /** Asks where the list goes, and starts the job that saves it; left out where there is no list. */
  onExport?: (format: ListFormat) => Promise<unknown>
}

/** Saves the whole list as it is narrowed, or a report of it; how it ends is told wherever the person is then. */
export function ExportButton({ onExport }: ExportButtonProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const notify = useNotify()
  const saveReport = useSaveReport()
  const save = useMutation({
    mutationFn: (format: ListFormat) => Promise.resolve(onExport?.(format)),
    onError: (error) => notify({ message: sentenceOf(error) }),
  })
  const choose = (format: ListFormat) => () => {
    setAnchor(null)
    if (!save.isPending) save.mutate(format)
  }
  return (
    <>
      <Button
        variant="outlined"
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={({ currentTarget }) => setAnchor(currentTarget)}
      >
        Export
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {onExport && [
          <MenuItem key="csv" onClick={choose('csv')}>
            As CSV…
          </MenuItem>,
          <MenuItem key="jsonl" onClick={choose('jsonl')}>
            As JSON lines…
          </MenuItem>,
        ]}
        <MenuItem
          onClick={() => {
            setAnchor(null)
            saveReport()
          }}
        >
          Report to print…
        </MenuItem>
      </Menu>
    </>
  )
}
