import { Classifier } from './classifier.ts'

/** Models kept ready at once: the active one, and two that are compared with it. */
const CAPACITY = 3

/** Models by their bundle folder. The one used longest ago makes room for another; one refused is tried again. */
export class LoadedModels {
  /** In the order of their last use. */
  readonly #by_folder = new Map<string, Promise<Classifier>>()

  /**
   * @param progress as of `Classifier.load`
   * @throws AnomalyError `model_refused`
   */
  get(bundle_dir: string, progress?: (allowance_ms: number) => void): Promise<Classifier> {
    const known = this.#by_folder.get(bundle_dir) ?? this.#load(bundle_dir, progress)
    this.#by_folder.delete(bundle_dir)
    this.#by_folder.set(bundle_dir, known)
    for (const folder of this.#by_folder.keys()) {
      if (this.#by_folder.size <= CAPACITY) break
      this.#by_folder.delete(folder)
    }
    return known
  }

  #load(bundle_dir: string, progress?: (allowance_ms: number) => void): Promise<Classifier> {
    const loading = Classifier.load(bundle_dir, 1, progress)
    loading.catch(() => {
      if (this.#by_folder.get(bundle_dir) === loading) this.#by_folder.delete(bundle_dir)
    })
    return loading
  }
}
