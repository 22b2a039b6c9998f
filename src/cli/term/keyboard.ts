/** Where keys come from, one at a time. */
export interface Keyboard {
  /** Tells of each key until the function that is returned is called. */
  listen(onKey: (key: string) => void): () => void
}

/** What a terminal does by itself as long as it is not asked for single keys. */
const signals: Readonly<Record<string, NodeJS.Signals>> = {
  '\u0003': 'SIGINT',
  '\u001a': 'SIGTSTP',
  '\u001c': 'SIGQUIT',
}

/** The keys of a terminal, without its echo while somebody listens. Ctrl-C, Ctrl-Z and Ctrl-\ do what they always do. */
export function keyboardOf(stdin: NodeJS.ReadStream): Keyboard {
  // Of a terminal that was closed nothing can be read or set any more; that it was, SIGHUP says.
  stdin.on('error', () => {})
  return {
    listen: (onKey) => {
      const onData = (data: Buffer): void => {
        const text = data.toString()
        const signal = signals[text.charAt(text.length - 1)]
        if (signal === 'SIGTSTP') suspend(stdin)
        else if (signal !== undefined) process.kill(process.pid, signal)
        // Enter may come along with the key before it. More than one key at once was pasted, or held down.
        else onKey(text.replace(/[\r\n]+$/, ''))
      }
      stdin.setRawMode(true)
      stdin.on('data', onData)
      stdin.resume()
      return () => {
        stdin.off('data', onData)
        stdin.pause()
        stdin.setRawMode(false)
      }
    },
  }
}

/** The shell gets its terminal back as it was; who comes back to the command asks for single keys again. */
function suspend(stdin: NodeJS.ReadStream): void {
  stdin.setRawMode(false)
  process.once('SIGCONT', () => {
    if (stdin.listenerCount('data') > 0) stdin.setRawMode(true)
  })
  process.kill(process.pid, 'SIGTSTP')
}
