// What the tests run in threads. Each function is an `execute`; a tool names one by `exportName`.
import { threadId } from 'node:worker_threads'
import { content } from '../../../src/call/content/content.ts'
import { ToolError } from '../../../src/call/errors/error.ts'
import type { ToolContext } from '../../../src/call/tool.ts'
import { patienceMs, until } from '../../support/until.ts'

interface Input {
  readonly ms: number
  readonly counter: Int32Array
  readonly text: string
}

export function where(): number {
  return threadId
}

export function tell({ text }: Input, context: ToolContext): unknown {
  const { callId, turnId, attempt, idempotencyKey, signal } = context
  return { text, callId, turnId, attempt, idempotencyKey, aborted: signal.aborted }
}

export function whose(_input: Input, { context }: ToolContext): unknown {
  return context
}

export function respond(): Response {
  return Response.json({ id: 7 })
}

export function refuse(): never {
  throw new Response('busy', { status: 503, headers: { 'retry-after-ms': '7' } })
}

/** Keeps its processor busy until the test lets go of it, which a test cannot whose event loop is held. */
export function burn({ counter }: Input): string {
  Atomics.store(counter, 0, 1)
  const endMs = performance.now() + patienceMs
  while (Atomics.load(counter, 1) === 0) if (performance.now() > endMs) return 'held'
  return 'let go'
}

/** Counts without end, where the test can see it. */
export function count({ counter }: Input): never {
  for (;;) Atomics.add(counter, 0, 1)
}

/** Counts, too, but listens, and says so. */
export async function heed({ counter }: Input, { signal }: ToolContext): Promise<string> {
  while (!signal.aborted) {
    Atomics.add(counter, 0, 1)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  const { name, message, code } = signal.reason as Error & { code: string }
  return `${name} ${code} ${message}`
}

export async function wait({ ms, text }: Input): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, ms))
  return text
}

/** Stays until two have come, as long as it takes, and a little longer; tells how many it saw at once. */
export async function meet({ counter, ms }: Input): Promise<number> {
  let most = Atomics.add(counter, 1, 1) + 1
  await until(() => Atomics.load(counter, 0) === 1 || Atomics.load(counter, 1) >= 2)
  Atomics.store(counter, 0, 1)
  await new Promise((resolve) => setTimeout(resolve, ms))
  most = Math.max(most, Atomics.load(counter, 1))
  Atomics.sub(counter, 1, 1)
  return most
}

export function report(_input: Input, { progress }: ToolContext): string {
  for (let step = 1; step <= 100; step += 1) progress({ step })
  progress({ size: 10n, render: () => 'x' })
  return 'done'
}

export function show(): unknown {
  return content('A dot:', { type: 'image', data: 'AAAA', mediaType: 'image/png' })
}

export function plain(): unknown {
  return { at: new Date(0), map: new Map([['a', 1]]), bytes: new Uint8Array([1, 2]), big: 10n }
}

export function failAsTool(): never {
  throw new ToolError('Come back later.', { code: 'busy', retryAfterMs: 5, nothingDone: true })
}

export function failAsServer(): never {
  const response = { status: 503, headers: { 'retry-after': '2' } }
  throw Object.assign(new TypeError('no'), { response, config: { transform() {} } })
}

export function failAsSocket(): never {
  throw new Error('fetch failed', {
    cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
  })
}

export function failAsText(): never {
  // oxlint-disable-next-line no-throw-literal
  throw 'just words'
}

export function returnFunction(): unknown {
  return { render: () => 'x' }
}

/** Passes any small limit in one allocation. */
export async function hoardAtOnce(): Promise<number> {
  const hoard = Array.from({ length: 20_000_000 }, () => 0.5)
  await new Promise((resolve) => setTimeout(resolve, patienceMs))
  return hoard.length
}

export function hoardNumbers(): never {
  const hoard: number[] = []
  for (;;) hoard.push(hoard.length)
}

export function hoardObjects(): never {
  const hoard: object[] = []
  for (;;) hoard.push({ name: `number ${hoard.length}` })
}

export async function hoardBuffers(): Promise<never> {
  const hoard: Buffer[] = []
  for (;;) {
    hoard.push(Buffer.alloc(1_000_000, 1))
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

export function exit(): never {
  process.exit(3)
}

/** Exits the first time. */
export function exitOnce({ counter }: Input): string {
  if (Atomics.add(counter, 0, 1) === 0) process.exit(3)
  return 'stayed'
}

export async function throwAside(): Promise<void> {
  setTimeout(() => {
    throw new Error('aside')
  }, 1)
  await new Promise((resolve) => setTimeout(resolve, patienceMs))
}

/** Answers, and dies of what it left behind, before anything else can happen. */
export function answerAndDie(): string {
  setImmediate(() => process.exit(1))
  return 'answered'
}

export function execute(): string {
  return 'execute'
}

export const notAFunction = 1

/** Tells of its steps by what it yields. */
export async function* steps(): AsyncGenerator<unknown> {
  yield 'half'
  yield { done: true }
}
