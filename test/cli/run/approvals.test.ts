import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { JournalApprovals } from '../../../src/cli/run/approvals.ts'
import { silent } from '../../../src/cli/progress/view.ts'
import { memoryJournal } from '../../../src/index.ts'
import { virtualClock } from '../../../src/testing/index.ts'

const never = new AbortController().signal

/** What is told of the questions in a journal where there is nobody to ask. */
function approvals() {
  const clock = virtualClock()
  const journal = memoryJournal()
  const told: string[] = []
  const lines = (shown: readonly string[]): void => void told.push(shown.join('\n'))
  const view = { ...silent, lines }
  const options = { journal, file: 'j.db', view, asker: undefined, clock }
  const { approve, close } = new JournalApprovals(options)
  return {
    clock,
    close,
    told,
    request: (id: string, input: unknown, signal = never) =>
      approve({ call: { id, name: 'shell', input }, turnId: 't', context: undefined, signal }),
    ask: (callKey: string, input: string, resolvedInput?: string) => {
      const call = { turnId: 't', callKey, name: 'shell', input, resolvedInput, atMs: 1 }
      return journal.append({ kind: 'call.asked', ...call })
    },
  }
}

/** Which calls were told of, each with the length of what was told of its arguments. */
function calls(told: readonly string[]): string[] {
  return told.map((text) => /call t\/(\S+), with (\d+) char/.exec(text)?.slice(1).join(' ') ?? text)
}

suite('questions that are in a journal', () => {
  test('are told of once each, in the order of the calls, however late they come there', async () => {
    const { clock, told, request, ask } = approvals()
    for (const id of ['a', 'b', 'c']) assert.equal(request(id, {}), 'wait')
    await clock.advance(500)
    assert.deepEqual(told, [])
    for (const key of ['c', 'b', 'a']) await ask(key, '{}')
    await clock.advance(500)
    assert.deepEqual(calls(told), ['a 2', 'b 2', 'c 2'])
    assert.equal(clock.pendingTimers, 0)
  })

  test('have the input that the tool gets, also where several calls have one id', async () => {
    const { clock, told, request, ask } = approvals()
    request('a', { filled: 'in' })
    await ask('a', '{}', '{"filled":"in"}')
    request('b', { n: 1_111 })
    request('b', { n: 2 })
    await ask('b', '{"n":"${x}"}', '{"n":2}')
    await ask('b-2', '{"n":1111}', '{"n":1111}')
    // As an earlier version has asked.
    request('c', { filled: 'in' })
    await ask('c', '{}')
    await clock.advance(500)
    assert.deepEqual(calls(told), ['a 15', 'b 7', 'b-2 10', 'c 2'])
  })

  test('are not waited for when the call, or the run, is over', async () => {
    const { clock, told, request, ask, close } = approvals()
    const over = new AbortController()
    request('a', {}, over.signal)
    request('b', {})
    over.abort()
    close()
    await clock.advance(500)
    await ask('a', '{}')
    await clock.advance(500)
    assert.deepEqual([told, clock.pendingTimers], [[], 0])
  })
})
