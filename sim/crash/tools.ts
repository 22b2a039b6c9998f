import { setTimeout as realSleep } from 'node:timers/promises'
import type { ToolCall } from '../../src/call/call.ts'
import { ToolError } from '../../src/call/errors/error.ts'
import { tool, type AnyTool, type ToolContext, type ToolOptions } from '../../src/call/tool.ts'
import type { TurnOptions } from '../../src/turn/contract.ts'
import { isToolLine, type Line, type LostLine, type ToolLine } from './line.ts'
import { overlap } from './facts.ts'
import type { CallKind, CrashCall } from './plan.ts'

/** What a tool is called with: all that it is to do. */
export interface CrashInput {
  readonly n: string
  readonly kind: CallKind
  readonly keys: readonly string[]
  readonly ms: number
  readonly fails?: CrashCall['fails']
  readonly needs?: string
  readonly calls?: readonly ToolCall[]
}

export interface ToolsOptions {
  readonly process: string
  readonly ledger: { append(line: ToolLine | LostLine): void; read(): readonly Line[] }
  /** Rejects when the signal fires; default: in real time. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<unknown>
  readonly runsIn: 'inline' | 'queue'
  /** Runs a turn inside a call. */
  readonly runInside?: (calls: readonly ToolCall[], options: TurnOptions) => Promise<unknown>
}

const writers: ReadonlySet<string> = new Set<CallKind>(['write', 'put', 'ask'])
const keysOf = ({ keys }: CrashInput): readonly string[] => keys

/** The tools of every round: each does what its input says, and notes it in the ledger. */
export function makeTools(options: ToolsOptions): AnyTool[] {
  const { process, ledger, runsIn, runInside, sleep = inRealTime } = options

  function note(what: ToolLine['what'], { kind, keys }: CrashInput, context: ToolContext): void {
    const { turnId: turn, callId: call, idempotencyKey: key, attempt } = context
    ledger.append({ process, turn, call, key, attempt, tool: kind, keys, what })
    if (what === 'start' && runsIn === 'queue') noteLoss(context)
  }

  /** On a busy machine a worker may lose what it holds, though nobody has killed anything. */
  function noteLoss({ signal, idempotencyKey: owner }: ToolContext): void {
    const onAbort = (): void => {
      const { code } = signal.reason as { readonly code?: string }
      if (code === 'worker_lost' || code === 'engine_gone')
        ledger.append({ process, what: 'let go', owner })
    }
    signal.addEventListener('abort', onAbort, { once: true })
  }

  async function work(input: CrashInput, context: ToolContext): Promise<unknown> {
    note('start', input, context)
    const { fails, ms } = input
    // Half of the time before the effect, half of it after.
    await sleep(ms / 2, context.signal).catch(() => {
      note('stopped', input, context)
      throw context.signal.reason
    })
    if (fails === 'always') {
      note('failed', input, context)
      throw new ToolError(`${input.n} cannot be done.`, { code: 'impossible' })
    }
    if (fails !== undefined && context.attempt === 1) {
      const nothingDone = fails === 'nothing'
      note(nothingDone ? 'nothing' : 'failed', input, context)
      throw new ToolError(`${input.n} did not work.`, {
        code: 'busy',
        retryable: true,
        nothingDone,
      })
    }
    note('end', input, context)
    await sleep(ms / 2)
    return { did: input.n }
  }

  /** What it sees is which writes of its keys have taken place. */
  async function look(input: CrashInput, context: ToolContext): Promise<unknown> {
    await work(input, context)
    const writes = ledger
      .read()
      .filter(isToolLine)
      .filter(
        (line) => line.what === 'end' && writers.has(line.tool) && overlap(line.keys, input.keys),
      )
    return { saw: [...new Set(writes.map(({ key }) => key))] }
  }

  async function never(input: CrashInput, context: ToolContext): Promise<never> {
    note('start', input, context)
    const { signal } = context
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    throw signal.reason
  }

  async function inside(input: CrashInput, context: ToolContext): Promise<unknown> {
    note('start', input, context)
    await runInside?.(input.calls ?? [], { id: context.idempotencyKey })
    note('end', input, context)
    return 'done'
  }

  type Execute = (input: CrashInput, context: ToolContext) => Promise<unknown>
  const make = (name: string, execute: Execute, options: ToolOptions<CrashInput> = {}): AnyTool =>
    tool({
      name,
      execute: execute as never,
      retries: 2,
      ...(options as object),
      ...(execute !== inside && { runsIn }),
    }) as AnyTool

  return [
    make('read', look, { reads: keysOf }),
    make('write', work, { writes: keysOf }),
    make('put', work, { writes: keysOf, idempotent: true }),
    make('ask', work, { writes: keysOf, needsApproval: true }),
    make('odd', work),
    make('stuck', never, { timeoutMs: 60 }),
    make('relay', inside),
    make('delegate', inside, { idempotent: true }),
  ]
}

function inRealTime(ms: number, signal?: AbortSignal): Promise<unknown> {
  return realSleep(ms, undefined, signal && { signal })
}

/** The calls as a model would make them. */
export function toolCalls(calls: readonly CrashCall[]): ToolCall[] {
  return calls.map(({ id, kind, ...call }) => ({ id, name: kind, input: inputOf(id, kind, call) }))
}

function inputOf(
  id: string,
  kind: CrashCall['kind'],
  { keys, ms, fails, needs, inside = [] }: Omit<CrashCall, 'id' | 'kind'>,
): unknown {
  if (kind === 'batch') {
    const steps = toolCalls(inside).map(({ name, ...step }) => ({ ...step, tool: name }))
    return { steps }
  }
  return {
    n: id,
    kind,
    keys,
    ms,
    ...(fails !== undefined && { fails }),
    ...(needs !== undefined && { needs: `\${${needs}}` }),
    ...(inside.length > 0 && { calls: toolCalls(inside) }),
  } satisfies CrashInput
}
