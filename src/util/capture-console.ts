import { builtin } from './platform/builtin.ts'
import { lines } from './term/visible.ts'

type Write = (text: string) => void
type Methods = Record<string, (...values: readonly unknown[]) => void>

let sink: Write | undefined

/**
 * Sends whatever is printed with `console`, by whichever of its methods, to `write` instead, text by text: standard output is
 * somebody else's. Returns the way back, to where it went before.
 */
export function captureConsole(write: Write): () => void {
  const before = sink
  const restore = before === undefined ? replaceMethods() : (): void => {}
  sink = write
  return () => {
    sink = before
    restore()
  }
}

/** For a process, or a thread, whose standard output is an answer's. */
export function printToStderr(): void {
  captureConsole((text) => void process.stderr.write(`${lines(text)}\n`))
}

/** Of a whole console, for some methods write by themselves, and others by what they take for standard output. */
function replaceMethods(): () => void {
  const stream = { write: (text: string) => sink?.(text.replace(/\n$/, '')) }
  const other: object = new console.Console(stream as never, undefined, false)
  const own = console as unknown as Methods
  const originals = { ...own }
  for (const [name, method] of Object.entries(other as Methods))
    if (typeof method === 'function' && typeof own[name] === 'function' && name !== 'Console')
      own[name] = method
  shareMethods()
  return () => {
    Object.assign(own, originals)
    shareMethods()
  }
}

/** With those who import them by name. */
function shareMethods(): void {
  builtin('node:module')?.syncBuiltinESMExports()
}
