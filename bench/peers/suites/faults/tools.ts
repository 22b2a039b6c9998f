import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchTool } from '../../contest.ts'
import { goodMs, secretError } from './case.ts'
import { execute as compute } from './compute.ts'

type Execute = BenchTool['execute']

const good: Execute = async ({ key }) => {
  await sleep(goodMs)
  return valueOf(key)
}

function valueOf(key: unknown): string {
  return `value of ${String(key)}`
}

/** What the tool of the middle call does. */
const badTools: Readonly<Record<string, Execute>> = {
  throws: async () => {
    await sleep(1)
    throw new Error(secretError)
  },
  throwsAtOnce: () => {
    throw new Error(secretError)
  },
  rejectsString: () => Promise.reject(secretError),
  /** Deaf: it never looks at its signal. */
  hangs: () => new Promise(() => {}),
  slow: async ({ key }, { signal }) => {
    await sleep(10_000, undefined, { signal: signal ?? undefined })
    return valueOf(key)
  },
  large: () => 'x'.repeat(5_000_000),
  nothing: () => undefined,
  circular: () => {
    const loop: Record<string, unknown> = { name: 'loop' }
    loop['self'] = loop
    return loop
  },
  bigint: () => ({ count: 9_007_199_254_740_993n }),
  computes: compute,
}

const schema = (
  properties: Record<string, unknown>,
  required: string[],
): BenchTool['inputSchema'] => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})
const key = { type: 'string', description: 'Which record.' }

/** The three tools of every case. `bad` names what `inspect` does; without it, it is as good as the others. */
export function makeTools(bad: string | undefined): readonly BenchTool[] {
  const execute = bad === undefined ? good : badTools[bad]
  if (execute === undefined) throw new Error(`Expected a bad tool, got ${bad}.`)
  return [
    {
      name: 'look_up',
      description: 'Looks up a record.',
      inputSchema: schema({ key }, ['key']),
      reads: (input) => [`record/${String(input['key'])}`],
      execute: good,
    },
    {
      name: 'inspect',
      description: 'Inspects a record.',
      inputSchema: schema({ key, limit: { type: 'integer' } }, ['key']),
      execute,
      ...(bad === 'computes' && { module: new URL('./compute.ts', import.meta.url) }),
    },
    {
      name: 'ping',
      description: 'Tells whether the service is up.',
      inputSchema: schema({}, []),
      execute: () => 'pong',
    },
  ]
}
