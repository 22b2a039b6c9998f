import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkThreadModule } from '../../src/call/thread-module.ts'

test('a module is a file: URL, as an object or as text', () => {
  const url = new URL('./resize.ts', 'file:///app/')
  assert.equal(checkThreadModule('resize', { module: url }), 'file:///app/resize.ts')
  assert.equal(checkThreadModule('resize', { module: url.href }), 'file:///app/resize.ts')
})

test('all else is refused with what was expected and what came', () => {
  for (const module of [undefined, './resize.ts', 'https://x.org/a.js', () => 1])
    assert.throws(() => checkThreadModule('resize', { module }), {
      name: 'UsageError',
      message:
        /^Expected `module` of tool "resize".* new URL\('\.\/resize\.ts', import\.meta\.url\), got /,
    })
  const module = 'file:///app/resize.ts'
  for (const exportName of ['', 5])
    assert.throws(() => checkThreadModule('resize', { module, exportName }), {
      message: /^Expected `exportName` of tool "resize" to be a non-empty string/,
    })
})
