import { appendFileSync, existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import { content } from '../../../src/call/content/content.ts'
import { ToolError } from '../../../src/call/errors/error.ts'
import { tool, type AnyTool, type ToolContext } from '../../../src/call/tool.ts'
import { releaseOf } from './ledger.ts'

interface Input {
  readonly ledger: string
  readonly id?: string
  readonly ms?: number
  /** It is at work until the ledger is released, however slow the machine. */
  readonly held?: boolean
}

/** Notes in a file what has happened, in whichever process. */
function note(ledger: string, line: string): void {
  appendFileSync(ledger, `${line}\n`)
}

async function untilReleased(ledger: string, signal?: AbortSignal): Promise<void> {
  while (!existsSync(releaseOf(ledger))) await sleep(5, undefined, { signal })
}

function make(
  name: string,
  execute: (input: Input & Record<string, unknown>, context: ToolContext) => unknown,
): AnyTool {
  return tool({ name, runsIn: 'queue', execute: execute as never }) as AnyTool
}

/** Ends after a while, once it is released, or when it is told to; notes both. */
export const work: AnyTool = make('work', async ({ ledger, id = '', ms = 0, held }, context) => {
  note(ledger, `start ${id}`)
  context.progress('started')
  try {
    await sleep(ms, undefined, { signal: context.signal })
    if (held) await untilReleased(ledger, context.signal)
  } catch {
    const { name, code, message } = context.signal.reason as Error & { code?: string }
    note(ledger, `stop ${id} ${name} ${code} ${message}`)
    throw context.signal.reason
  }
  note(ledger, `end ${id}`)
  return { id, pid: process.pid }
})

/** Asks for the context of its turn, which is not there. */
export const whose: AnyTool = make('whose', (_, { context }) => context)

/** Notes that it was told to stop, and does not, until it is released. */
export const deaf: AnyTool = make('deaf', async ({ ledger, id = '' }, context) => {
  note(ledger, `start ${id}`)
  context.progress('started')
  context.signal.addEventListener('abort', () => note(ledger, `told ${id}`))
  await untilReleased(ledger)
  note(ledger, `end ${id}`)
  return 'late'
})

/** Holds the event loop. */
export const block: AnyTool = make('block', ({ ledger, id = '', ms = 0 }) => {
  note(ledger, `start ${id}`)
  const end = performance.now() + ms
  while (performance.now() < end);
  return 'blocked'
})

export const tell: AnyTool = make('tell', (input, { progress: _p, signal, ...context }) => ({
  input,
  context,
  aborted: signal.aborted,
}))

export const report: AnyTool = make('report', async (_input, { progress }) => {
  for (let step = 1; step <= 100; step += 1) {
    progress({ step })
    if (step % 10 === 0) await sleep(1)
  }
  return 'done'
})

/** Tells of its steps by what it yields. */
export const steps: AnyTool = make('steps', async function* () {
  yield 'half'
  yield { done: true }
})

export const show: AnyTool = make('show', () =>
  content('A dot:', { type: 'image', data: 'AAAA', mediaType: 'image/png' }),
)

/** Returns a value of many kinds. */
export const give: AnyTool = make('give', ({ what }) => {
  if (what === 'nothing') return undefined
  if (what === 'date') return { at: new Date(0) }
  if (what === 'map') return { deep: [new Map()] }
  return 'x'.repeat(Number(what))
})

export const fail: AnyTool = make('fail', () => {
  throw new ToolError('Not today.', {
    code: 'not_today',
    retryAfterMs: 5,
    cause: Object.assign(new Error('inner'), { big: 10n }),
  })
})

export const typed: AnyTool = tool({
  name: 'typed',
  runsIn: 'queue',
  inputSchema: z.object({ id: z.int() }),
  execute: ({ id }) => id + 1,
})

/** Not for whoever writes to the queue. */
export const local: AnyTool = tool({
  name: 'local',
  execute: ({ ledger }: Readonly<Record<string, unknown>>) => note(String(ledger), 'local ran'),
}) as AnyTool

/** Ends its process, as what fills its memory does. */
export const poison: AnyTool = make('poison', async ({ ledger, ms = 0 }, { progress }) => {
  note(ledger, `poisoned ${process.pid}`)
  progress('started')
  await sleep(ms)
  process.kill(process.pid, 'SIGKILL')
  await sleep(60_000)
})
