import type { AnomalyBridge } from '../../contract/bridge.ts'

declare global {
  /** What the preload script puts on the window's `window`; in a test that name means the page. */
  const anomalyx: AnomalyBridge
}
