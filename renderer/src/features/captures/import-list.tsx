import Box from '@mui/material/Box'
import Button from '@mui/material/Button'

import { AttemptCard } from './attempt-card.tsx'
import { useImports } from './imports.tsx'
import { JobCard } from './job-card.tsx'
import { useActiveJobs, useEndedJobs } from './use-jobs.ts'

/** Imports that were refused, are under way, or have just ended. */
export function ImportList() {
  const { attempts, dismissJob } = useImports()
  const ended = useEndedJobs()
  const jobs = [...useActiveJobs(), ...ended]
  if (attempts.length === 0 && jobs.length === 0) return null
  return (
    <Box component="section" aria-label="Imports" sx={{ display: 'grid', gap: 1 }}>
      {attempts.map((attempt) => (
        <AttemptCard key={`attempt-${attempt.id}`} attempt={attempt} />
      ))}
      {jobs.map((job) => (
        <JobCard key={job.id} job={job} />
      ))}
      {ended.length > 1 && (
        <Button
          sx={{ justifySelf: 'end' }}
          onClick={() => {
            for (const { id } of ended) dismissJob(id)
          }}
        >
          Dismiss all that ended
        </Button>
      )}
    </Box>
  )
}
