import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Asker } from '../../../src/cli/run/asker.ts'
import { silent } from '../../../src/cli/progress/view.ts'
import { virtualClock } from '../../../src/testing/index.ts'

/** A person at a terminal, and what is shown to them. */
function terminal() {
  const clock = virtualClock()
  const shown: string[] = []
  let prompt: readonly string[] = []
  let onKey: ((key: string) => void) | undefined
  const view = {
    ...silent,
    lines: (lines: readonly string[]) => void shown.push(lines.join('\n')),
    prompt: (sentences: readonly string[]) => void (prompt = sentences),
  }
  const keyboard = {
    listen: (listener: (key: string) => void) => {
      assert.equal(onKey, undefined, 'It listens twice.')
      onKey = listener
      return () => void (onKey = undefined)
    },
  }
  const asker = new Asker(view, keyboard, clock)
  const ask = (callKey: string, signal: AbortSignal = new AbortController().signal) =>
    asker.ask({ turnId: 't', callKey, name: 'shell', input: `{"n":"${callKey}"}` }, signal)
  return {
    ask,
    clock,
    shown,
    prompt: () => prompt.join(' '),
    press: (key: string) => onKey?.(key),
    listens: () => onKey !== undefined,
    /** Time enough for a question to be seen. */
    look: () => clock.advance(1_000),
  }
}

suite('questions at the terminal', () => {
  test('are asked one after the other, each once and whole', async () => {
    const { ask, shown, prompt, press, listens, look, clock } = terminal()
    const answers = [ask('a'), ask('b'), ask('c')]
    await look()
    assert.equal(shown.length, 1)
    assert.match(shown[0] ?? '', /"n": "a"/)
    assert.match(prompt(), /^Allow shell, call t\/a, .* y or n\. \(2 more calls to decide on\.\)$/)
    press('y')
    await look()
    assert.match(prompt(), /t\/b/)
    press('N')
    await look()
    assert.doesNotMatch(prompt(), /more/)
    press('Y')
    assert.deepEqual(await Promise.all(answers), ['allow', 'deny', 'allow'])
    assert.equal(shown.length, 3)
    assert.deepEqual([prompt(), listens(), clock.pendingTimers], ['', false, 0])
  })

  test('are not answered by keys that were pressed before they could be seen', async () => {
    const { ask, prompt, press, look, clock } = terminal()
    const first = ask('a')
    const second = ask('b')
    press('y')
    assert.equal(prompt(), '')
    await look()
    // Held down: the next question does not take what is left of it, however long that goes on.
    for (let times = 0; times < 50; times++) {
      press('y')
      await clock.advance(30)
    }
    assert.equal(await first, 'allow')
    assert.equal(prompt(), '')
    await look()
    assert.match(prompt(), /t\/b/)
    press('n')
    assert.equal(await second, 'deny')
  })

  test('are answered by y and n alone', async () => {
    const { ask, prompt, press, look } = terminal()
    const answer = ask('a')
    await look()
    for (const key of ['', ' ', 'x', 'yy', 'yes please', '\u001b[A', 'ye']) press(key)
    assert.notEqual(prompt(), '')
    press('n')
    assert.equal(await answer, 'deny')
  })

  test('go away when nobody needs the answer, wherever they stand', async () => {
    const { ask, shown, prompt, press, look, listens, clock } = terminal()
    const [first, second] = [new AbortController(), new AbortController()]
    const answers = [ask('a', first.signal), ask('b', second.signal), ask('c')]
    await look()
    second.abort()
    first.abort()
    // Meant for the first one.
    press('y')
    await look()
    assert.match(prompt(), /t\/c/)
    assert.deepEqual(
      shown.map((text) => /"n": "(.)"/.exec(text)?.[1]),
      ['a', 'c'],
    )
    press('n')
    assert.deepEqual(await Promise.all(answers), [undefined, undefined, 'deny'])
    assert.equal(await ask('d', first.signal), undefined)
    assert.deepEqual([listens(), clock.pendingTimers, shown.length], [false, 0, 2])
  })
})
