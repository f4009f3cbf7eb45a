import { HAS_REAL_FLOWS, HAS_SAMPLE } from './companions.ts'

/** Tests whose data are not there are not in the list; said once, before the first test. */
export default function tellWhatIsMissing(): void {
  if (!HAS_REAL_FLOWS) process.stdout.write('e2e: ../shared/data is not there: the test on real flows is left out\n')
  if (process.platform !== 'linux') {
    process.stdout.write('e2e: strace is for Linux only: the test that nothing reaches out is left out\n')
  }
  if (!HAS_SAMPLE) process.stdout.write('e2e: the sample capture is not there: the test that imports it is left out\n')
}
