import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { formatFailures } from '../../scripts/failures.ts'

const report = `
✔ runs (0.9ms)
\u001B[31m✖ adds up (1.9ms)\u001B[39m
ℹ fail 1

\u001B[31m✖ failing tests:\u001B[39m

test at test/sum.test.ts:5:27
\u001B[31m✖ adds up (1.9ms)\u001B[39m
  AssertionError [ERR_ASSERTION]: 1 !== 2
      at test/sum.test.ts:6:10

test at test/sum.test.ts:9:1
✖ waits (480000ms)
  'test timed out after 480000ms'
`

describe('what npm test says last of what failed', () => {
  it('is nothing if all was well', () => {
    assert.deepEqual(formatFailures([{ name: 'types', ok: true, output: 'a line' }]), [])
  })

  it('is each test, where it is and why', () => {
    assert.deepEqual(formatFailures([{ name: 'tests 1/4', ok: false, output: report }]), [
      'Failed: tests 1/4.',
      '  test/sum.test.ts:5:27  adds up (1.9ms): AssertionError [ERR_ASSERTION]: 1 !== 2',
      "  test/sum.test.ts:9:1  waits (480000ms): 'test timed out after 480000ms'",
    ])
  })

  it('is what lies between the tests of a process that broke', () => {
    const output = '▶ all\n  ✔ runs (1ms)\n✔ all (2ms)\nℹ Error: it strayed\nℹ tests 1\nℹ pass 1\n'
    const lines = formatFailures([{ name: 'tests 2/4', ok: false, output }])
    assert.deepEqual(lines, ['Failed: tests 2/4.', '  ℹ Error: it strayed'])
  })

  it('is the first and the last lines of any other step', () => {
    const output = Array.from({ length: 30 }, (_, line) => `line ${line}`).join('\n\n')
    const lines = formatFailures([{ name: 'lint', ok: false, output }])
    assert.deepEqual(lines.slice(0, 2), ['Failed: lint.', '  line 0'])
    assert.deepEqual(lines.slice(6, 9), ['  line 5', '  … 18 more lines …', '  line 24'])
    assert.equal(lines.at(-1), '  line 29')
  })
})
