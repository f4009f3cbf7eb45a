import { CapturesPage } from '../features/captures/captures-page.tsx'
import { LivePanel } from '../features/streams/live-panel.tsx'

/** The page of captures, with the streams that some of them come of. */
export function CapturesPlace() {
  return <CapturesPage live={<LivePanel />} />
}
