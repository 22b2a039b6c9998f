import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { filesOf, root } from './files.ts'
import { linkFaults } from './links.ts'

describe('the links of the pages', () => {
  it('lead to files that are there', () => {
    const pages = filesOf('*.md', '{docs,examples,bench}/**/*.md')
    assert.ok(pages.length > 3)
    assert.deepEqual(
      pages.flatMap((page) => linkFaults(page, (path) => existsSync(join(root, path)))),
      [],
    )
  })

  it('are found when they do not', () => {
    const text =
      'See [a](a.md), [b](../b.md#part),\n[c](c.md), [d](#here) and [e](https://e.test/).'
    const there = ['docs/a.md', 'b.md']
    const faults = linkFaults({ path: 'docs/page.md', text }, (path) => there.includes(path))
    assert.deepEqual(faults, ['docs/page.md:2 links to docs/c.md: no such file.'])
  })

  it('are not read out of code', () => {
    const text = '```ts\nconst a = list[0](no)\n```\n'
    assert.deepEqual(
      linkFaults({ path: 'a.md', text }, () => false),
      [],
    )
  })
})
