import { AnomalyError } from '../../../contract/errors.ts'
import { installAdvice, rightsAdvice } from './capture-advice.ts'
import type { CaptureTool } from './capture-tool.ts'

const NO_RIGHTS = /permission|not permitted|access is denied|\bE(PERM|ACCES)\b/i
const NO_INTERFACE = /no such device|not exist|there is no device|no such interface/i
const GONE = /disappeared|went down|network is down|no longer (running|attached)|is not up\b/i
/** Lines that say what a tool is doing, and nothing of why it ended. */
const CHATTER =
  /^(dumpcap: cap_set_proc|tcpdump: (listening on|data link type|verbose output)|Capturing on|File: |Packets(:| captured| received)|\d+ packets? )/i
/** Behind its reason, dumpcap says what to do on any system. */
const REASON_LINES = 2
const LONGEST_REASON = 300

export function noTool(): AnomalyError {
  return new AnomalyError('not_permitted', `There is no program that records packets. ${installAdvice()}`)
}

/** Why a tool ended that was to go on. @param told what it wrote for people @param is_started whether packets could come */
export function captureFailure(
  tool: CaptureTool,
  { interface_name, told, is_started }: { interface_name: string; told: string; is_started: boolean },
): AnomalyError {
  const reason = reasonIn(told)
  const said = reason === '' ? '' : ` (${tool.kind}: ${reason})`
  if (!is_started && NO_RIGHTS.test(told) && !NO_INTERFACE.test(told)) {
    return new AnomalyError(
      'not_permitted',
      `Your account may not record the packets of ${interface_name}${said}. ${rightsAdvice(tool)}`,
    )
  }
  if (NO_INTERFACE.test(told) || GONE.test(told)) {
    return noInterface(
      interface_name,
      is_started ? 'is gone or was switched off' : 'is not there or is switched off',
      said,
    )
  }
  return new AnomalyError(
    'unreadable_file',
    is_started
      ? `${tool.kind}, which recorded the packets of ${interface_name}, ended${said}. Resume the stream to start it again.`
      : `${tool.kind} cannot record the packets of ${interface_name}${said}.`,
  )
}

export function noInterface(interface_name: string, what: string, said = ''): AnomalyError {
  return new AnomalyError(
    'unreadable_file',
    `The interface ${interface_name} ${what}${said}. Switch it on, and resume the stream.`,
  )
}

function reasonIn(told: string): string {
  const lines = told.split('\n').map((line) => line.trim())
  const reasons = lines.filter((line) => line !== '' && !CHATTER.test(line))
  return reasons
    .slice(0, REASON_LINES)
    .join(' ')
    .replace(/^(tcpdump|dumpcap): /, '')
    .slice(0, LONGEST_REASON)
}
