import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import Typography from '@mui/material/Typography'

import { ImportCard } from '../../components/import-card.tsx'
import { useImports, type Attempt } from '../../components/imports.tsx'

/** An import that is being looked at, or that was refused and why. */
export function AttemptCard({ attempt }: { attempt: Attempt }) {
  const { importAgain, importWithout, dismissAttempt, reviewRefused } = useImports()
  const { source, problem } = attempt
  if (problem === null) {
    return (
      <ImportCard name={source.name} state="Checking" tone="active">
        <LinearProgress aria-label={`Checking ${source.name}`} sx={{ my: 0.75 }} />
      </ImportCard>
    )
  }
  const repeated = problem.code === 'already_imported'
  return (
    <ImportCard
      name={source.name}
      state={repeated ? 'Already imported' : 'Refused'}
      tone={repeated ? 'quiet' : 'bad'}
      onDismiss={() => dismissAttempt(attempt.id)}
      actions={
        repeated ? (
          <Button variant="outlined" onClick={() => importAgain(attempt)}>
            Import again anyway
          </Button>
        ) : problem.code === 'lacks_features' && source.kind === 'file' ? (
          <Button variant="outlined" onClick={() => importWithout({ id: attempt.id, source })}>
            Import without them
          </Button>
        ) : (
          (problem.problems?.length ?? 0) > 0 && (
            <Button variant="outlined" onClick={() => reviewRefused(attempt)}>
              Show what is missing…
            </Button>
          )
        )
      }
    >
      <Typography variant="body2" color="textSecondary" role="alert" sx={{ overflowWrap: 'anywhere' }}>
        {problem.detail}
      </Typography>
    </ImportCard>
  )
}
