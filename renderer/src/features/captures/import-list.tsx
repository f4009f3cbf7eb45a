import Box from '@mui/material/Box'

import { AttemptCard } from './attempt-card.tsx'
import { useImports } from './imports.tsx'
import { JobCard } from './job-card.tsx'
import { useActiveJobs, useEndedJobs } from './use-jobs.ts'

/** Imports that were refused, are under way, or have just ended. */
export function ImportList() {
  const { attempts } = useImports()
  const jobs = [...useActiveJobs(), ...useEndedJobs()]
  if (attempts.length === 0 && jobs.length === 0) return null
  return (
    <Box component="section" aria-label="Imports" sx={{ display: 'grid', gap: 1 }}>
      {attempts.map((attempt) => (
        <AttemptCard key={`attempt-${attempt.id}`} attempt={attempt} />
      ))}
      {jobs.map((job) => (
        <JobCard key={job.id} job={job} />
      ))}
    </Box>
  )
}
