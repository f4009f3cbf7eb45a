import Box from '@mui/material/Box'
import Checkbox from '@mui/material/Checkbox'
import List from '@mui/material/List'
import ListItem from '@mui/material/ListItem'
import ListItemButton from '@mui/material/ListItemButton'
import ListItemText from '@mui/material/ListItemText'

import { formatBytes } from '../../lib/numbers.ts'
import { DIALECTS } from './capture-words.ts'
import { useImports } from '../../components/imports.tsx'
import { DOUBTS, type ReviewFile } from '../../lib/review.ts'

interface ReviewFileListProps {
  files: readonly ReviewFile[]
  selected: ReviewFile
  onSelect: (file: ReviewFile) => void
}

/** Every file with what is to be said of it, and whether it is imported. */
export function ReviewFileList({ files, selected, onSelect }: ReviewFileListProps) {
  const { changeReviewed } = useImports()
  return (
    <List
      dense
      aria-label="Files"
      sx={{
        border: 1,
        borderColor: 'divider',
        borderRadius: 1.5,
        p: 0,
        maxHeight: { xs: 180, md: 480 },
        overflow: 'auto',
      }}
    >
      {files.map((file) => (
        <ListItem key={file.id} disablePadding>
          <Checkbox
            size="small"
            checked={file.isChosen}
            disabled={file.preview === null}
            onChange={(_event, isChosen) => changeReviewed(file.id, { isChosen })}
            slotProps={{ input: { 'aria-label': `Import ${file.source.name}` } }}
          />
          <ListItemButton
            selected={file === selected}
            aria-current={file === selected}
            onClick={() => onSelect(file)}
            sx={{ px: 0.75, py: 0.25, minWidth: 0 }}
          >
            <ListItemText
              primary={file.source.name}
              secondary={<State file={file} />}
              slotProps={{
                primary: { noWrap: true, title: file.source.path, sx: { fontWeight: 550, fontSize: 12.5 } },
                secondary: { component: 'div', sx: { fontSize: 11.5 } },
              }}
            />
          </ListItemButton>
        </ListItem>
      ))}
    </List>
  )
}

function State({ file: { preview, problem } }: { file: ReviewFile }) {
  if (preview === null) {
    const missing = problem?.problems?.length ?? 0
    return <Box sx={{ color: 'error.main' }}>Refused{missing > 0 && `: ${missing} features missing`}</Box>
  }
  return (
    <>
      <div>
        {DIALECTS[preview.dialect]} · {formatBytes(preview.size_bytes)}
      </div>
      {preview.doubts.length > 0 && (
        <Box sx={{ color: 'warning.main' }}>{preview.doubts.map((doubt) => DOUBTS[doubt].words).join(', ')}</Box>
      )}
    </>
  )
}
