import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const bin: string = fileURLToPath(new URL('../../bin/fanfold.mjs', import.meta.url))

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Started {
  readonly child: ChildProcess
  /** Resolves once standard error holds this text. */
  saw(text: string): Promise<void>
  /** What is on standard error so far. */
  stderr(): string
  readonly finished: Promise<Finished>
}

export interface StartOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  /** Node's own arguments. */
  readonly nodeArguments?: readonly string[]
}

/** Starts the command in a process of its own, without the keys and colours of this one's environment. */
export function start(argv: readonly string[], options: StartOptions = {}): Started {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const env: NodeJS.ProcessEnv = { PATH, NODE_COMPILE_CACHE, HOME: tmpdir(), ...options.env }
  const child = spawn(process.execPath, [...(options.nodeArguments ?? []), bin, ...argv], {
    cwd: options.cwd ?? tmpdir(),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  const watchers = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    for (const watcher of watchers) watcher()
  })
  const finished = new Promise<Finished>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
  const saw = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!stderr.includes(text)) return
        watchers.delete(look)
        resolve()
      }
      watchers.add(look)
      look()
      void finished.then(() => reject(new Error(`It ended before it said "${text}": ${stderr}`)))
    })
  return { child, saw, stderr: () => stderr, finished }
}

export function fanfold(argv: readonly string[], options?: StartOptions): Promise<Finished> {
  return start(argv, options).finished
}

/** A directory with a tools file, for one test file. */
export function toolsDirectory(source: string) {
  const directory = mkdtempSync(join(tmpdir(), 'fanfold-cli-'))
  const tools = join(directory, 'tools.ts')
  writeFileSync(tools, source)
  return { directory, tools, remove: () => rmSync(directory, { recursive: true }) }
}

/** Runs a command that has to succeed, and returns what it printed. */
export async function said(...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await fanfold(argv)
  assert.deepEqual([code, stderr], [0, ''], stdout)
  return stdout
}

/** Runs a command that has to fail, and returns what it complained of. */
export async function refused(expected: number, ...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await fanfold(argv)
  assert.deepEqual([code, stdout], [expected, ''], stderr)
  assert.equal(stderr.trimEnd().split('\n').length, 1, stderr)
  return stderr
}
