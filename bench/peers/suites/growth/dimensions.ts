import { createAgent, createEngine, tool } from 'fanfold'
import { anthropic } from 'fanfold/anthropic'
import type { Dimension } from './dimension.ts'

const noop = tool({ name: 'noop', reads: [], execute: () => 'ok' })
/** Calls of one turn, as a model would ask for them. */
function callsOf(count: number, name = 'noop'): { id: string; name: string; input: object }[] {
  return Array.from({ length: count }, (_, n) => ({ id: `call_${n}`, name, input: {} }))
}

/** One to three points a decade, up to `largest`. */
function sizes(smallest: number, largest: number): readonly number[] {
  const all: number[] = []
  for (let decade = smallest; decade <= largest; decade *= 10)
    all.push(...[1, 2, 5].map((step) => step * decade).filter((size) => size <= largest))
  return all
}

const calls: Dimension = {
  name: 'calls',
  sizes: sizes(10, 100_000),
  prepare(size) {
    const engine = createEngine({ tools: [noop] })
    const asked = callsOf(size)
    return () => engine.execute(asked)
  },
}

const turns: Dimension = {
  name: 'turns',
  sizes: sizes(1, 10_000),
  prepare(size) {
    // They wait, so that they are all there at once.
    const wait = tool({
      name: 'wait',
      execute: () => new Promise((resolve) => setImmediate(resolve)),
    })
    const engine = createEngine({ tools: [wait] })
    const asked = callsOf(3, 'wait')
    return () => Promise.all(Array.from({ length: size }, () => engine.execute(asked)))
  },
}

const tools: Dimension = {
  name: 'tools',
  sizes: sizes(1, 10_000),
  prepare(size) {
    return async () => {
      const all = Array.from({ length: size }, (_, n) =>
        tool({
          name: `tool_${n}`,
          inputSchema: {
            type: 'object',
            properties: { id: { type: 'integer' } },
            required: ['id'],
          },
          reads: ({ id }) => `record/${String(id)}`,
          execute: () => 'ok',
        }),
      )
      const engine = createEngine({ tools: all })
      const asked = [{ id: 'call', name: `tool_${size - 1}`, input: { id: 1 } }]
      return [engine, anthropic.tools(engine), await engine.execute(asked)]
    }
  },
}

const results: Dimension = {
  name: 'results',
  sizes: sizes(1_000, 100_000_000),
  prepare(size) {
    // Flat text: a concatenation would be flattened by the first who reads it.
    const text = Buffer.alloc(size, 'x').toString('latin1')
    const engine = createEngine({
      tools: [tool({ name: 'noop', reads: [], execute: () => ({ text }) })],
    })
    const asked = callsOf(1)
    return async () => anthropic.results((await engine.execute(asked)).results)
  },
}

const run: Dimension = {
  name: 'run',
  sizes: sizes(1, 1_000),
  prepare(size) {
    const engine = createEngine({ tools: [noop] })
    // A client that answers at once and never looks at what it is sent, so that only the loop's own work is measured.
    const client = (body: { readonly messages: readonly unknown[] }): Promise<unknown> =>
      Promise.resolve(response((body.messages.length - 1) / 2, size))
    const model = anthropic.model(client as never, { model: 'any', max_tokens: 1_000 })
    const agent = createAgent({ engine, model, maxTurns: size + 1 })
    return () => agent.run('Go.').result
  },
}

function response(turn: number, turns: number): unknown {
  const asks = turn < turns
  const content = asks
    ? [1, 2, 3].map((n) => ({ type: 'tool_use', id: `call_${turn}_${n}`, name: 'noop', input: {} }))
    : [{ type: 'text', text: 'Done.' }]
  return {
    id: `msg_${turn}`,
    type: 'message',
    role: 'assistant',
    model: 'any',
    content,
    stop_reason: asks ? 'tool_use' : 'end_turn',
    usage: { input_tokens: 1, output_tokens: 1 },
  }
}

export const dimensions: readonly Dimension[] = [calls, turns, tools, results, run]
