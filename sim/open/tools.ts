import { tool, type AnyTool, type ToolContext } from '../../src/call/tool.ts'
import type { Bodies } from './bodies.ts'
import { retriesOf } from './watched-call.ts'

/** The tools of a plan, made anew: others may be put on the same engine. */
export function openTools(bodies: Bodies): AnyTool[] {
  const key = (input: unknown): string => (input as { key: string }).key
  const execute = (_: unknown, context: ToolContext): unknown => bodies.execute(context)
  return [
    tool({ name: 'read', reads: key, retries: retriesOf.read, execute } as never),
    tool({ name: 'write', writes: key, retries: retriesOf.write, execute } as never),
    tool({
      name: 'repeat',
      writes: key,
      idempotent: true,
      retries: retriesOf.repeat,
      execute,
    } as never),
    tool({
      name: 'guarded',
      reads: [],
      breaker: { consecutiveFailures: 1 },
      retries: retriesOf.guarded,
      execute,
    } as never),
    tool({
      name: 'limited',
      reads: [],
      limit: 'slow',
      retries: retriesOf.limited,
      execute,
    } as never),
  ] as unknown as AnyTool[]
}
