import { fork } from 'node:child_process'

/** What a case asks of another process: one run of a driver's. */
export interface ProcessTask {
  readonly driverUrl: string
  readonly run: 'charge' | 'ask'
  readonly isGuarded: boolean
  readonly baseUrl: string
  /** For what the framework, the journal and the tools keep. */
  readonly dir: string
  readonly answer?: string | undefined
}

/** What came of it: how the run ended, or the signal by which its process did. */
export interface ProcessEnd {
  readonly text?: string | undefined
  readonly error?: string | undefined
  readonly question?: unknown
  readonly signal?: NodeJS.Signals | undefined
  readonly hung?: true
}

/** Does one run in a process of its own, which is ended after 60 s. */
export function inOtherProcess(task: ProcessTask): Promise<ProcessEnd> {
  const entry = new URL('./guarded-run.process.ts', import.meta.url)
  return new Promise((resolve) => {
    const child = fork(entry, [JSON.stringify(task)], { timeout: 60_000, killSignal: 'SIGTERM' })
    let end: ProcessEnd | undefined
    child.on('message', (message) => {
      end = message as ProcessEnd
    })
    child.on('exit', (code, signal) => {
      if (end !== undefined) resolve(end)
      else if (signal === 'SIGTERM') resolve({ hung: true })
      else resolve(signal === null ? { error: `It ended with code ${String(code)}.` } : { signal })
    })
  })
}
