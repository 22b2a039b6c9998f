import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TurnEvent } from '../../src/call/report/event.ts'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import { agentLab, providers } from './lab.ts'

const input = {
  steps: [
    { id: 'ada', tool: 'find', input: { name: 'Ada {"[' } },
    { id: 'orders', tool: 'orders', input: { of: '${ada.id}' } },
    { id: 'note', tool: 'note', input: { text: 'x'.repeat(500) } },
    { id: 'late', tool: 'find', input: { name: 'y'.repeat(500) } },
  ],
}

function tools(log: string[]): AnyTool[] {
  const find = tool({
    name: 'find',
    reads: 'customers',
    execute: ({ name }) => {
      log.push(`find ${String(name).slice(0, 3)}`)
      return { id: 7 }
    },
  })
  const orders = tool({
    name: 'orders',
    reads: 'orders',
    execute: ({ of }) => {
      log.push(`orders ${String(of)}`)
      return []
    },
  })
  const note = tool({
    name: 'note',
    writes: 'notes',
    execute: () => {
      log.push('note')
      return 'noted'
    },
  })
  return [find, orders, note] as AnyTool[]
}

for (const provider of providers) {
  test(`${provider}: the steps of a batch that only read start while it streams`, async (context) => {
    const log: string[] = []
    const script = [{ calls: [{ name: 'batch', input, blockMs: 200 }] }, { text: 'Done.' }]
    const onEvent = ({ type, turnId }: TurnEvent): void => {
      if (type === 'turn.committed' && !turnId.includes(':')) log.push('message')
    }
    const engineOptions = { batch: true, onEvent }
    const { agent } = await agentLab(context, provider, script, tools(log), { engineOptions })
    const { text, turns } = await agent.run('Go.').result
    assert.equal(text, 'Done.')
    assert.deepEqual(log, ['find Ada', 'orders 7', 'find yyy', 'message', 'note', 'message'])
    assert.deepEqual(turns[0]?.results[0]?.value, {
      steps: [
        { id: 'ada', status: 'ok', result: { id: 7 } },
        { id: 'orders', status: 'ok', result: [] },
        { id: 'note', status: 'ok', result: 'noted' },
        { id: 'late', status: 'ok', result: { id: 7 } },
      ],
    })
  })

  test(`${provider}: a batch that breaks off leaves its results to the request sent again`, async (context) => {
    const log: string[] = []
    const calls = [{ name: 'batch', input }]
    const script = [
      { calls, break: { call: 0, how: 'close' } } as const,
      { calls },
      { text: 'Done.' },
    ]
    const engineOptions = { batch: true }
    const { agent } = await agentLab(context, provider, script, tools(log), { engineOptions })
    const { text, turns } = await agent.run('Go.').result
    assert.equal(text, 'Done.')
    assert.equal(turns[0]?.outcome, 'complete')
    // What refers to another result means the same as before; the write was never run.
    assert.deepEqual(log, ['find Ada', 'orders 7', 'find yyy', 'note'])
  })
}
