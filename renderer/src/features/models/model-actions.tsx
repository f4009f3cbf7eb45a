import MoreVertIcon from '@mui/icons-material/MoreVert'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useState } from 'react'

import type { Model } from '../../../../contract/models.ts'
import type { ModelAction } from '../../components/use-library.ts'

interface ModelActionsProps {
  model: Model
  onAsk: (action: ModelAction) => void
}

/** What can be done with a model. */
export function ModelActions({ model, onAsk }: ModelActionsProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  return (
    <>
      {!model.is_active && (
        <Button variant="outlined" aria-label={`Activate ${model.id}`} onClick={() => onAsk('activate')}>
          Activate…
        </Button>
      )}
      <IconButton
        aria-label={`More actions for ${model.id}`}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={({ currentTarget }) => setAnchor(currentTarget)}
      >
        <MoreVertIcon />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem
          disabled={model.is_active || model.origin === 'bundled'}
          onClick={() => {
            setAnchor(null)
            onAsk('delete')
          }}
          sx={{ color: 'error.main' }}
        >
          {model.origin === 'bundled'
            ? 'Built-in model, cannot be deleted'
            : model.is_active
              ? 'Active, cannot be deleted'
              : 'Delete…'}
        </MenuItem>
      </Menu>
    </>
  )
}
