import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Typography from '@mui/material/Typography'
import { useState } from 'react'

import { usePressed } from '../../components/use-pressed.ts'
import { formatCounted } from '../../lib/numbers.ts'
import { useImports } from '../../components/imports.tsx'
import type { ReviewFile } from '../../lib/review.ts'
import { ReviewFileList } from './review-file-list.tsx'
import { ReviewFilePane } from './review-file-pane.tsx'

/** Shows how files would be read, before any of them is imported. */
export function ReviewDialog() {
  const { reviewed, attempts, endReview } = useImports()
  const [selectedId, setSelectedId] = useState<number | null>(null)
  const press = usePressed(reviewed)
  const checking = attempts.filter(({ problem }) => problem === null).length
  const hasMore = reviewed.length > 1 || (reviewed.length === 1 && checking > 0)
  // The list keeps its place once it is there: what is beside it must not move when a file comes or goes.
  const [hadMore, setHadMore] = useState(false)
  if (reviewed.length === 0 ? hadMore : hasMore && !hadMore) setHadMore(hasMore)
  const selected = reviewed.find(({ id }) => id === selectedId) ?? reviewed[0]
  if (selected === undefined) return null
  const chosen = reviewed.filter(({ isChosen }) => isChosen).length
  const isSingle = !hasMore && !hadMore
  const { preview } = selected
  return (
    <Dialog open onClose={() => endReview(reviewed, 'cancel')} maxWidth="lg" fullWidth aria-labelledby="review-title">
      <DialogTitle id="review-title" sx={{ overflowWrap: 'anywhere' }}>
        {titleOf(reviewed, selected)}
      </DialogTitle>
      <DialogContent
        sx={{
          display: 'grid',
          gap: 2,
          gridTemplateColumns: isSingle ? 'minmax(0, 1fr)' : { xs: 'minmax(0, 1fr)', md: '260px minmax(0, 1fr)' },
          alignItems: 'start',
          minHeight: 320,
        }}
      >
        {!isSingle && <ReviewFileList files={reviewed} selected={selected} onSelect={({ id }) => setSelectedId(id)} />}
        <ReviewFilePane key={selected.id} file={selected} isSingle={isSingle} />
      </DialogContent>
      <DialogActions>
        <Typography variant="body2" color="textSecondary" role="status" sx={{ mr: 'auto', pl: 0.5 }}>
          {checking > 0 && `${formatCounted(checking, 'more file')} being checked`}
        </Typography>
        <Button {...press((files) => endReview(files, 'cancel'))}>
          {preview === null && isSingle ? 'Close' : 'Cancel'}
        </Button>
        <Button
          variant="contained"
          autoFocus={chosen > 0 || (isSingle && preview !== null)}
          disabled={chosen === 0 && !(isSingle && preview !== null)}
          {...press((files) => endReview(files, 'import'))}
          // Whatever it says, and when there is nothing to import, the button beside it stays where it is.
          sx={{ minWidth: 160, visibility: preview === null && isSingle ? 'hidden' : 'visible' }}
        >
          {isSingle ? buttonOf(selected) : `Import ${formatCounted(chosen, 'file')}`}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function titleOf(files: readonly ReviewFile[], { source, preview, problem }: ReviewFile): string {
  if (files.length > 1) return `${files.length} files to review before import`
  if (problem?.code === 'lacks_features') return `${source.name} lacks features`
  return preview === null ? `${source.name} cannot be imported` : `Import ${source.name}?`
}

function buttonOf({ preview }: ReviewFile): string {
  return preview?.imported_before == null ? 'Import' : 'Import again'
}
