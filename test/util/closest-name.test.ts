import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { closestName } from '../../src/util/closest-name.ts'

const toolNames = ['name', 'inputSchema', 'execute', 'reads', 'writes', 'timeoutMs', 'retries']
const engineNames = ['tools', 'concurrency', 'limits', 'timeoutMs', 'approvalTimeoutMs', 'retries']

describe('the closest name', () => {
  const meant: readonly (readonly [string, string | undefined, readonly string[]])[] = [
    // A slip of the fingers: a letter too few, too many, wrong, or two in the wrong order.
    ['write', 'writes', toolNames],
    ['concurency', 'concurrency', engineNames],
    ['concurrrency', 'concurrency', engineNames],
    ['cuncurrency', 'concurrency', engineNames],
    ['raeds', 'reads', toolNames],
    // Another spelling.
    ['input_schema', 'inputSchema', toolNames],
    ['TIMEOUT-MS', 'timeoutMs', toolNames],
    // Without the unit, or with a word before it.
    ['timeout', 'timeoutMs', engineNames],
    ['timeout', 'idleTimeoutMs', ['approvalTimeoutMs', 'idleTimeoutMs']],
    ['timeout', 'idleTimeoutMs', ['idleTimeoutMs', 'approvalTimeoutMs']],
    ['maxConcurrency', 'concurrency', engineNames],
    ['maxRetries', 'retries', toolNames],
    ['approvalTimeout', 'approvalTimeoutMs', engineNames],
    // What other libraries call it, where there is such a thing here.
    ['parameters', 'inputSchema', toolNames],
    ['handler', 'execute', toolNames],
    ['parameters', undefined, engineNames],
    // Nothing like it.
    ['colour', undefined, toolNames],
    ['x', undefined, toolNames],
    ['', undefined, toolNames],
    ['constructor', undefined, toolNames],
    ['__proto__', undefined, toolNames],
    ['write', undefined, []],
  ]
  for (const [given, expected, names] of meant)
    it(`to ${JSON.stringify(given)} among ${names.length} is ${expected ?? 'none'}`, () => {
      assert.equal(closestName(given, names), expected)
    })

  it('is found quickly for a name without end', () => {
    assert.equal(closestName('x'.repeat(1_000_000), toolNames), undefined)
  })
})
