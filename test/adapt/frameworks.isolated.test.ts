/** Every framework of `frameworks/`, guarded, in the suite of `fanfold/conformance`: the real loops, over HTTP, in processes of their own. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import type { GuardConformance } from '../../src/conformance.ts'
import { root } from '../../scripts/exec.ts'

const isInstalled = existsSync(join(root, 'frameworks', 'node_modules'))
const skip = isInstalled ? false : 'the frameworks are not installed: npm ci --prefix frameworks'
let frameworks: readonly GuardConformance[] = []

before(async () => {
  if (!isInstalled) return
  const args = [join(root, 'scripts', 'guards.ts'), '--json', '--guarded']
  const output = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, args, { maxBuffer: 1e8 }, (error, stdout) => {
      // It ends with 1 if a case is wrong; which, it says.
      if (stdout === '') reject(error ?? new Error('It said nothing.'))
      else resolve(stdout)
    })
  })
  ;({ frameworks } = JSON.parse(output) as { frameworks: readonly GuardConformance[] })
})

test('every framework does what is right in every case', { skip }, async (t) => {
  assert.ok(frameworks.length > 0)
  for (const { name, version, cases } of frameworks)
    for (const { name: what, guarded, ok } of cases)
      await t.test(`${name} ${version}: ${what}`, () => assert.ok(ok, guarded))
})

test('the types of the frameworks’ tools stay', { skip }, async () => {
  const [tsc, ...args] = [join(root, 'node_modules', '.bin', 'tsc'), '-p', join(root, 'frameworks')]
  await new Promise<void>((resolve, reject) => {
    execFile(tsc as string, args, (error, stdout) => {
      if (error === null) resolve()
      else reject(new Error(stdout))
    })
  })
})
