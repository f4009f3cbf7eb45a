/**
 * Turns off what ONNX Runtime otherwise sends to its maker. Its builds for Linux and macOS look at this variable once, when
 * they are loaded; a process that starts with it stays silent whatever is loaded there first.
 */
export const TELEMETRY_OFF = { ORT_DISABLE_TELEMETRY: '1' } as const

/** The environment of a process that this one starts. */
export function quietEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, ...TELEMETRY_OFF }
}
