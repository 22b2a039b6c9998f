import assert from 'node:assert/strict'
import { test } from 'node:test'
import { peerNotLoaded, peers, type PeerName } from '../../src/util/peers.ts'
import { fileOf } from '../repo/files.ts'

const { peerDependencies } = JSON.parse(fileOf('package.json').text) as {
  readonly peerDependencies: Readonly<Record<string, string>>
}

test('what is to be installed is what package.json asks for', () => {
  for (const [name, range] of Object.entries(peers))
    assert.equal(peerDependencies[name], range, name)
})

test('a missing package is told from one that does not load', () => {
  const missing = Object.assign(new Error('…'), { code: 'ERR_MODULE_NOT_FOUND' })
  const told = (cause: unknown): string =>
    peerNotLoaded('Attempts need', 'bullmq' satisfies PeerName, cause).message
  assert.equal(
    told(missing),
    'Attempts need the optional package "bullmq", which is not installed. Install it: npm install "bullmq@^6.0.0"',
  )
  assert.match(told(new Error('bad ELF')), /which did not load: bad ELF\. Install it/)
})
