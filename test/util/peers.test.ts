import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  expectVersion,
  isBefore,
  peerNotLoaded,
  peers,
  type PeerName,
} from '../../src/util/peers.ts'
import { fileOf } from '../repo/files.ts'

const { peerDependencies } = JSON.parse(fileOf('package.json').text) as {
  readonly peerDependencies: Readonly<Record<string, string>>
}

test('package.json asks for no version, for one may be there for something else; which ones work is in the docs', () => {
  const rows = [...fileOf('docs/support.md').text.matchAll(/^\| `([^`]+)` \| ([^|]+) \|/gm)]
  const listed = new Map(rows.map(([, name = '', range = '']) => [name, range]))
  assert.deepEqual([...listed.keys()].toSorted(), Object.keys(peerDependencies).toSorted())
  for (const [name, range] of Object.entries(peerDependencies)) assert.equal(range, '*', name)
  for (const [name, range] of Object.entries(peers)) assert.equal(listed.get(name), range, name)
  const { devDependencies } = JSON.parse(fileOf('package.json').text) as {
    readonly devDependencies: Readonly<Record<string, string>>
  }
  for (const [name, range] of listed)
    assert.equal(isBefore(devDependencies[name] ?? '9999', range), false, name)
})

test('a version that is too old is told from one that works', () => {
  assert.deepEqual(
    ['5.9.9', '6.0.0', '6.0.0-beta.1', '7.1.0'].map((version) => isBefore(version, '^6.0.0')),
    [true, false, false, false],
  )
  assert.deepEqual(
    ['4.9.0', '5.3.9', '5.4', '5.10.0', '6.0.0'].map((version) => isBefore(version, '>=5.4.0 <7')),
    [true, true, false, false, false],
  )
  assert.equal(isBefore('0.3.80', '>=1 <2'), true)
  for (const name of ['bullmq', 'ioredis', 'piscina'] as const) expectVersion('This needs', name)
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
