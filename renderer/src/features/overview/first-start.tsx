import UploadFileIcon from '@mui/icons-material/UploadFileOutlined'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useNavigate } from 'react-router'

import { Page } from '../../components/page.tsx'
import { useChooseFiles } from '../../components/file-chooser.tsx'
import { useFollowDialog } from '../../components/follow-opener.tsx'
import { useImports } from '../../components/imports.tsx'

const STEPS = [
  ['Drop', 'A CICFlowMeter capture, anywhere on this window.'],
  ['Read', 'Every row is classified, counted as a conversation only, or rejected with its line and reason.'],
  ['Decide', 'Threats become a short list of alerts, with their flows as evidence.'],
] as const

/** The invitation of an empty AnomalyX. */
export function FirstStart() {
  const chooseFiles = useChooseFiles()
  const { importSample } = useImports()
  const { open: follow } = useFollowDialog()
  const navigate = useNavigate()
  return (
    <Page title="Overview" fixed>
      <Box
        component="section"
        aria-label="First capture"
        sx={{
          flex: 1,
          minHeight: 0,
          display: 'flex',
          flexDirection: 'column',
          alignItems: 'center',
          justifyContent: 'center',
          textAlign: 'center',
          p: 3,
          border: '1.5px dashed var(--control-border)',
          borderRadius: 2,
          bgcolor: 'background.paper',
        }}
      >
        <UploadFileIcon sx={{ fontSize: 40, color: 'primary.main' }} />
        <Typography component="h2" sx={{ mt: 1.5, fontSize: 20, fontWeight: 620, letterSpacing: '-0.01em' }}>
          Drop a capture to see what it contains
        </Typography>
        <Typography color="textSecondary" sx={{ mt: 0.75, maxWidth: 460, textWrap: 'balance' }}>
          Packets as .pcap or .pcapng, flows written by CICFlowMeter as .csv, or, for behaviour alone, connections
          logged by Zeek, Suricata, nfdump or Argus; compressed or not, of any size. Nothing leaves this machine.
        </Typography>
        <Box sx={{ display: 'flex', gap: 1, mt: 2.5 }}>
          <Button variant="contained" size="medium" onClick={chooseFiles}>
            Choose files…
          </Button>
          <Button
            variant="outlined"
            size="medium"
            onClick={() => {
              importSample()
              void navigate('/captures')
            }}
          >
            Try the sample capture
          </Button>
          <Button size="medium" onClick={follow}>
            Follow an interface or a folder…
          </Button>
        </Box>
        <Box
          component="ol"
          sx={{
            display: 'flex',
            flexWrap: 'wrap',
            justifyContent: 'center',
            gap: 4,
            m: 0,
            mt: 6,
            p: 0,
            listStyle: 'none',
            textAlign: 'left',
          }}
        >
          {STEPS.map(([title, sentence], place) => (
            <Box component="li" key={title} sx={{ width: 190, borderTop: 1, borderColor: 'divider', pt: 1 }}>
              <Typography variant="h3" component="p">
                {place + 1}. {title}
              </Typography>
              <Typography variant="body2" color="textSecondary">
                {sentence}
              </Typography>
            </Box>
          ))}
        </Box>
      </Box>
    </Page>
  )
}
