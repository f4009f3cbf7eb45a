import Box from '@mui/material/Box'
import Link from '@mui/material/Link'

import { useChooseFiles } from '../../components/file-chooser.tsx'
import { useFollowDialog } from '../../components/follow-opener.tsx'
import { useImports } from '../../components/imports.tsx'

/** Says what can be dropped; the whole window takes it. */
export function DropZone() {
  const chooseFiles = useChooseFiles()
  const { open: follow } = useFollowDialog()
  const { importSample } = useImports()
  return (
    <Box
      component="section"
      aria-label="Import"
      sx={{
        px: 2,
        py: 1.75,
        border: '1.5px dashed var(--control-border)',
        borderRadius: 1.5,
        textAlign: 'center',
        color: 'text.secondary',
      }}
    >
      Drop packet captures (.pcap, .pcapng), CICFlowMeter files (.csv), logs of Zeek, Suricata, nfdump or Argus,
      compressed or not, or folders of them anywhere on the window,{' '}
      <Link component="button" onClick={chooseFiles} sx={BUTTON}>
        choose files
      </Link>{' '}
      <kbd>Ctrl+O</kbd>,{' '}
      <Link component="button" onClick={follow} sx={BUTTON}>
        follow an interface or a folder
      </Link>
      , or import the{' '}
      <Link component="button" onClick={importSample} sx={BUTTON}>
        sample capture
      </Link>
      . Nothing leaves this machine.
    </Box>
  )
}

const BUTTON = { font: 'inherit', fontWeight: 550, verticalAlign: 'baseline' }
