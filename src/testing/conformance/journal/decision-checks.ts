import assert from 'node:assert/strict'
import { asked, decided, refuses, settled } from './records.ts'
import type { Requirement } from '../requirement.ts'
import type { CheckedJournal } from './checked-journal.ts'

const conflict = 'journal_conflict'
const never = (): AbortSignal => new AbortController().signal

export const decisionChecks: readonly Requirement<CheckedJournal>[] = [
  {
    name: 'a journal lists the calls that wait for a person: neither decided nor settled, the oldest first',
    async check({ journal }) {
      await journal.append(asked('t', 'late', 5))
      await journal.append(asked('t', 'early', 1))
      await journal.append(asked('u', 'decided', 2))
      await journal.append(asked('u', 'settled', 3))
      await journal.append(decided('u', 'decided'))
      await journal.append(settled('u', 'settled'))
      await journal.append(settled('u', 'never asked'))
      const questions = await journal.questions()
      assert.deepEqual(
        questions.map(({ callKey }) => callKey),
        ['early', 'late'],
      )
      const { kind: _kind, atMs: askedAtMs, ...call } = asked('t', 'early', 1)
      assert.deepEqual(questions[0], { ...call, askedAtMs })
    },
  },
  {
    name: 'a call that is asked about again has waited since the first time',
    async check({ journal }) {
      await journal.append(asked('t', 'a', 1))
      await journal.append(asked('t', 'a', 7))
      assert.equal((await journal.questions())[0]?.askedAtMs, 1)
    },
  },
  {
    name: 'a decision reaches those that wait for it, and those that ask later',
    async check({ journal }) {
      await Promise.all([journal.append(asked('t', 'a')), journal.append(asked('t', 'b'))])
      const waiting = journal.decision('t', 'a', never())
      const other = journal.decision('t', 'b', never())
      await journal.append({ ...decided('t', 'a', 'deny', 4), reason: 'Too expensive.' })
      assert.deepEqual(await waiting, { decision: 'deny', reason: 'Too expensive.' })
      assert.deepEqual(await journal.decision('t', 'a', never()), await waiting)
      await journal.append(decided('t', 'b'))
      assert.deepEqual(await other, { decision: 'allow' })
      const kept = (await journal.turn('t')).get('a')?.decision
      assert.deepEqual(kept, { decision: 'deny', reason: 'Too expensive.', atMs: 4 })
    },
  },
  {
    name: 'a journal keeps what a person was asked about, and what that person made of it',
    async check({ journal }) {
      const resolvedInput = '{"n":1,"of":"${a} and a default"}'
      const changedInput = '{"n":"null"}'
      await journal.append({ ...asked('t', 'a'), resolvedInput })
      assert.equal((await journal.questions())[0]?.resolvedInput, resolvedInput)
      const waiting = journal.decision('t', 'a', never())
      await journal.append({ ...decided('t', 'a', 'allow', 4), changedInput })
      assert.deepEqual(await waiting, { decision: 'allow', changedInput })
      assert.deepEqual(await journal.decision('t', 'a', never()), await waiting)
      const kept = (await journal.turn('t')).get('a')
      assert.equal(kept?.resolvedInput, resolvedInput)
      assert.deepEqual(kept?.decision, { decision: 'allow', changedInput, atMs: 4 })
      assert.equal(kept?.input, '{"n":1}')
    },
  },
  {
    name: 'a question that is asked again about something else is another question, until it is decided',
    async check({ journal }) {
      const about = async (resolvedInput: string | undefined, atMs: number) => {
        await journal.append({ ...asked('t', 'a', atMs), resolvedInput })
        const kept = (await journal.turn('t')).get('a')
        return [kept?.resolvedInput, kept?.askedAtMs]
      }
      assert.deepEqual(await about('{"n":1}', 1), ['{"n":1}', 1])
      assert.deepEqual(await about('{"n":1}', 2), ['{"n":1}', 1])
      assert.deepEqual(await about('{"n":2}', 3), ['{"n":2}', 3])
      assert.deepEqual(await about(undefined, 4), [undefined, 4])
      assert.deepEqual(await about('{"n":2}', 5), ['{"n":2}', 5])
      await journal.append(decided('t', 'a'))
      assert.deepEqual(await about('{"n":3}', 6), ['{"n":2}', 5])
    },
  },
  {
    name: 'the first decision stands',
    async check({ journal }) {
      await journal.append(asked('t', 'a'))
      const first = journal.append(decided('t', 'a', 'deny'))
      await refuses(conflict, journal.append(decided('t', 'a', 'allow')))
      await first
      assert.equal((await journal.turn('t')).get('a')?.decision?.decision, 'deny')
    },
  },
  {
    name: 'a journal refuses a decision that was not asked for',
    async check({ journal }) {
      await refuses(conflict, journal.append(decided('t', 'a')))
      await journal.append(asked('t', 'a'))
      await journal.append(settled('t', 'a'))
      await refuses(conflict, journal.append(decided('t', 'a')))
      assert.equal((await journal.turn('t')).get('a')?.decision, undefined)
    },
  },
  {
    name: 'waiting for a decision ends as soon as the signal fires, with its reason',
    async check({ journal }) {
      await journal.append(asked('t', 'a'))
      const controller = new AbortController()
      const waiting = journal.decision('t', 'a', controller.signal)
      const reason = new Error('Enough.')
      controller.abort(reason)
      await assert.rejects(waiting, reason)
      await assert.rejects(journal.decision('t', 'a', controller.signal), reason)
    },
  },
]
