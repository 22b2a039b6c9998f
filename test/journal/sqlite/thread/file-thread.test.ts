import assert from 'node:assert/strict'
import { after, it, mock } from 'node:test'
import { callOf } from '../../../../src/journal/sqlite/history.ts'
import type { Answers } from '../../../../src/journal/sqlite/messages.ts'
import { rowOf } from '../../../../src/journal/sqlite/row.ts'
import { FileThread } from '../../../../src/journal/sqlite/thread/file-thread.ts'
import { Inbox } from '../../../../src/journal/sqlite/thread/inbox.ts'
import { asked } from '../../../../src/testing/conformance/journal/records.ts'
import { systemClock } from '../../../../src/util/clock.ts'
import { newFolder } from '../folder.ts'

const { file: path, remove } = newFolder()
after(remove)

it('a decision that an engine is told of is in its journal, whenever it came', () => {
  const thread = new FileThread(() => {}, systemClock)
  thread.answer({ type: 'open', file: { path, mode: 'engine', atMs: 1, simulated: {} } })
  thread.commit([{ rows: [rowOf(asked('t', 'a'))], heard: 0 }])
  // It comes just after the engine has looked for decisions to take, and before it looks for those on its calls.
  const all = mock.method(Inbox.prototype, 'all', () => [], { times: 1 })
  new Inbox(path).leave(['t', 'a', 'allow', null, 1])
  const calls = [{ turnId: 't', callKey: 'a' }]
  const { decided } = thread.answer({
    type: 'decisions',
    calls,
    known: undefined,
  }) as Answers['decisions']
  assert.ok(all.mock.callCount() > 0)
  assert.deepEqual(
    decided.map(({ decision }) => decision),
    ['allow'],
  )
  assert.deepEqual(new Inbox(path).all(), [])
  const [row] = thread.answer({ type: 'turn', turnId: 't' }) as Answers['turn']
  assert.equal(row && callOf(path, row).decision?.decision, 'allow')
  thread.answer({ type: 'close' })
})
