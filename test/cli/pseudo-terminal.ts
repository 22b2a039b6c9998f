import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import type { TestContext } from 'node:test'
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
  /** Resolves once that holds this text, behind what `saw` saw last. */
  saw(text: string | RegExp): Promise<void>
  /** Presses keys. */
  press(keys: string): void
  readonly code: Promise<number | null>
}

export interface TerminalOptions {
  readonly cwd?: string
  readonly columns?: number
  /** What the shell does when the command has ended. */
  readonly after?: string
}

/** Runs the command in a terminal of its own, as a person would, until the test is over at the latest. */
export function atTerminal(
  context: TestContext,
  argv: readonly string[],
  { cwd = tmpdir(), columns = 80, after = '' }: TerminalOptions = {},
): AtTerminal {
  const quoted = [process.execPath, bin, ...argv].map(
    (word) => `'${word.replaceAll("'", `'\\''`)}'`,
  )
  const line = `stty cols ${columns} rows 40; ${quoted.join(' ')}; code=$?; ${after || ':'}; exit $code`
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const env = { PATH, NODE_COMPILE_CACHE, HOME: tmpdir(), SHELL: '/bin/sh', TERM: 'xterm' }
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    cwd,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  context.after(() => child.kill())
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
        const rest = text().slice(from)
        const at = typeof wanted === 'string' ? rest.indexOf(wanted) : rest.search(wanted)
        if (at < 0 && ended) throw new Error(`It ended before it said ${wanted}:\n${text()}`)
        if (at < 0) return false
        const found = typeof wanted === 'string' ? wanted : wanted.exec(rest)?.[0]
        from += at + (found?.length ?? 0)
        return true
      }),
  }
}
