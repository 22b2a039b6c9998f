import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BlockingTools } from '../../src/attempt/blocking.ts'

test('a tool that held the event loop is named once, with its longest time', () => {
  const blocking = new BlockingTools()
  blocking.note('resize', 250)
  blocking.note('lookup', 100)
  blocking.note('resize', 511.7)
  blocking.note('parse', 100.6)
  blocking.note('resize', 300)
  assert.deepEqual(blocking.warnings(), [
    "resize held the event loop for 512 ms; give it `runsIn: 'thread'`.",
    "parse held the event loop for 101 ms; give it `runsIn: 'thread'`.",
  ])
})

test('nobody is named where nobody held it', () => {
  assert.deepEqual(new BlockingTools().warnings(), [])
})
