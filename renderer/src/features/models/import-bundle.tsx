import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'

import { AnomalyError } from '../../../../contract/errors.ts'
import { useNotify } from '../../components/notifier.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { call } from '../../lib/client.ts'
import { bundlePathOf } from './bundle-path.ts'

/** Makes a file input choose a folder; React does not know the name. */
const FOLDER = { webkitdirectory: '' }

/** Brings a bundle into the library: a .zip, or a folder. */
export function ImportBundle() {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const zip = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const client = useQueryClient()
  const notify = useNotify()
  const navigate = useNavigate()
  const bring = useMutation({
    scope: { id: 'bundles' },
    mutationFn: (files: readonly File[]) => {
      const path = bundlePathOf(files, (file) => window.anomalyx.pathOf(file))
      if (path === null) {
        throw new AnomalyError(
          'model_refused',
          'That folder has no manifest.json, so it is not a model bundle. Choose the folder that contains model.onnx and manifest.json.',
        )
      }
      return call('models.import', { path })
    },
    onSuccess: async (model) => {
      notify({ message: `${model.id} is in the library; it is not active` })
      await client.invalidateQueries({ queryKey: ['models.list'] })
      await navigate(`/models?model=${encodeURIComponent(model.id)}`)
    },
  })
  const choose = (input: HTMLInputElement | null) => {
    setAnchor(null)
    input?.click()
  }
  const take = (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])]
    // Choosing the same bundle again must count as a change.
    input.value = ''
    if (files.length > 0) bring.mutate(files)
  }
  return (
    <>
      <Button
        variant="contained"
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={({ currentTarget }) => setAnchor(currentTarget)}
      >
        {bring.isPending ? 'Checking…' : 'Import bundle'}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem onClick={() => choose(zip.current)}>From a .zip file…</MenuItem>
        <MenuItem onClick={() => choose(folder.current)}>From a folder…</MenuItem>
      </Menu>
      <input
        ref={zip}
        type="file"
        accept=".zip"
        aria-label="Model bundle as .zip"
        hidden
        onChange={({ target }) => take(target)}
      />
      <input
        ref={folder}
        type="file"
        {...FOLDER}
        aria-label="Model bundle as folder"
        hidden
        onChange={({ target }) => take(target)}
      />
      {bring.error && (
        <Dialog open onClose={() => bring.reset()} maxWidth="sm" fullWidth aria-labelledby="refused-title">
          <DialogTitle id="refused-title">Not imported</DialogTitle>
          <DialogContent>
            <ProblemNotice title="The library was not changed" error={bring.error} />
          </DialogContent>
          <DialogActions>
            <Button onClick={() => bring.reset()} autoFocus>
              Close
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  )
}
