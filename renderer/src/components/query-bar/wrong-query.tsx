import { useId } from 'react'

import { parseQuery, type QueryFault } from '../../../../contract/query/parse.ts'
import type { Subject } from '../../../../contract/query/tree.ts'
import { EmptyState } from '../empty-state.tsx'
import { QueryFaultNote } from './query-fault.tsx'

interface WrongQueryProps {
  query: string
  subject: Subject
  /** As whoever answered says it. */
  fault: QueryFault
}

/** In the place of a list whose query was refused. What its grammar does not tell, the field above does not say. */
export function WrongQuery({ query, subject, fault }: WrongQueryProps) {
  const id = useId()
  return (
    <EmptyState title="The query is wrong">
      {parseQuery(query, subject).ok ? (
        <QueryFaultNote id={id} query={query} fault={fault} />
      ) : (
        'The field above says where and why.'
      )}
    </EmptyState>
  )
}
