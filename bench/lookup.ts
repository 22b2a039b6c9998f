import { anthropic } from '../src/anthropic.ts'
import { createEngine, tool } from '../src/index.ts'
import { medianOf, nap, timed, type Bench } from './lib.ts'

const tookMs = { get_customer: 400, get_orders: 500, get_tickets: 600 }

export const lookup: Bench = {
  name: 'customer lookup, whole message',
  method: 'three calls of 400, 500 and 600 ms in a message that is there already; median of ten',
  async run() {
    const engine = createEngine({
      tools: Object.entries(tookMs).map(([name, ms]) => tool({ name, execute: () => nap(ms) })),
    })
    const message = {
      id: 'msg',
      type: 'message',
      role: 'assistant',
      model: 'none',
      stop_reason: 'tool_use',
      stop_sequence: null,
      usage: { input_tokens: 0, output_tokens: 0 },
      content: Object.keys(tookMs).map((name, n) => ({
        type: 'tool_use',
        id: `toolu_${n}`,
        name,
        input: {},
      })),
    }
    const floor = await medianOf(10, () =>
      timed(() => Promise.all(Object.values(tookMs).map((ms) => nap(ms)))),
    )
    const measured = await medianOf(10, () => timed(() => anthropic.answer(engine, message)))
    return [
      { what: 'tool phase, against the slowest tool', measured, bound: 1.02 * 600, unit: 'ms' },
      { what: 'tool phase, against a bare Promise.all', measured, bound: 1.02 * floor, unit: 'ms' },
    ]
  },
}
