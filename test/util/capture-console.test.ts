import assert from 'node:assert/strict'
import { test } from 'node:test'
import { captureConsole } from '../../src/util/capture-console.ts'

test('what is captured inside of what is captured goes back to where it went, and in the end to the console’s own', () => {
  const { log, dir } = console
  const outer: string[] = []
  const inner: string[] = []
  const release = captureConsole((text) => outer.push(text))
  const { log: kept } = console
  console.log('one %d', 1)
  const releaseInner = captureConsole((text) => inner.push(text))
  console.dir({ two: 2 })
  kept('three\nlines\n')
  releaseInner()
  console.log('four')
  release()
  assert.deepEqual(outer, ['one 1', 'four'])
  assert.deepEqual(inner, ['{ two: 2 }', 'three\nlines\n'])
  assert.deepEqual([console.log, console.dir], [log, dir])
})
