import assert from 'node:assert/strict'
import { test } from 'node:test'
import { replaced } from '../../src/adapt/replaced.ts'
import { rulesOf, withRules } from '../../src/adapt/rule.ts'

const edit = Object.freeze({ name: 'edit', run: () => 'edited' })

test('a rule leaves the tool as it is, and the copy is to a framework the same tool', () => {
  const ruled = withRules(edit, { writes: 'file' })
  assert.equal(rulesOf(edit), undefined)
  assert.deepEqual(Object.keys(ruled), ['name', 'run'])
  assert.equal(JSON.stringify(ruled), JSON.stringify(edit))
  assert.equal(ruled.run, edit.run)
})

test('a rule survives a spread of the tool, and a copy with another method', () => {
  const ruled = withRules(edit, { writes: 'file' })
  assert.deepEqual(rulesOf({ ...ruled, name: 'other' }), { writes: 'file' })
  assert.deepEqual(rulesOf(replaced(ruled, 'run', () => 'other')), { writes: 'file' })
})

test('one tool may have other rules elsewhere, and a second rule replaces the first', () => {
  const [one, other] = [withRules(edit, { writes: 'a' }), withRules(edit, { reads: [] })]
  assert.deepEqual([rulesOf(one), rulesOf(other)], [{ writes: 'a' }, { reads: [] }])
  assert.deepEqual(rulesOf(withRules(one, { retries: 1 })), { retries: 1 })
})

test('a tool that is an instance stays one, and a property that may not be changed is replaced in the copy', () => {
  class Tool {
    readonly name = 'edit'
    run(): string {
      return this.name
    }
  }
  const ruled = withRules(new Tool(), { writes: 'file' })
  assert.ok(ruled instanceof Tool)
  assert.equal(ruled.run(), 'edit')
  const fixed = Object.defineProperty({ run: () => 1 }, 'run', {
    configurable: false,
    writable: false,
  })
  assert.equal(replaced(fixed, 'run', () => 2).run(), 2)
})

test('what is no tool, or no rules, is refused', () => {
  assert.throws(
    () => withRules(undefined as never, {}),
    /Expected the tool of a rule to be an object, got `undefined`/,
  )
  assert.throws(
    () => withRules(edit, 'file' as never),
    /Expected the rules of a tool to be an object, got "file"/,
  )
})
