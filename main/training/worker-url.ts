/** File of the training worker: beside this module, as source or as the bundle names it. */
export function trainingWorkerUrl(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('./training-worker.ts', import.meta.url)
    : new URL('./training-worker.js', import.meta.url)
}
