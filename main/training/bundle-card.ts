import { join } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'
import { writeFiles } from '../files/output-folder.ts'
import { readRegular } from '../files/read-regular.ts'
import { ModelManifestSchema } from '../flow/model-manifest.ts'
import { modelCard } from './model-card.ts'
import type { ValidationReport } from './validation/report.ts'

/**
 * Writes `validation.json` into a bundle, and its model card anew.
 * @throws AnomalyError `model_refused` when the bundle was trained on other data, or by another trainer
 */
export async function writeModelCard(bundle_dir: string, report: ValidationReport): Promise<void> {
  const manifest = ModelManifestSchema.parse(
    JSON.parse((await readRegular(join(bundle_dir, 'manifest.json'))).toString('utf8')),
  )
  const own = manifest.training_data.map(({ sha256 }) => sha256).sort()
  const measured = report.data.map(({ sha256 }) => sha256).sort()
  const { trainer } = manifest
  const is_same_trainer =
    trainer.name === report.trainer.name &&
    trainer.version === report.trainer.version &&
    Object.entries(report.trainer.parameters).every(([name, value]) => trainer.parameters[name] === value)
  if (own.join() !== measured.join() || !is_same_trainer) {
    throw new AnomalyError(
      'model_refused',
      `${manifest.id} was trained on other captures or with other parameters, so these measurements do not apply to it. Validate the captures named in its manifest, with the trainer that created it.`,
    )
  }
  await writeFiles(bundle_dir, [
    ['validation.json', `${JSON.stringify(report, null, 1)}\n`],
    ['MODEL_CARD.md', modelCard(manifest, report)],
  ])
}
