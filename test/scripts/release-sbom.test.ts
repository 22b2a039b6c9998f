import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bomFaults, bundledPackages, publishedBom, type Bom } from '../../scripts/release/sbom.ts'

const component = (name: string) => ({
  'bom-ref': `${name}@1.0.0`,
  name,
  version: '1.0.0',
  purl: `pkg:npm/${name.replace('@', '%40')}@1.0.0`,
  properties: [{ name: 'cdx:npm:package:development', value: 'true' }],
  hashes: [{ alg: 'SHA-512', content: 'a'.repeat(128) }],
  licenses: [{ license: { id: 'MIT' } }],
})
const depends = (name: string, ...on: string[]) => ({
  ref: `${name}@1.0.0`,
  dependsOn: on.map((each) => `${each}@1.0.0`),
})
const all: Bom = {
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  metadata: { component: component('folder') },
  components: ['a', 'b', '@c/c', 'bundled', 'dev'].map(component),
  dependencies: [
    depends('folder', 'a', 'bundled', 'dev'),
    depends('a', 'b'),
    depends('b', '@c/c'),
    depends('@c/c'),
    depends('bundled', 'dev'),
    depends('dev'),
  ],
}

describe('the bill of materials', () => {
  const bom = publishedBom(all, { name: 'fanfold', dependencies: { a: '1.0.0' } }, [
    'bundled@1.0.0',
  ])

  it('holds what users get: dependencies, what these need, and what is a part of dist/', () => {
    assert.equal(bom.metadata.component.name, 'fanfold')
    const names = bom.components.map(({ name }) => name)
    assert.deepEqual(names, ['a', 'b', '@c/c', 'bundled'])
    assert.deepEqual(bom.dependencies[0]?.dependsOn, ['a@1.0.0', 'bundled@1.0.0'])
    assert.deepEqual(bom.dependencies.find(({ ref }) => ref === 'bundled@1.0.0')?.dependsOn, [])
    assert.deepEqual(bomFaults(bom), [])
  })

  it('is refused where something is missing', () => {
    const without = (some: object): Bom => ({
      ...bom,
      components: bom.components.map((one) => (one.name === 'b' ? { ...one, ...some } : one)),
    })
    for (const broken of [{ hashes: [] }, { licenses: [] }, { purl: 'b' }])
      assert.equal(bomFaults(without(broken)).length, 1)
    assert.equal(bomFaults({ ...bom, specVersion: '1.4' }).length, 1)
    assert.ok(bomFaults({ ...bom, components: bom.components.slice(1) }).length > 0)
  })

  it('finds the packages of dist/ in the notices', () => {
    const notices = `d3-array 3.2.5\n\nCopyright 2010\n\n${'-'.repeat(80)}\n\n@a/b 1.0.0-rc.1\n\nMIT 1\n`
    assert.deepEqual(bundledPackages(notices), ['d3-array@3.2.5', '@a/b@1.0.0-rc.1'])
  })
})
