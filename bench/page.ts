// `node bench/page.ts`: how large the page of a run is, and how long a frame of its chart takes to draw, in headless Chromium
// without a graphics card.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { makePage } from '../src/observe/page/page.ts'
import type { TraceLine } from '../src/observe/trace/line.ts'
import { launch, noBrowser } from '../test/observe/page/support/browser.ts'
import { manyCalls } from '../test/observe/page/support/many-calls.ts'
import { recordedRun } from '../test/observe/page/support/recorded-run.ts'

const frames = 120

/** What is done in each frame. */
const acts: Readonly<Record<string, string>> = {
  'zooms in': `wheel({ ctrlKey: true, deltaY: -8 })`,
  pans: `wheel({ deltaX: 30 * (at % 40 < 20 ? 1 : -1) })`,
  'zooms out': `wheel({ ctrlKey: true, deltaY: 8 })`,
  scrolls: `box.scrollTop = at * 4`,
  points: `box.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, pointerType: 'mouse', clientX: 200 + at * 5, clientY: 300 + at }))`,
  'reads on': `document.querySelector('.list').scrollTop = at * 300`,
}

if (noBrowser !== false) throw new Error(`Chromium is not there: ${noBrowser}`)

const kilobytes = (html: string): string => `${Math.round(Buffer.byteLength(html) / 1_000)} kB`
const many = await manyCalls(10_000)
const runs: Readonly<Record<string, readonly TraceLine[]>> = {
  'without a run': [],
  'of 12 turns, 28 calls': await recordedRun({ speed: 8 }),
  'of one turn, 10,000 calls': many,
}
for (const [name, lines] of Object.entries(runs))
  console.log(`The page ${name}: ${kilobytes(await makePage(lines))}`)

const folder = mkdtempSync(join(tmpdir(), 'fanfold-page-'))
const browser = await launch()
try {
  const file = join(folder, 'many.html')
  writeFileSync(file, await makePage(many))
  const page = await browser.open(pathToFileURL(file).href, { width: 1280, height: 900 })
  const busyMs = async (): Promise<number> => {
    const { metrics } = (await page.send('Performance.getMetrics')) as {
      readonly metrics: readonly { readonly name: string; readonly value: number }[]
    }
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000
  }
  await page.send('Performance.enable')
  console.log(`10,000 calls in a window of 1280 by 900: each of ${frames} frames in which one`)
  for (const [name, act] of Object.entries(acts)) {
    const before = await busyMs()
    const lengths = await page.evaluate<number[]>(`(async () => {
      const box = document.querySelector('#chart')
      const wheel = (how) => box.dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true, clientX: 500, clientY: 400, ...how }))
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
      const lengths = []
      for (let at = 0, last = await frame(); at < ${frames}; at++) {
        ${act}
        const now = await frame()
        lengths.push(now - last)
        last = now
      }
      return lengths.sort((a, b) => a - b)
    })()`)
    const busy = ((await busyMs()) - before) / frames
    const [median = 0, late = 0] = [lengths[frames / 2], lengths[Math.floor(frames * 0.95)]]
    console.log(
      `  ${name.padEnd(10)} ${busy.toFixed(1).padStart(5)} ms of its thread; frame to frame ${median.toFixed(1)} ms, 95 % within ${late.toFixed(1)} ms`,
    )
  }
} finally {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
}
