import { format } from 'node:util'

const methods = ['log', 'info', 'debug', 'warn', 'error'] as const

/**
 * Sends what tools print to `write` instead: standard output is the answer's, and the live timeline must not be
 * written through. Returns the way back.
 */
export function captureConsole(write: (text: string) => void): () => void {
  const originals = methods.map((method) => [method, console[method]] as const)
  for (const method of methods) console[method] = (...values: unknown[]) => write(format(...values))
  return () => {
    for (const [method, original] of originals) console[method] = original
  }
}
