import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Divider from '@mui/material/Divider'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useState } from 'react'

import type { ListFormat } from '../../../contract/list-formats.ts'
import { sentenceOf } from '../lib/client.ts'
import { useLoneMutation } from '../lib/lone-mutation.ts'
import { useNotify } from './notifier.tsx'
import { useSaveReport } from './use-save-report.ts'

/** Which columns of a list are saved: those that are shown, or all there are. */
export type ExportedColumns = 'shown' | 'all'

const COLUMN_CHOICES: readonly { columns: ExportedColumns; text: string }[] = [
  { columns: 'all', text: 'All columns' },
  { columns: 'shown', text: 'Columns shown' },
]

interface ExportButtonProps {
  /** Asks where the list goes, and starts the job that saves it; left out where there is no list. */
  onExport?: (format: ListFormat, columns: ExportedColumns) => Promise<unknown>
  /** Whether a person chooses the columns of the list. */
  hasColumns?: boolean
}

/** Saves the whole list as it is narrowed, or a report of it; how it ends is told wherever the person is then. */
export function ExportButton({ onExport, hasColumns = false }: ExportButtonProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const [columns, setColumns] = useState<ExportedColumns>('all')
  const notify = useNotify()
  const saveReport = useSaveReport()
  const save = useLoneMutation({
    mutationFn: (format: ListFormat) => Promise.resolve(onExport?.(format, columns)),
    onError: (error) => notify({ message: sentenceOf(error) }),
  })
  const choose = (format: ListFormat) => () => {
    setAnchor(null)
    save.mutate(format)
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
        {hasColumns && [
          <Divider key="begin" />,
          ...COLUMN_CHOICES.map((choice) => (
            <MenuItem
              key={choice.columns}
              role="menuitemradio"
              aria-checked={columns === choice.columns}
              onClick={() => setColumns(choice.columns)}
            >
              <Box component="span" aria-hidden sx={{ width: 22 }}>
                {columns === choice.columns ? '✓' : ''}
              </Box>
              {choice.text}
            </MenuItem>
          )),
          <Divider key="end" />,
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
