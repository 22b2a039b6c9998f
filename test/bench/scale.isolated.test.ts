import assert from 'node:assert/strict'
import { it } from 'node:test'
import { fileOf } from '../repo/files.ts'
import { runNode } from '../repo/run-node.ts'

it('docs/scale.md quotes what bench/scale.ts prints', async () => {
  const { code, stdout, stderr } = await runNode(['bench/scale.ts'])
  assert.equal(code, 0, stderr)
  const page = fileOf('docs/scale.md').text.split('\n')
  const missing = stdout.split('\n').filter((line) => !page.includes(line.replace(/^ {2}/, '')))
  assert.deepEqual(missing, [], 'Expected each line to be in docs/scale.md: put in what it prints.')
})
