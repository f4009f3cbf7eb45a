import Box from '@mui/material/Box'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState } from 'react'

import { type FlowColumn, OWN_COLUMNS } from './columns-in-room.ts'
import { FEATURE_GROUPS } from './feature-columns.ts'
import type { FlowColumnView } from './flow-columns.tsx'

const GROUPS: readonly { title: string; columns: readonly FlowColumn[] }[] = [
  { title: 'Flow', columns: OWN_COLUMNS },
  ...FEATURE_GROUPS.map(({ title, features }) => ({ title, columns: features })),
]

interface OfferedColumnsProps {
  all: readonly FlowColumnView[]
  shown: readonly FlowColumnView[]
  onShow: (column: FlowColumn, isShown: boolean) => void
}

/** Every column there is, grouped by what it means, with those that a text finds by name or group. */
export function OfferedColumns({ all, shown, onShow }: OfferedColumnsProps) {
  const [text, setText] = useState('')
  const names = new Map(all.map(({ field, name }) => [field, name]))
  const isShown = new Set(shown.map(({ field }) => field))
  const words = text.trim().toLowerCase().split(/\s+/)
  const found = GROUPS.map(({ title, columns }) => ({
    title,
    columns: columns.filter((column) => {
      const searched = `${title} ${names.get(column) ?? ''}`.toLowerCase()
      return words.every((word) => searched.includes(word))
    }),
  })).filter(({ columns }) => columns.length > 0)
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', minHeight: 0 }}>
      <TextField
        autoFocus
        size="small"
        label="Find a column"
        value={text}
        onChange={({ target }) => setText(target.value)}
        sx={{ mt: 0.75, mb: 1.5 }}
      />
      <Box sx={{ flex: 1, minHeight: 0, overflow: 'auto' }}>
        {found.map(({ title, columns }) => (
          <Box
            key={title}
            role="group"
            aria-label={title}
            sx={{ mb: 1.5, display: 'grid', gridTemplateColumns: '1fr 1fr', columnGap: 1 }}
          >
            <Typography variant="h3" component="h2" color="textSecondary" sx={{ gridColumn: '1 / -1', mb: 0.5 }}>
              {title}
            </Typography>
            {columns.map((column) => (
              <FormControlLabel
                key={column}
                label={names.get(column) ?? ''}
                sx={{ m: 0, minHeight: 28, '& .MuiFormControlLabel-label': { fontSize: 12.5 } }}
                control={
                  <Checkbox
                    size="small"
                    sx={{ p: 0.5 }}
                    checked={isShown.has(column)}
                    onChange={(_event, checked) => onShow(column, checked)}
                  />
                }
              />
            ))}
          </Box>
        ))}
        {found.length === 0 && (
          <Typography role="status" color="textSecondary">
            No column is called that.
          </Typography>
        )}
      </Box>
    </Box>
  )
}
