import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { faultsOf } from '../../../sim/crash/checks.ts'
import type { Line } from '../../../sim/crash/line.ts'
import { call, did, evidenceOf, faults, kept, planOf, report, settled } from './lab.ts'

const write = planOf([call('a', 'write')])
const start = did('a', 'start')
const end = did('a', 'end')

describe('the checks of a round', () => {
  it('find nothing wrong where nothing is', () => {
    const plan = planOf([call('a', 'write'), call('b', 'put'), call('c', 'read')])
    const saw = JSON.stringify({ saw: ['t:a', 't:b'] })
    const b = (what: 'start' | 'end') => did('b', what, { tool: 'put' })
    const c = (what: 'start' | 'end') => did('c', what, { tool: 'read' })
    const first = {
      lines: [start, end, settled('a'), b('start'), b('end')],
      kept: [kept('a', 'ok'), kept('b')],
    }
    const second = {
      lines: [
        settled('a'),
        b('start'),
        b('end'),
        settled('b'),
        c('start'),
        c('end'),
        settled('c', 'ok', saw),
        report(['a', 'ok'], ['b', 'ok']),
      ],
      kept: [kept('a', 'ok'), kept('b', 'ok')],
    }
    const results = ['a', 'b', 'c'].map((id) => ({
      id,
      status: 'ok',
      content: id === 'c' ? saw : 'x',
    }))
    second.lines[second.lines.length - 1] = { what: 'report', turn: 't', results } as never
    assert.deepEqual(faultsOf(evidenceOf(plan, [first, second])), [])
  })
})

describe('settledStays', () => {
  it('sees a call run again whose result was kept, if nobody was told', () => {
    const first = { lines: [start, end], kept: [kept('a', 'ok')] }
    assert.deepEqual(faults('settledStays', write, [first, { lines: [start, end] }]), [
      't:a ran in p2 though its result (ok) was kept',
    ])
  })

  it('sees one run again of which somebody was told', () => {
    const lives = [{ lines: [start, end, settled('a')] }, { lines: [start] }]
    assert.match(faults('settledStays', write, lives).join(), /after its result had been told/)
    assert.equal(faults('settledStays', write, [{ lines: [start, settled('a'), start] }]).length, 1)
  })

  it('lets a read run again, but not in the life in which it was told', () => {
    const read = planOf([call('a', 'read')])
    const again = [{ lines: [start, settled('a')] }, { lines: [start, settled('a')] }]
    assert.deepEqual(faults('settledStays', read, again), [])
    assert.equal(faults('settledStays', read, [{ lines: [start, settled('a'), start] }]).length, 1)
  })
})

describe('keptFirst', () => {
  it('sees a start that was not kept, unless it is a read’s', () => {
    assert.match(faults('keptFirst', write, [{ lines: [start] }]).join(), /its start was not kept/)
    assert.deepEqual(faults('keptFirst', planOf([call('a', 'read')]), [{ lines: [start] }]), [])
  })

  it('sees a result that was told and not kept, or kept as another', () => {
    const lines = [start, end, settled('a')]
    assert.deepEqual(faults('keptFirst', write, [{ lines, kept: [kept('a', 'ok')] }]), [])
    assert.match(
      faults('keptFirst', write, [{ lines, kept: [kept('a')] }]).join(),
      /told to be ok, and kept was nothing of its end/,
    )
    assert.equal(faults('keptFirst', write, [{ lines, kept: [kept('a', 'failed')] }]).length, 1)
  })
})

describe('toldStays', () => {
  it('sees another result in a later process, and another in the report', () => {
    const other = [{ lines: [settled('a', 'ok', 'one')] }, { lines: [settled('a', 'ok', 'two')] }]
    assert.match(
      faults('toldStays', write, other).join(),
      /was ok \(one\), and is ok \(two\) in p2/,
    )
    const inReport = [{ lines: [settled('a'), report(['a', 'failed'])] }]
    assert.equal(faults('toldStays', write, inReport).length, 1)
  })
})

describe('unknownIsInDoubt', () => {
  const unknown = { lines: [settled('a', 'unknown')] }

  it('takes a call that was kept as started, whether or not its tool had begun', () => {
    assert.deepEqual(
      faults('unknownIsInDoubt', write, [{ lines: [], kept: [kept('a')] }, unknown]),
      [],
    )
    const begun = { lines: [start, end], kept: [kept('a')] }
    assert.deepEqual(faults('unknownIsInDoubt', write, [begun, unknown]), [])
  })

  it('sees one that no process had started, whose end was kept, or that could run again', () => {
    assert.match(
      faults('unknownIsInDoubt', write, [{ lines: [] }, unknown]).join(),
      /no process before had it started/,
    )
    const ended = { lines: [start, end], kept: [kept('a', 'ok')] }
    assert.match(faults('unknownIsInDoubt', write, [ended, unknown]).join(), /its end was kept/)
    const put = planOf([call('a', 'put')])
    const started = { lines: [], kept: [kept('a')] }
    assert.match(faults('unknownIsInDoubt', put, [started, unknown]).join(), /could run again/)
  })

  it('takes one whose worker was killed, or Redis, and no other', () => {
    const inHand = { ...start, process: 'w1' }
    const of = (...lines: Line[]): readonly string[] =>
      faults('unknownIsInDoubt', write, [
        { lines: [...lines, settled('a', 'unknown')], kept: [kept('a', 'unknown')] },
      ])
    assert.deepEqual(of(inHand, { process: 'w1', what: 'killed' }), [])
    assert.deepEqual(of(inHand, { process: 'redis', what: 'killed' }), [])
    assert.deepEqual(of({ process: 'w2', what: 'killed' }), [])
    assert.equal(of(inHand, { process: 'w2', what: 'killed' }).length, 1)
    assert.equal(of(inHand).length, 1)
  })

  it('sees one that was in doubt and is told otherwise', () => {
    const lives = [{ lines: [start], kept: [kept('a')] }, { lines: [settled('a', 'ok')] }]
    assert.match(faults('unknownIsInDoubt', write, lives).join(), /is ok in p2, and was in doubt/)
  })
})

