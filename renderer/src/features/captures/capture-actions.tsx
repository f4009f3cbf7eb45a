import MoreVertIcon from '@mui/icons-material/MoreVert'
import OverviewIcon from '@mui/icons-material/SpaceDashboardOutlined'
import TableRowsIcon from '@mui/icons-material/TableRowsOutlined'
import IconButton from '@mui/material/IconButton'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import Tooltip from '@mui/material/Tooltip'
import { useState } from 'react'
import { Link } from 'react-router'

import type { Capture } from '../../../../contract/captures.ts'
import { addressOf } from '../../lib/search-filters.ts'
import { addressOfAlerts } from '../../lib/alert-filters.ts'
import { isUnjudged } from './capture-words.ts'

interface CaptureActionsProps {
  capture: Capture
  onShowDetails: () => void
  onShowRejected: () => void
  onShowScorings: () => void
  onDelete: () => void
}

/** What can be done with a capture. */
export function CaptureActions({
  capture,
  onShowDetails,
  onShowRejected,
  onShowScorings,
  onDelete,
}: CaptureActionsProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const filters = { capture_id: capture.id }
  const choose = (run: () => void) => () => {
    setAnchor(null)
    run()
  }
  return (
    <>
      <Tooltip title="Overview">
        <IconButton component={Link} to={addressOf('/', filters)} aria-label={`Overview of ${capture.name}`}>
          <OverviewIcon />
        </IconButton>
      </Tooltip>
      {!isUnjudged(capture) && (
        <Tooltip title="Flows">
          <IconButton component={Link} to={addressOf('/flows', filters)} aria-label={`Flows of ${capture.name}`}>
            <TableRowsIcon />
          </IconButton>
        </Tooltip>
      )}
      <IconButton
        aria-label={`More actions for ${capture.name}`}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={({ currentTarget }) => setAnchor(currentTarget)}
      >
        <MoreVertIcon />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem component={Link} to={addressOfAlerts({ ...filters, status: 'all' })}>
          Alerts
        </MenuItem>
        <MenuItem onClick={choose(onShowDetails)}>Details…</MenuItem>
        <MenuItem disabled={capture.status !== 'ready' || isUnjudged(capture)} onClick={choose(onShowScorings)}>
          Models…
        </MenuItem>
        <MenuItem disabled={capture.rejected === 0} onClick={choose(onShowRejected)}>
          Rejected rows…
        </MenuItem>
        <MenuItem disabled={capture.status !== 'ready'} onClick={choose(onDelete)} sx={{ color: 'error.main' }}>
          Delete…
        </MenuItem>
      </Menu>
    </>
  )
}
