import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { makeLivePage, makePage, type PageOptions } from '../../../src/observe/page/page.ts'
import type { TraceLine } from '../../../src/observe/trace/line.ts'
import { launch, noBrowser, type Browser, type BrowserPage, type Look } from './support/browser.ts'
import { faultsInPage } from './support/faults.ts'
import { lineServer } from './support/line-server.ts'
import { manyCalls } from './support/many-calls.ts'
import { recordedRun } from './support/recorded-run.ts'

if (noBrowser !== false && process.env['CI'])
  throw new Error(`In CI the page must be opened in a browser, but ${noBrowser}.`)

/** Where pictures of the page are kept, to be looked at. */
const pictures = process.env['FANFOLD_SCREENSHOTS']

const looks: readonly (Look & { readonly name: string })[] = [
  { name: '1280-light', width: 1280, height: 900 },
  { name: '1280-dark', width: 1280, height: 900, dark: true },
  { name: '400-light', width: 400, height: 800, touch: true },
  { name: '400-dark', width: 400, height: 800, touch: true, dark: true },
]
const desktop: Look = { width: 1280, height: 900 }

describe('the page in a browser', { skip: noBrowser }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'fanfold-page-'))
  let browser: Browser
  let run: readonly TraceLine[]

  before(async () => {
    ;[browser, run] = await Promise.all([launch(), recordedRun({ speed: 8 })])
  })
  after(async () => {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Opens a page from disk, and says at the end whether it asked for anything or complained. */
  async function opened(
    lines: Iterable<TraceLine>,
    look: Look,
    act: (page: BrowserPage) => Promise<void>,
    options?: PageOptions,
  ): Promise<void> {
    const file = join(folder, 'page.html')
    writeFileSync(file, await makePage(lines, options))
    const url = pathToFileURL(file).href
    const page = await browser.open(url, { reducedMotion: true, ...look })
    await page.until(`document.querySelector('canvas.surface')?.dataset.bars !== undefined`)
    await act(page)
    assert.deepEqual(page.requests, [url])
    assert.deepEqual(page.complaints, [])
    await page.close()
  }

  const text = (page: BrowserPage, selector: string): Promise<string> =>
    page.evaluate<string>(`document.querySelector(${JSON.stringify(selector)})?.textContent ?? ''`)
  const bars = (page: BrowserPage): Promise<number> =>
    page.evaluate('Number(document.querySelector("canvas.surface").dataset.bars)')

  async function photograph(page: BrowserPage, name: string): Promise<void> {
    const picture = await page.screenshot()
    // Of one colour it would be smaller.
    assert.ok(picture.length > 12_000, `${name}: ${picture.length} bytes`)
    if (pictures === undefined) return
    mkdirSync(pictures, { recursive: true })
    writeFileSync(join(pictures, `${name}.png`), picture)
  }

  for (const { name, ...look } of looks)
    it(`shows a run at ${name}, to everybody`, async () => {
      const missed = [{ turns: [6, 7] as const, why: 'Nothing of the first result was needed.' }]
      await opened(
        run,
        look,
        async (page) => {
          await photograph(page, `run-${name}`)
          assert.deepEqual(await page.evaluate(faultsInPage), [])
          await page.press('?')
          assert.deepEqual(await page.evaluate(faultsInPage), [])
          await page.press('Escape')
          await page.evaluate(`document.querySelector('#chart').focus()`)
          for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) await page.press(key)
          assert.deepEqual(await page.evaluate(faultsInPage), [])
          await photograph(page, `details-${name}`)
        },
        { missed },
      )
    })

  it('draws each request and each call once, and no more than is seen', async () => {
    const calls = run.filter(
      (line) => line.type === 'turn' && line.event.type === 'call.received',
    ).length
    const requests = run.filter(({ type }) => type === 'request').length
    await opened(run, { ...desktop, height: 4_000 }, async (page) =>
      assert.equal(await bars(page), calls + requests),
    )
    await opened(run, desktop, async (page) => {
      const all = await bars(page)
      assert.ok(all < calls + requests)
      await page.evaluate(`document.querySelector('#chart').focus()`)
      for (const key of ['t', '+', '+']) await page.press(key)
      assert.ok((await bars(page)) < all)
      await page.press('f')
      assert.equal(await bars(page), all)
    })
  })

  it('is used by keys alone', async () => {
    await opened(run, desktop, async (page) => {
      await page.press('?')
      assert.equal(await page.evaluate('document.querySelector("dialog").open'), true)
      await page.press('Escape')
      assert.equal(await page.evaluate('document.querySelector("dialog").open'), false)
      await page.evaluate(`document.querySelector('#chart').focus()`)
      await page.until(`/^Model, turn 1\\. /.test(document.querySelector('#spoken').textContent)`)
      await page.press('ArrowDown')
      assert.match(await text(page, '#spoken'), /^get_customer, call 1 of turn 1\. ok\. /)
      await page.press('Enter')
      assert.match(await text(page, '#details h3'), /get_customer/)
      assert.match(await text(page, '#details'), /"id": "1234".*Ada Lovelace/s)
      assert.match(await text(page, '.call[data-chosen=true]'), /get_customer/)
      await page.press('Escape')
      assert.equal(await text(page, '#details'), '')
      await page.press('/')
      assert.equal(await page.evaluate('document.activeElement.id'), 'search')
      for (const letter of 'render_report') await page.press(letter)
      assert.equal(await text(page, '.search output'), '1 of 2')
      assert.match(await text(page, '#spoken'), /^render_report.*timed out/)
      await page.press('Escape')
      assert.equal(await page.evaluate('document.querySelector("#search").value'), '')
    })
  })

  it('opens in the chart what is chosen in the conversation, with what was in its way', async () => {
    await opened(run, { ...desktop, height: 3_000 }, async (page) => {
      await page.evaluate(
        `[...document.querySelectorAll('.call')].find((call) => /get_tickets/.test(call.textContent) && /2\\.|refund/.test(call.textContent)).click()`,
      )
      await page.until(`document.querySelector('#details') !== null`)
      await page.evaluate(
        `[...document.querySelectorAll('.call')].filter((call) => /read_file/.test(call.textContent))[1].click()`,
      )
      await page.until(
        `/edit_file, call 1 of turn 5/.test(document.querySelector('#details').textContent)`,
      )
      await page.evaluate(`document.querySelector('.stretches .link').click()`)
      await page.until(`/edit_file/.test(document.querySelector('#details h3').textContent)`)
    })
  })

  it('marks the calls of a bottleneck', async () => {
    await opened(run, desktop, async (page) => {
      await page.evaluate(
        `[...document.querySelectorAll('.share')].find((share) => /^Limit crm/.test(share.textContent)).click()`,
      )
      await page.until(`document.querySelectorAll('.call[data-dim=true]').length > 0`)
      assert.equal(
        await page.evaluate(`document.querySelector('.share[aria-pressed=true]') !== null`),
        true,
      )
    })
  })

  it('zooms and pans by wheel, mouse and fingers', async () => {
    await opened(run, desktop, async (page) => {
      const mouse = (type: string, x: number, y: number, more: object = {}): Promise<unknown> =>
        page.send('Input.dispatchMouseEvent', { type, x, y, button: 'none', ...more })
      const isFit = (): Promise<boolean> =>
        page.evaluate(
          `document.querySelector('.zoom .wide').getAttribute('aria-pressed') === 'true'`,
        )
      assert.equal(await isFit(), true)
      await mouse('mouseWheel', 500, 400, { deltaX: 0, deltaY: -200, modifiers: 2 })
      await page.until(
        `document.querySelector('.zoom .wide').getAttribute('aria-pressed') === 'false'`,
      )
      await page.evaluate(`document.querySelector('.zoom .wide').click()`)
      await page.until(
        `document.querySelector('.zoom .wide').getAttribute('aria-pressed') === 'true'`,
      )
      // A press on a bar opens it; one on nothing closes it.
      const box = await page.evaluate<{ x: number; y: number }>(
        `(({ x, y }) => ({ x, y }))(document.querySelector('#chart').getBoundingClientRect())`,
      )
      const press = async (x: number, y: number): Promise<void> => {
        for (const type of ['mousePressed', 'mouseReleased'])
          await mouse(type, box.x + x, box.y + y, { button: 'left', clickCount: 1 })
      }
      await press(130, 26 + 6 + 8)
      await page.until(`/Model request/.test(document.querySelector('#details')?.textContent)`)
      await press(700, 26 + 6 + 8)
      await page.until(`document.querySelector('#details') === null`)
    })
    await opened(run, { width: 400, height: 800, touch: true }, async (page) => {
      const touch = (
        type: string,
        ...touchPoints: readonly (readonly [number, number])[]
      ): Promise<unknown> =>
        page.send('Input.dispatchTouchEvent', {
          type,
          touchPoints: touchPoints.map(([x, y], id) => ({ x, y, id })),
        })
      await touch('touchStart', [150, 350], [250, 350])
      for (const by of [10, 30, 60, 90]) await touch('touchMove', [150 - by, 350], [250 + by, 350])
      await touch('touchEnd')
      await page.until(
        `document.querySelector('.zoom .wide').getAttribute('aria-pressed') === 'false'`,
      )
    })
  })

  it('follows a run under way, through broken connections, without a line twice', async () => {
    const server = await lineServer(await makeLivePage())
    try {
      const page = await browser.open(server.url, { ...desktop, height: 4_000 })
      await page.until(
        `/Waiting for the run/.test(document.querySelector('.nothing')?.textContent)`,
      )
      server.push(...run.slice(0, 90))
      await page.until(
        `document.querySelector('.chip').textContent === 'live' && document.querySelector('.nothing') === null`,
      )
      const calls = (lines: readonly TraceLine[]): number =>
        lines.filter((line) => line.type === 'turn' && line.event.type === 'call.received').length
      const shown = `Number(document.querySelector('.totals').textContent.match(/Calls(\\d+)/)[1])`
      await page.until(`${shown} === ${calls(run.slice(0, 90))}`)
      const before = await page.evaluate<number>(
        `document.querySelectorAll('.totals')[0].textContent.match(/Time([\\d.]+)/)[1] * 1`,
      )
      await page.until(
        `document.querySelectorAll('.totals')[0].textContent.match(/Time([\\d.]+)/)[1] * 1 > ${before}`,
      )
      for (const [forgetful, upTo] of [
        [false, 140],
        [true, 180],
      ] as const) {
        server.isForgetful = forgetful
        const came = server.cameBack.length
        server.disconnect()
        const from = forgetful ? 140 : 90
        server.push(...run.slice(from, upTo))
        await page.until(`${shown} === ${calls(run.slice(0, upTo))}`)
        assert.equal(server.cameBack.length, came + 1)
        assert.equal(server.cameBack.at(-1), String(from))
      }
      await photograph(page, 'live')
      server.push(...run.slice(180))
      await page.until(`document.querySelector('.chip').textContent === 'answered'`)
      assert.equal(
        await bars(page),
        calls(run) + run.filter(({ type }) => type === 'request').length,
      )
      // What it said of broken connections the browser says itself.
      assert.deepEqual(
        page.complaints.filter((said) => !/"source":"network"/.test(said)),
        [],
      )
      assert.deepEqual(new Set(page.requests), new Set([server.url, `${server.url}lines`]))
      await page.close()
    } finally {
      server.close()
    }
  })

  it('draws one turn of ten thousand calls with a few hundred elements', async () => {
    await opened(await manyCalls(10_000), desktop, async (page) => {
      await photograph(page, 'many')
      // Some of its 64 lines are below the window.
      const drawn = await bars(page)
      assert.ok(drawn > 5_000 && drawn < 9_500, `${drawn} bars`)
      const elements = await page.evaluate<number>('document.querySelectorAll("*").length')
      assert.ok(elements < 600, `${elements} elements`)
      await page.evaluate(`document.querySelector('.list').scrollTop = 500_000`)
      await page.until(
        `[...document.querySelectorAll('.call')].some((call) => /Record [1-9]\\d{3}/.test(call.textContent))`,
      )
      assert.ok((await page.evaluate<number>('document.querySelectorAll("*").length')) < 600)
    })
  })

  it('says what a trace lacks: an end, lines that can be read, turns at all', async () => {
    await opened([], desktop, async (page) => {
      assert.match(await text(page, '.nothing'), /holds no turns/)
      assert.deepEqual(await page.evaluate(faultsInPage), [])
      await photograph(page, 'empty')
    })
    const later = [
      { type: 'weather', atMs: 1 },
      { type: 'request', turn: 1 },
      7,
    ] as unknown as TraceLine[]
    await opened([...run.slice(0, 120), ...later], desktop, async (page) => {
      const said = await text(page, '.about')
      assert.match(
        said,
        /1 line of a kind that this page does not know.*2 lines that cannot be read.*breaks off/s,
      )
      assert.equal(await text(page, '.chip'), 'the trace breaks off')
      await photograph(page, 'broken-off')
    })
  })

  it('makes no text into HTML, and runs none', async () => {
    const evil = `</script><img src=x onerror="window.ran=1"><svg onload="window.ran=1">\u2028\ud800`
    const lines = JSON.parse(
      JSON.stringify(run)
        .replaceAll('get_customer', JSON.stringify(evil).slice(1, -1))
        .replaceAll('Ada Lovelace', JSON.stringify(JSON.stringify(evil).slice(1, -1)).slice(1, -1)),
    ) as TraceLine[]
    await opened(
      [
        {
          type: 'trace',
          version: 1,
          id: evil,
          of: 'run',
          startedAtMs: -1e99,
          question: evil,
          model: evil,
        },
        ...lines.slice(1),
      ],
      desktop,
      async (page) => {
        await page.evaluate(`document.querySelector('#chart').focus()`)
        for (const key of ['ArrowDown', 'Enter']) await page.press(key)
        assert.match(await text(page, '#details h3'), /<img src=x/)
        assert.equal(await page.evaluate('window.ran'), undefined)
        assert.equal(await page.evaluate('document.querySelectorAll("img, svg, iframe").length'), 0)
        assert.match(await page.evaluate<string>('document.title'), /^<\/script><img/)
      },
    )
  })

  it('is small: twelve turns with all that they said in less than 400 kB', async () => {
    const html = await makePage(run)
    assert.ok(html.length < 400_000, `${html.length} characters`)
  })
})