describe('startsOnce', () => {
  it('sees a second start, unless the first said that nothing was done', () => {
    assert.equal(
      faults('startsOnce', write, [{ lines: [start, did('a', 'failed'), start] }]).length,
      1,
    )
    const nothing = did('a', 'nothing')
    assert.deepEqual(faults('startsOnce', write, [{ lines: [start, nothing, start] }]), [])
    // The process that heard it is gone, and nobody else knows.
    const late = [{ lines: [start, nothing] }, { lines: [start] }]
    assert.deepEqual(faults('startsOnce', write, late), ['t:a (write) started again in p2'])
    const put = planOf([call('a', 'put')])
    assert.deepEqual(faults('startsOnce', put, [{ lines: [start] }, { lines: [start] }]), [])
  })
})

describe('sameKey', () => {
  it('sees another key in the ledger or in the journal, and a call that is none', () => {
    const other = did('a', 'start', { key: 't:a:2' })
    assert.match(
      faults('sameKey', write, [{ lines: [other] }]).join(),
      /under the idempotency key t:a:2/,
    )
    const wrong = [kept('a', 'ok', { idempotencyKey: 'k' })]
    assert.match(faults('sameKey', write, [{ lines: [], kept: wrong }]).join(), /under the key k/)
    assert.match(faults('sameKey', write, [{ lines: [did('z', 'start')] }]).join(), /no call/)
  })
})

describe('alone', () => {
  const begun = { what: 'begun' } as const

  it('sees somebody who could open a journal that another has, and one who was not told why he could not', () => {
    const entered = { process: 'v1', what: 'entered' } as Line
    const refused = (code: string): Line => ({ process: 'v1', what: 'refused', code })
    const of = (...lines: Omit<Line, 'process'>[]): readonly string[] =>
      faults('alone', write, [{ lines }])
    assert.deepEqual(of(begun, refused('journal_in_use'), { what: 'closing' }, entered), [])
    assert.match(of(begun, entered).join(), /v1 could open the journal while p1 had it/)
    assert.match(of(begun, refused('journal_io')).join(), /was not told.*journal_io/)
    assert.match(
      of({ process: 'w1', what: 'hung' } as Line).join(),
      /told to close, and did not end/,
    )
  })
})

describe('suspendedStays', () => {
  const stopping = { what: 'stopping', all: true, atMs: 5 } as Omit<Line, 'process'>
  const begun = { what: 'begun' } as const
  const suspended = {
    ...settled('a', 'skipped', 'write was not run: The turn was suspended, to go on later.'),
    code: 'suspended',
  } as Omit<Line, 'process'>

  it('sees what starts after its process was told to stop, unless it was kept as started before', () => {
    const of = (startedAtMs: number): readonly string[] =>
      faults('suspendedStays', write, [
        { lines: [begun, stopping, start], kept: [kept('a', 'ok', { startedAtMs })] },
      ])
    assert.deepEqual(of(5), [])
    assert.match(of(6).join(), /t:a started in p1 after that was told to stop/)
  })

  it('sees a suspended call that is kept as ended, and one that nobody had suspended', () => {
    const of = (lines: Omit<Line, 'process'>[], ...its: ReturnType<typeof kept>[]): string =>
      faults('suspendedStays', write, [{ lines, kept: its }]).join()
    assert.equal(of([begun, stopping, suspended]), '')
    assert.match(of([begun, stopping, suspended], kept('a', 'skipped')), /was kept as skipped/)
    assert.match(of([begun, suspended]), /which nobody has told to stop/)
  })
})

describe('saidIsTrue', () => {
  it('sees a call that is said not to have run, and had', () => {
    const said = (content: string, ...before: Omit<Line, 'process'>[]): string =>
      faults('saidIsTrue', write, [{ lines: [...before, settled('a', 'skipped', content)] }]).join()
    const not = 'write was not run: The turn was suspended, to go on later.'
    assert.equal(said(not), '')
    assert.equal(said(not, start, did('a', 'nothing')), '')
    assert.match(said(not, start), /t:a had run \(start\), and p1 said: write was not run/)
    assert.equal(said('It may or may not have taken effect, and was not run again.', start), '')
  })
})

describe('insideEnded', () => {
  it('sees one that is ok, of whose turn inside a part was suspended', () => {
    const plan = planOf([call('a', 'relay', { keys: [], inside: [call('b', 'write')] })])
    const inner = (content: string): Omit<Line, 'process'> =>
      ({ ...settled('b', 'cancelled', content), turn: 't:a', code: 'cancelled' }) as never
    const of = (content: string): string =>
      faults('insideEnded', plan, [{ lines: [inner(content), settled('a')] }]).join()
    assert.equal(of('It was cancelled.'), '')
    assert.match(of('The turn was suspended, to go on later.'), /inside it was suspended/)
  })
})
