import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { createModelServer } from '../../src/testing/index.ts'
import { root } from '../repo/files.ts'
import { makeConsumer, noPlatforms, type Consumer } from './consumer.ts'
import { portableFacts, script } from './model-script.ts'

const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path))
const noChromium = chromium === undefined && 'it needs chromium: apt-get install chromium'

if (noChromium !== false && noPlatforms === false && process.env['CI'])
  throw new Error(`In CI the package must run in a browser, but ${noChromium}.`)

/** A package of platforms/, whose types are not there where it is not installed. */
async function load<T>(path: string): Promise<T> {
  return (await import(pathToFileURL(join(root, 'platforms/node_modules', path)).href)) as T
}

interface Playwright {
  readonly chromium: {
    launch(options: object): Promise<{
      newPage(): Promise<{
        goto(url: string): Promise<unknown>
        evaluate(code: string): Promise<unknown>
      }>
      close(): Promise<void>
    }>
  }
}

interface Miniflare {
  readonly Miniflare: new (options: object) => {
    dispatchFetch(url: string): Promise<Response>
    dispose(): Promise<void>
  }
}

describe('a bundle without Node.js', { skip: noPlatforms }, () => {
  let consumer: Consumer
  let folder: string

  before(async () => {
    consumer = makeConsumer()
    folder = await consumer.bundle('web', 'portable.mjs')
    await consumer.bundle('web', 'worker.mjs')
  })
  after(() => consumer.remove())

  it('runs in a browser', { skip: noChromium }, async () => {
    const models = await createModelServer({ script })
    // An empty page, from which the bundle is imported. Models that answer other origins would need no flag.
    const server = createServer(({ url = '/' }, response) => {
      if (url === '/') return response.setHeader('content-type', 'text/html').end('<html></html>')
      if (url.endsWith('.mjs')) {
        response.setHeader('content-type', 'text/javascript')
        return response.end(readFileSync(join(folder, url)))
      }
      return response.end()
    })
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { chromium: browsers } = await load<Playwright>('playwright-core/index.mjs')
    const browser = await browsers.launch({
      executablePath: chromium,
      args: ['--no-sandbox', '--disable-web-security'],
    })
    try {
      const page = await browser.newPage()
      await page.goto(origin)
      const facts = await page.evaluate(
        `import('/portable.mjs').then(({ portable }) => portable('${models.anthropicBaseURL}'))`,
      )
      assert.deepEqual(facts, portableFacts(false))
    } finally {
      await browser.close()
      server.close()
      server.closeAllConnections()
      await models.close()
    }
  })

  const flags: readonly (readonly [string[], boolean])[] = [
    [['nodejs_compat'], true],
    // There is no `process` then, by which the storage is found.
    [['nodejs_als'], false],
    [[], false],
  ]
  for (const [compatibilityFlags, canNest] of flags)
    it(`runs in workerd, ${compatibilityFlags[0] ?? 'without flags'}`, async () => {
      const models = await createModelServer({ script })
      const { Miniflare } = await load<Miniflare>('miniflare/dist/src/index.js')
      const contents = readFileSync(join(folder, 'worker.mjs'), 'utf8')
      const worker = new Miniflare({
        // Named, for it would look for what is imported in vain, too.
        modules: [{ type: 'ESModule', path: 'worker.mjs', contents }],
        compatibilityDate: '2026-07-30',
        compatibilityFlags,
      })
      try {
        const url = `http://worker/?models=${encodeURIComponent(models.anthropicBaseURL)}`
        // At once: each makes engines of its own, for what is of one request may not be used from another.
        const responses = await Promise.all([1, 2].map(() => worker.dispatchFetch(url)))
        for (const response of responses)
          assert.deepEqual(JSON.parse(await response.text()), portableFacts(canNest))
      } finally {
        await worker.dispose()
        await models.close()
      }
    })
})
