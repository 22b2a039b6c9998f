import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileOf } from './files.ts'
import { developmentFaults, licenceFaults } from './licences.ts'
import { locks, type Locked } from './locks.ts'

const { peerDependencies } = JSON.parse(fileOf('package.json').text) as {
  readonly peerDependencies: Readonly<Record<string, string>>
}

describe('the licences', () => {
  const all = locks()
  const own = all.find(({ path }) => path === 'package-lock.json')?.packages ?? []

  it('of what users get ask for no more than a notice', () => {
    const installed = own.filter(({ dev }) => dev !== true)
    assert.ok(installed.some(({ name }) => name === 'commander'))
    assert.deepEqual(licenceFaults(installed), [])
  })

  it('of the packages that users are told to install do not either', () => {
    const peers = Object.keys(peerDependencies).map((name) => {
      const found = all
        .flatMap(({ packages }) => packages)
        .find((one) => one.path === `node_modules/${name}`)
      assert.ok(found, `Expected ${name} in a lock.`)
      return found
    })
    assert.deepEqual(licenceFaults(peers), [])
  })

  it('of what only builds and tests Fanfold have been looked at', () => {
    assert.deepEqual(all.flatMap(developmentFaults), [])
  })

  it('are found where they ask for more', () => {
    const one = (license: string): Locked => ({ path: 'node_modules/a', name: 'a', license })
    assert.equal(licenceFaults([one('MIT'), one('GPL-3.0'), one('SEE LICENSE IN A')]).length, 2)
    const packages = [one('MPL-2.0'), one('AGPL-3.0'), one('Unlicense')]
    assert.equal(developmentFaults({ path: 'package-lock.json', packages }).length, 2)
  })
})
