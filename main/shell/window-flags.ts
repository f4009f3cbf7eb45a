import { app } from 'electron'

/**
 * How V8 runs the window's code, which is large and never busy for long. The optimizing compiler took as long as the code
 * that it compiled, on threads beside the one that draws; the one before it stays. A young generation of a few megabytes
 * and a first collection of the old one at a size that the window seldom reaches keep collections out of pages that open.
 */
const V8_FLAGS = ['--no-turbofan', '--min-semi-space-size=8', '--initial-old-space-size=128']

/** Must run before Electron is ready. The processes behind the window have flags of their own. */
export function tuneWindow(): void {
  app.commandLine.appendSwitch('js-flags', V8_FLAGS.join(' '))
}
