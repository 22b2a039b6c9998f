import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { Journal } from '../../src/journal/journal.ts'
import { sqliteJournal } from '../../src/sqlite.ts'
import {
  asked,
  decided,
  runEnded,
  runMessage,
  runStarted,
  settled,
  started,
} from '../../src/testing/conformance/journal/records.ts'
import { newFolder } from '../journal/sqlite/folder.ts'
import { refused, said } from './fanfold.ts'

const { file, folder, remove } = newFolder()
let journal: Journal

suite('fanfold journal, beside an engine', () => {
  before(async () => {
    journal = await sqliteJournal(file, { pollMs: 20 })
    await journal.append(runStarted('run-1', 0))
    await journal.append(runMessage('run-1', 1))
    await journal.append(started('run-1-1', 'a', 1_000))
    await journal.append(settled('run-1-1', 'a', 2_000))
    await journal.append(started('run-1-1', 'b', 1_000))
    await journal.append({
      ...runMessage('run-1', 2),
      messages: [],
      calls: [],
      reply: { text: 'Both are paid.\nAnything else? \u202e', stop: { kind: 'answer' } },
    })
    await journal.append(runEnded('run-1', 3_000))
    await journal.append(runStarted('run-2', 4_000))
    await journal.append(asked('lone/turn', 'pay', 5_000))
    await journal.append(asked('lone/turn', 'small', 5_000))
    const changed = { reason: 'Less.', changedInput: '{"n":0}' }
    await journal.append({ ...decided('lone/turn', 'small', 'allow', 65_000), ...changed })
  })
  after(async () => {
    await journal.close()
    remove()
  })

  test('list shows the runs', async () => {
    const [head, first, second] = (await said('journal', 'list', file)).split('\n')
    assert.match(head ?? '', /^run +started \(UTC\) +messages +ended$/)
    assert.match(first ?? '', /^run-1 +1970-01-01 00:00:00 +2 +answered 1970-01-01 00:00:03$/)
    assert.match(second ?? '', /^run-2 .* goes on, or died$/)
  })

  test('list --json is one object', async () => {
    const { runs } = JSON.parse(await said('journal', 'list', file, '--json')) as { runs: unknown }
    assert.deepEqual(runs, await journal.runs())
  })

  test('show shows a run with its calls, and a turn of no run', async () => {
    const run = await said('journal', 'show', file, 'run-1')
    assert.match(
      run,
      /^run run-1, anthropic, started 1970-01-01 00:00:00 UTC\nended .*: answered\n/,
    )
    assert.match(run, /\nturn run-1-1, 2 calls in the journal\n/)
    assert.match(run, / a {2}pay \{"n":1\}\n +started .*:01, settled .*:02: ok\n +did a\n/)
    assert.match(run, / b {2}pay \{"n":1\}\n +started 1970-01-01 00:00:01, no result\n/)
    const turn = await said('journal', 'show', file, 'lone/turn')
    assert.match(turn, /^\nturn lone\/turn, 2 calls .*\n.*\n +waits for a person since .*:05\n/)
    assert.match(
      turn,
      / small {2}pay .*\n +asked a person .*:05\n +allow at .*:01:05, after 1 m 00 s: Less\.\n +with other arguments: \{"n":0\}\n +not started\n/,
    )
  })

  test('show shows what was said, whole and harmless, and calls of which nothing is kept', async () => {
    const run = await said('journal', 'show', file, 'run-1')
    assert.match(run, /\nended .*\n\nuser {3}Pay\.\n\nturn /)
    assert.match(run, /\nmodel {2}Both are paid\.\n {7}Anything else\? \\u202e\n$/)
    assert.doesNotMatch(run, /nothing kept/, 'Of its one call there is a result.')
  })

  test('show --json is one object', async () => {
    const shown = JSON.parse(await said('journal', 'show', file, 'run-1', '--json')) as object
    const calls = [...(await journal.turn('run-1-1')).values()]
    const turns = [
      { turnId: 'run-1-1', calls },
      { turnId: 'run-1-2', calls: [] },
    ]
    assert.deepEqual(shown, { ...(await journal.run('run-1')), turns })
  })

  test('list and show say whose a run is, and inside which call it began, where that is kept', async () => {
    const several = newFolder()
    const agents = await sqliteJournal(several.file)
    await agents.append({ ...runStarted('m', 0), name: 'main' })
    const inside = { turnId: 'm.1', callKey: 'c' }
    await agents.append({ ...runStarted('m.1:c', 1_000), name: 'helper', inside })
    await agents.append(runStarted('nameless', 2_000))
    await agents.close()
    const [head, ...runs] = (await said('journal', 'list', several.file)).split('\n')
    assert.match(head ?? '', /^run +agent +started \(UTC\) +messages +ended$/)
    assert.match(runs[1] ?? '', /^m\.1:c +helper +1970-01-01 00:00:01 +0 +goes on, or died$/)
    assert.match(runs[2] ?? '', /^nameless +1970-01-01 00:00:02 +0 +goes on, or died$/)
    assert.match(
      await said('journal', 'show', several.file, 'm.1:c'),
      /^run m\.1:c, anthropic, of the agent helper, started .*\nbegan inside call c of turn m\.1\n/,
    )
    several.remove()
  })

  test('show says when there is nothing of that name', async () => {
    assert.match(
      await refused(2, 'journal', 'show', file, 'run-3'),
      /got "run-3"\. See: fanfold journal list/,
    )
  })

  test('a file that is no journal, or is not there, is not made one', async () => {
    const none = `${folder}/none.db`
    for (const argv of [
      ['journal', 'list', none],
      ['journal', 'show', none, 'r'],
      ['journal', 'prune', none, '--older-than', '1d', '--yes'],
      ['approve', none],
      ['approve', none, 't/a'],
    ])
      assert.match(await refused(2, ...argv), /there is no such file/)
    assert.match(
      await refused(2, 'journal', 'list', import.meta.filename),
      /is not a SQLite database/,
    )
  })

  test('prune counts, waits for --yes, and leaves a journal alone that an engine has', async () => {
    const prune = ['journal', 'prune', file, '--older-than', '30d']
    assert.match(await said(...prune), /^1 from before .* Nothing is forgotten without --yes\.\n$/)
    assert.equal(
      (JSON.parse(await said(...prune, '--json')) as { wouldForget: number }).wouldForget,
      1,
    )
    assert.match(await said(...prune, '--unfinished'), /^3 from before /)
    assert.match(await refused(1, ...prune, '--yes'), /in use by process \d+ on /)
    assert.match(await refused(2, 'journal', 'prune', file), /Expected --older-than/)
    assert.match(
      await refused(2, 'journal', 'prune', file, '--older-than', '99999999999d'),
      /Expected an age of a hundred years at most\./,
    )
    assert.match(await refused(2, ...prune.slice(0, -1), 'soon'), /Expected a number and a unit/)
    await journal.close()
    assert.match(await said(...prune, '--yes'), /^Forgot 1 from before /)
    assert.doesNotMatch(await said('journal', 'list', file), /run-1/)
  })
})
