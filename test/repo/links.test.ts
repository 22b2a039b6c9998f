import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { filesOf } from './files.ts'
import { anchorsOf, deadLinks, openFile, type Open } from './links.ts'

const pages: Readonly<Record<string, string>> = {
  'docs/a.md':
    '# A page\n## What it `does()`\n## Same\n## Same\n<a id="own"></a>\n```sh\n# no heading\n```\n',
  'docs/c/README.md': '# [Linked](a.md) and **bold**, with an_underscore\n',
  'README.md': '# Top\n',
  'src/x.ts': '',
}
const open: Open = (path) => {
  const text = pages[path]
  if (text !== undefined) return { text }
  return path === 'docs/c' || path === 'examples' ? 'folder' : undefined
}
const deadIn = (text: string, path = 'docs/page.md'): string[] =>
  deadLinks({ path, text }, open).map(({ from, to, why }) => `${from} ${to}: ${why}`)

describe('the links of the pages', () => {
  it('lead to files and headings that are there', () => {
    const files = filesOf('**/*.md')
    assert.ok(files.length > 50)
    assert.deepEqual(
      files.flatMap((file) => deadLinks(file, openFile)),
      [],
    )
  })

  it('are not complained of where they live', () => {
    const text = [
      '[a](a.md), [b](<a.md#same-1>) and [`c[0]`](./a.md#what-it-does "title"),',
      '[over two',
      'lines](../README.md#top), ![image](../src/x.ts), [line](../src/x.ts#L3-L7), [folder](../examples/),',
      '[own](a.md#own), [here](#below), [site](https://e.test/(a)#b), [mail](mailto:a@b.test), [other][ref].',
      '## Below',
      '[ref]: c/README.md#linked-and-bold-with-an_underscore',
      '<img src="a.md"> `[no](link.md)` <!-- [no](link.md) --> ``[no](`link.md)``',
      '```ts',
      'const a = list[0](no)',
      '```',
      '- in a list',
      '',
      '  ```ts',
      '  [no](link.md)',
      '  ```',
    ].join('\n')
    assert.deepEqual(deadIn(text), [])
    assert.deepEqual(
      deadIn('---\nactions:\n  - link: /a#same\n    src: /c/\n---\n', 'docs/index.md'),
      [],
    )
  })

  for (const [text, fault] of [
    ['[a](b.md)', 'docs/page.md:1 b.md: there is no docs/b.md.'],
    ['text\n[two\nlines](b.md)', 'docs/page.md:3 b.md: there is no docs/b.md.'],
    ['[a](a.md#no)', 'docs/page.md:1 a.md#no: docs/a.md has no heading #no.'],
    [
      '[a](a.md#no-heading)',
      'docs/page.md:1 a.md#no-heading: docs/a.md has no heading #no-heading.',
    ],
    ['[a](a.md#same-2)', 'docs/page.md:1 a.md#same-2: docs/a.md has no heading #same-2.'],
    ['[a](#no)', 'docs/page.md:1 #no: docs/page.md has no heading #no.'],
    ['[![badge](no.svg)](a.md)', 'docs/page.md:1 no.svg: there is no docs/no.svg.'],
    ['[a]: no.md', 'docs/page.md:1 no.md: there is no docs/no.md.'],
    ['<img alt="" src="no.svg">', 'docs/page.md:1 no.svg: there is no docs/no.svg.'],
    ['[a](c/)', 'docs/page.md:1 c/: docs/c is a folder, which is no page of the site.'],
    ['[a](../../x.md)', 'docs/page.md:1 ../../x.md: it leads out of the repository.'],
    ['[a](../src/x.ts#y)', 'docs/page.md:1 ../src/x.ts#y: src/x.ts has no headings.'],
    [
      '[a](/a.md)',
      'docs/page.md:1 /a.md: it begins with a slash: GitHub and the site read that differently.',
    ],
    ['---\nlink: /no\n---\n', 'docs/page.md:2 no.md: there is no docs/no.md.'],
  ] as const)
    it(`are found dead: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(deadIn(text), [fault])
    })

  it('know the anchors that GitHub makes', () => {
    const text = '# `fanfold run`: Ünïcode & more\n## a_b-c, d.e (f)\n## `http_status`\n## 429\n'
    const anchors = ['fanfold-run-ünïcode--more', 'a_b-c-de-f', 'http_status', '429']
    assert.deepEqual([...anchorsOf(text)], anchors)
  })
})
