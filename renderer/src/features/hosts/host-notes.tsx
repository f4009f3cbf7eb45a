import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Chip from '@mui/material/Chip'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState, type Ref } from 'react'

import { type Host, type HostEvent, TagSchema } from '../../../../contract/hosts.ts'
import { Panel } from '../../components/panel.tsx'
import { Time } from '../../components/time.tsx'
import { originOf } from '../../lib/origins.ts'
import { useHostChanges, type HostChanges } from './use-host-changes.ts'

interface HostNotesProps {
  host: Host
  noteInput: Ref<HTMLTextAreaElement>
  tagInput: Ref<HTMLInputElement>
}

/** What people know of a host: tags, and notes with who wrote them and when. */
export function HostNotes({ host, noteInput, tagInput }: HostNotesProps) {
  const changes = useHostChanges(host)
  return (
    <Panel title="Notes and tags">
      <Box sx={{ display: 'grid', gap: 1.25 }}>
        <Tags tags={host.tags} changes={changes} tagInput={tagInput} />
        <TextField
          label="Note"
          placeholder={`What you know of ${host.peer === null ? 'this host' : 'these two hosts'}`}
          multiline
          minRows={2}
          maxRows={8}
          fullWidth
          value={changes.note}
          onChange={({ target }) => changes.write(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
            event.preventDefault()
            changes.addNote()
          }}
          inputRef={noteInput}
          slotProps={{ htmlInput: { maxLength: 4000 } }}
        />
        <Button
          variant="outlined"
          sx={{ justifySelf: 'end' }}
          disabled={changes.note.trim() === ''}
          onClick={changes.addNote}
        >
          Add note
        </Button>
        {host.events.length > 0 && <History events={host.events} />}
      </Box>
    </Panel>
  )
}

interface TagsProps {
  tags: readonly string[]
  changes: HostChanges
  tagInput: Ref<HTMLInputElement>
}

function Tags({ tags, changes, tagInput }: TagsProps) {
  const [text, setText] = useState('')
  const parsed = TagSchema.safeParse(text)
  const isWrong = text.trim() !== '' && !parsed.success
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75, alignItems: 'center' }}>
      <Box
        component="ul"
        aria-label="Tags"
        sx={{ display: 'contents', listStyle: 'none', '&:empty': { display: 'none' } }}
      >
        {tags.map((tag) => (
          <li key={tag}>
            <Chip
              label={tag}
              onDelete={() => changes.removeTag(tag)}
              slotProps={{ label: { title: tag } }}
              aria-label={`Tag ${tag}; press Delete to remove it`}
            />
          </li>
        ))}
      </Box>
      <TextField
        label="Add a tag"
        value={text}
        error={isWrong}
        helperText={isWrong ? 'At most 40 characters, without commas' : undefined}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !parsed.success) return
          event.preventDefault()
          changes.addTag(parsed.data)
          setText('')
        }}
        inputRef={tagInput}
        sx={{ flex: 1, minWidth: 140 }}
      />
    </Box>
  )
}

/** Newest first. */
function History({ events }: { events: readonly HostEvent[] }) {
  return (
    <Box component="ol" aria-label="History" sx={{ m: 0, p: 0, listStyle: 'none', display: 'grid', gap: 1 }}>
      {events.toReversed().map((event) => (
        <li key={event.id}>
          <Typography variant="caption" color="textSecondary" component="p">
            <strong>{whatHappened(event)}</strong> {originOf(event)} ·{' '}
            <Box component="span" sx={{ whiteSpace: 'nowrap' }}>
              <Time at={event.at} precision="minute" />
            </Box>
          </Typography>
          {event.note !== null && (
            <Typography variant="body2" sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {event.note}
            </Typography>
          )}
        </li>
      ))}
    </Box>
  )
}

function whatHappened({ note, tags_added, tags_removed }: HostEvent): string {
  const parts = [
    ...(note === null ? [] : ['Note']),
    ...(tags_added.length > 0 ? [`Tagged ${tags_added.join(', ')}`] : []),
    ...(tags_removed.length > 0 ? [`Removed tag ${tags_removed.join(', ')}`] : []),
  ]
  return parts.join(' · ')
}
