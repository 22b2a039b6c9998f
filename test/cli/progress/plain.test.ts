import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { suite, test } from 'node:test'
import { plainView } from '../../../src/cli/progress/plain.ts'
import { callEvents, message, request } from '../../observe/timeline/events.ts'

function written(draw: (view: ReturnType<typeof plainView>) => void): string {
  let text = ''
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString()
      done()
    },
  })
  draw(plainView(stream))
  return text
}

suite('plain view', () => {
  test('writes one line an event that matters', () => {
    const call = callEvents(0, 'get_customer')
    const text = written((view) => {
      view.event(request(0))
      view.event(call.received(700, { customerId: 1234 }))
      view.event(call.waiting(700, 'commit'))
      view.event(message(900))
      view.event(call.waiting(900, 'limit', 'concurrency'))
      view.event(call.started(950))
      view.event(call.retrying(1_000, 400))
      view.event(call.waiting(1_000, 'retry'))
      view.event(call.started(1_400, 2))
      view.event(call.settled(12_340, 'failed', 'No such\ncustomer.'))
      view.end()
    })
    assert.deepEqual(text.split('\n'), [
      '   0.00 s  model request 1',
      '   0.90 s  model message after 0.90 s: calls, 20 tokens',
      '   0.90 s  get_customer waits: limit, concurrency',
      '   0.95 s  get_customer started: 1234',
      '   1.00 s  get_customer retries in 0.40 s: Busy.',
      '   1.40 s  get_customer started (attempt 2): 1234',
      '   12.3 s  get_customer failed after 0.10 s: No such customer.',
      '',
    ])
  })

  test('says why a message was no good', () => {
    const text = written((view) => {
      view.event(request(0))
      view.event(message(100, 'broken', 'The stream broke off.'))
    })
    assert.match(text, /message after 0\.10 s: The stream broke off\., 20 tokens/)
  })

  test('writes no control characters', () => {
    const call = callEvents(0, 'evil\u001B[2J')
    const text = written((view) => {
      view.event(call.received(0, { a: '\u001B[31m' }))
      view.event(call.started(0))
      view.event(call.settled(1, 'failed', '\u009B31m\r'))
      view.note('a\u001B[1mb')
    })
    // oxlint-disable-next-line no-control-regex -- control characters are what this is about
    assert.doesNotMatch(text.replaceAll('\n', ''), /[\u0000-\u001f\u007f-\u009f]/)
  })
})
