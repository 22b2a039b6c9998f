import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { conflict } from '../../../src/ledger/effect.ts'
import { effectsByName } from '../../../src/observe/audit/effects-of.ts'

const effectsOf = effectsByName()

function effectOf(name: string, input: unknown): ReturnType<typeof effectsOf> {
  return effectsOf({ id: '1', name, input })
}

describe('effects of calls in logs, by their names', () => {
  it('come from the name of the tool, or of the tool inside', () => {
    const inner = (tool_name: string): object => ({
      server_name: 's',
      tool_name,
      params: { id: 'a' },
    })
    const cases: readonly [name: string, input: unknown, kind: string][] = [
      ['get_order_details', { order_id: 'a' }, 'reads'],
      ['cancel_order', { order_id: 'a' }, 'writes'],
      ['extract_key_facts', { title: 'a' }, 'reads'],
      ['run', { command: 'ls' }, 'unknown'],
      ['execute-tool', inner('get_page'), 'reads'],
      ['execute-tool', inner('delete_page'), 'writes'],
      ['execute-tool', { ...inner('get_page'), params: '{"id":"a"}' }, 'reads'],
      ['execute-tool', { tool_name: 'get_page' }, 'unknown'],
      ['frobnicate', { query: 'what is it', limit: 3 }, 'reads'],
      ['frobnicate', { query: 'what is it', path: 'a' }, 'unknown'],
      ['frobnicate', 'no object', 'unknown'],
      ['frobnicate', null, 'unknown'],
    ]
    for (const [name, input, kind] of cases)
      assert.equal(effectOf(name, input).kind, kind, `${name} ${JSON.stringify(input)}`)
  })

  it('have the key of the thing that the arguments name first, and are known as guesses', () => {
    const { keys, guessed } = effectOf('update_order', { order_id: 'W1', payment_id: 'P1' })
    assert.deepEqual([keys, guessed], [['W1'], true])
    assert.equal(effectOf('update_order', { reason: 'none' }).keys, undefined)
    assert.deepEqual(effectOf('edit', { files: [{ path: '/a/b.txt' }] }).keys, ['a/b.txt'])
  })

  it('meet where they name the same thing', () => {
    const write = effectOf('write_file', { path: '/a/b.txt', content: 'x' })
    assert.equal(conflict(write, effectOf('read_file', { path: '/a/b.txt' })), true)
    assert.equal(conflict(write, effectOf('read_file', { path: '/a/c.txt' })), false)
    assert.equal(conflict(write, effectOf('list_directory', { path: '/a' })), true)
    assert.equal(conflict(write, effectOf('run', { command: 'x' })), undefined)
  })
})
