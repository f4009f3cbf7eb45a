import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useState } from 'react'

import type { CapturePreview } from '../../../../contract/captures.ts'
import { INSTRUMENTS } from '../../../../contract/instruments.ts'
import type { Problem } from '../../../../contract/errors.ts'
import { Facts, type Fact } from '../../components/facts.tsx'
import { useImports } from '../../components/imports.tsx'
import { TabList, tabId } from '../../components/tab-list.tsx'
import { Time } from '../../components/time.tsx'
import { formatBytes, formatCount } from '../../lib/numbers.ts'
import { DIALECTS } from './capture-words.ts'
import { ColumnTable } from './column-table.tsx'
import { OffsetChoice } from './offset-choice.tsx'
import { DOUBTS, type ReviewFile } from '../../lib/review.ts'
import { SampleRows } from './sample-rows.tsx'

/** How one file would be read, or why it is refused. */
export function ReviewFilePane({ file, isSingle }: { file: ReviewFile; isSingle: boolean }) {
  const { preview, problem } = file
  return (
    <Box
      component="section"
      aria-label={`How ${file.source.name} will be read`}
      sx={{ minWidth: 0, display: 'grid', gap: 1.5 }}
    >
      {problem && <Refusal file={file} problem={problem} />}
      {preview && (
        <>
          <Doubts preview={preview} />
          <Facts facts={factsOf(preview, file, isSingle)} />
          <Contents preview={preview} />
        </>
      )}
    </Box>
  )
}

function Refusal({ file, problem }: { file: ReviewFile; problem: Problem }) {
  const { importWithout } = useImports()
  const missing = problem.problems ?? []
  const isAcceptable = problem.code === 'lacks_features'
  return (
    <>
      <Alert severity={isAcceptable ? 'warning' : 'error'} variant="outlined" sx={{ overflowWrap: 'anywhere' }}>
        {problem.detail}
      </Alert>
      {isAcceptable && (
        <Button variant="outlined" sx={{ justifySelf: 'start' }} onClick={() => importWithout(file)}>
          Import without them
        </Button>
      )}
      {missing.length > 0 && (
        <section>
          <Typography variant="h3">{`Missing (${formatCount(missing.length)})`}</Typography>
          <Box component="ul" sx={{ m: 0, mt: 0.5, pl: 2.25, columnWidth: 190, columnGap: 2, fontSize: 12.5 }}>
            {missing.map(({ where }) => (
              <li key={where}>{where}</li>
            ))}
          </Box>
        </section>
      )}
    </>
  )
}

function Doubts({ preview }: { preview: CapturePreview }) {
  if (preview.doubts.length === 0) return null
  return (
    <Alert severity="warning" variant="outlined" sx={{ py: 0.25 }}>
      <Box
        component="ul"
        sx={{ m: 0, pl: preview.doubts.length > 1 ? 2 : 0, listStyle: preview.doubts.length > 1 ? 'disc' : 'none' }}
      >
        {preview.doubts.map((doubt) => (
          <li key={doubt}>{DOUBTS[doubt].sentence}</li>
        ))}
      </Box>
    </Alert>
  )
}

const SEPARATORS: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab' }

function factsOf(preview: CapturePreview, file: ReviewFile, isSingle: boolean): Fact[] {
  const { imported_before: before, duplicates, extras, notices } = preview
  return [
    { name: 'File', value: `${file.source.name}, ${formatBytes(preview.size_bytes)}` },
    ...fact(
      before !== null,
      'Imported before',
      before && (
        <>
          as {before.name}, <Time at={before.imported_at} />
        </>
      ),
    ),
    ...fact(
      preview.has_conversations_only,
      'Read as',
      'Conversations only: no flow will be classified; behaviour across them raises alerts.',
    ),
    { name: 'Layout', value: `${DIALECTS[preview.dialect]} (flow meter: ${INSTRUMENTS[preview.instrument]})` },
    {
      name: 'Format',
      value: [
        ...(preview.delimiter === '' ? [] : [preview.has_header ? 'header line' : 'no header line']),
        preview.delimiter === ''
          ? 'a JSON object a line'
          : `separator: ${SEPARATORS[preview.delimiter] ?? preview.delimiter}`,
        `durations in ${preview.time_unit}`,
      ].join(', '),
    },
    {
      name: 'Times',
      value:
        preview.utc_offset_minutes === null ? (
          'The file has no times; flows are shown by row number.'
        ) : (
          <OffsetChoice
            file={file}
            preview={preview}
            offset={file.offset ?? preview.utc_offset_minutes}
            canApplyToAll={!isSingle}
          />
        ),
    },
    ...fact(duplicates.length > 0, 'Duplicate columns', `${duplicates.join(', ')}: the first one is used`),
    ...fact(extras.length > 0, 'Ignored columns', extras.join(', ')),
    ...fact(notices.length > 0, 'Also', notices.join(' ')),
  ]
}

function fact(holds: boolean, name: string, value: Fact['value']): Fact[] {
  return holds ? [{ name, value }] : []
}

function Contents({ preview }: { preview: CapturePreview }) {
  const [shown, setShown] = useState<'columns' | 'rows'>('columns')
  return (
    <Box>
      <TabList
        label="What is in the file"
        tabs={[
          { value: 'columns', name: `Columns (${preview.columns.length})` },
          { value: 'rows', name: 'First rows' },
        ]}
        value={shown}
        onChange={setShown}
        controls="review-contents"
      />
      <Box role="tabpanel" id="review-contents" aria-labelledby={tabId('review-contents', shown)} sx={{ mt: 1 }}>
        {shown === 'columns' ? <ColumnTable columns={preview.columns} /> : <SampleRows preview={preview} />}
      </Box>
    </Box>
  )
}
