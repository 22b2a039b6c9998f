import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { suite, test } from 'node:test'
import { keyTemplate } from '../../../../src/adapt/mcp/config/key-template.ts'
import { fileKey } from '../../../../src/index.ts'

const keysOf = (template: string, input: unknown, cwd?: string): readonly string[] =>
  keyTemplate(template, { path: 'writes', serverKey: 'mcp/s', cwd }).keysOf(input)

suite('a template of keys', () => {
  test('takes values, of own fields alone, as one key each', () => {
    assert.deepEqual(keysOf('all', {}), ['all'])
    assert.deepEqual(keysOf('customer/{id}', { id: 7 }), ['customer/7'])
    assert.deepEqual(keysOf('{a.b}/x', { a: { b: 'c' } }), ['c/x'])
    assert.deepEqual(keysOf('c/{ids}', { ids: [1, 'b'] }), ['c/1', 'c/b'])
    assert.deepEqual(keysOf('c/{a}-{b}', { a: 1, b: 2 }), ['c/1-2'])
  })

  test('a value that is a path lies where it leads, and never outside of its place', () => {
    assert.deepEqual(keysOf('doc/{path}', { path: './a//b/../c' }), ['doc/a/c'])
    for (const path of ['../a', 'a/../../b', '/', '', '..'])
      assert.deepEqual(keysOf('doc/{path}', { path }), ['doc', 'mcp/s'], path)
    assert.deepEqual(keysOf('doc/x-{path}', { path: '../a' }), ['doc/x-..%2Fa'])
  })

  test('a value cannot be more than it is', () => {
    assert.deepEqual(keysOf('doc/{path}', { path: '*' }), ['doc/%2A'])
    assert.deepEqual(keysOf('doc/{path}', { path: 'a/*/%2A' }), ['doc/a/%2A/%252A'])
  })

  test('without a value it is all that it could be, and all of the server', () => {
    for (const input of [
      {},
      { id: null },
      { id: {} },
      { id: [] },
      { id: [{}] },
      null,
      'x',
      { id: NaN },
    ])
      assert.deepEqual(keysOf('customer/{id}/mail', input), ['customer', 'mcp/s'])
    assert.deepEqual(keysOf('{id}', {}), ['*', 'mcp/s'])
    assert.deepEqual(keysOf('c/{constructor}', {}), ['c', 'mcp/s'])
    const ids = Array.from({ length: 1_001 }, (_, n) => n)
    assert.deepEqual(keysOf('c/{ids}', { ids }), ['c', 'mcp/s'])
  })

  test('of files it has the very keys that fileKey gives', () => {
    assert.deepEqual(keysOf('file/{path}', { path: './src/../a.txt' }), [fileKey('a.txt')])
    assert.deepEqual(keysOf('file/{path}', { path: 'a.txt' }, '/srv'), [fileKey('/srv/a.txt')])
    assert.deepEqual(keysOf('file/{path}', { path: `file://${resolve('a.txt')}` }, '/srv'), [
      fileKey('a.txt'),
    ])
    assert.deepEqual(keysOf('file/{paths}', { paths: ['a', 'b'] }), [fileKey('a'), fileKey('b')])
    for (const path of [7, '', 'a\0b', undefined])
      assert.deepEqual(keysOf('file/{path}', { path }), ['file', 'mcp/s'])
  })

  test('is refused where it is none', () => {
    for (const template of ['', '{', 'a}', 'a/{b', '{}', 'x/{ }', 7, null])
      assert.throws(() => keysOf(template as never, {}), /Expected `writes` to/, String(template))
  })
})
