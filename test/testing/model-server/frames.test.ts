import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { StreamWriter } from '../../../src/testing/model-server/format.ts'
import { cutFrames, streamFrames } from '../../../src/testing/model-server/frames.ts'
import { makeReply } from '../../../src/testing/model-server/reply.ts'
import type { ScriptedReply } from '../../../src/testing/index.ts'

const writer: StreamWriter = {
  begin: () => 'begin',
  open: (_, index) => `open ${index}`,
  piece: (_, index, text) => `${index}:${text}`,
  close: (_, index) => `close ${index}`,
  end: () => 'end',
  error: () => 'error',
}
const reply = (turn: ScriptedReply): ReturnType<typeof makeReply> =>
  makeReply(turn, { id: 'r', model: 'm', createdAt: 0, inputTokens: 0, callId: String })

const calls = [
  { name: 'a', inputText: '12345678'.repeat(4) },
  { name: 'b', inputText: 'abcd' },
]

describe('the frames of a stream', () => {
  it('spread the pieces of a block evenly over its time', () => {
    const frames = streamFrames(reply({ calls }), writer, { firstTokenMs: 100, blockMs: 90 })
    const pieces = frames.filter(({ data }) => String(data).startsWith('0:'))
    assert.equal(pieces.length, 9)
    assert.deepEqual(
      pieces.map(({ atMs }) => atMs),
      [110, 120, 130, 140, 150, 160, 170, 180, 190],
    )
  })

  it('come in order, and say where blocks end', () => {
    const frames = streamFrames(reply({ text: 'Hi', calls: calls.slice(1) }), writer, {})
    assert.deepEqual(
      frames.map(({ data }) => data),
      ['begin', 'open 0', '0:Hi', 'close 0', 'open 1', '1:ab', '1:cd', 'close 1', 'end'],
    )
    assert.deepEqual(
      frames.filter(({ endsBlock }) => endsBlock !== undefined).map(({ data }) => data),
      ['close 0', 'close 1'],
    )
  })

  it('can be cut in the middle of a call', () => {
    const frames = streamFrames(reply({ text: 'Hi', calls }), writer, {})
    const data = cutFrames(frames, { call: 1 }).map((frame) => frame.data)
    assert.deepEqual(data.slice(-3), ['close 1', 'open 2', '2:ab'])
  })

  it('can be cut after some bytes, even inside a character', () => {
    const frames = [
      { atMs: 0, data: 'é' },
      { atMs: 1, data: '😀' },
      { atMs: 2, data: 'x' },
    ]
    const bytes = (count: number): string =>
      Buffer.concat(
        cutFrames(frames, { afterBytes: count }).map(({ data }) => Buffer.from(data)),
      ).toString('hex')
    assert.equal(bytes(0), '')
    assert.equal(bytes(2), 'c3a9')
    assert.equal(bytes(4), 'c3a9f09f')
    assert.equal(bytes(99), 'c3a9f09f988078')
  })
})
