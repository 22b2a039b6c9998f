import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Cell } from '../contest.ts'

const marker = '{"kind":'

/** Measures one cell in a process of its own. A crash or a time-out makes it a failed one. */
export async function runCell(
  suite: string,
  contestant: string,
  timeoutMs: number,
  quick: boolean,
  part = '',
): Promise<Cell> {
  const child = spawn(
    process.execPath,
    ['--expose-gc', join(import.meta.dirname, 'cell.ts'), suite, contestant, part],
    {
      // A group of its own, so that its model server goes with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PEERS_QUICK: quick ? '1' : '0' },
    },
  )
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  let late = false
  const end = (): void => {
    try {
      process.kill(-(child.pid as number), 'SIGKILL')
    } catch {
      // It has ended.
    }
  }
  const timer = setTimeout(() => {
    late = true
    end()
  }, timeoutMs)
  process.once('exit', end)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  clearTimeout(timer)
  process.off('exit', end)
  end()
  if (late) return { kind: 'failed', error: `not done after ${timeoutMs / 1_000} s` }
  const line = output.split('\n').findLast((text) => text.startsWith(marker))
  if (line !== undefined) return JSON.parse(line) as Cell
  const [, error = `ended with ${String(code)}`] = /^\s*((?:\w*Error|\[).*)$/m.exec(errors) ?? []
  return { kind: 'failed', error }
}
