import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Typography from '@mui/material/Typography'
import { Fragment } from 'react'

const GROUPS: readonly { title: string; keys: readonly (readonly [string, string])[] }[] = [
  {
    title: 'Everywhere',
    keys: [
      ['g o', 'Go to Overview'],
      ['g c', 'Go to Captures'],
      ['g f', 'Go to Flows'],
      ['g a', 'Go to Alerts'],
      ['g m', 'Go to Models'],
      ['g s', 'Go to Settings'],
      ['Ctrl+O', 'Choose files to import'],
      ['Ctrl+K', 'Find a place, capture or host'],
      ['/', 'Focus the query'],
      ['?', 'Show this list'],
      ['Esc', 'Close the open pane or dialog'],
    ],
  },
  {
    title: 'Alerts',
    keys: [
      ['j ↓', 'Next alert'],
      ['k ↑', 'Previous alert'],
      ['Enter', 'Go to the details'],
      ['a', 'Acknowledge'],
      ['c', 'Close'],
      ['o', 'Reopen'],
      ['n', 'Write a note'],
      ['f', 'Show the flows of the alert'],
      ['h', 'Open its source, or else its target'],
    ],
  },
  {
    title: 'Flows',
    keys: [
      ['↑ ↓ ← →', 'Move in the grid'],
      ['Ctrl+Home Ctrl+End', 'First row, last row of the page'],
      ['Enter', 'Open the flow'],
      ['h', 'Open the host of the cell'],
      ['+ -', 'Only this cell, exclude it'],
      ['Shift+F10', 'Menu of the cell'],
      ['j k', 'Next flow, previous flow'],
      ['[ ]', 'Newer flows, older flows'],
      ['t', 'Go to a time'],
      ['Ctrl+Enter', 'Sort by the column, turn the order'],
      ['Space', 'Choose the row'],
      ['Shift+↑ Shift+↓', 'Choose more rows'],
      ['Ctrl+A', 'Choose all rows of the page'],
      ['Ctrl+C', 'Copy the cell, or chosen rows'],
      ['Ctrl+Shift+C', 'Copy the row'],
      ['c', 'Choose columns'],
      ['Shift+← Shift+→', 'Narrower or wider column'],
      ['=', 'Fit the column to its content'],
      ['Ctrl+← Ctrl+→', 'Move the column'],
    ],
  },
  {
    title: 'Hosts',
    keys: [
      ['n', 'Write a note'],
      ['t', 'Add a tag'],
      ['f', 'Show its flows'],
      ['Ctrl+Enter', 'Save the note'],
    ],
  },
]

/** The keys that work, in one sheet. */
export function ShortcutHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} maxWidth="lg" fullWidth aria-labelledby="shortcuts-title">
      <DialogTitle id="shortcuts-title">Keyboard shortcuts</DialogTitle>
      <DialogContent
        // Scrolled by keyboard where the window is small.
        tabIndex={0}
        sx={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(290px, 1fr))', columnGap: 4, rowGap: 2 }}
      >
        {GROUPS.map(({ title, keys }) => (
          <Box key={title}>
            <Typography variant="h3" component="h2" color="textSecondary" sx={{ mb: 1 }}>
              {title}
            </Typography>
            <Box
              component="dl"
              sx={{ display: 'grid', gridTemplateColumns: 'max-content max-content', gap: 1, columnGap: 2, m: 0 }}
            >
              {keys.map(([combination, meaning]) => (
                <Fragment key={combination}>
                  <Box component="dt" sx={{ display: 'flex', gap: 0.5 }}>
                    {combination.split(' ').map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </Box>
                  <Box component="dd" sx={{ m: 0 }}>
                    {meaning}
                  </Box>
                </Fragment>
              ))}
            </Box>
          </Box>
        ))}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  )
}
