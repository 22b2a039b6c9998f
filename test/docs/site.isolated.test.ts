import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { makeReference } from '../../scripts/docs/reference/make-reference.ts'
import { buildSite, deadLinksOf, hasPackages, installing } from '../../scripts/docs/site.ts'
import { stalePages } from '../../scripts/docs/stale-pages.ts'
import { launch, noBrowser, type Browser } from '../observe/page/support/browser.ts'
import { requireBuild } from '../repo/entries.ts'
import { accessibilityFaults } from './accessibility.ts'
import { serveFolder } from './serve.ts'

const noSite = !hasPackages() && `the site has packages of its own: ${installing}`

if (process.env['CI'] && noSite !== false)
  throw new Error(`In CI the site must be built, but ${noSite}.`)

describe('the reference', { skip: noSite }, () => {
  it('says what the docstrings say', async () => {
    requireBuild()
    assert.deepEqual(stalePages(await makeReference()), [], 'Run: npm run docs:reference')
  })
})

describe('the site', { skip: noSite }, () => {
  let folder: string
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fanfold-site-'))
    const { ok, output } = await buildSite(folder)
    assert.ok(ok, output)
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('has no link that leads nowhere', () => {
    assert.deepEqual(deadLinksOf(folder), [])
  })

  describe('in a browser', { skip: noBrowser }, () => {
    let browser: Browser
    let server: Awaited<ReturnType<typeof serveFolder>>
    before(async () => {
      server = await serveFolder(folder)
      browser = await launch()
    })
    after(async () => {
      await browser.close()
      server.close()
    })

    for (const path of ['/', '/guides/tools.html', '/reference/fanfold.html'])
      for (const look of [
        { width: 1280, height: 900 },
        { width: 400, height: 800, touch: true, dark: true },
      ])
        it(`shows ${path} ${look.width} pixels wide`, async () => {
          const page = await browser.open(server.url + path, look)
          await page.until(`document.querySelector('h1') !== null`)
          assert.equal(await page.evaluate('document.documentElement.scrollWidth'), look.width)
          assert.deepEqual(await page.evaluate(accessibilityFaults), [])
          assert.deepEqual(page.complaints, [])
          const elsewhere = page.requests.filter((url) => !/^(data:|blob:)/.test(url))
          assert.deepEqual(
            elsewhere.filter((url) => !url.startsWith(server.url)),
            [],
          )
          await page.close()
        })

    it('finds a page by its words', async () => {
      const page = await browser.open(`${server.url}/`, { width: 1280, height: 900 })
      await page.until(`document.querySelector('.VPNavBarSearch button') !== null`)
      await page.evaluate(`document.querySelector('.VPNavBarSearch button').click()`)
      await page.until(`document.querySelector('.search-input') !== null`)
      await page.send('Input.insertText', { text: 'maxRetryAfterMs' })
      await page.until(`document.querySelector('.VPLocalSearchBox .result') !== null`)
      const first = `document.querySelector('.VPLocalSearchBox .result').getAttribute('href')`
      assert.match(await page.evaluate<string>(first), /\.html/)
      await page.press('Enter')
      await page.until(`document.querySelector('main')?.textContent.includes('maxRetryAfterMs')`)
      await page.close()
    })
  })
})
