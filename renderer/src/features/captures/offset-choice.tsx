import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useMutation } from '@tanstack/react-query'

import type { CapturePreview } from '../../../../contract/captures.ts'
import { useNotify } from '../../components/notifier.tsx'
import { Time } from '../../components/time.tsx'
import { call, sentenceOf } from '../../lib/client.ts'
import { formatOffset } from './capture-words.ts'
import { useImports } from '../../components/imports.tsx'
import type { ReviewFile } from '../../lib/review.ts'

/** Offsets that are in use somewhere, in minutes. */
const OFFSETS: readonly number[] = [
  ...Array.from({ length: 27 }, (_, hour) => (hour - 12) * 60),
  ...[-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765],
].sort((one, other) => one - other)

interface OffsetChoiceProps {
  file: ReviewFile
  preview: CapturePreview
  offset: number
  canApplyToAll: boolean
}

/** The zone that the times of a file are read in, and what that makes of its first row. */
export function OffsetChoice({ file, preview, offset, canApplyToAll }: OffsetChoiceProps) {
  const { reviewed, changeReviewed } = useImports()
  const notify = useNotify()
  const read = useMutation({
    scope: { id: 'offset' },
    mutationFn: async ({ files, to }: { files: readonly ReviewFile[]; to: number }) => {
      for (const { id, source } of files) {
        const changed = await call('captures.preview', { path: source.path, utc_offset_minutes: to })
        changeReviewed(id, (now) => (now.offset === to ? { preview: changed } : {}))
      }
    },
    onError: (error, { files, to }) => {
      notify({ message: sentenceOf(error) })
      for (const { id, offset: before } of files) {
        changeReviewed(id, (now) =>
          now.offset === to && now.preview?.utc_offset_minutes !== to ? { offset: before } : {},
        )
      }
    },
  })
  /** The choice holds at once, since the file may be imported before it is looked at again. */
  const choose = (files: readonly ReviewFile[], to: number) => {
    for (const { id } of files) changeReviewed(id, { offset: to })
    read.mutate({ files, to })
  }
  const others = reviewed.filter(
    ({ id, preview: other, offset: theirs }) =>
      id !== file.id && other?.utc_offset_minutes != null && (theirs ?? other.utc_offset_minutes) !== offset,
  )
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1.5, rowGap: 0.75 }}>
      <TextField
        select
        value={offset}
        onChange={({ target }) => choose([file], Number(target.value))}
        slotProps={{ select: { SelectDisplayProps: { 'aria-label': 'Time zone of the file' } } }}
        sx={{ width: 130, '& .MuiSelect-select': { py: 0.5 } }}
      >
        {[...new Set([...OFFSETS, offset])].map((minutes) => (
          <MenuItem key={minutes} value={minutes}>
            {minutes === 0 ? 'UTC' : formatOffset(minutes)}
          </MenuItem>
        ))}
      </TextField>
      <span>
        {file.offset !== null ? 'chosen' : preview.is_offset_known ? 'known for this layout' : 'assumed'}
        {preview.first_flow_at !== null && preview.utc_offset_minutes === offset && (
          <>
            ; the first flow began <Time at={preview.first_flow_at} />
          </>
        )}
      </span>
      {canApplyToAll && others.length > 0 && (
        <Button variant="outlined" loading={read.isPending} onClick={() => choose(others, offset)}>
          Use for all files
        </Button>
      )}
    </Box>
  )
}
