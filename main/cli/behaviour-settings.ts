import { readFile } from 'node:fs/promises'

import { z } from 'zod'

import {
  type BehaviourSettings,
  BehaviourSettingsSchema,
  DEFAULT_BEHAVIOUR_SETTINGS,
} from '../../contract/behaviour-settings.ts'
import { AnomalyError } from '../../contract/errors.ts'

/** Any part of the settings, and nothing that is none. */
const PartsSchema = z.strictObject({
  ...BehaviourSettingsSchema.partial().shape,
  ...Object.fromEntries(
    Object.entries(BehaviourSettingsSchema.shape).map(([name, schema]) => [
      name,
      (schema instanceof z.ZodObject ? schema.partial().strict() : schema).optional(),
    ]),
  ),
})

/**
 * Settings of the detectors across flows from a JSON file: what it leaves out keeps its default.
 * @param path null for the defaults
 * @throws AnomalyError `invalid_input` that names the file and each setting at fault
 */
export async function readBehaviourSettings(path: string | null): Promise<BehaviourSettings> {
  if (path === null) return DEFAULT_BEHAVIOUR_SETTINGS
  const given = PartsSchema.safeParse(await readJsonFile(path))
  if (!given.success) throw refusal(path, given.error)
  const merged = Object.fromEntries(
    Object.entries(DEFAULT_BEHAVIOUR_SETTINGS).map(([name, value]) => {
      const change = (given.data as Record<string, unknown>)[name]
      if (change === undefined) return [name, value]
      return [name, Array.isArray(value) ? change : { ...value, ...(change as object) }]
    }),
  )
  const settings = BehaviourSettingsSchema.safeParse(merged)
  if (!settings.success) throw refusal(path, settings.error)
  return settings.data
}

async function readJsonFile(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'is no JSON' : 'cannot be read'
    throw new AnomalyError('invalid_input', `The settings file ${path} ${why}.`, { cause })
  }
}

function refusal(path: string, error: z.ZodError): AnomalyError {
  const problems = error.issues.map(({ path: where, message }) => ({ where: where.join('.'), reason: message }))
  const [first] = problems
  return new AnomalyError(
    'invalid_input',
    `The settings file ${path} was refused: ${first?.where === '' ? '' : `${first?.where ?? ''}: `}${first?.reason ?? ''}.`,
    { problems },
  )
}
