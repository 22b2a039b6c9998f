import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { until } from '../support/until.ts'

const bin = fileURLToPath(new URL('../../bin/fanfold.mjs', import.meta.url))

/** Why there is no real terminal to test in: it takes util-linux's `script`. */
export const withoutTerminal: string | false =
  spawnSync('script', ['--version']).stdout?.includes('util-linux') === true
    ? false
    : 'Needs `script` of util-linux.'

export interface AtTerminal {
  readonly child: ChildProcess
  /** All that was written, without colours and movements of the cursor. */
  text(): string
  /** Resolves once that holds this text, after what it held when `saw` resolved last. */
  saw(text: string | RegExp): Promise<void>
  /** Presses keys. */
  press(keys: string): void
  readonly code: Promise<number | null>
}

/** Runs the command in a terminal of its own, as a person would. */
export function atTerminal(
  argv: readonly string[],
  { cwd = tmpdir(), columns = 80 }: { readonly cwd?: string; readonly columns?: number } = {},
): AtTerminal {
  const quoted = [process.execPath, bin, ...argv].map(
    (word) => `'${word.replaceAll("'", `'\\''`)}'`,
  )
  const line = `stty cols ${columns} rows 40; exec ${quoted.join(' ')}`
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const env = { PATH, NODE_COMPILE_CACHE, HOME: tmpdir(), SHELL: '/bin/sh', TERM: 'xterm' }
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    cwd,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let written = ''
  let from = 0
  let ended = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written += text))
  const code = new Promise<number | null>((resolve) => {
    child.once('close', (status) => {
      ended = true
      resolve(status)
    })
  })
  const text = (): string => stripVTControlCharacters(written).replaceAll('\r', '')
  return {
    child,
    text,
    code,
    press: (keys) => void child.stdin.write(keys),
    saw: (wanted) =>
      until(() => {
        const found =
          typeof wanted === 'string'
            ? text().indexOf(wanted, from)
            : text().slice(from).search(wanted)
        if (found < 0 && ended) throw new Error(`It ended before it said ${wanted}:\n${text()}`)
        if (found >= 0) from = text().length
        return found >= 0
      }),
  }
}
