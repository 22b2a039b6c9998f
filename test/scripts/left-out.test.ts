import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { formatLeftOut, leftOut } from '../../scripts/left-out.ts'

const output = `
▶ a suite
  ✔ runs (0.9ms)
  ﹣ reaches a server (0.07ms) # it needs a server: install one
✔ a suite (2ms)
\u001B[90m﹣ starts (by itself) (1ms) # it needs a server: install one\u001B[39m
﹣ later (0.1ms) # SKIP
ℹ skipped 3
`

describe('what npm test leaves out', () => {
  it('is told by reason, with the tests that it kept from running', () => {
    assert.deepEqual(formatLeftOut(leftOut(output)), [
      'Left out: it needs a server: install one.',
      '  - reaches a server',
      '  - starts (by itself)',
      'Left out: SKIP.',
      '  - later',
    ])
  })

  it('is nothing if every test ran', () => {
    assert.deepEqual(leftOut('✔ runs (0.9ms)\nℹ skipped 0\n'), [])
  })
})
