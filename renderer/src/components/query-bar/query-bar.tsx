import StarIcon from '@mui/icons-material/Star'
import StarBorderIcon from '@mui/icons-material/StarBorder'
import Autocomplete from '@mui/material/Autocomplete'
import Box from '@mui/material/Box'
import IconButton from '@mui/material/IconButton'
import TextField from '@mui/material/TextField'
import Tooltip from '@mui/material/Tooltip'
import { useId, useLayoutEffect, useRef, useState, type Ref } from 'react'

import { parseQuery, type QueryFault } from '../../../../contract/query/parse.ts'
import type { Subject } from '../../../../contract/query/tree.ts'
import { keptSuggestions, rememberQuery, useRecentQueries } from '../../lib/kept-queries.ts'
import { applySuggestion, suggestionsAt, type Suggestion } from '../../lib/query-suggestions.ts'
import { withOffsets } from '../../lib/times-in-query.ts'
import { useTimeZone } from '../settings-provider.tsx'
import { useSavedQueries } from '../use-saved-queries.ts'
import { useVocabulary } from '../use-vocabulary.ts'
import { QueryFaultNote } from './query-fault.tsx'

interface QueryBarProps {
  subject: Subject
  /** The query that the list answers, out of the address. */
  value: string
  /** Asks for another one; empty for everything. */
  onAsk: (query: string) => void
  inputRef: Ref<HTMLInputElement>
}

/** The field that a list is searched with. Enter asks; a wrong query is marked and never asked. */
export function QueryBar({ subject, value, onAsk, inputRef }: QueryBarProps) {
  const faultId = useId()
  const input = useRef<HTMLInputElement | null>(null)
  const [typed, setTyped] = useState({ text: value, caret: value.length })
  const [answered, setAnswered] = useState(value)
  const [fault, setFault] = useState(() => faultOf(value, subject))
  const [isOpen, setOpen] = useState(false)
  const highlighted = useRef<Suggestion | null>(null)
  const recent = useRecentQueries(subject)
  const [saved, toggleSaved] = useSavedQueries(subject)
  const vocabulary = useVocabulary()
  const zone = useTimeZone()

  // Going back, a link or a cell of the list asked for another query than the one that was typed.
  if (answered !== value) {
    setAnswered(value)
    if (typed.text.trim() !== value) setTyped({ text: value, caret: value.length })
    setFault(faultOf(value, subject))
  }
  const caret = useRef<number | null>(null)
  useLayoutEffect(() => {
    if (caret.current === null) return
    input.current?.setSelectionRange(caret.current, caret.current)
    caret.current = null
  })

  const ask = (text: string) => {
    const query = withOffsets(text.trim(), subject, zone)
    const wrong = faultOf(query, subject)
    setOpen(false)
    setFault(wrong)
    setTyped({ text: query, caret: query.length })
    if (wrong) {
      input.current?.setSelectionRange(wrong.start, wrong.end)
      return
    }
    if (query !== '') rememberQuery(subject, query)
    onAsk(query)
  }
  const take = (suggestion: Suggestion) => {
    const next = applySuggestion(typed.text, suggestion)
    if (suggestion.kind === 'recent' || suggestion.kind === 'saved') {
      ask(next.text)
      return
    }
    caret.current = next.caret
    setTyped(next)
    setFault(undefined)
  }

  const options =
    typed.text.trim() === ''
      ? [...keptSuggestions({ recent, saved }), ...suggestionsAt('', 0, subject, vocabulary)]
      : suggestionsAt(typed.text, typed.caret, subject, vocabulary)
  const isSaved = saved.includes(value)
  return (
    <Box role="search" aria-label={`Search ${subject}`} sx={{ display: 'grid', gap: 0.5 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.5 }}>
        <Autocomplete<Suggestion, false, false, true>
          freeSolo
          fullWidth
          disableCloseOnSelect
          openOnFocus
          open={isOpen && options.length > 0}
          onOpen={() => setOpen(true)}
          onClose={() => setOpen(false)}
          onHighlightChange={(_event, option) => {
            highlighted.current = option
          }}
          onKeyDown={({ key }) => {
            // An empty field has no value that Enter would choose.
            if (key === 'Enter' && typed.text.trim() === '' && highlighted.current === null) ask('')
          }}
          clearOnBlur={false}
          handleHomeEndKeys={false}
          filterOptions={(all) => all}
          options={options}
          value={null}
          inputValue={typed.text}
          getOptionLabel={(option) => (typeof option === 'string' ? option : option.text)}
          getOptionKey={(option) => (typeof option === 'string' ? option : `${option.kind} ${option.text}`)}
          onChange={(_event, chosen, reason) => {
            if (reason === 'clear') ask('')
            else if (typeof chosen === 'string') ask(chosen)
            else if (chosen !== null) take(chosen)
          }}
          onInputChange={(event, text, reason) => {
            if (reason !== 'input') return
            const at = (event.target as HTMLInputElement | null)?.selectionStart ?? text.length
            setTyped({ text, caret: at })
            setFault(undefined)
          }}
          renderOption={({ key, ...props }, option) => (
            <Box component="li" key={key} {...props} sx={{ gap: 2 }}>
              <code>{option.text}</code>
              <Box component="span" sx={{ ml: 'auto', color: 'text.secondary', textAlign: 'right' }}>
                {option.meaning}
              </Box>
            </Box>
          )}
          renderInput={(params) => (
            <TextField
              {...params}
              label="Query"
              placeholder={EXAMPLES[subject]}
              error={fault !== undefined}
              inputRef={(element: HTMLInputElement | null) => {
                input.current = element
                if (typeof inputRef === 'function') inputRef(element)
                else if (inputRef) inputRef.current = element
              }}
              slotProps={{
                ...params.slotProps,
                inputLabel: { ...params.slotProps.inputLabel, shrink: true },
                htmlInput: {
                  ...params.slotProps.htmlInput,
                  spellCheck: false,
                  maxLength: 2000,
                  'aria-errormessage': fault === undefined ? undefined : faultId,
                  onSelect: ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
                    const at = currentTarget.selectionStart ?? 0
                    setTyped((now) => (now.caret === at ? now : { ...now, caret: at }))
                  },
                },
              }}
            />
          )}
        />
        <Tooltip title={isSaved ? 'Saved: forget this query' : 'Save this query'}>
          <span>
            <IconButton
              aria-label="Save this query"
              aria-pressed={isSaved}
              disabled={value === ''}
              onClick={() => toggleSaved(value)}
            >
              {isSaved ? <StarIcon /> : <StarBorderIcon />}
            </IconButton>
          </span>
        </Tooltip>
      </Box>
      {fault && <QueryFaultNote id={faultId} query={typed.text} fault={fault} />}
    </Box>
  )
}

const EXAMPLES: Readonly<Record<Subject, string>> = {
  flows: 'type:DDoS src:172.16.0.0/24 dport:80,443 bytes>1e6 after:2017-07-07T15:00',
  alerts: 'severity>=high dst:192.168.10.50 -type:PortScan flows>100',
}

function faultOf(query: string, subject: Subject): QueryFault | undefined {
  const parsed = parseQuery(query, subject)
  return parsed.ok ? undefined : parsed.fault
}
