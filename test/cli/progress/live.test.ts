import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import { suite, test, type TestContext } from 'node:test'
import { canRedraw } from '../../../src/cli/progress/choose.ts'
import { liveView, type LiveOptions } from '../../../src/cli/progress/live.ts'
import { until } from '../../support/until.ts'
import type { View } from '../../../src/cli/progress/view.ts'
import { callEvents, message, request } from '../../observe/timeline/events.ts'

/** A terminal that remembers what was written. */
function terminal(columns: number, rows = 24) {
  const stream = new PassThrough()
  let text = ''
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const tty = Object.assign(stream, { isTTY: true, columns, rows }) as unknown as NodeJS.WriteStream
  return { tty, text: () => text, size: (width: number) => Object.assign(tty, { columns: width }) }
}

/** A view that ends with its test, whatever comes of it. */
function live(context: TestContext, tty: NodeJS.WriteStream, options?: LiveOptions): View {
  const view = liveView(tty, options)
  context.after(() => view.end())
  return view
}

/** What the terminal shows after the last redraw. */
function lastPicture(text: string): string {
  return stripVTControlCharacters(text.slice(text.lastIndexOf('\u001B[?2026h')))
}

const call = callEvents(0, 'get_customer')

suite('live view', () => {
  test('redraws while the run goes on, and leaves the last picture standing', async (context) => {
    const { tty, text } = terminal(80)
    const view = live(context, tty)
    view.event(request(0))
    view.event(call.received(300, { customerId: 1234 }))
    view.event(call.started(300))
    const running = /└ get_customer 1234 +[╺━╸]+ +[\d.]+ s/
    await until(() => running.test(stripVTControlCharacters(text())))
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

  test('shows the words below the timeline while they come', async (context) => {
    const { tty, text } = terminal(60)
    const view = live(context, tty, { words: true })
    view.event(request(0))
    view.event({ type: 'text', text: 'I will\u001B[2J look.', atMs: 10 })
    await until(() => /\n\r?\nI will\\u001b\[2J look\./.test(lastPicture(text())))
    view.event(message(20))
    view.end()
    assert.doesNotMatch(lastPicture(text()), /I will/)
  })

  test('follows the width of the terminal', async (context) => {
    const { tty, text, size } = terminal(100)
    const view = live(context, tty)
    view.event(request(0))
    await until(() => text() !== '')
    size(40)
    const { length } = text()
    tty.emit('resize')
    // The lines that the terminal broke into more are wiped away.
    // oxlint-disable-next-line no-control-regex -- control characters are what this is about
    await until(() => /^\u001B\[\d+A\r\u001B\[0J/.test(text().slice(length)))
    view.end()
    for (const line of lastPicture(text()).split('\n')) assert.ok(line.length <= 40, line)
  })

  test('a request without a message has failed', () => {
    const { tty, text } = terminal(80)
    const view = liveView(tty)
    view.event(request(0))
    view.end()
    assert.match(lastPicture(text()), /✗ [\d.]+ s no message/)
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
