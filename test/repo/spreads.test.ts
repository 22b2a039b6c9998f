import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { filesOf } from './files.ts'
import { spreadFaults } from './spreads.ts'

describe('lists of any length', () => {
  it('are not spread into arguments in src/', () => {
    assert.deepEqual(spreadFaults(filesOf('src/**/*.ts')), [])
  })

  it('are found wherever they are', () => {
    for (const text of [
      'list.push(...others)',
      'list.push(1, ...others.map(f))',
      'this.#given.unshift(...steps)',
      'list.splice(0, 1, ...others)',
      'a?.b.push(...c)',
      'const most = Math.max(...list)',
      'Math.min(1, ...list.map(f))',
      'String.fromCharCode(...bytes)',
      'list.push(...[...others].map(f))',
      'return content(...parts)',
      'execute(...given)',
      'new Set(...lists)',
      'this.#run.leave(1, ...ids)',
      'lists[0](...given)',
      'const f = (...args) => g(...args, ...others)',
      'Reflect.apply(f, undefined, list), f(...list)',
    ])
      assert.equal(spreadFaults([{ path: 'src/turn/turn.ts', text }]).length, 1, text)
  })

  it('may be spread where they are known to be short, in that file alone', () => {
    const text = 'print(...lines)'
    assert.deepEqual(spreadFaults([{ path: 'src/cli/journal/show.ts', text }]), [])
    assert.equal(spreadFaults([{ path: 'src/cli/journal/list.ts', text }]).length, 1)
  })

  it('are not seen where there are none', () => {
    const text = [
      '// list.push(...others)',
      "list.push('...others')",
      'list.push(...[1, 2])',
      'const all = [...list, ...others]',
      'const both = { ...one, ...other }',
      'const f = (...given) => execute(1, ...given)',
      'function g(first, ...others) { this.#h(...others) }',
      'Math.max(1, 2)',
    ].join('\n')
    assert.deepEqual(spreadFaults([{ path: 'src/turn/turn.ts', text }]), [])
  })
})
