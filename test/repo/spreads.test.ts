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
    ])
      assert.equal(spreadFaults([{ path: 'src/turn/turn.ts', text }]).length, 1, text)
  })

  it('are not seen where there are none', () => {
    const text = [
      '// list.push(...others)',
      "list.push('...others')",
      'list.push(...[1, 2])',
      'const all = [...list, ...others]',
      'const both = { ...one, ...other }',
      'execute(...given)',
      'Math.max(1, 2)',
    ].join('\n')
    assert.deepEqual(spreadFaults([{ path: 'src/turn/turn.ts', text }]), [])
  })
})
