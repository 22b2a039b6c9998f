import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { lockFaults, locks, type Locked } from './locks.ts'

describe('the lock files', () => {
  it('give every package its integrity, and no host', () => {
    const all = locks()
    assert.ok(all.length >= 4 && all.every(({ packages }) => packages.length > 2))
    assert.deepEqual(all.flatMap(lockFaults), [])
  })

  const integrity = `sha512-${'a'.repeat(86)}==`
  const cases: readonly [what: string, entry: Partial<Locked>, faults: number][] = [
    ['with its integrity', { integrity }, 0],
    ['without it', {}, 1],
    ['with a weaker one', { integrity: 'sha1-abc=' }, 1],
    ['with a host', { integrity, resolved: 'https://r.example/a.tgz' }, 1],
    ['that another one brings', { inBundle: true }, 0],
    ['that links to a folder of the repository', { link: true, resolved: 'a' }, 0],
    ['that is a folder of the repository', { path: 'a' }, 0],
    ['that links to a host', { link: true, resolved: 'git+ssh://git@example.org/a' }, 1],
  ]
  for (const [what, entry, faults] of cases)
    it(`find ${faults === 0 ? 'no fault' : 'the fault'} in a package ${what}`, () => {
      const one = { path: 'node_modules/a', name: 'a', version: '1.0.0', ...entry }
      assert.equal(lockFaults({ path: 'package-lock.json', packages: [one] }).length, faults)
    })
})
