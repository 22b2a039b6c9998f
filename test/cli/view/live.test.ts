import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import { suite, test } from 'node:test'
import { canRedraw } from '../../../src/cli/view/choose.ts'
import { liveView } from '../../../src/cli/view/live.ts'
import { callEvents, message, request } from '../timeline/events.ts'

/** A terminal that remembers what was written. */
function terminal(columns: number, rows = 24) {
  const stream = new PassThrough()
  let text = ''
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const tty = Object.assign(stream, { isTTY: true, columns, rows }) as unknown as NodeJS.WriteStream
  return { tty, text: () => text, size: (width: number) => Object.assign(tty, { columns: width }) }
}

/** What the terminal shows after the last redraw. */
function lastPicture(text: string): string {
  return stripVTControlCharacters(text.slice(text.lastIndexOf('\u001B[?2026h')))
}

const call = callEvents(0, 'get_customer')

suite('live view', () => {
  test('redraws while the run goes on, and leaves the last picture standing', async () => {
    const { tty, text } = terminal(80)
    const view = liveView(tty)
    view.event(request(0))
    view.event(call.received(300, { customerId: 1234 }))
    view.event(call.started(300))
    await sleep(150)
    assert.match(stripVTControlCharacters(text()), /└ get_customer 1234 +[╺━╸]+ +0\.\d\d s/)
    view.event(message(400))
    view.event(call.settled(700))
    view.end()
    assert.match(lastPicture(text()), /model +[━╸]+ +0\.40 s {2}1 call\r?\n/)
    assert.match(lastPicture(text()), /└ get_customer 1234 +[╺━╸]+ +✓ 0\.40 s\r?\n$/)
    assert.equal(tty.listenerCount('resize'), 0)
    const length = text().length
    await sleep(150)
    assert.equal(text().length, length, 'It drew after its end.')
  })

  test('shows the words below the timeline while they come', async () => {
    const { tty, text } = terminal(60)
    const view = liveView(tty, { words: true })
    view.event(request(0))
    view.event({ type: 'text', text: 'I will\u001B[2J look.', atMs: 10 })
    await sleep(100)
    assert.match(lastPicture(text()), /\n\r?\nI will\[2J look\./)
    view.event(message(20))
    view.end()
    assert.doesNotMatch(lastPicture(text()), /I will/)
  })

  test('follows the width of the terminal', async () => {
    const { tty, text, size } = terminal(100)
    const view = liveView(tty)
    view.event(request(0))
    await sleep(100)
    size(40)
    tty.emit('resize')
    await sleep(100)
    view.end()
    for (const line of lastPicture(text()).split('\n')) assert.ok(line.length <= 40, line)
  })

  test('a request without a message has failed', () => {
    const { tty, text } = terminal(80)
    const view = liveView(tty)
    view.event(request(0))
    view.end()
    assert.match(lastPicture(text()), /✗ 0\.\d\d s no message/)
  })
})

suite('canRedraw', () => {
  const { tty } = terminal(80)

  test('a terminal can be redrawn', () => {
    assert.equal(canRedraw(tty, {}), true)
    assert.equal(canRedraw(tty, { TERM: 'xterm', CI: 'false' }), true)
  })

  test('a pipe, a dumb terminal and a CI system cannot', () => {
    assert.equal(
      canRedraw(Object.assign(new PassThrough()) as unknown as NodeJS.WriteStream, {}),
      false,
    )
    assert.equal(canRedraw(tty, { TERM: 'dumb' }), false)
    assert.equal(canRedraw(tty, { CI: 'true' }), false)
  })
})
