import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Skeleton from '@mui/material/Skeleton'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'

import { type BehaviourSettings, DEFAULT_BEHAVIOUR_SETTINGS } from '../../../../contract/behaviour-settings.ts'
import type { Settings } from '../../../../contract/settings.ts'
import { Page } from '../../components/page.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useOperation } from '../../lib/queries.ts'
import { fieldName, textOf, useBehaviourDraft, withDraft } from './behaviour-draft.ts'
import { LIMIT_GROUPS, LIST_FIELDS } from './behaviour-fields.ts'
import { BehaviourLimits } from './behaviour-limits.tsx'
import { BehaviourTrial } from './behaviour-trial.tsx'
import { JudgeAgain } from './judge-again.tsx'
import { usePutBehaviour } from './use-put-behaviour.ts'

/** What the detectors across flows go by, and what that costs in false alerts. */
export function BehaviourPage() {
  const { data: settings, error, refetch } = useOperation('settings.get', {})
  return (
    <Page title="Behaviour across flows">
      {error && <ProblemNotice title="Settings could not be read" error={error} onRetry={() => void refetch()} />}
      {settings ? <Editor settings={settings} /> : !error && <Skeleton variant="rounded" height={420} />}
    </Page>
  )
}

function Editor({ settings: { behaviour } }: { settings: Settings }) {
  const put = usePutBehaviour()
  const { texts, write, drop } = useBehaviourDraft()
  const { settings: drafted, problems } = withDraft(behaviour, texts)
  const isChanged = drafted === null || JSON.stringify(drafted) !== JSON.stringify(behaviour)
  const isDefault = JSON.stringify(behaviour) === JSON.stringify(DEFAULT_BEHAVIOUR_SETTINGS)

  const save = () => {
    if (drafted !== null) {
      put(drafted, {
        message: 'Saved. Captures are judged by these settings when they are imported or scored again.',
        onDone: drop,
      })
    }
  }
  const addRole = (role: keyof BehaviourSettings['roles'], address: string) => {
    const field = fieldName(['roles', role])
    const text = texts[field] ?? textOf(behaviour, ['roles', role])
    write(field, text === '' ? address : `${text}\n${address}`)
  }
  const reset = () => {
    put(DEFAULT_BEHAVIOUR_SETTINGS, {
      message: 'The defaults are in force again.',
      onDone: drop,
      undo: behaviour,
    })
  }

  return (
    <Box
      sx={{
        display: 'grid',
        gap: 1.5,
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'repeat(2, minmax(0, 1fr))' },
        alignItems: 'start',
      }}
    >
      <Box sx={{ display: 'grid', gap: 1.5, minWidth: 0 }}>
        <Panel title="Your network">
          <Box sx={{ display: 'grid', gap: 1.5, pt: 0.75 }}>
            {LIST_FIELDS.map(({ path, label, explanation }) => {
              const field = fieldName(path)
              return (
                <TextField
                  key={field}
                  label={label}
                  multiline
                  minRows={1}
                  maxRows={8}
                  value={texts[field] ?? textOf(behaviour, path)}
                  error={problems[field] !== undefined}
                  helperText={problems[field] ?? explanation}
                  onChange={({ target }) => write(field, target.value)}
                />
              )
            })}
          </Box>
        </Panel>
        <Panel title="When an alert is raised">
          <Box sx={{ display: 'grid', gap: 2 }}>
            {LIMIT_GROUPS.map((group) => (
              <BehaviourLimits key={group.title} {...{ group, texts, problems }} settings={behaviour} onWrite={write} />
            ))}
          </Box>
        </Panel>
      </Box>
      <Box sx={{ display: 'grid', gap: 1.5, minWidth: 0, position: { lg: 'sticky' }, top: 12 }}>
        <Panel title="Changes">
          <Typography variant="body2" color="textSecondary" aria-live="polite" sx={{ mb: 1 }}>
            {stateOf({ isChanged, isWrong: drafted === null, isDefault })}
          </Typography>
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
            <Button variant="contained" disabled={!isChanged || drafted === null} onClick={save}>
              Save
            </Button>
            <Button variant="outlined" disabled={Object.keys(texts).length === 0} onClick={drop}>
              Discard changes
            </Button>
            <Button sx={{ ml: 'auto' }} disabled={isDefault} onClick={reset}>
              Reset to defaults
            </Button>
          </Box>
        </Panel>
        <BehaviourTrial proposed={isChanged ? drafted : undefined} onAddRole={addRole} />
        <JudgeAgain />
      </Box>
    </Box>
  )
}

function stateOf(state: { isChanged: boolean; isWrong: boolean; isDefault: boolean }): string {
  if (state.isWrong) return 'A field is wrong: it is marked. Nothing is saved until it is mended.'
  if (state.isChanged) return 'The changes are not saved yet. Try them on a capture first.'
  return state.isDefault ? 'The defaults are in force.' : 'All changes are saved.'
}
