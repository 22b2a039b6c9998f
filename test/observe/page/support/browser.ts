import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sleep, systemClock } from '../../../../src/util/clock.ts'

const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
)

/** Why what needs a browser is left out; false if it need not be. */
export const noBrowser: string | false =
  chromium === undefined && 'it needs chromium: apt-get install chromium'

interface Answer {
  readonly id?: number
  readonly method?: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/** How a page is opened. */
export interface Look {
  readonly width: number
  readonly height: number
  readonly dark?: boolean
  readonly touch?: boolean
  readonly reducedMotion?: boolean
}

/** A page in a browser, over its debugging protocol. */
export interface BrowserPage {
  /** URLs that the page asked for, and what it said on its console, were it an error or a warning. */
  readonly requests: string[]
  readonly complaints: string[]
  send(method: string, params?: object): Promise<unknown>
  /** The value of an expression, which may be a promise. */
  evaluate<T>(expression: string): Promise<T>
  /** Waits until an expression is true. */
  until(expression: string): Promise<void>
  /** `Enter`, `ArrowLeft`, or a letter. */
  press(key: string, modifiers?: number): Promise<void>
  /** A PNG of what is seen. */
  screenshot(): Promise<Buffer>
  close(): Promise<void>
}

export interface Browser {
  open(url: string, look: Look): Promise<BrowserPage>
  close(): Promise<void>
}

/** Starts a browser without a window; one that ends before it is ready is no fault of what is tried in it, and is started again. */
export async function launch(): Promise<Browser> {
  for (let tries = 1; ; tries += 1) {
    const started = await launchOnce().catch((error: unknown) => {
      if (tries === 3) throw error
    })
    if (started !== undefined) return started
  }
}

async function launchOnce(): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'fanfold-browser-'))
  const child = spawn(
    chromium ?? 'chromium',
    [
      '--headless',
      '--no-sandbox',
      '--no-first-run',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--remote-debugging-port=0',
      '--hide-scrollbars',
      '--force-color-profile=srgb',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const ended = endOf(child)
  const socket = new WebSocket(await Promise.race([debuggerUrl(child), ended]))
  const isOpen = new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true })
    socket.addEventListener('error', () => reject(new Error('The browser took no connection.')))
  })
  await Promise.race([isOpen, ended])
  let last = 0
  const asked = new Map<number, (answer: Answer) => void>()
  const listeners = new Map<string, (answer: Answer) => void>()
  socket.addEventListener('message', ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer & { readonly sessionId?: string }
    if (answer.id !== undefined) asked.get(answer.id)?.(answer)
    else listeners.get(answer.sessionId ?? '')?.(answer)
  })
  const send = (method: string, params: object = {}, sessionId?: string): Promise<unknown> => {
    const answered = new Promise((resolve, reject) => {
      const id = ++last
      asked.set(id, ({ result, error }) => {
        asked.delete(id)
        if (error === undefined) resolve(result)
        else reject(new Error(`${method}: ${error.message}`))
      })
      socket.send(
        JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) }),
      )
    })
    // One that has ended answers nothing, and a test would wait for it.
    return Promise.race([answered, ended])
  }
  return {
    open: (url, look) => Promise.race([openPage(url, look, send, listeners), ended]),
    async close() {
      await send('Browser.close').catch(() => {})
      socket.close()
      await ended.catch(() => {})
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Rejects once it has ended, with what it said at last. */
function endOf(child: ChildProcess): Promise<never> {
  let said = ''
  child.stderr?.on('data', (text: string) => (said = `${said}${text}`.slice(-2_000)))
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) =>
      reject(new Error(`The browser ended (${signal ?? code}): ${said}`)),
    )
  })
  // Its end is an error only for those who wait for something of it.
  ended.catch(() => {})
  return ended
}

function debuggerUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let said = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const url = /DevTools listening on (ws:\S+)/.exec(said)?.[1]
      if (url !== undefined) resolve(url)
    })
  })
}

type Send = (method: string, params?: object, sessionId?: string) => Promise<unknown>

async function openPage(
  url: string,
  look: Look,
  sendAny: Send,
  listeners: Map<string, (answer: Answer) => void>,
): Promise<BrowserPage> {
  const { targetId } = (await sendAny('Target.createTarget', { url: 'about:blank' })) as {
    targetId: string
  }
  const { sessionId } = (await sendAny('Target.attachToTarget', { targetId, flatten: true })) as {
    sessionId: string
  }
  const send = (method: string, params?: object): Promise<unknown> =>
    sendAny(method, params, sessionId)
  const requests: string[] = []
  const complaints: string[] = []
  let isLoaded = (): void => {}
  const loaded = new Promise<void>((resolve) => (isLoaded = resolve))
  listeners.set(sessionId, ({ method, params = {} }) => {
    if (method === 'Network.requestWillBeSent')
      requests.push((params['request'] as { url: string }).url)
    if (method === 'Log.entryAdded') complaints.push(JSON.stringify(params['entry']))
    if (method === 'Runtime.exceptionThrown')
      complaints.push(JSON.stringify(params['exceptionDetails']))
    if (method === 'Runtime.consoleAPICalled') complaints.push(JSON.stringify(params['args']))
    if (method === 'Page.loadEventFired') isLoaded()
  })
  for (const domain of ['Page', 'Network', 'Log', 'Runtime']) await send(`${domain}.enable`)
  const { width, height, dark = false, touch = false, reducedMotion = false } = look
  await send('Emulation.setDeviceMetricsOverride', {
    width,
    height,
    deviceScaleFactor: 1,
    mobile: touch,
  })
  await send('Emulation.setTouchEmulationEnabled', { enabled: touch })
  await send('Emulation.setEmulatedMedia', {
    features: [
      { name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' },
      { name: 'prefers-reduced-motion', value: reducedMotion ? 'reduce' : 'no-preference' },
    ],
  })
  await send('Page.navigate', { url })
  await loaded
  const evaluate = async <T>(expression: string): Promise<T> => {
    const { result, exceptionDetails } = (await send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })) as { result: { value: T }; exceptionDetails?: object }
    if (exceptionDetails !== undefined)
      throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`)
    return result.value
  }
  return {
    requests,
    complaints,
    send,
    evaluate,
    async until(expression) {
      for (let tries = 0; tries < 400; tries++) {
        if (await evaluate<boolean>(expression)) return
        await sleep(systemClock, 50)
      }
      throw new Error(`Never true: ${expression}`)
    },
    async press(key, modifiers = 0) {
      const text = key.length === 1 ? { text: key } : key === 'Enter' ? { text: '\r' } : {}
      await send('Input.dispatchKeyEvent', {
        type: 'keyDown',
        key,
        code: key,
        modifiers,
        ...text,
        ...(key === 'Enter' && { windowsVirtualKeyCode: 13 }),
      })
      await send('Input.dispatchKeyEvent', { type: 'keyUp', key, code: key, modifiers })
      await evaluate(
        'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))',
      )
    },
    async screenshot() {
      const { data } = (await send('Page.captureScreenshot', { format: 'png' })) as { data: string }
      return Buffer.from(data, 'base64')
    },
    close: async () => void (await sendAny('Target.closeTarget', { targetId })),
  }
}
