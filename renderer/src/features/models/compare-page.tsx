import MenuItem from '@mui/material/MenuItem'
import Skeleton from '@mui/material/Skeleton'
import TextField from '@mui/material/TextField'
import { useSearchParams } from 'react-router'

import type { Scoring } from '../../../../contract/scorings.ts'
import { CaptureFilter } from '../../components/capture-filter.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Page } from '../../components/page.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { useOperation } from '../../lib/queries.ts'
import { compareAddress, type CompareQuery, readCompareQuery } from '../../lib/compare-address.ts'
import { ComparisonView } from './comparison-view.tsx'
import { EvaluationPanel } from './evaluation-panel.tsx'

const NOBODY = ''

/** How good a model is on a capture, and how another one differs. */
export function ComparePage() {
  const [search, setSearch] = useSearchParams()
  const { capture_id, ...asked } = readCompareQuery(search)
  const { data, error, isLoading, refetch } = useOperation(
    'captures.scorings',
    { id: capture_id ?? 1 },
    { enabled: capture_id !== undefined },
  )
  // Without a capture nothing was asked for, whatever is known of another one.
  const ready = (capture_id === undefined ? [] : (data?.scorings ?? [])).filter(({ status }) => status === 'ready')
  const scoring = ready.find(({ id }) => id === asked.scoring_id) ?? ready.find(({ is_shown }) => is_shown)
  const other = ready.find(({ id }) => id === asked.other_id && id !== scoring?.id)
  const go = (change: CompareQuery) => {
    const next = { capture_id, scoring_id: scoring?.id, other_id: other?.id, ...change }
    setSearch(compareAddress(next).split('?')[1] ?? '')
  }
  return (
    <Page
      title="Evaluate and compare"
      tools={
        <>
          <CaptureFilter
            value={capture_id}
            onChange={(id) => go({ capture_id: id, scoring_id: undefined, other_id: undefined })}
          />
          <ScoringSelect
            label="Scored by"
            scorings={ready}
            value={scoring?.id}
            onChange={(scoring_id) => go({ scoring_id })}
          />
          <ScoringSelect
            label="Compared with"
            scorings={ready.filter(({ id }) => id !== scoring?.id)}
            value={other?.id}
            emptyLabel="None"
            onChange={(other_id) => go({ other_id })}
          />
          <RouterLink to="/models">Models</RouterLink>
        </>
      }
    >
      {capture_id === undefined && (
        <EmptyState title="Choose a capture">
          A labelled capture shows how often a model is correct. Two scorings of the same capture, labelled or not, show
          where two models disagree.
        </EmptyState>
      )}
      {error && <ProblemNotice title="The scorings could not be read" error={error} onRetry={() => void refetch()} />}
      {capture_id !== undefined && isLoading && <Skeleton variant="rounded" height={300} />}
      {scoring && !other && <EvaluationPanel scoring={scoring} hasOthers={ready.length > 1} />}
      {scoring && other && <ComparisonView scoring={scoring} other={other} />}
    </Page>
  )
}

interface ScoringSelectProps {
  label: string
  scorings: readonly Scoring[]
  value: number | undefined
  emptyLabel?: string
  onChange: (scoring_id: number | undefined) => void
}

function ScoringSelect({ label, scorings, value, emptyLabel, onChange }: ScoringSelectProps) {
  return (
    <TextField
      select
      label={label}
      // There from the beginning, so that what is beside it does not move when the scorings come.
      disabled={scorings.length === 0}
      value={value === undefined ? NOBODY : String(value)}
      onChange={({ target }) => onChange(target.value === NOBODY ? undefined : Number(target.value))}
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
      sx={{ width: 230 }}
    >
      {emptyLabel !== undefined && <MenuItem value={NOBODY}>{emptyLabel}</MenuItem>}
      {scorings.map(({ id, model_id, is_shown }) => (
        <MenuItem key={id} value={String(id)}>
          {model_id}
          {is_shown && ' (shown)'}
        </MenuItem>
      ))}
    </TextField>
  )
}
