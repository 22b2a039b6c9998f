import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, did, faults, kept, planOf, report, settled } from './lab.ts'

const write = planOf([call('a', 'write')])
const two = planOf([call('a', 'write'), call('b', 'write')])
const start = did('a', 'start')
const end = did('a', 'end')

describe('inOrder', () => {
  it('sees writes that change places, also over two processes', () => {
    const b = did('b', 'end')
    assert.deepEqual(faults('inOrder', two, [{ lines: [end, b] }]), [])
    assert.deepEqual(faults('inOrder', two, [{ lines: [b, end] }]), ['t:a took effect after t:b'])
    assert.equal(faults('inOrder', two, [{ lines: [b] }, { lines: [end] }]).length, 1)
    const apartKeys = planOf([
      call('a', 'write', { keys: ['x'] }),
      call('b', 'write', { keys: ['xy'] }),
    ])
    assert.deepEqual(faults('inOrder', apartKeys, [{ lines: [b, end] }]), [])
  })
})

describe('apart', () => {
  it('sees conflicting calls at work at the same time', () => {
    const b = did('b', 'start')
    assert.deepEqual(faults('apart', two, [{ lines: [start, end, b] }]), [])
    assert.deepEqual(faults('apart', two, [{ lines: [start] }, { lines: [b] }]), [])
    assert.deepEqual(faults('apart', two, [{ lines: [start, b] }]), [
      't:b started while t:a was at work in p1',
    ])
  })

  it('sees a worker still at work for an engine that is gone', () => {
    const lines = [{ ...start, process: 'worker1' }]
    const lives = [{ lines }, { lines: [{ ...did('b', 'start'), process: 'worker2' }] }]
    assert.match(faults('apart', two, lives).join(), /while t:a was at work in worker1/)
  })
})

describe('readsSee', () => {
  const plan = planOf([call('a', 'write'), call('b', 'read'), call('c', 'write')])
  const told = (...saw: string[]) => settled('b', 'ok', JSON.stringify({ saw }))

  it('sees a read that missed a write before it, or saw one after it', () => {
    const c = did('c', 'end')
    assert.deepEqual(faults('readsSee', plan, [{ lines: [end, told('t:a'), c] }]), [])
    assert.equal(faults('readsSee', plan, [{ lines: [end, told()] }]).length, 1)
    const again = [{ lines: [end, told('t:a'), c] }, { lines: [told('t:a', 't:c')] }]
    assert.deepEqual(faults('readsSee', plan, again), ['t:b saw [t:a, t:c], and comes after [t:a]'])
  })
})

describe('oneResult', () => {
  const did1 = [start, end, did('b', 'start'), did('b', 'end')]

  it('sees results that are missing, too many, or out of order, and a turn that never ended', () => {
    const of = (...results: Parameters<typeof report>) =>
      faults('oneResult', two, [{ lines: [...did1, report(...results)] }])
    assert.deepEqual(of(['a', 'ok'], ['b', 'ok']), [])
    assert.match(of(['b', 'ok'], ['a', 'ok']).join(), /ended in p1 with \[b,a\], not \[a,b\]/)
    assert.equal(of(['a', 'ok']).length, 1)
    assert.deepEqual(faults('oneResult', two, [{ lines: [] }]), ['t never ended'])
  })

  it('sees a status that the plan or the ledger does not bear out', () => {
    const of = (status: Parameters<typeof settled>[1], lines = [start, end]) =>
      faults('oneResult', write, [{ lines: [...lines, report(['a', status ?? 'ok'])] }]).join()
    assert.equal(of('ok'), '')
    assert.match(of('ok', [start]), /has not taken effect/)
    assert.match(of('skipped'), /may be ok or unknown/)
    const denied = planOf([call('a', 'ask', { decision: 'deny' })])
    const ran = [{ lines: [start, report(['a', 'denied'])] }]
    assert.match(faults('oneResult', denied, ran).join(), /is denied, and had started/)
    const failing = planOf([call('a', 'write', { fails: 'always' })])
    const worked = [{ lines: [start, end, report(['a', 'failed'])] }]
    assert.match(faults('oneResult', failing, worked).join(), /its ledger has start, end/)
  })
})

describe('conversed', () => {
  const plan = planOf([call('a', 'write'), call('b', 'write')], 'run')
  const answer = (text: string, ...told: string[]) => ({
    what: 'answer' as const,
    text,
    messages: [
      { role: 'assistant', content: ['a', 'b'].map((id) => ({ type: 'tool_use', id })) },
      { role: 'user', content: told.map((id) => ({ type: 'tool_result', tool_use_id: id })) },
    ],
  })

  it('sees calls that are not answered once, in order, and a run that does not end as it should', () => {
    const of = (...lives: unknown[]) =>
      faults(
        'conversed',
        plan,
        lives.map((lines) => ({ lines: lines as never })),
      ).join()
    assert.equal(of([answer('All done.', 'a', 'b')]), '')
    assert.match(of([answer('All done.', 'b', 'a')]), /the model was told of \[b,a\]/)
    assert.match(of([answer('Oh.', 'a', 'b')]), /ended with "Oh\."/)
    assert.match(of([]), /never ended/)
    const other = [answer('All done.', 'a', 'b', 'b')]
    assert.match(of(other, [answer('All done.', 'a', 'b')]), /p1 gave another conversation/)
  })
})

describe('approvedFirst', () => {
  it('sees a call run that nobody had allowed', () => {
    const plan = planOf([call('a', 'ask', { decision: 'allow' })])
    const lines = [start]
    const allowed = kept('a', 'ok', { decision: { decision: 'allow', atMs: 1 } })
    assert.deepEqual(faults('approvedFirst', plan, [{ lines, kept: [allowed] }]), [])
    assert.match(faults('approvedFirst', plan, [{ lines }]).join(), /the decision was none/)
  })
})

describe('heldKeys', () => {
  it('sees a call that goes on without its keys', () => {
    const lost = { what: 'lost', owner: 't:a' } as never
    assert.deepEqual(faults('heldKeys', write, [{ lines: [start, lost] }, { lines: [start] }]), [])
    assert.deepEqual(faults('heldKeys', write, [{ lines: [start, lost, end] }]), [
      't:a went on (end) in p1 without its keys',
    ])
  })
})
