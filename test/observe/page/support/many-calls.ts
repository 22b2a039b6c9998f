import { ToolError } from '../../../../src/call/errors/error.ts'
import { tool } from '../../../../src/call/tool.ts'
import type { TraceLine } from '../../../../src/observe/trace/line.ts'
import { seededRandom, virtualClock } from '../../../../src/testing/index.ts'
import { createEngine } from '../../../../src/turn/engine.ts'
import { sleep } from '../../../../src/util/clock.ts'
import { traced } from './traced.ts'

/** The lines of one turn of so many calls, 64 at a time, as a real engine runs them in virtual time. */
export async function manyCalls(count: number): Promise<TraceLine[]> {
  const clock = virtualClock()
  const random = seededRandom(7)
  const lookUp = tool({
    name: 'look_up',
    description: 'look up',
    inputSchema: { type: 'object' },
    reads: [],
    retries: 2,
    execute: async (input, { signal }) => {
      await sleep(clock, 40 + random() * 400, signal)
      if (random() < 0.01) throw new ToolError('Busy.', { code: 'busy', retryable: true })
      if (random() < 0.005) throw new Error('There is no such record.')
      return { of: input, found: true }
    },
  })
  const write = tool({
    name: 'write',
    description: 'write',
    inputSchema: { type: 'object' },
    writes: (input: unknown) => `record/${(input as { key: number }).key}`,
    execute: () => sleep(clock, 30 + random() * 200),
  })
  const engine = createEngine({ tools: [lookUp, write], clock, concurrency: 64 })
  const turn = engine.turn({ id: 'many' })
  const lines: TraceLine[] = [
    {
      type: 'trace',
      version: 1,
      id: 'many',
      of: 'run',
      startedAtMs: 1_780_000_000_000,
      question: 'Look all of them up.',
    },
    { type: 'request', turn: 1, atMs: 0 },
    { type: 'text', text: 'All of them, then.', atMs: 400 },
  ]
  const reading = (async () => {
    for await (const event of turn) {
      const atMs = 600 + event.atMs
      lines.push(traced({ type: 'turn', turn: 1, event, atMs }, 1))
    }
  })()
  for (let at = 0; at < count; at++)
    void turn.add({
      id: `c${at}`,
      name: at % 20 === 0 ? 'write' : 'look_up',
      input: { key: at % 500, note: `Record ${at}` },
    })
  lines.push({
    type: 'message',
    turn: 1,
    stop: { kind: 'calls', message: 'It calls tools.' },
    usage: { inputTokens: 900, outputTokens: count * 30 },
    atMs: 600,
  })
  turn.commit()
  await clock.run(turn.report)
  await clock.run(reading)
  const atMs = 600 + clock.now()
  lines.push({ type: 'end', atMs, outcome: 'answered' })
  // As they come from a file.
  return lines.map((line) => JSON.parse(JSON.stringify(line)) as TraceLine)
}
