import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deadLinks, filesUrl, publishedPage } from '../../scripts/release/links.ts'

const base = filesUrl('fanfold', '1.2.3')
const files = new Set(['README.md', 'docs/a.md', 'docs/b.md', 'docs/charts/c.svg'])
const published = { files, base }

describe('the links of a published page', () => {
  const cases: readonly [path: string, text: string, becomes: string][] = [
    ['README.md', '[a](docs/a.md#part)', `[a](${base}docs/a.md#part)`],
    ['README.md', '[a](./docs/a.md)', `[a](${base}docs/a.md)`],
    ['README.md', '![c](docs/charts/c.svg)', `![c](${base}docs/charts/c.svg)`],
    [
      'README.md',
      '[![c](docs/charts/c.svg)](docs/a.md)',
      `[![c](${base}docs/charts/c.svg)](${base}docs/a.md)`,
    ],
    ['README.md', '<img src="docs/charts/c.svg">', `<img src="${base}docs/charts/c.svg">`],
    ['README.md', '[all](docs/)', `[all](${base}docs/)`],
    ['README.md', '[all](docs)', `[all](${base}docs/)`],
    ['README.md', 'See [the\nsimulation](sim/), too.', 'See the\nsimulation, too.'],
    ['README.md', '[x](https://x.test/) [y](#y)', '[x](https://x.test/) [y](#y)'],
    ['README.md', '```md\n[a](docs/a.md)\n```\n', '```md\n[a](docs/a.md)\n```\n'],
    ['docs/a.md', '[b](b.md#x) [r](../README.md)', '[b](b.md#x) [r](../README.md)'],
    ['docs/a.md', '[why](decisions/0001.md)', 'why'],
    ['docs/a.md', 'a[0](x)', 'a0'],
  ]
  for (const [path, text, becomes] of cases)
    it(`${JSON.stringify(text)} in ${path}`, () => {
      assert.equal(publishedPage(path, text, published), becomes)
      assert.deepEqual(deadLinks(path, publishedPage(path, text, published), published), [])
    })

  it('that lead nowhere are found', () => {
    const text = '[a](no.md) <img src="no.svg"> [b](docs/a.md)\n```\n[c](no.md)\n```\n'
    assert.deepEqual(deadLinks('README.md', text, published), ['no.md', 'no.svg'])
  })
})
