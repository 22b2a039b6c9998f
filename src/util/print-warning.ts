interface Printers {
  readonly process?: {
    emitWarning?(text: string, options: { readonly type: string; readonly code: string }): void
  }
  readonly console?: { warn(text: string): void }
}

/** Tells those who read what the process prints, where nobody else can be told: a warning of Node’s, which can be listened to. */
export function printWarning(text: string, code: string): void {
  const { process, console } = globalThis as unknown as Printers
  if (process?.emitWarning !== undefined)
    process.emitWarning(text, { type: 'FanfoldWarning', code })
  else console?.warn(`${code}: ${text}`)
}
