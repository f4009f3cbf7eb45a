import type { AnomalyBridge } from '../../contract/bridge.ts'

declare global {
  interface Window {
    /** Put there by the preload script; the only way out of the window. */
    readonly anomalyx: AnomalyBridge
  }
}
