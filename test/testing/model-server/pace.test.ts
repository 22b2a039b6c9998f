import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { paced } from '../../../src/testing/model-server/pace.ts'
import type { Block } from '../../../src/testing/model-server/block.ts'
import { patienceMs, until } from '../../support/until.ts'
import { ask, askOpenai, withServer } from './harness.ts'

const block = (text: string, more: Partial<Block> = {}): Block => ({
  kind: 'text',
  text,
  tokens: Math.ceil(text.length / 4),
  blockMs: undefined,
  ...more,
})

describe('a pace', () => {
  it('lays blocks out one after the other, by their tokens', () => {
    const blocks = [block('x'.repeat(200)), block('x'.repeat(400))]
    const [first, second] = paced(blocks, { firstTokenMs: 300, tokensPerSecond: 100 })
    assert.deepEqual([first?.startMs, first?.endMs], [300, 800])
    assert.deepEqual([second?.startMs, second?.endMs], [800, 1_800])
    assert.equal(first?.pieces.length, 50)
  })

  it('takes the time of a block from its call, then from the pace, then from its tokens', () => {
    const blocks = [block('x'.repeat(40), { blockMs: 5 }), block('x'.repeat(40))]
    const ends = (pace: object): number[] => paced(blocks, pace).map(({ endMs }) => endMs)
    assert.deepEqual(ends({ blockMs: 100, tokensPerSecond: 10 }), [5, 105])
    assert.deepEqual(ends({ tokensPerSecond: 10 }), [5, 1_005])
    assert.deepEqual(ends({}), [5, 5])
  })

  it('cuts into pieces that add up, never inside a character', () => {
    for (const text of ['', 'x', '😀', '😀😀', 'a😀'.repeat(100), 'x'.repeat(1_000)])
      for (const blockMs of [0, 10, 1_000])
        for (const kind of ['call', 'text'] as const) {
          const [laidOut] = paced([block(text, { kind, blockMs })], {})
          const pieces = laidOut?.pieces ?? []
          assert.equal(pieces.join(''), text)
          assert.ok(pieces.every((piece) => piece !== '' && piece.isWellFormed()))
          assert.ok(pieces.length * 5 <= Math.max(blockMs, 5 * Math.ceil(text.length / 64), 10))
        }
  })

  it('has a middle for every call that says something', () => {
    const [laidOut] = paced([block('{}', { kind: 'call' })], {})
    assert.deepEqual(laidOut?.pieces, ['{', '}'])
  })
})

describe('the model server, with a pace,', () => {
  const calls = ['a', 'b', 'c'].map((name) => ({ name, input: { text: 'x'.repeat(100) } }))
  const pace = { firstTokenMs: 60, blockMs: 80 }

  it('streams each block in its time', async () => {
    await withServer({ script: [{ calls }], pace }, async ({ server, anthropic }) => {
      await anthropic.messages.stream(ask).finalMessage()
      const [record] = server.requests
      assert.ok(record?.responseStartedAtMs !== undefined && record.respondedAtMs !== undefined)
      const since = (atMs: number): number => atMs - record.receivedAtMs
      inTime(since(record.responseStartedAtMs), 60)
      assert.equal(record.blockEndedAtMs.length, 3)
      record.blockEndedAtMs.forEach((atMs, index) => inTime(since(atMs), 60 + 80 * (index + 1)))
      inTime(since(record.respondedAtMs), 300)
    })
  })

  it('sends a piece when its time has come, not with the rest', async () => {
    const [first, second] = [40, patienceMs].map((blockMs) => ({ name: 'a', blockMs }))
    const script = [{ calls: [first, second] as { name: string }[] }]
    await withServer({ script }, async ({ server, anthropic }) => {
      const stream = await anthropic.messages.create({ ...ask, stream: true })
      for await (const event of stream) if (event.type === 'content_block_stop') break
      assert.equal(server.requests[0]?.blockEndedAtMs.length, 1)
    })
  })

  it('answers whole after the time that the stream would take', async () => {
    await withServer({ script: [{ calls }], pace }, async ({ server, openai }) => {
      await openai.chat.completions.create(askOpenai)
      const [record] = server.requests
      assert.ok(record?.responseStartedAtMs !== undefined)
      inTime(record.responseStartedAtMs - record.receivedAtMs, 300)
      assert.deepEqual(record.blockEndedAtMs, [])
    })
  })

  it('lets a turn have a pace of its own', async () => {
    const script = [{ text: 'Hi', pace: { firstTokenMs: 40, blockMs: 0 } }]
    await withServer({ script, pace: { firstTokenMs: 60_000 } }, async ({ server, anthropic }) => {
      assert.equal(await anthropic.messages.stream(ask).finalText(), 'Hi')
      const [record] = server.requests
      inTime((record?.respondedAtMs ?? 0) - (record?.receivedAtMs ?? 0), 40)
    })
  })

  it('is as fast as it can without one', async () => {
    const many = Array.from({ length: 1_000 }, (_, n) => ({ name: 'a', input: { n } }))
    await withServer({ script: [{ calls: many }] }, async ({ server, openai }) => {
      const completion = await openai.chat.completions.create(askOpenai)
      assert.equal(completion.choices[0]?.message.tool_calls?.length, 1_000)
      let named = 0
      for await (const chunk of await openai.chat.completions.create({
        ...askOpenai,
        stream: true,
      }))
        if (chunk.choices[0]?.delta.tool_calls?.[0]?.id !== undefined) named++
      assert.equal(named, 1_000)
      for (const { receivedAtMs, responseStartedAtMs = Infinity } of server.requests)
        inTime(responseStartedAtMs - receivedAtMs, 0)
    })
  })

  it('stops when the client leaves', async () => {
    const slow = { firstTokenMs: 60_000 }
    await withServer({ script: [{ text: 'Hi' }], pace: slow }, async ({ server, anthropic }) => {
      const controller = new AbortController()
      const asked = anthropic.messages.create(ask, { signal: controller.signal })
      const left = assert.rejects(asked)
      await until(() => server.requests.length === 1)
      controller.abort()
      await left
      assert.equal(server.requests[0]?.status, undefined)
    })
  })
})

/** Never early; how late depends on the machine, and only what is far too late counts. */
function inTime(actualMs: number, expectedMs: number): void {
  assert.ok(
    actualMs > expectedMs - 3 && actualMs < expectedMs + patienceMs / 2,
    `${actualMs} ms instead of about ${expectedMs} ms`,
  )
}
