import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { embeddedJson } from '../../../src/observe/page/embed.ts'
import { htmlText } from '../../../src/util/html-text.ts'
import { pageHtml, type PageCode, type PageData } from '../../../src/observe/page/html.ts'
import { makeLivePage, makePage } from '../../../src/observe/page/page.ts'
import type { TraceLine } from '../../../src/observe/trace/line.ts'
import { cases } from '../../support/cases.ts'

const code: PageCode = {
  script: 'run()',
  style: 'p{}',
  notices: 'MIT',
  scriptHash: 'sha256-a',
  styleHash: 'sha256-b',
}

const hostile = [
  '</script><script>alert(1)</script>',
  '<!--<script>',
  ']]>',
  '\u2028\u2029',
  '\ud800',
  'a\udc00b',
  '&lt;',
  '\0',
  '"\\',
  '</title>',
]

describe('the file of a page', () => {
  it('holds any text as it was, and no text ends or begins an element', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...hostile),
      fc.array(fc.constantFrom(...hostile)).map((all) => all.join('')),
    )
    fc.assert(
      fc.property(text, (text) => {
        const data: PageData = {
          mode: 'whole',
          lines: [{ type: 'text', text, atMs: 0 }],
          missed: [],
        }
        const html = pageHtml(text, data, code)
        assert.equal(html.match(/<\/?script/g)?.length, 6)
        assert.doesNotMatch(html, /<!--/)
        assert.ok(html.isWellFormed())
        const embedded = /id="data">(.*?)<\/script>/s.exec(html)?.[1] ?? ''
        assert.deepEqual(JSON.parse(embedded), data)
      }),
      { numRuns: cases(500) },
    )
  })

  it('has a title of text alone', () => {
    assert.equal(htmlText('</title><b>&\ud800'), '&lt;/title&gt;&lt;b&gt;&amp;\ufffd')
    assert.equal(embeddedJson('<&>'), '"\\u003c\\u0026\\u003e"')
  })

  it('lets the browser run its own script and nothing else, and ask nobody', () => {
    const policy = (mode: PageData['mode']): string =>
      /Content-Security-Policy" content="([^"]*)"/.exec(
        pageHtml('', { mode, lines: [], missed: [] }, code),
      )?.[1] ?? ''
    assert.match(
      policy('whole'),
      /^default-src 'none'; script-src 'sha256-a'; style-src 'sha256-b'; connect-src 'none';/,
    )
    assert.match(policy('live'), /connect-src 'self';/)
    assert.match(policy('whole'), /require-trusted-types-for 'script'/)
  })

  it('refuses options that are none', async () => {
    const lines: TraceLine[] = []
    await assert.rejects(makePage(lines, { tilte: 'x' } as never), /did you mean `title`/i)
    await assert.rejects(
      makePage(lines, { missed: [{ turns: [1], why: 'x' }] } as never),
      /Expected `missed\[0\]` to be \{ turns: \[number, number\], why: string \}/,
    )
    await assert.rejects(makePage(lines, { missed: [null] } as never), /Expected `missed\[0\]`/)
    await assert.rejects(
      makeLivePage({ title: 7 } as never),
      /Expected `title` to be a string, got `7`/,
    )
  })
})
