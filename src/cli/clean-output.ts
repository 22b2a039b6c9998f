import { setEnvironmentData } from 'node:worker_threads'
import { printsToStderr } from '../place/thread/messages.ts'
import { printToStderr } from '../util/capture-console.ts'

/**
 * Standard output is the command's own from now on, to the process's end: what a tools file prints as it is loaded, in a tool, in
 * a thread or after the command has answered goes to standard error.
 */
export function keepOutputClean(): void {
  printToStderr()
  setEnvironmentData(printsToStderr, true)
}
