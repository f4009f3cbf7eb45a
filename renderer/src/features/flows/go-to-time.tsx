import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import TextField from '@mui/material/TextField'
import { useState } from 'react'

import { printTime } from '../../../../contract/query/time-text.ts'
import { useTimeZone } from '../../components/settings-provider.tsx'
import { formatTime, readTimeIn, zoneName } from '../../lib/time.ts'
import { closeGridPanel } from './grid-panels.ts'

interface GoToTimeProps {
  /** The time of the first row, to begin with. */
  newest: string | undefined
  onGoTo: (at: string) => void
}

/** Asks for the time that the list is to begin at. */
export function GoToTime({ newest, onGoTo }: GoToTimeProps) {
  const zone = useTimeZone()
  const [text, setText] = useState(newest === undefined ? '' : formatTime(newest, zone))
  const [isWrong, setIsWrong] = useState(false)
  const go = () => {
    const at_us = readTimeIn(text.trim(), zone)
    setIsWrong(at_us === undefined)
    if (at_us === undefined) return
    closeGridPanel()
    onGoTo(printTime(at_us))
  }
  return (
    <Dialog open onClose={closeGridPanel} transitionDuration={0} aria-labelledby="go-to-time-title">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          go()
        }}
      >
        <DialogTitle id="go-to-time-title">Go to time</DialogTitle>
        <DialogContent sx={{ width: 360 }}>
          <TextField
            autoFocus
            fullWidth
            size="small"
            label={`Time (${zoneName(zone)})`}
            value={text}
            error={isWrong}
            onFocus={({ target }) => target.select()}
            onChange={({ target }) => setText(target.value)}
            helperText={
              isWrong
                ? 'Write a time such as 2017-07-07 15:00.'
                : 'The list begins with the newest flow up to this time.'
            }
            sx={{ mt: 1 }}
          />
        </DialogContent>
        <DialogActions>
          <Button onClick={closeGridPanel}>Cancel</Button>
          <Button type="submit" variant="contained">
            Go
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
